import Foundation
import Jsonnet
import Synchronization
import Testing

/// No program runs forever, takes all memory, or brings the process down.
@Suite struct LimitTests {
    private func outcome(_ program: String, _ settings: JsonnetVM.Settings = .init()) -> Result<String, JsonnetError> {
        do throws(JsonnetError) {
            return .success(try JsonnetVM(settings: settings).evaluate(snippet: program))
        } catch { return .failure(error) }
    }

    private func isRefused(_ program: String, _ settings: JsonnetVM.Settings = .init()) -> Bool {
        if case .failure(let error) = outcome(program, settings) { return error.code == .limitExceeded }
        return false
    }

    @Test(arguments: [
        "local f(x) = f(x + 1) + 1; f(0)",
        "local x = x; x",
        "{ a: self.b, b: self.a }",
        "local f(x) = [f(x)]; local g(x) = std.length(g(x)); g(1)",
        "local a = { x: a { y: super.x }.x }; a.x",
        "local f(n) = if n == 0 then 0 else 1 + f(n - 1); f(1000000)",
    ])
    func recursionWithoutEnd(_ program: String) { #expect(isRefused(program)) }

    @Test(arguments: [
        "local f(x) = [f(x)]; f(1)",
        "local f(x) = { a: f(x) }; f(1)",
        "std.toString(local f(x) = [f(x)]; f(1))",
        "local f(x) = [f(x)]; f(1) == f(2)",
        "local f(x) = [f(x)]; f(1) < f(2)",
        "local f(x) = [f(x)]; std.prune(f(1))",
        "local f(x) = [f(x)]; std.flattenDeepArray(f(1))",
        "local f(x) = [f(x)]; std.manifestYamlDoc(f(1))",
        "local f(x) = { a: f(x) }; std.manifestTomlEx(f(1), ' ')",
        "local f(n) = if n == 0 then 0 else 1 + f(n - 1) tailstrict; f(2000000)",
        "local d(n) = if n == 0 then 1 else local x = d(n - 1); [x, x]; d(60) == d(60)",
        "local d(n) = if n == 0 then 1 else local x = d(n - 1); [x, x]; d(60) < d(60)",
        "local d(n) = if n == 0 then 'a' else local x = d(n - 1); [x, x]; std.deepJoin(d(60))",
        "local d(n) = if n == 0 then 1 else local x = d(n - 1); [x, x]; std.manifestPython(d(60))",
        "local d(n) = if n == 0 then 1 else local x = d(n - 1); { a: x, b: x }; std.prune(d(60))",
        "local d(n) = if n == 0 then 1 else local x = d(n - 1); { a: x, b: x }; std.mergePatch({}, d(60))",
        "[1, 2, 3][0:3:1e-300]",
    ])
    func dataWithoutEnd(_ program: String) {
        #expect(isRefused(program, .init(maximumSteps: 300_000, maximumMemory: 256 << 20)))
    }

    @Test func loopsWithoutEnd() {
        let settings = JsonnetVM.Settings(maximumSteps: 100_000)
        #expect(isRefused("local f(x) = f(x + 1) tailstrict; f(0)", settings))
        #expect(isRefused("std.length([x for x in std.range(1, 1000) for y in std.range(1, 1000)])", settings))
    }

    @Test(arguments: [
        "std.length(std.repeat('x', 2000000000))",
        "std.length(std.makeArray(2000000000, function(i) i))",
        "std.length(std.range(0, 2000000000))",
        "local f(s, n) = if n == 0 then s else f(s + s, n - 1); std.length(f('xxxxxxxx', 60))",
        "local f(a, n) = if n == 0 then a else f(a + a, n - 1); std.length(f([1], 60))",
        "std.length('%2000000000s' % 'x')",
        "local s = std.repeat('x', 1000000); std.length(std.join('', std.makeArray(10000, function(i) s)))",
        "local s = std.range(1, 100000); std.length(std.flattenArrays(std.makeArray(10000, function(i) s)))",
        "std.length(std.split(std.repeat('a,', 20000000), ','))",
        "std.length(std.encodeUTF8(std.repeat('a', 100000000)))",
        "std.length(std.escapeStringJson(std.repeat('\\u0001', 100000000)))",
        "std.length('%*d' % [900000000, 1])",
        "std.length(std.strReplace(std.repeat('a', 100000), 'a', std.repeat('b', 100000)))",
    ])
    func hugeValues(_ program: String) {
        #expect(isRefused(program, .init(maximumMemory: 256 << 20)))
    }

    @Test func deepRecursionWithRoomForIt() throws {
        let vm = JsonnetVM(settings: .init(maximumStackFrames: 100_000))
        let program = "local f(n) = if n == 0 then 0 else 1 + f(n - 1); f(50000)"
        #expect(try vm.evaluate(snippet: program) == "50000\n")
    }

    /// An evaluation brings its own stack, however small its caller's is.
    @Test func smallStacks() throws {
        let outcome = Mutex<String>("")
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            let program = "local f(n) = if n == 0 then [] else [f(n - 1)]; std.length(std.toString(f(150)))"
            let result = try? JsonnetVM().evaluate(snippet: program)
            outcome.withLock { $0 = result ?? "failed" }
            done.signal()
        }
        thread.stackSize = 64 << 10
        thread.start()
        #expect(done.wait(timeout: .now() + 60) == .success)
        #expect(outcome.withLock { $0 } == "303\n")
    }

    @Test func deepTextIsRefused() {
        for (open, close) in [
            ("[", "]"), ("(", ")"), ("{a:", "}"), ("-", ""), ("local x = ", ""), ("if true then ", ""),
        ] {
            let program = String(repeating: open, count: 20_000) + "1" + String(repeating: close, count: 20_000)
            guard case .failure(let error) = outcome(program) else {
                Issue.record("accepted \(open)")
                continue
            }
            #expect(error.code == .syntax)
        }
        let sum = String(repeating: "1 + ", count: 20_000) + "1"
        guard case .failure = outcome(sum) else {
            Issue.record("accepted a sum of 20,000")
            return
        }
        #expect((try? outcome(String(repeating: "1 + ", count: 1_500) + "1").get()) == "1501\n")
    }
}
