import KubeModel
public import Values

extension ObjectDiff {
    /// The object to apply where ignored fields are to keep the values they have in the cluster.
    ///
    /// What the ignore rules name is taken out of the desired object and replaced by what the live one has there; a
    /// field that is ignored and absent in the cluster is not applied at all. The status is never taken over, nor are
    /// items of merging lists that are not desired, such as injected containers. Lists of custom resources come from
    /// the live object as a whole.
    ///
    /// - Parameters:
    ///   - desired: the object that is wanted.
    ///   - live: the object that is there; nil where none is.
    /// - Throws: ``DiffError`` where managed fields are malformed or the objects cannot be merged.
    public func respectingIgnoredFields(desired: Value, live: Value?) throws(DiffError) -> Value {
        guard let live else { return desired }
        var (keptDesired, keptLive) = (desired, live)
        if let trimmed = try withoutManagedFields(live: live, desired: desired) {
            (keptLive, keptDesired) = trimmed
        }
        keptDesired = knownTypes.applied(to: rules.applied(to: keptDesired))
        keptLive = knownTypes.applied(to: rules.applied(to: keptLive))
        guard let node = KnownKinds.node(for: desired) else {
            let patch = Self.withoutStatus(Value.mergePatch(from: keptLive, to: live))
            return keptDesired.applyingMergePatch(patch)
        }
        do {
            let patch = try StrategicMerge.threeWayPatch(
                lastApplied: live, desired: live, live: keptLive, schema: node, mergesReplacedObjects: true)
            let wanted = Self.withoutNewItems(Self.withoutStatus(patch), in: desired, node)
            return try StrategicMerge.apply(wanted, to: keptDesired, schema: node, mergesReplacedObjects: true)
        } catch {
            throw DiffError(.merge, "ignored fields cannot be merged: \(error.message)")
        }
    }

    private static func withoutStatus(_ patch: Value) -> Value {
        var result = patch
        result["status"] = nil
        return result
    }

    /// A patch without items of merging lists that the desired object does not have.
    private static func withoutNewItems(_ patch: Value, in desired: Value?, _ node: SchemaNode) -> Value {
        guard case .object(let members) = patch else { return patch }
        var result = Object()
        for member in members {
            guard let child = node[member.key] else {
                result[member.key] = member.value
                continue
            }
            let wanted = desired?[member.key]
            guard let key = child.mergeKey, child.patchStrategy.contains(.merge), case .array(let items) = member.value,
                let element = child.element
            else {
                result[member.key] = withoutNewItems(member.value, in: wanted, child)
                continue
            }
            let kept = items.compactMap { item -> Value? in
                guard let match = wanted?.arrayValue?.first(where: { $0[key] == item[key] }) else { return nil }
                return withoutNewItems(item, in: match, element)
            }
            if kept.isEmpty && !items.isEmpty { continue }
            result[member.key] = .array(kept)
        }
        return .object(result)
    }
}
