import KubeModel

private struct PodContainer {
    var waiting: (reason: String, message: String)?
    var failure: String = ""
    var endedBefore = false

    init(_ fields: HealthFields) throws(HealthFieldError) {
        let state = fields["state"]
        if state["waiting"].isPresent {
            waiting = (try state["waiting"]["reason"].text(), try state["waiting"]["message"].text())
        }
        endedBefore = fields["lastState"]["terminated"].isPresent
        let ended = state["terminated"]
        guard ended.isPresent else { return }
        let message = try ended["message"].text()
        let reason = try ended["reason"].text()
        let code = try ended["exitCode"].integer()
        if !message.isEmpty {
            failure = message
        } else if reason == "OOMKilled" {
            failure = reason
        } else if code != 0 {
            failure = "container \"\(try fields["name"].text())\" failed with exit code \(code)"
        }
    }

    var isStuck: Bool {
        guard let reason = waiting?.reason else { return false }
        return reason.hasPrefix("Err") || reason.hasSuffix("Error") || reason.hasSuffix("BackOff")
    }

    static func all(_ fields: HealthFields) throws(HealthFieldError) -> [PodContainer] {
        var containers: [PodContainer] = []
        for item in try fields.list() { containers.append(try PodContainer(item)) }
        return containers
    }
}

func podHealth(_ object: KubeObject) throws(HealthFieldError) -> ResourceHealth {
    let status = HealthFields(object, "status")
    let message = try status["message"].text()
    let policy = try HealthFields(object, "spec")["restartPolicy"].text()
    let containers = try PodContainer.all(status["containerStatuses"])
    let ignoresPolicy =
        object.annotation(Annotations.ignoreRestartPolicy) == "true" && !HookKind(of: object).isHook
    let isLongRunning = policy == "Always" || ignoresPolicy

    if isLongRunning {
        let stuck = containers.filter(\.isStuck)
        if !stuck.isEmpty {
            return ResourceHealth(.degraded, stuck.compactMap(\.waiting?.message).joined(separator: ", "))
        }
    }
    switch try status["phase"].text() {
    case "Pending": return ResourceHealth(.progressing, message)
    case "Succeeded": return ResourceHealth(.healthy, message)
    case "Failed":
        if !message.isEmpty { return ResourceHealth(.degraded, message) }
        let all = try PodContainer.all(status["initContainerStatuses"]) + containers
        return ResourceHealth(.degraded, all.first { !$0.failure.isEmpty }?.failure ?? "")
    case "Running" where isLongRunning:
        let conditions = try HealthCondition.all(status["conditions"])
        if conditions.contains(where: { $0.type == "Ready" && $0.status == "True" }) {
            return ResourceHealth(.healthy, message)
        }
        return ResourceHealth(containers.contains(where: \.endedBefore) ? .degraded : .progressing, message)
    case "Running" where policy == "OnFailure" || policy == "Never": return ResourceHealth(.progressing, message)
    default: return ResourceHealth(.unknown, message)
    }
}

func jobHealth(_ object: KubeObject) throws(HealthFieldError) -> ResourceHealth {
    var failure: String?
    var message = ""
    var isComplete = false
    var isSuspended = false
    // The types count, whatever the status says: that is what the original does.
    for condition in try HealthCondition.all(HealthFields(object, "status")["conditions"]) {
        switch condition.type {
        case "Failed":
            failure = condition.message
            isComplete = true
        case "Complete":
            message = condition.message
            isComplete = true
        case "Suspended":
            message = condition.message
            isComplete = true
            if condition.status == "True" { isSuspended = true }
        default: break
        }
    }
    if !isComplete { return ResourceHealth(.progressing, message) }
    if let failure { return ResourceHealth(.degraded, failure) }
    return ResourceHealth(isSuspended ? .suspended : .healthy, message)
}
