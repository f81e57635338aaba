import KubeModel
import Values

extension ApplicationReconciler {
    /// Writes how an application stands, and lets it sync by itself where that is due.
    func conclude(
        _ application: Application, _ judged: Judgement, requeueAfter: Duration?
    ) async throws -> Outcome {
        let now = clock.now
        var conditions = judged.conditions
        var requeue = requeueAfter
        var operation: ApplicationOperation?
        if let comparison = judged.comparison {
            switch AutoSync(settings: settings).decide(application, comparison, now: now) {
            case .none: break
            case .sync(let next):
                operation = next
                requeue = .zero
            case .wait(let pause): requeue = min(requeue ?? pause, pause)
            case .refuse(let reason): conditions.append(ApplicationCondition(.syncError, reason))
            }
        }
        let before = application.status
        let found = conditions
        let started = operation
        let result = try await store.update(application.id) { stored in
            guard var next = stored else { return }
            var status = next.status
            status.take(judged.comparison, of: next, now: now)
            status.setConditions(found, now: now)
            if status != next.status {
                status.reconciledAt = now
                next.status = status
            }
            if next.object.annotation(Annotations.refresh) != nil { next.object.annotations[Annotations.refresh] = nil }
            if let started, next.operation == nil { next.operation = started }
            if next != stored { stored = next }
        }
        if let result { announce(before, result) }
        return Outcome(application: result, requeueAfter: requeue)
    }

    private func announce(_ before: ApplicationStatus, _ application: Application) {
        let after = application.status
        if before.sync.status != after.sync.status {
            let old = before.sync.value["status"] == nil ? "" : "\(before.sync.status.rawValue) -> "
            emit(.syncChanged, application.id, "Updated sync status: \(old)\(after.sync.status.rawValue)")
        }
        if before.health.status != after.health.status {
            let old = before.health.value["status"] == nil ? "" : "\(before.health.status.rawValue) -> "
            emit(.healthChanged, application.id, "Updated health status: \(old)\(after.health.status.rawValue)")
        }
        for condition in after.conditions where condition.type.isError {
            let isKnown = before.conditions.contains { $0.type == condition.type && $0.message == condition.message }
            if !isKnown { emit(.comparisonFailed, application.id, condition.message) }
        }
    }
}

extension ApplicationStatus {
    /// Takes over a comparison; without one, nobody knows how things stand.
    mutating func take(_ comparison: ApplicationComparison?, of application: Application, now: Timestamp) {
        guard let comparison else {
            sync.status = .unknown
            setHealth(.unknown, "", now)
            return
        }
        sync.status = comparison.status
        if comparison.revisions.count > 1 {
            sync.revisions = comparison.revisions
            sync.revision = ""
        } else {
            sync.revision = comparison.revisions.first ?? ""
            sync.revisions = []
        }
        let spec = application.spec
        var compared: Value = ["destination": spec.destination.value]
        if spec.hasMultipleSources {
            compared["sources"] = spec.value["sources"]
        } else {
            compared["source"] = spec.value["source"]
        }
        if let ignored = spec.value["ignoreDifferences"] { compared["ignoreDifferences"] = ignored }
        sync.value["comparedTo"] = compared
        resources = comparison.resources.map(\.statusEntry)
        images = comparison.images
        sourceTypes = comparison.sourceTypes
        setHealth(comparison.health.status, comparison.health.causes, now)
    }

    private mutating func setHealth(_ status: HealthStatus, _ message: String, _ now: Timestamp) {
        if health.status != status || health.lastTransitionTime == nil { health.lastTransitionTime = now }
        health.status = status
        health.message = message
    }

    /// Replaces the conditions that a comparison finds; those that stay keep their time.
    mutating func setConditions(_ found: [ApplicationCondition], now: Timestamp) {
        let kept = conditions.filter { $0.type == .deletionError || $0.type == .orphanedResourceWarning }
        let before = conditions
        conditions =
            kept
            + found.map { condition in
                var condition = condition
                let same = before.first { $0.type == condition.type && $0.message == condition.message }
                condition.lastTransitionTime = same?.lastTransitionTime ?? now
                return condition
            }
    }
}

extension SyncStatus {
    /// The sources that the comparison was made with.
    var comparedSources: [ApplicationSource] {
        ApplicationSpec(value["comparedTo"] ?? .null).sources
    }
}
