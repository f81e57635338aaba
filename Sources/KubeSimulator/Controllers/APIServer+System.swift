import KubeClient
import KubeModel
import Values

/// What the controllers do to the cluster: the same writes as a client's, without a request.
extension APIServer {
    static let controllerManager = "kube-controller-manager"

    func object(_ resource: ResourceID, _ namespace: String, _ name: String) -> Value? {
        store[resource, namespace, name]?.value
    }

    private func systemContext(
        _ definition: ResourceDefinition, _ namespace: String, _ name: String, _ subresource: String, _ manager: String
    ) -> RequestContext {
        RequestContext(
            definition: definition, namespace: namespace, name: name, subresource: subresource,
            query: RequestQuery([("fieldManager", manager)]), headers: [:], body: nil, form: .json)
    }

    /// Creates an object as a controller does; nil where the server refuses it.
    @discardableResult
    mutating func systemCreate(
        _ resource: ResourceID, _ value: Value, manager: String = APIServer.controllerManager
    ) -> Value? {
        guard let definition = registry.storageDefinition(resource) else { return nil }
        let namespace = value["metadata"]?.text("namespace") ?? ""
        let context = systemContext(definition, namespace, "", "", manager)
        let caller = requester
        requester = .system
        defer { requester = caller }
        do throws(APIError) {
            let options = try WriteOptions(context.query, kind: "CreateOptions")
            let decoded = try decodeObject(value, context, options)
            return try create(decoded, context, options, manager: .update(manager))
        } catch {
            return nil
        }
    }

    /// Changes an object as a controller does: through its status unless said otherwise.
    mutating func systemUpdate(
        _ resource: ResourceID, _ namespace: String, _ name: String, subresource: String = "status",
        manager: String = APIServer.controllerManager, _ change: (inout Value) -> Void
    ) {
        guard let definition = registry.storageDefinition(resource), let live = store[resource, namespace, name]?.value
        else { return }
        var value = live
        change(&value)
        guard value != live else { return }
        FieldManagers.recordUpdate(
            &value, old: live, definition, .update(manager), subresource: subresource, now: now)
        if definition.hasGeneration, subresource.isEmpty, KindRules.generationChanges(value, old: live, definition) {
            let generation = live["metadata"]?["generation"]?.intValue ?? 0
            value["metadata"]?["generation"] = .int(generation + 1)
        }
        let isGone =
            value["metadata"]?["deletionTimestamp"] != nil && (value["metadata"]?.list("finalizers") ?? []).isEmpty
            && (value["metadata"]?["deletionGracePeriodSeconds"]?.intValue ?? 0) == 0 && resource != .namespaces
        if isGone { erase(definition, namespace, name) } else { commit(value, definition, namespace, name) }
    }

    /// Applies a configuration as a controller does, over whoever else owns its fields.
    mutating func systemApply(
        _ definition: ResourceDefinition, _ name: String, _ value: Value, manager: String, subresource: String = ""
    ) {
        let context = systemContext(
            definition, value["metadata"]?.text("namespace") ?? "", name, subresource, manager)
        guard let live = store[definition.storage, context.namespace, name]?.value else { return }
        do throws(APIError) {
            let options = try WriteOptions(context.query, kind: "PatchOptions", isApply: true)
            let writer = FieldManagers.Writer.apply(manager, force: true)
            let merged = try FieldManagers.apply(
                value, to: live, definition, writer, subresource: subresource, now: now, forms: fieldForms
            ).object
            let decoded = try decodeObject(merged, context, options)
            _ = try update(decoded, live: live, context, options, manager: writer, isPatch: true)
        } catch {
            return
        }
    }

    /// Deletes an object as a controller does.
    mutating func systemDelete(
        _ resource: ResourceID, _ namespace: String, _ name: String, policy: String = "Background"
    ) {
        guard let definition = registry.storageDefinition(resource), let live = store[resource, namespace, name]?.value
        else { return }
        do throws(APIError) {
            let options = try DeleteOptions(RequestQuery([("propagationPolicy", policy)]), body: nil)
            _ = delete(live, definition, namespace, name, options)
        } catch {
            return
        }
    }

    /// Objects of a resource in a namespace that a controller owns.
    mutating func owned(_ resource: ResourceID, _ namespace: String, by uid: String) -> [Value] {
        owners.dependents(of: uid).filter { $0.resource == resource && $0.namespace == namespace }.compactMap {
            let value = object($0.resource, $0.namespace, $0.name)
            return value?["metadata"]?.list("ownerReferences").contains {
                $0.text("uid") == uid && $0.isTrue("controller")
            } == true ? value : nil
        }
    }

    /// A reference from a dependent to the controller that made it.
    static func controllerReference(_ owner: Value) -> Value {
        [
            "apiVersion": owner["apiVersion"] ?? "", "kind": owner["kind"] ?? "",
            "name": owner["metadata", "name"] ?? "",
            "uid": owner["metadata", "uid"] ?? "", "controller": true, "blockOwnerDeletion": true,
        ]
    }
}

extension ResourceID {
    static let deployments = ResourceID(group: "apps", resource: "deployments")
    static let replicaSets = ResourceID(group: "apps", resource: "replicasets")
    static let statefulSets = ResourceID(group: "apps", resource: "statefulsets")
    static let daemonSets = ResourceID(group: "apps", resource: "daemonsets")
    static let jobs = ResourceID(group: "batch", resource: "jobs")
    static let cronJobs = ResourceID(group: "batch", resource: "cronjobs")
    static let endpoints = ResourceID(group: "", resource: "endpoints")
    static let endpointSlices = ResourceID(group: "discovery.k8s.io", resource: "endpointslices")
    static let claims = ResourceID(group: "", resource: "persistentvolumeclaims")
    static let volumes = ResourceID(group: "", resource: "persistentvolumes")
    static let nodes = ResourceID(group: "", resource: "nodes")
    static let ingresses = ResourceID(group: "networking.k8s.io", resource: "ingresses")
    static let serviceAccounts = ResourceID(group: "", resource: "serviceaccounts")
    static let configMaps = ResourceID(group: "", resource: "configmaps")
}
