public import KubeModel

/// The checks for the kinds that every cluster has.
public struct BuiltInHealthCheck: HealthCheck {
    private struct Rule: Sendable {
        var versions: Set<String> = ["v1"]
        var judge: @Sendable (KubeObject) throws(HealthFieldError) -> ResourceHealth
    }

    private static let rules: [GroupKind: Rule] = [
        GroupKind(group: "apps", kind: "Deployment"): Rule(judge: deploymentHealth),
        GroupKind(group: "apps", kind: "StatefulSet"): Rule(judge: statefulSetHealth),
        GroupKind(group: "apps", kind: "DaemonSet"): Rule(judge: daemonSetHealth),
        GroupKind(group: "apps", kind: "ReplicaSet"): Rule(judge: replicaSetHealth),
        GroupKind(group: "", kind: "Pod"): Rule(judge: podHealth),
        GroupKind(group: "", kind: "Service"): Rule(judge: serviceHealth),
        GroupKind(group: "", kind: "PersistentVolumeClaim"): Rule(judge: claimHealth),
        GroupKind(group: "batch", kind: "Job"): Rule(judge: jobHealth),
        GroupKind(group: "autoscaling", kind: "HorizontalPodAutoscaler"): Rule(
            versions: ["v1", "v2"], judge: autoscalerHealth),
        GroupKind(group: "apiregistration.k8s.io", kind: "APIService"): Rule(
            versions: ["v1", "v1beta1"], judge: apiServiceHealth),
        GroupKind(group: "networking.k8s.io", kind: "Ingress"): Rule(versions: [], judge: ingressHealth),
        GroupKind(group: "extensions", kind: "Ingress"): Rule(versions: [], judge: ingressHealth),
        GroupKind(group: "argoproj.io", kind: "Workflow"): Rule(versions: [], judge: workflowHealth),
    ]

    /// The built-in checks.
    public init() {}

    /// The health of an object of a common kind; nil for all others.
    ///
    /// A version that a check does not know gives ``HealthStatus/unknown`` and a failure rather than a guess.
    public func health(of object: KubeObject) -> ResourceHealth? {
        let kind = object.gvk
        guard let rule = BuiltInHealthCheck.rules[kind.groupKind] else { return nil }
        guard rule.versions.isEmpty || rule.versions.contains(kind.version) else { return unsupported(kind) }
        do throws(HealthFieldError) {
            return try rule.judge(object)
        } catch {
            return ResourceHealth(.unknown, error.message(kind: kind.kind), isFailure: true)
        }
    }

    private func unsupported(_ kind: GroupVersionKind) -> ResourceHealth {
        let name = kind.kind == "HorizontalPodAutoscaler" ? "HPA" : kind.kind
        let text = "unsupported \(name) GVK: \(kind.group)/\(kind.version), Kind=\(kind.kind)"
        return ResourceHealth(.unknown, text, isFailure: true)
    }
}
