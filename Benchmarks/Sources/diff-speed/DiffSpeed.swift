import Diff
import DiffWorkloads
import KubeModel
import Values

/// Prints how long comparisons of 1,000 Deployments take, each the best of several interleaved runs.
@main
struct DiffSpeed {
    static func main() throws {
        let count = 1_000
        let clock = ContinuousClock()
        let loading = clock.measure { _ = Schema.builtIn.resources.count }
        let work = DiffWorkload(count: count)
        let (plain, rules) = (try ObjectDiff(), try DiffWorkload.withRules())
        let structured = try DiffWorkload.structured()
        let rendering = DiffRendering(usesColors: true)
        let changed = try plain.compare(desired: work.desired[0], live: work.live[0])
        var best: [(name: String, per: Int, time: Duration, result: Int)] = []
        func measure(_ name: String, per: Int = count, _ body: () throws -> Int) rethrows {
            let start = clock.now
            let result = try body()
            let time = clock.now - start
            if let row = best.firstIndex(where: { $0.name == name }) {
                best[row].time = min(best[row].time, time)
            } else {
                best.append((name, per, time, result))
            }
        }
        for _ in 0..<7 {
            try measure("two-way") { try DiffWorkload.differences(plain, work.desired, work.live) }
            try measure("three-way") { try DiffWorkload.differences(plain, work.desired, work.annotated) }
            try measure("two-way, ignore rules") { try DiffWorkload.differences(rules, work.desired, work.live) }
            try measure("structured merge") { try DiffWorkload.differences(structured, work.desired, work.live) }
            measure("rendering of a difference", per: 200) {
                (0..<200).reduce(0) { sum, _ in sum + rendering.render(changed).utf8.count }
            }
            try measure("server-side applies of a ConfigMap", per: 20_000) { try applies(20_000) }
        }
        print("built-in schema loaded in \(Self.milliseconds(loading)) ms")
        for row in best {
            let each = row.time / row.per
            let microseconds = Double(each.components.attoseconds) / 1e12
            let total = Self.milliseconds(row.time)
            let tenths = Int(microseconds * 10 + 0.5)
            print("\(row.name): \(total) ms for \(row.per), \(tenths / 10).\(tenths % 10) us each (\(row.result))")
        }
    }

    private static func milliseconds(_ time: Duration) -> Double {
        Double(Int(time / .milliseconds(1) * 10 + 0.5)) / 10
    }

    private static func applies(_ count: Int) throws -> Int {
        let node = Schema.builtIn.node(for: GroupVersionKind(group: "", version: "v1", kind: "ConfigMap")) ?? .untyped
        var applied: Value = [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "c", "labels": ["a": "b"]],
            "data": ["x": "1", "y": "2", "z": "3"],
        ]
        let write = StructuredMerge.Write(manager: "gitops", now: "2024-01-01T00:00:00Z")
        var live = try StructuredMerge.apply(applied, to: nil, by: write, schema: node).object
        for number in 0..<count {
            applied["data"]?["x"] = .string(String(number))
            live = try StructuredMerge.apply(applied, to: live, by: write, schema: node).object
        }
        return live["data"]?.objectValue?.count ?? 0
    }
}
