public import Values

/// Strategic merge patch: a merge patch that knows which lists merge, and by which key.
///
/// ```swift
/// let node = Schema.builtIn.node(for: deployment)
/// let patched = try StrategicMerge.apply(patch, to: deployment.value, schema: node)
/// ```
///
/// Where the structure of a value is not known (``SchemaNode/untyped``), objects merge and lists are replaced.
public enum StrategicMerge {
    /// Applies a patch.
    ///
    /// A null removes a member. New items of a merging list go before the existing ones unless the patch says
    /// otherwise by `$setElementOrder`.
    ///
    /// - Parameters:
    ///   - patch: the patch, with the directives `$patch`, `$retainKeys`, `$setElementOrder/FIELD` and
    ///     `$deleteFromPrimitiveList/FIELD`.
    ///   - value: what is patched.
    ///   - schema: the structure of `value`.
    ///   - mergesReplacedObjects: whether objects that a patch replaces are merged all the same.
    /// - Returns: the patched value.
    /// - Throws: ``StrategicMergeError``.
    public static func apply(
        _ patch: Value, to value: Value, schema: SchemaNode, mergesReplacedObjects: Bool = false
    ) throws(StrategicMergeError) -> Value {
        guard case .object(let patchMembers) = patch, case .object(let members) = value else {
            throw StrategicMergeError(.shape, "a strategic merge patch is an object and applies to an object")
        }
        let merger = StrategicMerger(appliesPatch: true, mergesReplacedObjects: mergesReplacedObjects)
        return .object(try merger.merge(members, patchMembers, schema, depth: 0))
    }

    /// The patch that makes one value of another.
    ///
    /// - Parameters:
    ///   - original: the value before.
    ///   - modified: the value after.
    ///   - schema: the structure of both.
    /// - Throws: ``StrategicMergeError`` where a merging list has an item without its key.
    public static func patch(
        from original: Value, to modified: Value, schema: SchemaNode
    ) throws(StrategicMergeError) -> Value {
        guard case .object(let before) = original, case .object(let after) = modified else {
            throw StrategicMergeError(.shape, "a strategic merge patch is made of two objects")
        }
        return .object(try StrategicDiffer().diff(before, after, schema, retainsKeys: false, depth: 0))
    }

    /// The patch that client-side apply sends: changes and additions from what is there to what is wanted, and
    /// removal of what was applied before and is no longer wanted.
    ///
    /// - Parameters:
    ///   - lastApplied: what was applied before, null where that is not known.
    ///   - desired: what is wanted.
    ///   - live: what is there.
    ///   - schema: the structure of all three.
    ///   - mergesReplacedObjects: whether objects that a patch replaces are compared member by member all the same.
    /// - Throws: ``StrategicMergeError`` where a merging list has an item without its key.
    public static func threeWayPatch(
        lastApplied: Value, desired: Value, live: Value, schema: SchemaNode, mergesReplacedObjects: Bool = false
    ) throws(StrategicMergeError) -> Value {
        guard case .object(let after) = desired, case .object(let current) = live else {
            throw StrategicMergeError(.shape, "client-side apply compares objects")
        }
        let additions = try StrategicDiffer(ignoresDeletions: true, mergesReplacedObjects: mergesReplacedObjects)
            .diff(current, after, schema, retainsKeys: false, depth: 0)
        let deletions = try StrategicDiffer(ignoresAdditions: true, mergesReplacedObjects: mergesReplacedObjects)
            .diff(lastApplied.objectValue ?? Object(), after, schema, retainsKeys: false, depth: 0)
        return .object(try StrategicMerger(appliesPatch: false).merge(deletions, additions, schema, depth: 0))
    }

    static let patchDirective = "$patch"
    static let retainKeysDirective = "$retainKeys"
    static let setOrderPrefix = "$setElementOrder/"
    static let deletePrefix = "$deleteFromPrimitiveList/"
    /// Deeper nesting is refused.
    static let maximumDepth = 512

    /// The text under which merge keys are compared.
    static func keyText(_ value: Value) -> String { value.stringValue ?? value.jsonText() }
}
