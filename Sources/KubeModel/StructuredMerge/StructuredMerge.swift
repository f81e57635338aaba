public import Values

/// Server-side apply and the ownership of fields, as the API server keeps them.
///
/// Values go in as the server holds them: defaults filled in, `managedFields` at its place. Results carry the new
/// `managedFields`; defaults are filled in again by the caller.
///
/// ```swift
/// let node = Schema.builtIn.node(for: live) ?? .untyped
/// let result = try StructuredMerge.apply(
///     desired, to: live, by: .init(manager: "gitops", now: "2024-01-01T00:00:00Z"), schema: node)
/// ```
public enum StructuredMerge {
    /// Who writes, and how.
    public struct Write: Sendable {
        /// The field manager.
        public var manager: String
        /// The subresource written through; empty for the object itself.
        public var subresource: String
        /// Whether fields of other managers are taken over.
        public var force: Bool
        /// The time of the write, as RFC 3339 text to the second.
        public var now: String
        /// Fields that writes of this kind neither change nor own, such as `status` of the object itself.
        public var ignored: FieldSet
        /// The other versions in which fields of the object may be recorded.
        public var versions = OtherVersions()
        /// Written forms of field sets that results share; nil where each result has its own.
        public var forms: FieldSetForms?

        /// A write.
        public init(
            manager: String, subresource: String = "", force: Bool = false, now: String, ignored: FieldSet = FieldSet()
        ) {
            self.manager = manager
            self.subresource = subresource
            self.force = force
            self.now = now
            self.ignored = ignored
        }
    }

    /// An object in the versions of its kind other than the one that is written.
    ///
    /// Fields recorded in another version are compared in that version.
    public struct OtherVersions: Sendable {
        let form: @Sendable (_ object: Value, _ apiVersion: String) -> TypedValue?

        /// No other versions: all fields are compared in the version that is written.
        public init() { form = { _, _ in nil } }

        /// - Parameter form: the object in another version with its structure; nil where there is no such version.
        public init(_ form: @escaping @Sendable (_ object: Value, _ apiVersion: String) -> TypedValue?) {
            self.form = form
        }
    }

    /// What an apply came to.
    public struct Outcome: Sendable {
        /// The new object with its `managedFields`.
        public var object: Value
        /// Whether anything but ownership changed.
        public var isChanged: Bool
        /// Whether the object is known to be as it was, ownership included.
        public var isSame = false
    }

    /// Lays an applied object over a live one.
    ///
    /// - Parameters:
    ///   - applied: the object as it was sent, without `managedFields`.
    ///   - live: the object as it is; nil where there is none yet.
    ///   - write: who applies.
    ///   - schema: the structure of both.
    /// - Returns: the new object; fields that the manager applied before, applies no longer and nobody else owns are gone.
    /// - Throws: ``StructuredMergeError``; with code ``StructuredMergeError/Code/conflict`` where other managers own
    ///   fields with other values and `force` is not set.
    public static func apply(
        _ applied: Value, to live: Value?, by write: Write, schema: SchemaNode
    ) throws(StructuredMergeError) -> Outcome {
        if applied["metadata"]?["managedFields"].map({ !$0.isNull }) ?? false {
            throw StructuredMergeError(.request, "metadata.managedFields must be nil")
        }
        guard !write.manager.isEmpty else { throw StructuredMergeError(.request, "an apply needs a field manager") }
        if let live, let outcome = RepeatedApply.run(applied, on: live, by: write, schema: schema) { return outcome }
        let typed = TypedValue(applied, schema: schema)
        try typed.validate()
        let existing = live ?? emptyObject(like: applied, schema)
        let current = withoutManagedFields(existing)
        let updater = OwnershipUpdater(
            schema: schema, ignored: write.ignored, apiVersion: applied["apiVersion"]?.stringValue ?? "",
            versions: write.versions)
        var managed =
            (try? ManagedFields(existing["metadata"]?["managedFields"], sharing: write.forms)) ?? ManagedFields()
        if managed.entries.isEmpty, live != nil {
            // Nobody was watched so far: what is there becomes somebody's who came before.
            let before = ManagedFields.Manager(
                name: "before-first-apply", operation: .update, apiVersion: updater.apiVersion)
            try updater.update(
                live: emptyObject(like: existing, schema), new: current, &managed, by: before, now: write.now)
        }
        let manager = ManagedFields.Manager(
            name: write.manager, operation: .apply, apiVersion: "", subresource: write.subresource)
        var result = managed
        let merged: Value?
        do {
            merged = try updater.apply(applied, live: current, &result, by: manager, force: write.force)
        } catch {
            guard error.code == .conflict, write.manager == "kubectl",
                try isAllowed(error, live: current, schema: schema)
            else { throw error }
            result = managed
            merged = try updater.apply(applied, live: current, &result, by: manager, force: true)
        }
        if merged != nil { result.entries[manager]?.time = write.now }
        var object = merged ?? current
        if write.manager == "kubectl" { rewriteLastApplied(&object, applied) }
        object.set(result.value(sharing: write.forms), at: ["metadata", "managedFields"])
        return Outcome(object: object, isChanged: merged != nil)
    }

    /// Records a write that was no apply: a create, an update or a patch.
    ///
    /// Where nobody's fields are recorded on an existing object, none are; clearing `managedFields` in `updated` stops
    /// the recording. Malformed ones in it are passed over.
    ///
    /// - Parameters:
    ///   - live: the object before; nil where it is created.
    ///   - updated: the object after, with defaults.
    ///   - write: who writes.
    ///   - schema: the structure of both.
    /// - Returns: the object after with its new `managedFields`.
    public static func update(from live: Value?, to updated: Value, by write: Write, schema: SchemaNode) -> Value {
        var managed = decode(live: live, updated: updated, by: write)
        var result = withoutManagedFields(updated)
        if live == nil || !managed.entries.isEmpty {
            let updater = OwnershipUpdater(
                schema: schema, ignored: write.ignored, apiVersion: updated["apiVersion"]?.stringValue ?? "",
                versions: write.versions)
            let manager = ManagedFields.Manager(
                name: write.manager, operation: .update, apiVersion: updater.apiVersion, subresource: write.subresource)
            let before = live.map(withoutManagedFields) ?? emptyObject(like: updated, schema)
            var next = managed
            do {
                try updater.update(live: before, new: result, &next, by: manager, now: write.now)
                managed = next
                OwnershipUpdater.cap(&managed)
            } catch let error where error.code == .version {
                // What was recorded in a version that the object does not fit is lost, all of it, as in the server.
                managed = ManagedFields()
            } catch {
                // A value that does not fit its structure leaves ownership as it was.
            }
        }
        result.set(managed.value(sharing: write.forms), at: ["metadata", "managedFields"])
        return result
    }

    private static func decode(live: Value?, updated: Value, by write: Write) -> ManagedFields {
        func read(_ value: Value?) -> ManagedFields? { try? ManagedFields(value, sharing: write.forms) }
        let before = read(live?["metadata"]?["managedFields"]) ?? ManagedFields()
        if !write.subresource.isEmpty { return before }
        let given = updated["metadata"]?["managedFields"]
        if case .array(let list)? = given, list.isEmpty || list == [[:]] { return ManagedFields() }
        guard let decoded = read(given), !decoded.entries.isEmpty else { return before }
        return decoded
    }

    static func withoutManagedFields(_ object: Value) -> Value {
        guard object["metadata"]?["managedFields"] != nil else { return object }
        var result = object
        result.set(nil, at: ["metadata", "managedFields"])
        return result
    }

    /// What there is of an object before it is created.
    private static func emptyObject(like object: Value, _ schema: SchemaNode) -> Value {
        var result = schema.zeroValue
        if result.isNull { result = [:] }
        result["apiVersion"] = object["apiVersion"]
        result["kind"] = object["kind"]
        return result
    }
}

extension StructuredMerge {
    static let lastAppliedAnnotation = "kubectl.kubernetes.io/last-applied-configuration"

    /// Whether all fields in conflict were kubectl's before, as the last-applied annotation tells.
    private static func isAllowed(
        _ error: StructuredMergeError, live: Value, schema: SchemaNode
    ) throws(StructuredMergeError) -> Bool {
        guard let text = live["metadata"]?["annotations"]?[lastAppliedAnnotation]?.stringValue,
            let applied = try? Value(json: text),
            let fields = try? TypedValue(applied, schema: schema).fieldSet()
        else { return false }
        let allowed = Set(fields.paths.map { $0.map(\.description).joined() })
        let others = error.conflicts.filter { !allowed.contains($0.field) }
        if others.isEmpty { return true }
        if others.count == error.conflicts.count { return false }
        throw error.keeping(others)
    }

    /// kubectl keeps the annotation of client-side apply up to date, where there is one.
    private static func rewriteLastApplied(_ object: inout Value, _ applied: Value) {
        let path = ["metadata", "annotations", lastAppliedAnnotation]
        guard let existing = object.value(at: path)?.stringValue, !existing.isEmpty else { return }
        var document = withoutManagedFields(applied)
        document.set(nil, at: path)
        object.set(.string(document.jsonText(sortedKeys: true) + "\n"), at: path)
    }
}

extension StructuredMergeError {
    /// The same error with only some of its conflicts.
    fileprivate func keeping(_ conflicts: [Conflict]) -> StructuredMergeError {
        guard conflicts.count > 1 else {
            let text = conflicts.first.map { "conflict with \($0.manager): \($0.field)" } ?? ""
            return StructuredMergeError(.conflict, "Apply failed with 1 conflict: \(text)", conflicts: conflicts)
        }
        var lines: [String] = []
        for conflict in conflicts {
            if !lines.contains("conflicts with \(conflict.manager):") {
                lines.append("conflicts with \(conflict.manager):")
            }
            lines.append("- \(conflict.field)")
        }
        return StructuredMergeError(
            .conflict, "Apply failed with \(conflicts.count) conflicts: " + lines.joined(separator: "\n"),
            conflicts: conflicts)
    }
}

extension StructuredMerge {
    /// What a forced apply would make of the live object, managed fields left as they are.
    ///
    /// - Parameters:
    ///   - applied: the object as it would be sent.
    ///   - live: the object as it is.
    ///   - manager: the field manager that would apply.
    ///   - schema: the structure of both.
    /// - Returns: the object after; nil where nothing would change.
    /// - Throws: ``StructuredMergeError`` where an object does not fit the structure or managed fields are malformed.
    public static func preview(
        _ applied: Value, on live: Value, manager: String, schema: SchemaNode
    ) throws(StructuredMergeError) -> Value? {
        try TypedValue(live, schema: schema).validate()
        try TypedValue(applied, schema: schema).validate()
        var managed = try ManagedFields(live["metadata"]?["managedFields"])
        let updater = OwnershipUpdater(
            schema: schema, ignored: FieldSet(), apiVersion: applied["apiVersion"]?.stringValue ?? "")
        let writer = ManagedFields.Manager(name: manager, operation: .apply, apiVersion: "")
        return try updater.apply(applied, live: live, &managed, by: writer, force: true)
    }
}
