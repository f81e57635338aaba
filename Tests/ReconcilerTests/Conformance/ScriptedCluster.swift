import KubeModel
import Reconciler
import Values

/// A cluster that does what a case says, and writes down what a sync asks of it.
struct ScriptedCluster {
    private var scenario: SyncScenario
    private let script: Value
    private let defaultStatus: Value?
    private let maxSteps: Int
    /// How many statuses of its list an object has shown, by `Kind/name`.
    private var applied: [String: Int] = [:]
    /// Steps until a deletion is through.
    private var deletions: [String: Int] = [:]
    private var operation: SyncOperation

    private(set) var steps: [Value] = []

    init(_ item: Value, defaultStatus: Value?) throws {
        scenario = try SyncScenario(item)
        script = item["cluster"] ?? .object(Object())
        self.defaultStatus = defaultStatus
        maxSteps = Int(item["maxSteps"]?.intValue ?? 8)
        operation = SyncOperation(revision: SyncScenario.revision, startedAt: SyncScenario.startedAt)
    }

    mutating func run() throws {
        for step in 0..<maxSteps {
            passTime(step)
            try runStep(step)
            if operation.phase.isCompleted { break }
        }
    }

    private mutating func runStep(_ step: Int) throws {
        var actions: [Value] = []
        var waves: [Value] = []
        let terminate = scenario.options["terminateAfter"]?.intValue.map { Int($0) <= step } ?? false
        // Between passes nothing is kept but what an application's status would hold.
        operation = SyncOperation(
            revision: operation.revision, startedAt: operation.startedAt, results: operation.results)
        operation.begin(
            scenario.state, settings: scenario.settings, environment: scenario.environment, terminate: terminate)
        var answers: [SyncAnswer] = []
        loop: while true {
            switch operation.next(answers) {
            case .perform(let batch):
                answers = batch.map { perform($0) }
                let names = batch.filter { !$0.isDryRun }.map { Value.string(describe($0)) }
                if !names.isEmpty { actions.append(.array(names.sorted { "\($0)" < "\($1)" })) }
            case .waveDone(let wave):
                let name = "\(wave.phase.rawValue) \(wave.wave)"
                waves.append(.string(name + (wave.isFinal ? " final" : "")))
                answers = scenario.options["waveHookFails"]?.stringValue == name ? [.failed("wave hook says no")] : []
            case .passDone: break loop
            }
        }
        var result: Value = ["phase": .string(operation.phase.rawValue), "message": .string(operation.message)]
        if !actions.isEmpty { result["actions"] = .array(actions) }
        if !waves.isEmpty { result["waves"] = .array(waves) }
        steps.append(result)
    }

    private func id(_ object: KubeObject) -> String { "\(object.kind)/\(object.name)" }

    private mutating func passTime(_ step: Int) {
        for (name, left) in deletions {
            deletions[name] = left - 1
            if left <= 1 {
                deletions[name] = nil
                scenario.live = scenario.live.filter { id($0) != name }
            }
        }
        scenario.live = scenario.live.filter { script[id($0)]?["vanish"]?.intValue.map { Int($0) != step } ?? true }
        for index in scenario.live.indices {
            let name = id(scenario.live[index])
            guard let shown = applied[name] else { continue }
            let list = script[name]?["after"] ?? defaultStatus?[scenario.live[index].kind]
            guard let statuses = list?.arrayValue, !statuses.isEmpty else { continue }
            scenario.live[index].value["status"] = statuses[min(shown, statuses.count - 1)]
            applied[name] = shown + 1
        }
    }

    private mutating func perform(_ action: SyncAction) -> SyncAnswer {
        let name = id(action.object)
        func failure(_ key: String) -> SyncAnswer? { script[name]?[key]?.stringValue.map(SyncAnswer.failed) }
        if action.isDryRun { return failure("dryRun") ?? .done(message: "") }
        switch action.verb {
        case .apply, .create, .replace, .update: return failure("apply") ?? store(action)
        case .prune, .delete:
            if let failure = failure("delete") { return failure }
            delete(name)
            return .done(message: "deleted")
        case .removeHookFinalizer:
            for index in scenario.live.indices where id(scenario.live[index]) == name {
                scenario.live[index].finalizers.removeAll { $0 == "argocd.argoproj.io/hook-finalizer" }
            }
            return .done(message: "")
        }
    }

    private mutating func store(_ action: SyncAction) -> SyncAnswer {
        var object = action.object
        let name = id(object)
        if SyncScenario.clusterKinds.contains(object.kind) { object.namespace = "" }
        let known = scenario.live.firstIndex { id($0) == name }
        if let known { scenario.live[known] = object } else { scenario.live.append(object) }
        applied[name] = 0
        if action.verb == .update { return .done(message: "\(name) updated") }
        let lower = "\(object.kind.lowercased())/\(object.name)"
        return .done(message: "\(lower) \(known == nil ? "created" : "configured")")
    }

    private mutating func delete(_ name: String) {
        guard let index = scenario.live.firstIndex(where: { id($0) == name }) else { return }
        if let steps = script[name]?["deletion"]?.intValue {
            if deletions[name] == nil { deletions[name] = Int(steps) }
        } else if scenario.live[index].finalizers.isEmpty {
            scenario.live.remove(at: index)
            return
        }
        scenario.live[index].value.set("2024-01-01T00:00:00Z", at: ["metadata", "deletionTimestamp"])
    }

    private func describe(_ action: SyncAction) -> String {
        var verb: String
        switch action.verb {
        case .apply(let options):
            verb = "apply" + (options.force ? "+force" : "") + (options.serverSide ? "+serverSide" : "")
            if !options.validate { verb += "+noValidate" }
        case .create(let validate): verb = validate ? "create" : "create+noValidate"
        case .replace(let force): verb = force ? "replace+force" : "replace"
        case .update: verb = "update"
        case .prune: verb = "prune"
        case .delete: verb = "delete"
        case .removeHookFinalizer: verb = "removeFinalizer"
        }
        var key = action.object.key
        if SyncScenario.clusterKinds.contains(key.kind) { key.namespace = "" }
        return "\(verb) \(key.kind)/\(key.namespace.isEmpty ? "" : key.namespace + "/")\(key.name)"
    }

    // MARK: - Comparison with what is expected

    func difference(from expected: Value) -> String? {
        let wanted = (expected["steps"]?.arrayValue ?? []).map(ScriptedCluster.normalised)
        let found = steps.map(ScriptedCluster.normalised)
        if wanted != found {
            return "steps\n   \(Value.array(found).jsonText())\n   \(Value.array(wanted).jsonText())"
        }
        let results = operation.results.map(describe)
        let wantedResults = expected["results"]?.arrayValue ?? []
        if Set(results) != Set(wantedResults) {
            return "results\n   \(Value.array(results).jsonText())\n   \(Value.array(wantedResults).jsonText())"
        }
        let left = Set(scenario.live.map(describeLive))
        let wantedLeft = Set((expected["left"]?.arrayValue ?? []).compactMap(\.stringValue))
        return left == wantedLeft ? nil : "left \(left.sorted()) expected \(wantedLeft.sorted())"
    }

    /// Order does not count within a group of actions, nor between several reasons.
    private static func normalised(_ step: Value) -> Value {
        var step = step
        if let groups = step["actions"]?.arrayValue {
            step["actions"] = .array(
                groups.map { .array(($0.arrayValue ?? []).sorted { "\($0)" < "\($1)" }) })
        }
        if let message = step["message"]?.stringValue, let mark = message.firstRange(of: "reason: ") {
            let reasons = message[mark.upperBound...].split(separator: ",").sorted().joined(separator: ",")
            step["message"] = .string(message[..<mark.upperBound] + reasons)
        }
        return step
    }

    private func describe(_ result: SyncResult) -> Value {
        var value: Value = [
            "kind": .string(result.key.kind), "name": .string(result.key.name),
            "message": .string(result.message), "syncPhase": .string(result.phase.rawValue),
            "hookPhase": .string(result.operationPhase?.rawValue ?? ""),
        ]
        if !result.key.namespace.isEmpty { value["namespace"] = .string(result.key.namespace) }
        if let code = result.code { value["status"] = .string(code.rawValue) }
        if result.isHook { value["hook"] = .string(result.phase.rawValue) }
        return value
    }

    private func describeLive(_ object: KubeObject) -> String {
        var text = "\(object.kind)/\(object.namespace.isEmpty ? "" : object.namespace + "/")\(object.name)"
        if object.deletionTimestamp != nil { text += " (deleting)" }
        if object.finalizers.contains("argocd.argoproj.io/hook-finalizer") { text += " (held)" }
        return text
    }
}
