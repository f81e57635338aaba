import Values

/// ControllerRevisions: the templates that a StatefulSet or a DaemonSet had.
enum RevisionHistory {
    /// What a revision holds of a set: the patch that brings its template back.
    private static func data(_ set: Value) -> Value {
        var template = set["spec", "template"] ?? [:]
        template["$patch"] = "replace"
        return ["spec": ["template": template]]
    }

    /// The name of the revision of a StatefulSet's template, which exists afterwards.
    static func record(statefulSet set: Value, _ server: inout APIServer) -> String {
        let data = data(set)
        let hash = TemplateHash.revision(data, collisions: set["status"]?.number("collisionCount") ?? 0)
        let name = "\(set["metadata"]?.text("name") ?? "")-\(hash)"
        var labels = set["spec", "template", "metadata", "labels"]?.objectValue ?? Object()
        labels["controller.kubernetes.io/hash"] = .string(hash)
        record(set, name, data, labels, annotations: nil, &server)
        return name
    }

    /// Keeps the revision of a DaemonSet's template under the hash that its pods carry.
    static func record(daemonSet set: Value, hash: String, _ server: inout APIServer) {
        var labels = set["spec", "template", "metadata", "labels"]?.objectValue ?? Object()
        labels["controller-revision-hash"] = .string(hash)
        let name = "\(set["metadata"]?.text("name") ?? "")-\(hash)"
        record(set, name, data(set), labels, annotations: set["metadata"]?["annotations"], &server)
    }

    private static func record(
        _ set: Value, _ name: String, _ data: Value, _ labels: Object, annotations: Value?,
        _ server: inout APIServer
    ) {
        let namespace = set["metadata"]?.text("namespace") ?? ""
        let uid = set["metadata"]?.text("uid") ?? ""
        let revisions = server.owned(.revisions, namespace, by: uid)
        let newest = revisions.compactMap { $0.number("revision") }.max() ?? 0
        if let existing = revisions.first(where: { $0["metadata"]?.text("name") == name }) {
            if existing.number("revision") != newest {
                server.systemUpdate(.revisions, namespace, name, subresource: "") { $0["revision"] = .int(newest + 1) }
            }
            return
        }
        var metadata: Object = ["name": .string(name), "namespace": .string(namespace), "labels": .object(labels)]
        if let annotations { metadata["annotations"] = annotations }
        metadata["ownerReferences"] = [APIServer.controllerReference(set)]
        server.systemCreate(
            .revisions,
            [
                "kind": "ControllerRevision", "apiVersion": "apps/v1", "metadata": .object(metadata), "data": data,
                "revision": .int(newest + 1),
            ])
        prune(set, revisions, &server)
    }

    /// Forgets the oldest revisions beyond the set's limit.
    private static func prune(_ set: Value, _ revisions: [Value], _ server: inout APIServer) {
        let limit = Int(clamping: set["spec"]?.number("revisionHistoryLimit") ?? 10)
        guard revisions.count > limit else { return }
        let oldest = revisions.sorted { ($0.number("revision") ?? 0) < ($1.number("revision") ?? 0) }
        for revision in oldest.prefix(revisions.count - limit) {
            server.systemDelete(
                .revisions, set["metadata"]?.text("namespace") ?? "", revision["metadata"]?.text("name") ?? "")
        }
    }
}

/// What the pods of a DaemonSet get besides its template.
enum DaemonPods {
    private static let tolerated: [(key: String, effect: String)] = [
        ("node.kubernetes.io/not-ready", "NoExecute"), ("node.kubernetes.io/unreachable", "NoExecute"),
        ("node.kubernetes.io/disk-pressure", "NoSchedule"), ("node.kubernetes.io/memory-pressure", "NoSchedule"),
        ("node.kubernetes.io/pid-pressure", "NoSchedule"), ("node.kubernetes.io/unschedulable", "NoSchedule"),
    ]

    /// Ties a pod to a node and lets it run there whatever the node's condition.
    static func prepare(_ pod: inout Value, node: String) {
        let term: Value = [
            "matchFields": [["key": "metadata.name", "operator": "In", "values": [.string(node)]]]
        ]
        pod.set(
            ["nodeSelectorTerms": [term]],
            at: ["spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"])
        var tolerations = pod["spec"]?.list("tolerations") ?? []
        var wanted = tolerated
        if pod["spec"]?.isTrue("hostNetwork") == true {
            wanted.append(("node.kubernetes.io/network-unavailable", "NoSchedule"))
        }
        for (key, effect) in wanted {
            let toleration: Value = ["key": .string(key), "operator": "Exists", "effect": .string(effect)]
            if !tolerations.contains(toleration) { tolerations.append(toleration) }
        }
        pod["spec"]?["tolerations"] = .array(tolerations)
    }

    /// The node that a pod is on or meant for.
    static func node(of pod: Value) -> String {
        let bound = pod["spec"]?.text("nodeName") ?? ""
        if !bound.isEmpty { return bound }
        let required = pod["spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"]
        for term in required?.list("nodeSelectorTerms") ?? [] {
            for field in term.list("matchFields") where field.text("key") == "metadata.name" {
                if let name = field.list("values").first?.stringValue { return name }
            }
        }
        return ""
    }
}
