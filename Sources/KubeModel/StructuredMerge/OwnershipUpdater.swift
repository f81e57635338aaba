import Values

/// Works out who owns what after a write.
struct OwnershipUpdater {
    let schema: SchemaNode
    /// Fields that writes of this kind neither change nor own, such as `status` of the object itself.
    let ignored: FieldSet
    let apiVersion: String
    var versions = StructuredMerge.OtherVersions()

    typealias Manager = ManagedFields.Manager

    /// Takes from the others what a write changed.
    ///
    /// - Returns: the places that changed.
    private func takeChanges(
        from live: TypedValue, to new: Value, _ managed: inout ManagedFields, by writer: Manager, force: Bool
    ) throws(StructuredMergeError) -> FieldComparison {
        let changes = try live.compare(with: new).excluding(ignored)
        guard managed.entries.contains(where: { $0.key != writer }) else { return changes }
        let others = try otherChanges(from: live.value, to: new, managed)
        let written = changes.modified.union(changes.added)
        var conflicts: [Manager: FieldSet] = [:]
        for (manager, entry) in managed.entries where manager != writer {
            let changed = others[entry.apiVersion].map { $0.modified.union($0.added) } ?? written
            let conflict = entry.fields.intersection(changed)
            if !conflict.isEmpty { conflicts[manager] = conflict }
        }
        if !force, !conflicts.isEmpty { throw .conflicts(conflicts) }
        for (manager, entry) in managed.entries where manager != writer {
            var fields = entry.fields
            if let conflict = conflicts[manager] { fields = fields.subtracting(conflict) }
            fields = fields.subtracting((others[entry.apiVersion] ?? changes).removed)
            if fields.isEmpty { managed.entries[manager] = nil } else { managed.entries[manager]?.fields = fields }
        }
        return changes
    }

    /// What a write changed, as other versions see it in which fields are recorded.
    private func otherChanges(
        from live: Value, to new: Value, _ managed: ManagedFields
    ) throws(StructuredMergeError) -> [String: FieldComparison] {
        var result: [String: FieldComparison] = [:]
        for version in Set(managed.entries.values.map(\.apiVersion)) where version != apiVersion {
            guard let before = versions.form(live, version), let after = versions.form(new, version) else { continue }
            do {
                try before.validate()
                try after.validate()
            } catch {
                throw StructuredMergeError(.version, error.message)
            }
            result[version] = try before.compare(with: after.value).excluding(ignored)
        }
        return result
    }

    /// Fits recorded ownership to a structure that has changed since.
    private func reconcile(_ managed: inout ManagedFields) {
        for (manager, entry) in managed.entries where entry.apiVersion == apiVersion {
            let fields = entry.fields.collapsed(to: schema)
            if fields != entry.fields { managed.entries[manager]?.fields = fields }
        }
    }

    /// Records a write that was no apply.
    func update(
        live: Value, new: Value, _ managed: inout ManagedFields, by manager: Manager, now: String
    ) throws(StructuredMergeError) {
        reconcile(&managed)
        // What the writer owned before counts as another's first, so that only what it wrote now is new.
        let current = Manager(name: "\u{0}current-operation", operation: .update, apiVersion: apiVersion)
        let changes = try takeChanges(
            from: TypedValue(live, schema: schema), to: new, &managed, by: current, force: true)
        let written = changes.modified.union(changes.added).subtractingSubtrees(ignored).subtracting(Self.unowned)
        guard !written.isEmpty else { return }
        let before = managed.entries[manager]?.fields ?? FieldSet()
        managed.entries[manager] = ManagedFields.Entry(
            fields: before.union(written), apiVersion: apiVersion, time: now)
    }

    /// Lays an applied object over the live one and records who owns what.
    ///
    /// - Returns: the new object; nil where nothing changed but ownership.
    func apply(
        _ applied: Value, live: Value, _ managed: inout ManagedFields, by manager: Manager, force: Bool
    ) throws(StructuredMergeError) -> Value? {
        reconcile(&managed)
        let typedLive = TypedValue(live, schema: schema)
        let typedApplied = TypedValue(applied, schema: schema)
        var merged = try typedLive.merging(applied)
        let last = managed.entries[manager]
        let set = try typedApplied.fieldSet().subtractingSubtrees(ignored)
        managed.entries[manager] = ManagedFields.Entry(fields: set, apiVersion: apiVersion, time: last?.time)
        let owned = set.subtracting(Self.unowned)
        // Who still applies all that it applied before leaves nothing to remove.
        if let last, !last.fields.isSubset(of: owned) { merged = try prune(merged, last.fields, managed) }
        if managed.entries.count > 1 {
            _ = try takeChanges(from: typedLive, to: merged.value, &managed, by: manager, force: force)
        }
        if owned.isEmpty {
            managed.entries[manager] = nil
        } else if let last, last.fields == owned {
            managed.entries[manager] = last
            managed.entries[manager]?.apiVersion = apiVersion
        } else {
            managed.entries[manager]?.fields = owned
        }
        return merged.value == live ? nil : merged.value
    }

    /// Removes what the applier owned before, applies no longer, and nobody else owns.
    private func prune(
        _ merged: TypedValue, _ last: FieldSet, _ managed: ManagedFields
    ) throws(StructuredMergeError) -> TypedValue {
        let lastNamed = last.withNamedFields(schema)
        let mergedSet = try merged.fieldSet().withNamedFields(schema)
        var pruned = merged.removing(lastNamed)
        // Put back what someone owns.
        let owned = managed.entries.values.reduce(FieldSet()) { $0.union($1.fields) }
        let kept = try pruned.fieldSet().withNamedFields(schema).union(owned.withNamedFields(schema))
        pruned = merged.removing(mergedSet.subtracting(kept))
        // Put back what hung below places that are gone, but was never the applier's.
        let prunedSet = try pruned.fieldSet().withNamedFields(schema)
        return merged.removing(mergedSet.subtracting(prunedSet).intersection(lastNamed))
    }

    /// Fields that nobody owns.
    static let unowned = FieldSet(
        ["apiVersion", "kind", "metadata"].map { [.field($0)] }
            + unownedMetadata.map { [.field("metadata"), .field($0)] })

    /// Fields of the metadata that nobody owns.
    static let unownedMetadata: Set<String> = [
        "name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation", "managedFields",
        "resourceVersion",
    ]

    private static let maximumUpdateManagers = 10

    /// Sums up the oldest updates where there are too many.
    static func cap(_ managed: inout ManagedFields) {
        let updates = managed.entries.filter { $0.key.operation == .update }
        var count = updates.count
        guard count > maximumUpdateManagers else { return }
        let oldest = updates.sorted { ($0.value.time ?? "", $0.key) < ($1.value.time ?? "", $1.key) }
        var firsts: [String: Manager] = [:]
        for (manager, entry) in oldest where count > maximumUpdateManagers {
            guard let first = firsts[entry.apiVersion] else {
                firsts[entry.apiVersion] = manager
                continue
            }
            let bucket = Manager(name: "ancient-changes", operation: .update, apiVersion: entry.apiVersion)
            if managed.entries[bucket] == nil {
                managed.entries[bucket] = managed.entries[first]
                managed.entries[first] = nil
            }
            managed.entries[manager] = nil
            managed.entries[bucket]?.fields.formUnion(entry.fields)
            managed.entries[bucket]?.time = entry.time
            count -= 1
        }
    }
}

extension FieldSet {
    /// Adds the places of another set.
    public mutating func formUnion(_ other: FieldSet) { self = union(other) }
}

extension StructuredMergeError {
    /// The error of an apply that others' fields stand against, in the server's words.
    static func conflicts(_ conflicts: [ManagedFields.Manager: FieldSet]) -> StructuredMergeError {
        var list: [Conflict] = []
        var lines: [String] = []
        for (manager, fields) in conflicts.sorted(by: { $0.key < $1.key }) {
            let paths = fields.paths.map { $0.map(\.description).joined() }
            lines.append("conflicts with \(manager):")
            for path in paths {
                lines.append("- \(path)")
                list.append(Conflict(manager: manager.description, field: path))
            }
        }
        let message =
            list.count == 1
            ? "Apply failed with 1 conflict: conflict with \(list[0].manager): \(list[0].field)"
            : "Apply failed with \(list.count) conflicts: " + lines.joined(separator: "\n")
        return StructuredMergeError(.conflict, message, conflicts: list)
    }
}
