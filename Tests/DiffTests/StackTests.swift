import Diff
import Foundation
import KubeModel
import Testing
import Values

/// Nesting at every bound fits a stack of three megabytes, unoptimised; optimised code takes a fraction of that.
@Suite struct StackTests {
    private static func onSmallStack(size: Int = 3 << 20, _ body: @escaping @Sendable () -> Void) {
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            body()
            done.signal()
        }
        thread.stackSize = size
        thread.start()
        done.wait()
    }

    @Test func evaluations() {
        Self.onSmallStack {
            for text in [
                "def f: f; f", "def f: . | (f | .); f", "recurse([.])", "[..] | map(.)", "def f(g): f(g | g); f(.)",
                "def f: try f catch f; f", "def f: [f]; f", "def f: {a: f}; f", "def f: if f then 1 else 2 end; f",
                "def f: first(f); f", "def f: .a |= f; f",
            ] {
                _ = try? PathExpression(text).deleted(from: ["a": [1, 2]])
            }
        }
    }

    @Test func expressions() {
        Self.onSmallStack {
            for (open, close) in [
                ("(", ")"), ("[", "]"), ("{a:", "}"), ("-", ""), ("try ", ""), ("if . then ", " end"), ("\"\\(", ")\""),
                ("select(", ")"), ("1 as $x | ", ""), (".a.b|", "."), ("1+", "1"), (".a ", ""),
            ] {
                for count in [50, 90, 3_000] {
                    let text =
                        String(repeating: open, count: count) + (open.hasPrefix(".a ") ? "" : ".")
                        + String(repeating: close, count: count)
                    _ = try? PathExpression(text).deleted(from: [:])
                }
            }
        }
    }

    @Test func values() {
        var value: Value = [:]
        for _ in 0..<500 { value = ["spec": value, "a": [value["a"] ?? 1]] }
        value["apiVersion"] = "example.io/v1"
        value["kind"] = "Thing"
        var other = value
        other["x"] = 1
        let (left, right) = (value, other)
        Self.onSmallStack {
            _ = try? ObjectDiff.compare(desired: left, live: right)
            var options = ComparisonOptions()
            options.strategy = .structuredMerge
            _ = try? ObjectDiff.compare(desired: left, live: right, options: options)
            _ = try? StrategicMerge.threeWayPatch(lastApplied: left, desired: right, live: left, schema: .untyped)
            _ = try? TypedValue(left, schema: .untyped).fieldSet().fieldsV1
        }
    }
}
