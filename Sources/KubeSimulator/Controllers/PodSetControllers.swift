import Values

/// Pods made from templates.
enum PodFactory {
    /// A pod of a template that belongs to a controller.
    static func pod(_ owner: Value, _ template: Value, name: String?, labels: Object = Object()) -> Value {
        var metadata = template["metadata"]?.objectValue ?? Object()
        if let name {
            metadata["name"] = .string(name)
        } else {
            metadata["generateName"] = .string((owner["metadata"]?.text("name") ?? "") + "-")
        }
        metadata["namespace"] = owner["metadata", "namespace"]
        if !labels.isEmpty {
            var merged = metadata["labels"]?.objectValue ?? Object()
            for label in labels { merged[label.key] = label.value }
            metadata["labels"] = .object(merged)
        }
        metadata["ownerReferences"] = [APIServer.controllerReference(owner)]
        return ["kind": "Pod", "apiVersion": "v1", "metadata": .object(metadata), "spec": template["spec"] ?? [:]]
    }
}

/// Keeps as many pods of a ReplicaSet as it wants.
enum ReplicaController {
    static func reconcile(_ place: OwnerIndex.Place, _ server: inout APIServer) {
        guard let set = server.object(.replicaSets, place.namespace, place.name) else { return }
        guard set["metadata"]?["deletionTimestamp"] == nil else { return writeStatus(set, place, &server) }
        let uid = set["metadata"]?.text("uid") ?? ""
        let wanted = min(Int(clamping: set["spec"]?.number("replicas") ?? 1), server.configuration.podLimit)
        adopt(set, place, &server)
        let pods = server.owned(.pods, place.namespace, by: uid).filter(PodQueries.isActive)
        if pods.count < wanted {
            for _ in pods.count..<min(wanted, pods.count + 1000) {
                let pod = PodFactory.pod(set, set["spec", "template"] ?? .null, name: nil)
                server.createPod(pod, for: set, "replicaset-controller")
            }
        } else if pods.count > wanted {
            let ranking = PodRanking(pods, related: related(set, pods, place, &server), now: server.now)
            for pod in ranking.ordered.prefix(pods.count - wanted) {
                let name = pod["metadata"]?.text("name") ?? ""
                server.deletePod(name, place.namespace, for: set, "replicaset-controller")
            }
        }
        writeStatus(set, place, &server)
    }

    /// The active pods of all ReplicaSets that have the same owner.
    private static func related(
        _ set: Value, _ pods: [Value], _ place: OwnerIndex.Place, _ server: inout APIServer
    ) -> [Value] {
        let owners = set["metadata"]?.list("ownerReferences") ?? []
        guard let owner = owners.first(where: { $0.isTrue("controller") })?.text("uid") else { return pods }
        return server.owned(.replicaSets, place.namespace, by: owner).flatMap { sibling in
            server.owned(.pods, place.namespace, by: sibling["metadata"]?.text("uid") ?? "").filter(PodQueries.isActive)
        }
    }

    /// Takes pods that match and have no controller, and lets go of those that match no longer.
    private static func adopt(_ set: Value, _ place: OwnerIndex.Place, _ server: inout APIServer) {
        let uid = set["metadata"]?.text("uid") ?? ""
        let selector = set["spec"]?["selector"]
        let reference = APIServer.controllerReference(set)
        for entry in server.store.list(.pods, namespace: place.namespace) {
            let pod = entry.object.value
            let owners = pod["metadata"]?.list("ownerReferences") ?? []
            let controller = owners.first { $0.isTrue("controller") }
            let isMatch = SelectorText.matches(selector, pod["metadata"]?["labels"])
            guard PodQueries.isActive(pod) else { continue }
            if controller == nil, isMatch {
                server.systemUpdate(.pods, place.namespace, entry.name, subresource: "") {
                    $0["metadata"]?["ownerReferences"] = .array(owners + [reference])
                }
            } else if controller?.text("uid") == uid, !isMatch {
                let rest = owners.filter { $0.text("uid") != uid }
                server.systemUpdate(.pods, place.namespace, entry.name, subresource: "") {
                    $0["metadata"]?["ownerReferences"] = rest.isEmpty ? nil : .array(rest)
                }
            }
        }
    }

    private static func writeStatus(_ set: Value, _ place: OwnerIndex.Place, _ server: inout APIServer) {
        let pods = server.owned(.pods, place.namespace, by: set["metadata"]?.text("uid") ?? "").filter(
            PodQueries.isActive)
        let ready = Int64(pods.filter(PodQueries.isReady).count)
        var status: Object = ["replicas": .int(Int64(pods.count))]
        if !pods.isEmpty { status["fullyLabeledReplicas"] = .int(Int64(pods.count)) }
        if ready > 0 {
            status["readyReplicas"] = .int(ready)
            status["availableReplicas"] = .int(ready)
        }
        status["observedGeneration"] = set["metadata"]?["generation"]
        status["terminatingReplicas"] = 0
        server.systemUpdate(.replicaSets, place.namespace, place.name) { $0["status"] = .object(status) }
    }
}

/// Keeps the numbered pods of a StatefulSet, one after the other.
enum StatefulSetController {
    static func reconcile(_ place: OwnerIndex.Place, _ server: inout APIServer) {
        guard let set = server.object(.statefulSets, place.namespace, place.name),
            set["metadata"]?["deletionTimestamp"] == nil,
            let spec = set["spec"]
        else { return }
        let wanted = Int(clamping: spec.number("replicas") ?? 1)
        let start = Int(clamping: spec["ordinals"]?.number("start") ?? 0)
        let isParallel = spec.text("podManagementPolicy") == "Parallel"
        let revision = RevisionHistory.record(statefulSet: set, &server)
        var isHeld = false
        for ordinal in start..<(start + min(wanted, server.configuration.podLimit)) {
            let name = "\(place.name)-\(ordinal)"
            let pod = server.object(.pods, place.namespace, name)
            if pod == nil {
                if isHeld, !isParallel { break }
                create(set, name, ordinal, revision, &server)
                isHeld = true
            } else if let pod, !PodQueries.isReady(pod) {
                isHeld = true
            }
        }
        let owned = server.owned(.pods, place.namespace, by: set["metadata"]?.text("uid") ?? "")
        for pod in owned where !(start..<(start + wanted)).contains(ordinal(pod)) {
            remove(pod, of: set, place, &server)
        }
        if !isHeld { replaceOutdated(set, spec, owned, revision, place, &server) }
        writeStatus(set, revision, place, &server)
    }

    private static func ordinal(_ pod: Value) -> Int {
        Int(pod["metadata"]?.text("name").split(separator: "-").last ?? "") ?? -1
    }

    /// Replaces the highest pod that is still of another template.
    private static func replaceOutdated(
        _ set: Value, _ spec: Value, _ pods: [Value], _ revision: String, _ place: OwnerIndex.Place,
        _ server: inout APIServer
    ) {
        guard spec["updateStrategy"]?.text("type") == "RollingUpdate" else { return }
        let partition = Int(clamping: spec["updateStrategy", "rollingUpdate"]?.number("partition") ?? 0)
        let outdated = pods.filter {
            $0["metadata", "labels", "controller-revision-hash"]?.stringValue != revision && ordinal($0) >= partition
        }
        if let last = outdated.max(by: { ordinal($0) < ordinal($1) }) { remove(last, of: set, place, &server) }
    }

    private static func remove(_ pod: Value, of set: Value, _ place: OwnerIndex.Place, _ server: inout APIServer) {
        let name = pod["metadata"]?.text("name") ?? ""
        let isGoing = pod["metadata"]?["deletionTimestamp"] != nil
        server.systemDelete(.pods, place.namespace, name)
        if isGoing { return }
        server.recordEvent(
            set, "statefulset-controller", "SuccessfulDelete",
            "delete Pod \(name) in StatefulSet \(place.name) successful")
    }

    private static func create(
        _ set: Value, _ name: String, _ ordinal: Int, _ revision: String, _ server: inout APIServer
    ) {
        let labels: Object = [
            "apps.kubernetes.io/pod-index": .string(String(ordinal)), "controller-revision-hash": .string(revision),
            "statefulset.kubernetes.io/pod-name": .string(name),
        ]
        var pod = PodFactory.pod(set, set["spec", "template"] ?? .null, name: name, labels: labels)
        pod["metadata"]?["generateName"] = .string("\(set["metadata"]?.text("name") ?? "")-")
        pod["spec"]?["hostname"] = .string(name)
        if let service = set["spec"]?["serviceName"] { pod["spec"]?["subdomain"] = service }
        let namespace = set["metadata"]?.text("namespace") ?? ""
        var volumes = pod["spec"]?.list("volumes") ?? []
        for template in set["spec"]?.list("volumeClaimTemplates") ?? [] {
            let volume = template["metadata"]?.text("name") ?? ""
            let claim = "\(volume)-\(name)"
            if server.object(.claims, namespace, claim) == nil {
                server.systemCreate(
                    .claims,
                    [
                        "kind": "PersistentVolumeClaim", "apiVersion": "v1",
                        "metadata": [
                            "name": .string(claim), "namespace": .string(namespace),
                            "labels": set["spec", "selector", "matchLabels"] ?? [:],
                        ],
                        "spec": template["spec"] ?? [:],
                    ])
            }
            volumes.removeAll { $0.text("name") == volume }
            volumes.append(["name": .string(volume), "persistentVolumeClaim": ["claimName": .string(claim)]])
        }
        if !volumes.isEmpty { pod["spec"]?["volumes"] = .array(volumes) }
        guard server.systemCreate(.pods, pod) != nil else { return }
        let owner = set["metadata"]?.text("name") ?? ""
        server.recordEvent(
            set, "statefulset-controller", "SuccessfulCreate", "create Pod \(name) in StatefulSet \(owner) successful")
    }

    private static func writeStatus(
        _ set: Value, _ revision: String, _ place: OwnerIndex.Place, _ server: inout APIServer
    ) {
        let pods = server.owned(.pods, place.namespace, by: set["metadata"]?.text("uid") ?? "").filter(
            PodQueries.isActive)
        let ready = Int64(pods.filter(PodQueries.isReady).count)
        let updated = Int64(
            pods.filter { $0["metadata", "labels", "controller-revision-hash"]?.stringValue == revision }.count)
        let wanted = set["spec"]?.number("replicas") ?? 1
        var status: Object = [
            "observedGeneration": set["metadata", "generation"] ?? 1, "replicas": .int(Int64(pods.count)),
        ]
        if ready > 0 { status["readyReplicas"] = .int(ready) }
        let before = set["status"]?.text("currentRevision") ?? ""
        let isComplete = updated == wanted && ready == wanted
        status["currentRevision"] = .string(isComplete || before.isEmpty ? revision : before)
        status["updateRevision"] = .string(revision)
        if updated > 0 { status["updatedReplicas"] = .int(updated) }
        let current = isComplete || before.isEmpty || before == revision ? updated : Int64(pods.count) - updated
        if current > 0 { status["currentReplicas"] = .int(current) }
        status["availableReplicas"] = .int(ready)
        status["collisionCount"] = 0
        server.systemUpdate(.statefulSets, place.namespace, place.name) { $0["status"] = .object(status) }
    }
}

/// Keeps one pod of a DaemonSet on every node.
enum DaemonSetController {
    static func reconcile(_ place: OwnerIndex.Place, _ server: inout APIServer) {
        guard let set = server.object(.daemonSets, place.namespace, place.name),
            set["metadata"]?["deletionTimestamp"] == nil
        else { return }
        let nodes = server.store.list(.nodes, namespace: nil).map(\.name)
        let hash = TemplateHash.text(set["spec", "template"] ?? .null)
        let generation = set["metadata", "annotations", "deprecated.daemonset.template.generation"] ?? "1"
        let uid = set["metadata"]?.text("uid") ?? ""
        for pod in server.owned(.pods, place.namespace, by: uid) {
            let isOutdated = pod["metadata", "labels", "controller-revision-hash"]?.stringValue != hash
            if isOutdated || !nodes.contains(DaemonPods.node(of: pod)) {
                let name = pod["metadata"]?.text("name") ?? ""
                server.deletePod(name, place.namespace, for: set, "daemonset-controller")
            }
        }
        RevisionHistory.record(daemonSet: set, hash: hash, &server)
        let covered = Set(server.owned(.pods, place.namespace, by: uid).map(DaemonPods.node))
        for node in nodes where !covered.contains(node) {
            var pod = PodFactory.pod(
                set, set["spec", "template"] ?? .null, name: nil,
                labels: ["controller-revision-hash": .string(hash), "pod-template-generation": generation])
            DaemonPods.prepare(&pod, node: node)
            server.createPod(pod, for: set, "daemonset-controller")
        }
        writeStatus(set, Int64(nodes.count), place, &server)
    }

    private static func writeStatus(_ set: Value, _ nodes: Int64, _ place: OwnerIndex.Place, _ server: inout APIServer)
    {
        let pods = server.owned(.pods, place.namespace, by: set["metadata"]?.text("uid") ?? "")
        let ready = Int64(pods.filter(PodQueries.isReady).count)
        var status: Object = [
            "currentNumberScheduled": .int(Int64(pods.count)), "numberMisscheduled": 0,
            "desiredNumberScheduled": .int(nodes),
            "numberReady": .int(ready), "observedGeneration": set["metadata", "generation"] ?? 1,
        ]
        if !pods.isEmpty { status["updatedNumberScheduled"] = .int(Int64(pods.count)) }
        if ready > 0 { status["numberAvailable"] = .int(ready) }
        if nodes > ready { status["numberUnavailable"] = .int(nodes - ready) }
        server.systemUpdate(.daemonSets, place.namespace, place.name) { $0["status"] = .object(status) }
    }
}
