import Values

/// Keeps the ReplicaSets of a Deployment as its strategy wants them.
enum DeploymentController {
    private static let revisionKey = "deployment.kubernetes.io/revision"

    static func reconcile(_ place: OwnerIndex.Place, _ server: inout APIServer, _ manager: inout ControllerManager) {
        guard let deployment = server.object(.deployments, place.namespace, place.name), let spec = deployment["spec"]
        else { return }
        guard deployment["metadata"]?["deletionTimestamp"] == nil else {
            return writeStatus(place, isNew: false, &server, &manager)
        }
        let uid = deployment["metadata"]?.text("uid") ?? ""
        var sets = server.owned(.replicaSets, place.namespace, by: uid)
        let isPaused = spec.isTrue("paused")
        var current = sets.first { matches($0, spec["template"] ?? .null) }
        var isNew = false
        if current == nil, !isPaused {
            isNew = true
            let others = sets.reduce(Int64(0)) { $0 + ($1["spec"]?.number("replicas") ?? 0) }
            let wanted = spec.number("replicas") ?? 1
            let isRecreate = spec["strategy"]?.text("type") == "Recreate"
            let first = isRecreate && others > 0 ? 0 : min(wanted, max(0, wanted + surge(spec) - others))
            create(deployment, revision: (sets.map(revision).max() ?? 0) + 1, replicas: first, place, &server)
            sets = server.owned(.replicaSets, place.namespace, by: uid)
            current = sets.first { matches($0, spec["template"] ?? .null) }
        } else if let set = current, let newest = sets.map(revision).max(), revision(set) < newest, !isPaused {
            setRevision(set, newest + 1, place, &server)
        }
        if !isPaused, let current { roll(deployment, current, sets, place, &server) }
        if let current { copyRevision(current, place, &server) }
        prune(spec, current, sets, place, &server)
        writeStatus(place, isNew: isNew, &server, &manager)
    }

    private static func matches(_ set: Value, _ template: Value) -> Bool {
        var own = set["spec", "template"] ?? .null
        own["metadata"]?["labels"]?["pod-template-hash"] = nil
        if own["metadata"]?["labels"] == .object(Object()), template["metadata"]?["labels"] == nil {
            own["metadata"]?["labels"] = nil
        }
        return own == template
    }

    private static func revision(_ set: Value) -> Int64 {
        Int64(set["metadata", "annotations", revisionKey]?.stringValue ?? "") ?? 0
    }

    private static func create(
        _ deployment: Value, revision: Int64, replicas first: Int64, _ place: OwnerIndex.Place,
        _ server: inout APIServer
    ) {
        guard let spec = deployment["spec"], var template = spec["template"] else { return }
        let hash = TemplateHash.text(template)
        if template["metadata"] == nil { template["metadata"] = [:] }
        if template["metadata"]?["labels"] == nil { template["metadata"]?["labels"] = [:] }
        template["metadata"]?["labels"]?["pod-template-hash"] = .string(hash)
        var selector = spec["selector"] ?? [:]
        if selector["matchLabels"] == nil { selector["matchLabels"] = [:] }
        selector["matchLabels"]?["pod-template-hash"] = .string(hash)
        let replicas = spec.number("replicas") ?? 1
        server.systemCreate(
            .replicaSets,
            [
                "kind": "ReplicaSet", "apiVersion": "apps/v1",
                "metadata": [
                    "name": .string("\(place.name)-\(hash)"), "namespace": .string(place.namespace),
                    "labels": template["metadata", "labels"] ?? [:],
                    "annotations": [
                        "deployment.kubernetes.io/desired-replicas": .string(String(replicas)),
                        "deployment.kubernetes.io/max-replicas": .string(String(replicas + surge(spec))),
                        "deployment.kubernetes.io/revision": .string(String(revision)),
                    ], "ownerReferences": [APIServer.controllerReference(deployment)],
                ],
                "spec": ["replicas": .int(first), "selector": selector, "template": template],
            ])
        if first > 0 { recordScaling(deployment, "\(place.name)-\(hash)", from: 0, to: first, &server) }
    }

    private static func recordScaling(
        _ deployment: Value, _ set: String, from before: Int64, to after: Int64, _ server: inout APIServer
    ) {
        let way = after > before ? "up" : "down"
        server.recordEvent(
            deployment, "deployment-controller", "ScalingReplicaSet",
            "Scaled \(way) replica set \(set) from \(before) to \(after)")
    }

    private static func setRevision(_ set: Value, _ number: Int64, _ place: OwnerIndex.Place, _ server: inout APIServer)
    {
        server.systemUpdate(.replicaSets, place.namespace, set["metadata"]?.text("name") ?? "", subresource: "") {
            let before = $0["metadata", "annotations", revisionKey]?.stringValue ?? ""
            let path = ["metadata", "annotations", "\(revisionKey)-history"]
            if !before.isEmpty {
                let history = $0.value(at: path)?.stringValue ?? ""
                $0.set(.string(history.isEmpty ? before : "\(history),\(before)"), at: path)
            }
            $0.set(.string(String(number)), at: ["metadata", "annotations", revisionKey])
        }
    }

    private static func copyRevision(_ set: Value, _ place: OwnerIndex.Place, _ server: inout APIServer) {
        let name = set["metadata"]?.text("name") ?? ""
        guard let text = server.object(.replicaSets, place.namespace, name)?["metadata", "annotations", revisionKey]
        else { return }
        server.systemUpdate(.deployments, place.namespace, place.name) {
            $0.set(text, at: ["metadata", "annotations", revisionKey])
        }
    }

    static func amount(_ value: Value?, _ total: Int64, roundsUp: Bool) -> Int64 {
        switch value {
        case .int(let number): return number
        case .string(let text):
            let percent = Int64(text.dropLast()) ?? 0
            return roundsUp ? (total * percent + 99) / 100 : total * percent / 100
        default: return 0
        }
    }

    private static func surge(_ spec: Value) -> Int64 {
        spec["strategy"]?.text("type") == "Recreate"
            ? 0 : amount(spec["strategy", "rollingUpdate", "maxSurge"], spec.number("replicas") ?? 1, roundsUp: true)
    }

    /// Scales the new set up and the old ones down, as far as surge and availability allow.
    private static func roll(
        _ deployment: Value, _ current: Value, _ sets: [Value], _ place: OwnerIndex.Place, _ server: inout APIServer
    ) {
        guard let spec = deployment["spec"] else { return }
        let replicas = spec.number("replicas") ?? 1
        let name = current["metadata"]?.text("name") ?? ""
        let old = sets.filter { $0["metadata"]?.text("name") != name }
        let oldWanted = old.reduce(Int64(0)) { $0 + ($1["spec"]?.number("replicas") ?? 0) }
        let wanted = current["spec"]?.number("replicas") ?? 0
        if spec["strategy"]?.text("type") == "Recreate" {
            if oldWanted > 0 { for set in old { scale(set, 0, deployment, place, &server) } }
            let isEmpty = old.allSatisfy {
                server.object(.replicaSets, place.namespace, $0["metadata"]?.text("name") ?? "")?["status"]?.number(
                    "replicas") ?? 0 == 0
            }
            if isEmpty { scale(current, replicas, deployment, place, &server) }
            return
        }
        let surge = surge(spec)
        var unavailable = amount(spec["strategy", "rollingUpdate", "maxUnavailable"], replicas, roundsUp: false)
        if surge == 0, unavailable == 0 { unavailable = 1 }
        let room = max(0, replicas + surge - oldWanted - wanted)
        if wanted > replicas {
            scale(current, replicas, deployment, place, &server)
        } else if room > 0 {
            scale(current, min(replicas, wanted + room), deployment, place, &server)
        }
        guard oldWanted > 0 else { return }
        let available = sets.reduce(Int64(0)) { $0 + ($1["status"]?.number("availableReplicas") ?? 0) }
        let newWanted = min(replicas, wanted + room)
        let newUnavailable = max(0, newWanted - (current["status"]?.number("availableReplicas") ?? 0))
        var removable = max(0, oldWanted + newWanted - (replicas - unavailable) - newUnavailable)
        // What is not available in the old sets can go in any case.
        for set in old {
            let has = set["spec"]?.number("replicas") ?? 0
            let broken = max(0, has - (set["status"]?.number("availableReplicas") ?? 0))
            let cut = min(has, max(min(broken, removable), min(has, removable)))
            if cut > 0 {
                scale(set, has - cut, deployment, place, &server)
                removable -= cut
            }
        }
        _ = available
    }

    private static func scale(
        _ set: Value, _ replicas: Int64, _ deployment: Value, _ place: OwnerIndex.Place, _ server: inout APIServer
    ) {
        let before = set["spec"]?.number("replicas") ?? 0
        guard before != replicas, let spec = deployment["spec"] else { return }
        let wanted = spec.number("replicas") ?? 1
        let most = wanted + surge(spec)
        server.systemUpdate(.replicaSets, place.namespace, set["metadata"]?.text("name") ?? "", subresource: "") {
            $0["spec"]?["replicas"] = .int(replicas)
            let prefix = "deployment.kubernetes.io"
            $0.set(.string(String(wanted)), at: ["metadata", "annotations", "\(prefix)/desired-replicas"])
            $0.set(.string(String(most)), at: ["metadata", "annotations", "\(prefix)/max-replicas"])
        }
        recordScaling(deployment, set["metadata"]?.text("name") ?? "", from: before, to: replicas, &server)
    }

    /// Forgets the oldest empty sets beyond the history limit.
    private static func prune(
        _ spec: Value, _ current: Value?, _ sets: [Value], _ place: OwnerIndex.Place, _ server: inout APIServer
    ) {
        let limit = Int(clamping: spec.number("revisionHistoryLimit") ?? 10)
        let name = current?["metadata"]?.text("name")
        let empty = sets.filter {
            $0["metadata"]?.text("name") != name && ($0["spec"]?.number("replicas") ?? 0) == 0
                && ($0["status"]?.number("replicas") ?? 0) == 0
        }
        guard empty.count > limit else { return }
        for set in empty.sorted(by: { revision($0) < revision($1) }).prefix(empty.count - limit) {
            server.systemDelete(.replicaSets, place.namespace, set["metadata"]?.text("name") ?? "")
        }
    }

    private static func writeStatus(
        _ place: OwnerIndex.Place, isNew: Bool, _ server: inout APIServer, _ manager: inout ControllerManager
    ) {
        guard let deployment = server.object(.deployments, place.namespace, place.name), let spec = deployment["spec"]
        else { return }
        let sets = server.owned(.replicaSets, place.namespace, by: deployment["metadata"]?.text("uid") ?? "")
        let current = sets.first { matches($0, spec["template"] ?? .null) }
        func sum(_ field: String) -> Int64 { sets.reduce(0) { $0 + ($1["status"]?.number(field) ?? 0) } }
        let replicas = spec.number("replicas") ?? 1
        let updated = current?["status"]?.number("replicas") ?? 0
        let available = sum("availableReplicas")
        let planned = sets.reduce(Int64(0)) { $0 + ($1["spec"]?.number("replicas") ?? 0) }
        var status = Object()
        status["observedGeneration"] = deployment["metadata"]?["generation"]
        for (name, number) in [
            ("replicas", sum("replicas")), ("updatedReplicas", updated), ("readyReplicas", sum("readyReplicas")),
            ("availableReplicas", available), ("unavailableReplicas", max(0, planned - available)),
        ] where number > 0 { status[name] = .int(number) }
        status["terminatingReplicas"] = 0
        let isComplete = updated == replicas && sum("replicas") == replicas && available >= replicas
        let isSettled = !isNew && updated == sum("replicas")
        let progress = Progress(
            deployment: deployment, current: current, isComplete: isComplete, isSettled: isSettled, now: server.now)
        status["conditions"] = .array(progress.conditions(available: available, spec: spec))
        if let deadline = progress.deadline { manager.enqueue(place, at: deadline) }
        server.systemUpdate(.deployments, place.namespace, place.name) { $0["status"] = .object(status) }
    }

    /// The conditions of a Deployment.
    private struct Progress {
        let deployment: Value
        let current: Value?
        let isComplete: Bool
        /// Whether all pods are of the newest set, and that is none that was just made.
        let isSettled: Bool
        let now: Timestamp

        private var old: [Value] { deployment["status"]?.list("conditions") ?? [] }

        /// When the Deployment will have taken too long; nil where it is complete or paused.
        var deadline: Timestamp? {
            guard !isComplete, deployment["spec"]?.isTrue("paused") != true, let last = lastUpdate else { return nil }
            let at = last.adding(seconds: deployment["spec"]?.number("progressDeadlineSeconds") ?? 600)
            return at > now ? at : nil
        }

        private var lastUpdate: Timestamp? {
            old.first { $0.text("type") == "Progressing" }?["lastUpdateTime"]?.stringValue.flatMap { Timestamp($0) }
        }

        func conditions(available: Int64, spec: Value) -> [Value] {
            let replicas = spec.number("replicas") ?? 1
            let allowed = DeploymentController.amount(
                spec["strategy", "rollingUpdate", "maxUnavailable"], replicas, roundsUp: false)
            let isAvailable = available >= replicas - (spec["strategy"]?.text("type") == "Recreate" ? 0 : allowed)
            let name = current?["metadata"]?.text("name") ?? ""
            let availableCondition = condition(
                "Available", isAvailable ? "True" : "False",
                isAvailable ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
                isAvailable ? "Deployment has minimum availability." : "Deployment does not have minimum availability.")
            let progressing: Value
            if deployment["metadata"]?["deletionTimestamp"] != nil,
                let before = old.first(where: { $0.text("type") == "Progressing" })
            {
                // What is about to go makes no progress any more.
                progressing = before
            } else if spec.isTrue("paused") {
                progressing = condition("Progressing", "Unknown", "DeploymentPaused", "Deployment is paused")
            } else if isSettled, let before = old.first(where: { $0.text("type") == "Progressing" }),
                before.text("reason") == "NewReplicaSetAvailable"
            {
                // A rollout that is over is not looked at again.
                progressing = before
            } else if isComplete {
                progressing = condition(
                    "Progressing", "True", "NewReplicaSetAvailable",
                    "ReplicaSet \"\(name)\" has successfully progressed.")
            } else if hasTimedOut(spec) {
                progressing = condition(
                    "Progressing", "False", "ProgressDeadlineExceeded",
                    "ReplicaSet \"\(name)\" has timed out progressing.")
            } else {
                progressing = condition(
                    "Progressing", "True", "ReplicaSetUpdated", "ReplicaSet \"\(name)\" is progressing.")
            }
            return [availableCondition, progressing]
        }

        private func hasTimedOut(_ spec: Value) -> Bool {
            let before = old.first { $0.text("type") == "Progressing" }
            guard let before, deployment["status"]?["observedGeneration"] == deployment["metadata"]?["generation"]
            else { return false }
            if before.text("reason") == "ProgressDeadlineExceeded" { return true }
            guard before.text("reason") != "NewReplicaSetAvailable", let last = lastUpdate else { return false }
            return now >= last.adding(seconds: spec.number("progressDeadlineSeconds") ?? 600)
        }

        private func condition(_ type: String, _ status: String, _ reason: String, _ message: String) -> Value {
            let before = old.first { $0.text("type") == type }
            if let before, before.text("status") == status, before.text("reason") == reason,
                before.text("message") == message
            {
                return before
            }
            let transition =
                before?.text("status") == status
                ? before?["lastTransitionTime"] ?? .string(now.text) : .string(now.text)
            return [
                "type": .string(type), "status": .string(status), "lastUpdateTime": .string(now.text),
                "lastTransitionTime": transition, "reason": .string(reason), "message": .string(message),
            ]
        }
    }
}
