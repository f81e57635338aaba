import KubeModel
public import Values

extension ObjectDiff {
    /// Compares what is there with what the server answered to a dry run of applying what is wanted.
    ///
    /// What the manager does not own in the answer is put back to what is there, so that webhooks' changes do not count,
    /// unless ``ComparisonOptions/ignoresWebhookChanges`` is false.
    ///
    /// - Parameters:
    ///   - desired: the object that is wanted; nil where none is.
    ///   - live: the object that is there; nil where none is.
    ///   - dryRun: the server's answer; not looked at unless both objects are there.
    /// - Throws: ``DiffError`` where the answer has no managed fields of the manager, or does not fit its structure.
    public func compare(desired: Value?, live: Value?, dryRun: Value?) throws(DiffError) -> Comparison {
        guard let desired, var live, let dryRun else { return try compare(desired: desired, live: live) }
        live = ResourceTracking(method: options.trackingMethod, labelKey: options.appLabelKey)
            .aligned(live: live, with: desired)
        if let (trimmed, _) = try withoutManagedFields(live: live, desired: desired) { live = trimmed }
        return try compareServerSide(live: normalized(Remarshal.apply(live), skipsRules: true), dryRun: dryRun)
    }

    /// The comparison with a dry run's answer alone: the live object is taken as it is, but for what does not count.
    ///
    /// - Parameters:
    ///   - live: the object that is there.
    ///   - dryRun: the server's answer.
    /// - Throws: ``DiffError`` where the answer has no managed fields of the manager, or does not fit its structure.
    public func compareServerSide(live: Value, dryRun: Value) throws(DiffError) -> Comparison {
        var predicted = dryRun
        if options.ignoresWebhookChanges { predicted = try withoutForeignChanges(predicted, live: live) }
        predicted = normalized(Remarshal.apply(predicted))
        return Comparison(
            normalizedLive: Self.withoutServerFields(normalized(live)),
            predictedLive: Self.withoutServerFields(predicted))
    }

    private static func withoutServerFields(_ object: Value) -> Value {
        var result = object
        for path in [
            ["metadata", "managedFields"], ["metadata", "resourceVersion"],
            ["metadata", "annotations", lastAppliedAnnotation],
        ] where result.value(at: path) != nil { result.set(nil, at: path) }
        return result
    }

    private func withoutForeignChanges(_ predicted: Value, live: Value) throws(DiffError) -> Value {
        let owned: FieldSet
        do {
            owned = try ManagedFields(predicted["metadata"]?["managedFields"]).fields(of: options.manager)
        } catch {
            throw DiffError(
                .managedFields, "the managed fields of the dry run's answer are malformed: \(error.message)")
        }
        guard !owned.isEmpty else {
            throw DiffError(
                .managedFields,
                "the dry run's answer has no managed fields of '\(options.manager)'; apply as that manager")
        }
        let node = structure(of: predicted)
        let typedLive = TypedValue(live, schema: node)
        let typedPredicted = TypedValue(predicted, schema: node)
        do {
            try typedLive.validate()
            try typedPredicted.validate()
            // What lies above an owned field is not removed with what is foreign beside it.
            let foreign = try typedPredicted.fieldSet().subtracting(owned).subtractingAncestors(of: owned)
            let removed = try typedLive.compare(with: predicted).removed.subtracting(foreign)
            let kept = FieldSet(foreign.paths.filter { !Self.isPartOfKey($0) })
            let merged = try typedLive.merging(typedPredicted.removing(kept).value)
            return merged.removing(removed).value
        } catch {
            throw DiffError(.schema, "the objects do not fit the structure of their kind: \(error.message)")
        }
    }

    /// Whether a field tells the items of a list apart together with others; without it the item would be another.
    private static func isPartOfKey(_ path: [PathElement]) -> Bool {
        guard case .field(let name)? = path.last else { return false }
        return path.contains { element in
            if case .key(let fields) = element, fields.count > 1 { fields.contains { $0.name == name } } else { false }
        }
    }
}
