import KubeModel
import Reconciler
import TestSupport
import Testing
import Values

@Suite struct SyncConformanceTests {
    @Test func plan() throws {
        guard let cases = try Conformance.value("sync/plan.json")?.arrayValue else { return }
        var tally = ConformanceTally("sync/plan")
        for item in cases {
            let scenario = try SyncScenario(item)
            let plan = SyncPlan(
                scenario.state, settings: scenario.settings, environment: scenario.environment,
                revision: SyncScenario.revision, startedAt: SyncScenario.startedAt)
            let tasks = Value.array(plan.tasks.map(describe))
            let expected = item["expected"]?["tasks"] ?? .array([])
            let valid = item["expected"]?["valid"]?.boolValue ?? true
            var difference: String?
            if tasks != expected { difference = "\(tasks.jsonText()) expected \(expected.jsonText())" }
            if plan.isValid != valid { difference = "valid \(plan.isValid)" }
            tally.count(item["name"]?.stringValue ?? "", difference)
        }
        tally.report(reached: 73)
    }

    private func describe(_ task: SyncTask) -> Value {
        var value: Value = [
            "op": task.isPrune ? "prune" : "apply", "phase": .string(task.phase.rawValue),
            "wave": .int(Int64(task.wave)), "kind": .string(task.object.kind), "name": .string(task.object.name),
        ]
        if task.isHook { value["hook"] = true }
        return value
    }

    @Test func run() throws {
        guard let file = try Conformance.value("sync/run.json") else { return }
        var tally = ConformanceTally("sync/run")
        for item in file["cases"]?.arrayValue ?? [] {
            var cluster = try ScriptedCluster(item, defaultStatus: file["defaultStatus"])
            try cluster.run()
            tally.count(item["name"]?.stringValue ?? "", cluster.difference(from: item["expected"] ?? .null))
        }
        tally.report(reached: 100)
    }
}
