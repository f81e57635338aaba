import KubeModel
import Values

func serviceHealth(_ object: KubeObject) throws(HealthFieldError) -> ResourceHealth {
    guard try HealthFields(object, "spec")["type"].text() == "LoadBalancer" else { return ResourceHealth(.healthy) }
    let addresses = try HealthFields(object, "status")["loadBalancer"]["ingress"].list()
    return ResourceHealth(addresses.isEmpty ? .progressing : .healthy)
}

func ingressHealth(_ object: KubeObject) throws(HealthFieldError) -> ResourceHealth {
    let addresses = object.value["status", "loadBalancer", "ingress"]?.arrayValue ?? []
    return ResourceHealth(addresses.isEmpty ? .progressing : .healthy)
}

func claimHealth(_ object: KubeObject) throws(HealthFieldError) -> ResourceHealth {
    switch try HealthFields(object, "status")["phase"].text() {
    case "Bound": ResourceHealth(.healthy)
    case "Pending": ResourceHealth(.progressing)
    case "Lost": ResourceHealth(.degraded)
    default: ResourceHealth(.unknown)
    }
}

func apiServiceHealth(_ object: KubeObject) throws(HealthFieldError) -> ResourceHealth {
    let conditions = try HealthCondition.all(HealthFields(object, "status")["conditions"])
    guard let available = conditions.first(where: { $0.type == "Available" }) else {
        return ResourceHealth(.progressing, "Waiting to be processed")
    }
    return ResourceHealth(
        available.status == "True" ? .healthy : .progressing, "\(available.reason): \(available.message)")
}

func workflowHealth(_ object: KubeObject) throws(HealthFieldError) -> ResourceHealth {
    let status = HealthFields(object, "status")
    let message = try status["message"].text()
    switch try status["phase"].text() {
    case "", "Pending", "Running": return ResourceHealth(.progressing, message)
    case "Succeeded": return ResourceHealth(.healthy, message)
    case "Failed", "Error": return ResourceHealth(.degraded, message)
    default: return ResourceHealth(.unknown, message)
    }
}

func autoscalerHealth(_ object: KubeObject) throws(HealthFieldError) -> ResourceHealth {
    let conditions: [HealthCondition]
    if object.gvk.version == "v1" {
        // Version 1 has no room for conditions; the server keeps them in an annotation.
        let annotation = "autoscaling.alpha.kubernetes.io/conditions"
        guard let text = object.annotation(annotation), !text.isEmpty else { return waitingToAutoscale }
        guard let value = try? Value(json: text) else {
            let reason = "failed to convert conditions annotation to typed: it is not valid JSON"
            return ResourceHealth(.unknown, reason, isFailure: true)
        }
        conditions = try HealthCondition.all(HealthFields(value, path: annotation))
    } else {
        conditions = try HealthCondition.all(HealthFields(object, "status")["conditions"])
    }
    if let bad = conditions.first(where: { badAutoscalerReasons[$0.type]?.contains($0.reason) ?? false }) {
        return ResourceHealth(.degraded, bad.message)
    }
    if let good = conditions.first(where: {
        ($0.type == "AbleToScale" || $0.type == "ScalingLimited") && $0.status == "True"
    }) {
        return ResourceHealth(.healthy, good.message)
    }
    return waitingToAutoscale
}

private let waitingToAutoscale = ResourceHealth(.progressing, "Waiting to Autoscale")

private let badAutoscalerReasons: [String: Set<String>] = [
    "AbleToScale": ["FailedGetScale", "FailedUpdateScale"],
    "ScalingActive": [
        "FailedGetResourceMetric", "FailedGetObjectMetric", "FailedGetPodsMetric", "FailedGetExternalMetric",
        "FailedComputeMetricsReplicas", "InvalidSelector",
    ],
]
