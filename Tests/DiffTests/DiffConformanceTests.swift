import Diff
import KubeModel
import TestSupport
import Testing
import Values

@Suite struct DiffConformanceTests {
    static func options(_ value: Value?) -> ComparisonOptions {
        var options = ComparisonOptions()
        options.ignoreDifferences = (value?["ignoreDifferences"]?.arrayValue ?? []).map { IgnoreRule($0) }
        for member in value?["resourceOverrides"]?.objectValue ?? [:] {
            options.resourceOverrides[member.key] = ResourceOverride(member.value)
        }
        options.ignoresAggregatedRoles = value?["ignoreAggregatedRoles"]?.boolValue ?? false
        options.trackingMethod = TrackingMethod(name: value?["trackingMethod"]?.stringValue ?? "")
        options.appLabelKey = value?["appLabelKey"]?.stringValue ?? options.appLabelKey
        options.manager = value?["manager"]?.stringValue ?? options.manager
        if value?["structuredMergeDiff"] == true { options.strategy = .structuredMerge }
        options.ignoresWebhookChanges = value?["ignoreMutationWebhook"]?.boolValue ?? true
        return options
    }

    static func object(_ value: Value?) -> Value? { value.flatMap { $0.isNull ? nil : $0 } }

    /// Whether a comparison came to what a case expects.
    static func meets(_ test: Value, _ compare: () throws -> Comparison) -> Bool {
        let expected = test["expected"]
        guard let result = try? compare() else { return expected?["error"] == true }
        let live = expected?["normalizedLive"] ?? .null
        let predicted = expected?["predictedLive"] == "=normalizedLive" ? live : expected?["predictedLive"]
        let passes =
            result.isModified == expected?["modified"]?.boolValue && plain(result.normalizedLive) == plain(live)
            && plain(result.predictedLive) == plain(predicted ?? .null)
        if !passes, verbose {
            print("    modified \(result.isModified), expected \(expected?["modified"]?.jsonText() ?? "")")
            for change in FieldChange.changes(from: plain(live), to: plain(result.normalizedLive)) {
                print("    live", change.path, change.live?.jsonText() ?? "-", change.predicted?.jsonText() ?? "-")
            }
            for change in FieldChange.changes(from: plain(predicted ?? .null), to: plain(result.predictedLive)) {
                print("    predicted", change.path, change.live?.jsonText() ?? "-", change.predicted?.jsonText() ?? "-")
            }
        }
        return passes
    }

    static let verbose = false

    /// JSON does not tell 1 from 1.0.
    static func plain(_ value: Value) -> Value {
        switch value {
        case .double(let number): Int64(exactly: number).map(Value.int) ?? value
        case .array(let items): .array(items.map(plain))
        case .object(let members): .object(members.mapValues { plain($1) })
        default: value
        }
    }

    @Test func clientSide() throws {
        try ConformanceTally.run("diff/client-side.json", reached: 147) { test in
            Self.meets(test) {
                try ObjectDiff(Self.options(test["options"])).compare(
                    desired: Self.object(test["config"]), live: Self.object(test["live"]))
            }
        }
    }

    @Test func hideSecrets() throws {
        try ConformanceTally.run("diff/hide-secrets.json", reached: 17) { test in
            let hidden = Set((test["hideAnnotations"]?.arrayValue ?? []).compactMap(\.stringValue))
            let result = SecretMask.hide(
                target: Self.object(test["target"]), live: Self.object(test["live"]), annotations: hidden)
            let passes =
                result.target == Self.object(test["expected"]?["target"])
                && result.live == Self.object(test["expected"]?["live"])
            if !passes { print(result.target?.jsonText() ?? "", result.live?.jsonText() ?? "") }
            return passes
        }
    }

    @Test func normalize() throws {
        try ConformanceTally.run("diff/normalize.json", reached: 24) { test in
            guard test["step"] != "managedFields" else { return try Self.managedFields(test) }
            let diff = try ObjectDiff(Self.options(test))
            let input = try #require(test["input"])
            let output = test["output"] == "=input" ? input : try #require(test["output"])
            return diff.normalized(input) == output
        }
    }

    @Test func tracking() throws {
        try ConformanceTally.run("diff/tracking.json", reached: 46) { test in
            let tracking = ResourceTracking(
                method: TrackingMethod(name: test["trackingMethod"]?.stringValue ?? ""),
                labelKey: test["appLabelKey"]?.stringValue ?? "",
                installationID: test["installationId"]?.stringValue ?? "")
            let expected = try #require(test["expected"])
            switch test["op"]?.stringValue {
            case "set":
                var object = KubeObject(unchecked: try #require(test["object"]))
                tracking.mark(
                    &object, application: test["app"]?.stringValue ?? "",
                    namespace: test["namespace"]?.stringValue ?? "")
                return object.value == expected["object"]
            case "owner":
                let owner = tracking.owner(of: KubeObject(unchecked: try #require(test["object"])))
                return owner ?? "" == expected["app"]?.stringValue
            default:
                guard let id = try? TrackingID(test["value"]?.stringValue ?? "") else {
                    return expected["error"] == true
                }
                return id.application == expected["application"]?.stringValue
                    && id.object.group == expected["group"]?.stringValue
                    && id.object.kind == expected["kind"]?.stringValue
                    && id.object.namespace == expected["namespace"]?.stringValue
                    && id.object.name == expected["name"]?.stringValue
            }
        }
    }
    @Test(arguments: [("structured-merge", 13), ("server-side", 13)])
    func otherStrategies(_ suite: (name: String, minimum: Int)) throws {
        try ConformanceTally.run("diff/\(suite.name).json", reached: suite.minimum) { test in
            let diff = try ObjectDiff(Self.options(test["options"]))
            let live = try #require(test["live"])
            let config = try #require(test["config"])
            let dryRun = Self.object(test["dryRun"])
            if Self.meets(test, { try diff.compare(desired: config, live: live, dryRun: dryRun) }) { return true }
            // Some cases were recorded from the step alone, without the normalisation around it.
            return Self.meets(test) {
                if let dryRun { return try diff.compareServerSide(live: live, dryRun: dryRun) }
                return try diff.compareStructurally(desired: config, live: live)
            }
        }
    }

    static func managedFields(_ test: Value) throws -> Bool {
        let managers = (test["managers"]?.arrayValue ?? []).compactMap(\.stringValue)
        guard let live = object(test["live"]), let config = object(test["config"]), !managers.isEmpty else {
            return object(test["outLive"]) == nil && object(test["outConfig"]) == nil
        }
        let known = test["schema"] == true ? Schema.builtIn.node(for: KubeObject(unchecked: config)) : nil
        let result = try ManagedFieldsTrim.trimmed(
            live: live, desired: config, managers: managers, schema: known ?? .untyped)
        func expected(_ key: String, _ source: String, _ original: Value) -> Value? {
            test[key]?.stringValue == "=" + source ? original : object(test[key])
        }
        let passes =
            result?.live == expected("outLive", "live", live)
            && result?.desired == expected("outConfig", "config", config)
        if !passes, verbose {
            print(
                "   ", test["name"]?.stringValue ?? "", result?.live.jsonText().prefix(100) ?? "nil",
                test["outLive"]?.jsonText().prefix(100) ?? "")
            for change in FieldChange.changes(
                from: expected("outLive", "live", live) ?? .null, to: result?.live ?? .null)
            { print("    live", change.path, change.live?.jsonText() ?? "-", change.predicted?.jsonText() ?? "-") }
            for change in FieldChange.changes(
                from: expected("outConfig", "config", config) ?? .null, to: result?.desired ?? .null)
            { print("    config", change.path, change.live?.jsonText() ?? "-", change.predicted?.jsonText() ?? "-") }
        }
        return passes
    }

    @Test func respectIgnored() throws {
        try ConformanceTally.run("diff/respect-ignored.json", reached: 26) { test in
            let config = try #require(test["config"])
            let target = try ObjectDiff(Self.options(test)).respectingIgnoredFields(
                desired: config, live: Self.object(test["live"]))
            let expected = test["expected"]?["target"]
            let passes = target == (expected == "=config" ? config : expected)
            if !passes, Self.verbose {
                for change in FieldChange.changes(
                    from: (expected == "=config" ? config : expected) ?? .null, to: target)
                {
                    print(
                        "    ", test["name"]?.stringValue ?? "", change.path, change.live?.jsonText() ?? "-",
                        change.predicted?.jsonText() ?? "-")
                }
            }
            return passes
        }
    }
}
