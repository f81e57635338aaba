import KubeModel
import Values

extension ObjectDiff {
    static let lastAppliedAnnotation = "kubectl.kubernetes.io/last-applied-configuration"

    func compareClientSide(desired: Value, live: Value) throws(DiffError) -> Comparison {
        if let lastApplied = Self.lastApplied(of: live) {
            let normalizedLast = normalized(Remarshal.withPlainNumbers(lastApplied))
            if let result = try? Self.compare(lastApplied: normalizedLast, desired: desired, live: live) {
                return result
            }
        }
        return try Self.compare(lastApplied: desired, desired: desired, live: live)
    }

    /// What was applied before, as the object's annotation tells; nil where it does not, or is broken.
    static func lastApplied(of object: Value) -> Value? {
        guard let text = KubeObject(unchecked: object).annotation(lastAppliedAnnotation),
            let value = try? Value(json: text), case .object = value, value["kind"]?.stringValue?.isEmpty == false
        else { return nil }
        return value
    }

    private static func compare(lastApplied: Value, desired: Value, live: Value) throws(DiffError) -> Comparison {
        let before = withoutNamespace(lastApplied)
        let after = withoutNamespace(desired)
        guard let node = KnownKinds.node(for: before) else {
            let current = FieldRestriction.restrict(live, to: before)
            let patch = ClientSideApply.threeWayMergePatch(lastApplied: before, desired: after, live: current)
            return Comparison(normalizedLive: live, predictedLive: live.applyingMergePatch(patch))
        }
        let current = claimsRestricted(live, to: before)
        var predicted: Value
        do {
            let patch = try StrategicMerge.threeWayPatch(
                lastApplied: before, desired: after, live: current, schema: node)
            predicted = try StrategicMerge.apply(patch, to: live, schema: node)
        } catch {
            throw DiffError(.merge, "the objects cannot be merged: \(error.message)")
        }
        return Comparison(normalizedLive: withDefaults(live, node), predictedLive: withDefaults(predicted, node))
    }

    /// The object with the defaults of its kind; as it is where it does not fit its type.
    static func withDefaults(_ object: Value, _ node: SchemaNode) -> Value {
        guard (try? TypedForm(refusesUnknownFields: false).written(object, as: node)) != nil else { return object }
        var result = object
        KindDefaults.apply(to: &result)
        return result
    }

    /// Namespaces are given by where an object is applied; an annotations map without members says nothing.
    private static func withoutNamespace(_ object: Value) -> Value {
        guard case .object(let metadata)? = object["metadata"] else { return object }
        var result = object
        if metadata.contains(key: "namespace") { result.set(nil, at: ["metadata", "namespace"]) }
        switch metadata["annotations"] {
        case .null?: result.set(nil, at: ["metadata", "annotations"])
        case .object(let annotations)? where annotations.isEmpty: result.set(nil, at: ["metadata", "annotations"])
        default: break
        }
        return result
    }

    /// The server fills claim templates in with what no client knows; that is taken out of the live object.
    private static func claimsRestricted(_ live: Value, to wanted: Value) -> Value {
        let object = KubeObject(unchecked: wanted)
        let path = ["spec", "volumeClaimTemplates"]
        guard object.kind == "StatefulSet", object.gvk.group == "apps" || object.gvk.group == "extensions",
            let claims = wanted.value(at: path), case .array = claims, let existing = live.value(at: path),
            case .array = existing
        else { return live }
        var result = live
        result.set(FieldRestriction.restrict(existing, to: claims), at: path)
        return result
    }
}
