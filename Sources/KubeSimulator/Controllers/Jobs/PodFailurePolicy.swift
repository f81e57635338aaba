import Values

/// What becomes of a Job when one of its pods fails, by the first of its rules that the pod matches.
struct PodFailurePolicy {
    /// What a failure means.
    enum Meaning: Equatable {
        /// It counts towards the limit.
        case counts
        /// It does not.
        case isIgnored
        /// The pod's index has failed.
        case failsIndex
        /// The Job has failed, and why.
        case failsJob(String)
    }

    private let rules: [Value]
    private let knowsIndexes: Bool

    init(_ spec: Value) {
        rules = spec["podFailurePolicy"]?.list("rules") ?? []
        knowsIndexes = spec["backoffLimitPerIndex"] != nil
    }

    /// What the failure of a pod means.
    func meaning(of pod: Value) -> Meaning {
        for (index, rule) in rules.enumerated() {
            let action = rule.text("action")
            guard action != "FailIndex" || knowsIndexes, let why = PodFailurePolicy.match(pod, rule) else { continue }
            switch action {
            case "Ignore": return .isIgnored
            case "FailIndex": return .failsIndex
            case "FailJob": return .failsJob("\(why) matching FailJob rule at index \(index)")
            default: return .counts
            }
        }
        return .counts
    }

    /// In what a pod matches a rule; nil where it does not.
    private static func match(_ pod: Value, _ rule: Value) -> String? {
        let metadata = pod["metadata"] ?? .null
        let name = "\(metadata.text("namespace"))/\(metadata.text("name"))"
        if let codes = rule["onExitCodes"] {
            guard let (container, code) = exit(pod, codes) else { return nil }
            return "Container \(container) for pod \(name) failed with exit code \(code)"
        }
        let conditions = pod["status"]?.list("conditions") ?? []
        for pattern in rule.list("onPodConditions") {
            let status = pattern["status"]?.stringValue ?? "True"
            if conditions.contains(where: { $0["type"] == pattern["type"] && $0.text("status") == status }) {
                return "Pod \(name) has condition \(pattern.text("type"))"
            }
        }
        return nil
    }

    /// The first container whose exit a rule means.
    private static func exit(_ pod: Value, _ codes: Value) -> (container: String, code: Int64)? {
        let status = pod["status"] ?? .null
        for container in status.list("containerStatuses") + status.list("initContainerStatuses") {
            guard let code = container["state"]?["terminated"]?.number("exitCode"), code != 0,
                codes["containerName"] == nil || codes["containerName"] == container["name"]
            else { continue }
            let isListed = codes.list("values").contains(.int(code))
            if isListed == (codes.text("operator") == "In") { return (container.text("name"), code) }
        }
        return nil
    }
}
