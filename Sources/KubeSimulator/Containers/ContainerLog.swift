import Values

/// Whether a container has a log.
enum ContainerLog {
    /// Why there is none to read, in the kubelet's words; nil where there is one.
    static func refusal(_ pod: Value, _ container: String, isPrevious: Bool) -> String? {
        let statuses = ["containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"].flatMap {
            pod["status"]?.list($0) ?? []
        }
        let title = "container \"\(container)\" in pod \"\(pod["metadata"]?.text("name") ?? "")\""
        // Where no kubelet is simulated nobody knows of containers.
        if statuses.isEmpty { return nil }
        guard let status = statuses.first(where: { $0.text("name") == container }) else {
            return "\(title) is not available"
        }
        let hasEnded = status["lastState"]?["terminated"] != nil
        if isPrevious { return hasEnded ? nil : "previous terminated \(title) not found" }
        guard let waiting = status["state"]?["waiting"], !hasEnded else { return nil }
        switch waiting.text("reason") {
        case "ErrImagePull": return "\(title) is waiting to start: image can't be pulled"
        case "ImagePullBackOff": return "\(title) is waiting to start: trying and failing to pull image"
        case "": return "\(title) is waiting to start - no logs yet"
        case let reason: return "\(title) is waiting to start: \(reason)"
        }
    }
}
