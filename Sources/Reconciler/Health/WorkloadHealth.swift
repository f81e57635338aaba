import KubeModel

private func isUnobserved(_ object: KubeObject) throws(HealthFieldError) -> Bool {
    try HealthFields(object, "metadata")["generation"].integer()
        > HealthFields(object, "status")["observedGeneration"].integer()
}

func deploymentHealth(_ object: KubeObject) throws(HealthFieldError) -> ResourceHealth {
    let spec = HealthFields(object, "spec")
    let status = HealthFields(object, "status")
    let desired = try spec["replicas"].optionalInteger()
    let updated = try status["updatedReplicas"].integer()
    let replicas = try status["replicas"].integer()
    let available = try status["availableReplicas"].integer()
    if try spec["paused"].flag() { return ResourceHealth(.suspended, "Deployment is paused") }
    let waiting = "Waiting for rollout to finish:"
    guard try !isUnobserved(object) else {
        return ResourceHealth(.progressing, "\(waiting) observed deployment generation less than desired generation")
    }
    let conditions = try HealthCondition.all(status["conditions"])
    if conditions.contains(where: { $0.type == "Progressing" && $0.reason == "ProgressDeadlineExceeded" }) {
        return ResourceHealth(.degraded, "Deployment \"\(object.name)\" exceeded its progress deadline")
    }
    if let desired, updated < desired {
        return ResourceHealth(
            .progressing, "\(waiting) \(updated) out of \(desired) new replicas have been updated...")
    }
    if replicas > updated {
        return ResourceHealth(.progressing, "\(waiting) \(replicas &- updated) old replicas are pending termination...")
    }
    if available < updated {
        return ResourceHealth(.progressing, "\(waiting) \(available) of \(updated) updated replicas are available...")
    }
    return ResourceHealth(.healthy)
}

func replicaSetHealth(_ object: KubeObject) throws(HealthFieldError) -> ResourceHealth {
    let status = HealthFields(object, "status")
    let desired = try HealthFields(object, "spec")["replicas"].optionalInteger()
    let available = try status["availableReplicas"].integer()
    let waiting = "Waiting for rollout to finish:"
    guard try !isUnobserved(object) else {
        return ResourceHealth(.progressing, "\(waiting) observed replica set generation less than desired generation")
    }
    let conditions = try HealthCondition.all(status["conditions"])
    if let failure = conditions.first(where: { $0.type == "ReplicaFailure" }), failure.status == "True" {
        return ResourceHealth(.degraded, failure.message)
    }
    if let desired, available < desired {
        return ResourceHealth(.progressing, "\(waiting) \(available) out of \(desired) new replicas are available...")
    }
    return ResourceHealth(.healthy)
}

func daemonSetHealth(_ object: KubeObject) throws(HealthFieldError) -> ResourceHealth {
    let status = HealthFields(object, "status")
    let desired = try status["desiredNumberScheduled"].integer()
    let updated = try status["updatedNumberScheduled"].integer()
    let available = try status["numberAvailable"].integer()
    guard try !isUnobserved(object) else {
        return ResourceHealth(
            .progressing,
            "Waiting for rollout to finish: observed daemon set generation less than desired generation")
    }
    if try HealthFields(object, "spec")["updateStrategy"]["type"].text() == "OnDelete" {
        return ResourceHealth(.healthy, "daemon set \(updated) out of \(desired) new pods have been updated")
    }
    let waiting = "Waiting for daemon set \"\(object.name)\" rollout to finish:"
    if updated < desired {
        return ResourceHealth(.progressing, "\(waiting) \(updated) out of \(desired) new pods have been updated...")
    }
    if available < desired {
        return ResourceHealth(.progressing, "\(waiting) \(available) of \(desired) updated pods are available...")
    }
    return ResourceHealth(.healthy)
}

func statefulSetHealth(_ object: KubeObject) throws(HealthFieldError) -> ResourceHealth {
    let spec = HealthFields(object, "spec")
    let status = HealthFields(object, "status")
    let desired = try spec["replicas"].optionalInteger()
    let ready = try status["readyReplicas"].integer()
    let updated = try status["updatedReplicas"].integer()
    let observed = try status["observedGeneration"].integer()
    let isBehind = try isUnobserved(object)
    if observed == 0 || isBehind {
        return ResourceHealth(.progressing, "Waiting for statefulset spec update to be observed...")
    }
    if let desired, ready < desired {
        return ResourceHealth(.progressing, "Waiting for \(desired &- ready) pods to be ready...")
    }
    let strategy = spec["updateStrategy"]
    let type = try strategy["type"].text()
    if type == "RollingUpdate", strategy["rollingUpdate"].isPresent {
        if let desired, let partition = try strategy["rollingUpdate"]["partition"].optionalInteger(),
            updated < desired &- partition
        {
            return ResourceHealth(
                .progressing,
                "Waiting for partitioned roll out to finish: "
                    + "\(updated) out of \(desired &- partition) new pods have been updated...")
        }
        return ResourceHealth(.healthy, "partitioned roll out complete: \(updated) new pods have been updated...")
    }
    if type == "OnDelete" { return ResourceHealth(.healthy, "statefulset has \(ready) ready pods") }
    let update = try status["updateRevision"].text()
    let current = try status["currentRevision"].text()
    if update != current {
        return ResourceHealth(
            .progressing, "waiting for statefulset rolling update to complete \(updated) pods at revision \(update)...")
    }
    let count = try status["currentReplicas"].integer()
    return ResourceHealth(.healthy, "statefulset rolling update complete \(count) pods at revision \(current)...")
}
