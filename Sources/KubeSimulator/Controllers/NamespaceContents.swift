import Values

/// What is in a namespace that is being deleted: pods go first, everything else once they are gone.
struct NamespaceContents {
    /// Objects that are left, by resource, and what holds them.
    private(set) var counts: [(resource: String, count: Int)] = []
    private(set) var finalizers: [String: Int] = [:]

    var isEmpty: Bool { counts.isEmpty }

    /// Deletes what can be deleted now.
    ///
    /// - Parameter collect: lets the garbage collector finish an object that is marked.
    /// - Returns: what is left.
    static func delete(
        in name: String, _ server: inout APIServer, collect: (OwnerIndex.Place, inout APIServer) -> Void
    ) -> NamespaceContents {
        var contents = NamespaceContents()
        let storages = server.registry.storages.filter { $0.isNamespaced && $0.verbs.contains("delete") }
        for definition in storages.filter({ $0.storage == .pods }) + storages.filter({ $0.storage != .pods }) {
            if definition.storage != .pods, contents.counts.contains(where: { $0.resource == "pods." }) { break }
            contents.delete(definition, in: name, &server, collect)
        }
        return contents
    }

    private mutating func delete(
        _ definition: ResourceDefinition, in name: String, _ server: inout APIServer,
        _ collect: (OwnerIndex.Place, inout APIServer) -> Void
    ) {
        var count = 0
        for entry in server.store.list(definition.storage, namespace: name) {
            if entry.object.value["metadata"]?["deletionTimestamp"] == nil {
                server.systemDelete(definition.storage, name, entry.name)
            }
            if server.object(definition.storage, name, entry.name)?["metadata"]?["deletionTimestamp"] != nil {
                collect(OwnerIndex.Place(resource: definition.storage, namespace: name, name: entry.name), &server)
            }
            guard let left = server.object(definition.storage, name, entry.name) else { continue }
            count += 1
            for finalizer in left["metadata"]?.list("finalizers") ?? [] {
                finalizers[finalizer.stringValue ?? "", default: 0] += 1
            }
        }
        if count > 0 { counts.append(("\(definition.resource).\(definition.group)", count)) }
    }

    /// Tells in a namespace's status what is left.
    static func writeConditions(_ name: String, _ contents: NamespaceContents, _ server: inout APIServer) {
        let now = Value.string(server.now.text)
        server.systemUpdate(.namespaces, "", name) { namespace in
            let before = namespace["status"]?.list("conditions") ?? []
            let conditions = contents.conditions.map { type, isTrue, reason, message -> Value in
                let status: Value = isTrue ? "True" : "False"
                let old = before.first { $0.text("type") == type }
                return [
                    "type": .string(type), "status": status,
                    "lastTransitionTime": old?["status"] == status ? old?["lastTransitionTime"] ?? now : now,
                    "reason": .string(reason), "message": .string(message),
                ]
            }
            namespace.set(.array(conditions), at: ["status", "conditions"])
        }
    }

    private var conditions: [(type: String, isTrue: Bool, reason: String, message: String)] {
        let left = counts.map { "\($0.resource) has \($0.count) resource instances" }.joined(separator: ", ")
        let held = finalizers.sorted { $0.key < $1.key }.map { "\($0.key) in \($0.value) resource instances" }
            .joined(separator: ", ")
        return [
            (
                "NamespaceDeletionDiscoveryFailure", false, "ResourcesDiscovered",
                "All resources successfully discovered"
            ),
            (
                "NamespaceDeletionGroupVersionParsingFailure", false, "ParsedGroupVersions",
                "All legacy kube types successfully parsed"
            ),
            (
                "NamespaceDeletionContentFailure", false, "ContentDeleted",
                "All content successfully deleted, may be waiting on finalization"
            ),
            counts.isEmpty
                ? (
                    "NamespaceContentRemaining", false, "ContentRemoved", "All content successfully removed"
                )
                : (
                    "NamespaceContentRemaining", true, "SomeResourcesRemain", "Some resources are remaining: \(left)"
                ),
            finalizers.isEmpty
                ? (
                    "NamespaceFinalizersRemaining", false, "ContentHasNoFinalizers",
                    "All content-preserving finalizers finished"
                )
                : (
                    "NamespaceFinalizersRemaining", true, "SomeFinalizersRemain",
                    "Some content in the namespace has finalizers remaining: \(held)"
                ),
        ]
    }
}
