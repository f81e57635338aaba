import Values

extension ControllerManager {
    /// Removes an object whose owners are gone, and lets foreground and orphan deletions go on.
    ///
    /// - Returns: whether the object is dealt with.
    func collect(_ place: Place, _ server: inout APIServer) -> Bool {
        guard let value = server.object(place.resource, place.namespace, place.name) else { return true }
        if value["metadata"]?["deletionTimestamp"] != nil { return finish(value, place, &server) }
        let references = value["metadata"]?.list("ownerReferences") ?? []
        guard !references.isEmpty else { return false }
        var kept: [Value] = []
        var isWaiting = false
        for reference in references {
            switch ownerState(reference, place, &server) {
            case .present: kept.append(reference)
            case .unknown: return false
            case .foreground:
                kept.append(reference)
                isWaiting = isWaiting || reference.isTrue("blockOwnerDeletion")
            case .absent: break
            }
        }
        let hasSolid = references.contains { ownerState($0, place, &server) == .present }
        if isWaiting, !hasSolid {
            let uid = value["metadata"]?.text("uid") ?? ""
            let policy = server.owners.dependents(of: uid).isEmpty ? "Background" : "Foreground"
            server.systemDelete(place.resource, place.namespace, place.name, policy: policy)
            return server.object(place.resource, place.namespace, place.name) == nil
        }
        if kept.isEmpty {
            server.systemDelete(place.resource, place.namespace, place.name)
            return true
        }
        if kept.count < references.count {
            server.systemUpdate(place.resource, place.namespace, place.name, subresource: "") {
                $0["metadata"]?["ownerReferences"] = .array(kept)
            }
        }
        return false
    }

    private enum OwnerState {
        case present
        case absent
        case foreground
        case unknown
    }

    private func ownerState(_ reference: Value, _ place: Place, _ server: inout APIServer) -> OwnerState {
        let version = reference.text("apiVersion")
        let group = version.contains("/") ? String(version.prefix { $0 != "/" }) : ""
        guard let definition = server.registry.definition(group: group, kind: reference.text("kind")) else {
            return .unknown
        }
        let namespace = definition.isNamespaced ? place.namespace : ""
        guard let owner = server.object(definition.storage, namespace, reference.text("name")),
            owner["metadata"]?["uid"] == reference["uid"]
        else { return .absent }
        let isForeground =
            owner["metadata"]?["deletionTimestamp"] != nil
            && (owner["metadata"]?.list("finalizers") ?? []).contains("foregroundDeletion")
        return isForeground ? .foreground : .present
    }

    /// Takes the garbage collector's own finalizers off an object that is being deleted.
    private func finish(_ value: Value, _ place: Place, _ server: inout APIServer) -> Bool {
        let finalizers = value["metadata"]?.list("finalizers") ?? []
        let uid = value["metadata"]?.text("uid") ?? ""
        let dependents = server.owners.dependents(of: uid)
        if finalizers.contains("orphan") {
            for dependent in dependents {
                server.systemUpdate(dependent.resource, dependent.namespace, dependent.name, subresource: "") {
                    object in
                    let rest = (object["metadata"]?.list("ownerReferences") ?? []).filter { $0.text("uid") != uid }
                    object["metadata"]?["ownerReferences"] = rest.isEmpty ? nil : .array(rest)
                }
            }
            drop("orphan", place, &server)
            return true
        }
        if finalizers.contains("foregroundDeletion") {
            let blocking = dependents.filter { dependent in
                let object = server.object(dependent.resource, dependent.namespace, dependent.name)
                return object?["metadata"]?.list("ownerReferences").contains {
                    $0.text("uid") == uid && $0.isTrue("blockOwnerDeletion")
                } == true
            }
            if blocking.isEmpty {
                drop("foregroundDeletion", place, &server)
            } else {
                for dependent in blocking
                where server.object(dependent.resource, dependent.namespace, dependent.name)?["metadata"]?[
                    "deletionTimestamp"] == nil
                {
                    _ = collect(dependent, &server)
                }
            }
            return true
        }
        if finalizers.contains(.string(JobController.trackingFinalizer)) {
            drop(JobController.trackingFinalizer, place, &server)
            return false
        }
        if finalizers == ["kubernetes.io/pvc-protection"] || finalizers == ["kubernetes.io/pv-protection"] {
            drop(finalizers[0].stringValue ?? "", place, &server)
            return true
        }
        return place.resource != .pods && place.resource != .namespaces && place.resource != .jobs
    }

    private func drop(_ finalizer: String, _ place: Place, _ server: inout APIServer) {
        server.systemUpdate(place.resource, place.namespace, place.name, subresource: "") { object in
            let rest = (object["metadata"]?.list("finalizers") ?? []).filter { $0.stringValue != finalizer }
            object["metadata"]?["finalizers"] = rest.isEmpty ? nil : .array(rest)
        }
    }

    // MARK: - Namespaces

    mutating func reconcileNamespace(_ place: Place, _ server: inout APIServer) {
        guard let namespace = server.object(.namespaces, "", place.name) else { return }
        guard namespace["metadata"]?["deletionTimestamp"] != nil else {
            if controllers.contains(.namespaceDefaults) { fillNamespace(place.name, &server) }
            return
        }
        guard controllers.contains(.namespaces) else { return }
        let delay = server.configuration.namespaceDeletionDelay
        if delay > 0, let start = namespace["metadata"]?["deletionTimestamp"]?.stringValue.flatMap({ Timestamp($0) }) {
            let first = start.adding(seconds: delay)
            if server.now < first { return enqueue(place, at: first) }
        }
        let remaining = NamespaceContents.delete(in: place.name, &server) { place, server in
            _ = self.collect(place, &server)
        }
        if !remaining.isEmpty || delay > 0 { NamespaceContents.writeConditions(place.name, remaining, &server) }
        guard remaining.isEmpty else { return }
        guard let definition = server.registry.storageDefinition(.namespaces) else { return }
        var value = server.object(.namespaces, "", place.name) ?? namespace
        value["spec"]?["finalizers"] = nil
        if (value["metadata"]?.list("finalizers") ?? []).isEmpty {
            server.erase(definition, "", place.name)
        } else if value != namespace {
            server.commit(value, definition, "", place.name)
        }
    }

    private func fillNamespace(_ name: String, _ server: inout APIServer) {
        if server.object(.serviceAccounts, name, "default") == nil {
            server.systemCreate(
                .serviceAccounts,
                [
                    "kind": "ServiceAccount", "apiVersion": "v1",
                    "metadata": ["name": "default", "namespace": .string(name)],
                ])
        }
        if server.object(.configMaps, name, "kube-root-ca.crt") == nil {
            server.systemCreate(
                .configMaps,
                [
                    "kind": "ConfigMap", "apiVersion": "v1",
                    "metadata": [
                        "name": "kube-root-ca.crt", "namespace": .string(name),
                        "annotations": [
                            "kubernetes.io/description":
                                "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters."
                        ],
                    ],
                    "data": ["ca.crt": .string(server.configuration.rootCertificate)],
                ])
        } else {
            let data: Value = ["ca.crt": .string(server.configuration.rootCertificate)]
            server.systemUpdate(.configMaps, name, "kube-root-ca.crt", subresource: "") { $0["data"] = data }
        }
    }
}
