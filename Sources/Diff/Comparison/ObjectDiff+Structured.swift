public import KubeModel
public import Values

extension ObjectDiff {
    /// The structure of an object's kind; anything where none is known.
    func structure(of object: Value) -> SchemaNode {
        options.schema.node(for: KubeObject(unchecked: object)) ?? KnownKinds.node(for: object) ?? .untyped
    }

    /// The structured-merge comparison alone: both objects are taken as they are.
    ///
    /// - Parameters:
    ///   - desired: the object that is wanted.
    ///   - live: the object that is there, with its `managedFields`.
    /// - Throws: ``DiffError`` with code ``DiffError/Code/schema`` where an object does not fit its structure.
    public func compareStructurally(desired: Value, live: Value) throws(DiffError) -> Comparison {
        let node = structure(of: desired)
        let merged: Value?
        do {
            merged = try StructuredMerge.preview(desired, on: live, manager: options.manager, schema: node)
        } catch {
            throw DiffError(.schema, "the objects cannot be merged as server-side apply does: \(error.message)")
        }
        guard let merged else { return Comparison(isModified: false, normalizedLive: live, predictedLive: live) }
        return Comparison(
            normalizedLive: Self.completed(live), predictedLive: Self.completed(merged))
    }

    /// Without the last-applied annotation, with the defaults of the kind.
    private static func completed(_ object: Value) -> Value {
        var result = object
        if object["metadata"]?["annotations"]?[lastAppliedAnnotation] != nil {
            result.set(nil, at: ["metadata", "annotations", lastAppliedAnnotation])
        }
        return KnownKinds.node(for: result).map { withDefaults(result, $0) } ?? result
    }

    /// Takes out of both objects what trusted field managers own and what differs; nil where there is nothing to take.
    func withoutManagedFields(live: Value, desired: Value) throws(DiffError) -> (Value, Value)? {
        let managers = rules.managers(for: KubeObject(unchecked: desired))
        return try ManagedFieldsTrim.trimmed(
            live: live, desired: desired, managers: managers, schema: structure(of: desired))
    }
}

/// Fields that trusted managers own do not count.
public enum ManagedFieldsTrim {
    /// Takes out of both objects the fields that the managers own and whose values differ.
    ///
    /// - Parameters:
    ///   - live: the object that is there, with its `managedFields`.
    ///   - desired: the object that is wanted.
    ///   - managers: names of field managers.
    ///   - schema: the structure of both.
    /// - Returns: both objects; nil where no managers are given.
    /// - Throws: ``DiffError`` with code ``DiffError/Code/managedFields`` where an entry of a manager is malformed.
    ///   Objects that do not fit the structure are returned as they are.
    public static func trimmed(
        live: Value, desired: Value, managers: [String], schema: SchemaNode
    ) throws(DiffError) -> (live: Value, desired: Value)? {
        guard !managers.isEmpty else { return nil }
        var (trimmedLive, trimmedDesired) = (TypedValue(live, schema: schema), TypedValue(desired, schema: schema))
        guard (try? trimmedLive.validate()) != nil, (try? trimmedDesired.validate()) != nil,
            let comparison = try? trimmedDesired.compare(with: live)
        else { return (live, desired) }
        for entry in live["metadata"]?["managedFields"]?.arrayValue ?? [] {
            guard let name = entry["manager"]?.stringValue, managers.contains(name) else { continue }
            let owned: FieldSet
            do { owned = try FieldSet(fieldsV1: entry["fieldsV1"] ?? [:]) } catch {
                throw DiffError(.managedFields, "the managed fields of '\(name)' are malformed: \(error.message)")
            }
            let differing = owned.intersection(comparison.modified)
            trimmedLive = trimmedLive.removing(differing)
            trimmedDesired = trimmedDesired.removing(differing)
        }
        return (trimmedLive.value, trimmedDesired.value)
    }
}
