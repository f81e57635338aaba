import Values

/// What may change in a pod.
enum PodUpdateRules {
    private static let message =
        "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
        + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
        + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"

    /// A resize keeps the pod in its class.
    static func validateResize(_ pod: Value, old: Value, _ findings: inout Findings) {
        let before = PodDefaults.qualityClass(old["spec"] ?? .null)
        if PodDefaults.qualityClass(pod["spec"] ?? .null) != before {
            findings.add(
                .invalid("spec", .string(before), "Pod QOS Class may not change as a result of resizing"))
        }
    }

    static func validate(_ pod: Value, old: Value, _ findings: inout Findings) {
        guard let spec = pod["spec"], let before = old["spec"], spec != before else { return }
        for kind in ["containers", "initContainers"] where spec.list(kind).count != before.list(kind).count {
            return findings.add(.forbidden("spec.\(kind)", "pod updates may not add or remove containers"))
        }
        for kind in ["containers", "initContainers"] {
            for (index, container) in spec.list(kind).enumerated() where container.text("image").isEmpty {
                findings.required("spec.\(kind)[\(index)].image")
            }
        }
        if let after = spec.number("activeDeadlineSeconds"), let limit = before.number("activeDeadlineSeconds"),
            after > limit
        {
            findings.add(
                .invalid("spec.activeDeadlineSeconds", .int(after), "must be less than or equal to previous value"))
            return
        }
        tolerations(spec, before, &findings)
        var copy = spec
        for name in ["activeDeadlineSeconds", "tolerations"] { copy[name] = before[name] }
        for kind in ["containers", "initContainers"] {
            let images = before.list(kind)
            guard case .array(var containers)? = copy[kind] else { continue }
            for index in containers.indices { containers[index]["image"] = images[index]["image"] }
            copy[kind] = .array(containers)
        }
        if copy != before {
            let difference = LineDifference.text(InternalForm.podSpec(before), InternalForm.podSpec(copy))
            findings.add(.forbidden("spec", "\(message)\n\(difference)"))
        }
    }

    private static func tolerations(_ spec: Value, _ before: Value, _ findings: inout Findings) {
        func key(_ toleration: Value) -> Value {
            var copy = toleration
            copy["tolerationSeconds"] = nil
            return copy
        }
        let now = Set(spec.list("tolerations").map(key))
        if !before.list("tolerations").allSatisfy({ now.contains(key($0)) }) {
            findings.add(
                .forbidden("spec.tolerations", "existing toleration can not be modified except its tolerationSeconds"))
        }
    }
}
