import KubeModel
import Values

/// Fields of custom resources whose type is one of Kubernetes', brought into the form that type is written in.
struct KnownTypeFields: Sendable {
    private struct Field: Sendable {
        var path: [String]
        var node: SchemaNode
    }

    private let fields: [GroupKind: [Field]]

    init(_ overrides: [String: ResourceOverride]) {
        var fields: [GroupKind: [Field]] = [:]
        let rollout = GroupKind(group: "argoproj.io", kind: "Rollout")
        if let node = Self.node(for: "core/v1/PodSpec") {
            fields[rollout] = [Field(path: ["spec", "template", "spec"], node: node)]
        }
        for (key, override) in overrides.sorted(by: { $0.key < $1.key }) {
            guard let (group, kind) = try? IgnoreRules.groupAndKind(key) else { continue }
            for field in override.knownTypeFields {
                guard let node = Self.node(for: field.type) else { continue }
                let path = field.field.split(separator: ".").map(String.init)
                fields[GroupKind(group: group, kind: kind), default: []].append(Field(path: path, node: node))
            }
        }
        self.fields = fields
    }

    private static func node(for type: String) -> SchemaNode? {
        switch type {
        case "core/Quantity": return .scalar(.quantity)
        case "meta/v1/Duration": return .scalar(.duration)
        default: return Schema.builtIn.node(forType: type.split(separator: "/").joined(separator: "."))
        }
    }

    func applied(to object: Value) -> Value {
        guard !fields.isEmpty else { return object }
        guard let known = fields[KubeObject(unchecked: object).gvk.groupKind] else { return object }
        var result = object
        for field in known {
            // A value that does not fit its type stays as it is.
            if let changed = try? Self.written(result, field.path[...], field.node) { result = changed }
        }
        return result
    }

    private static func written(
        _ value: Value, _ path: ArraySlice<String>, _ node: SchemaNode
    ) throws(TypedForm.Mismatch) -> Value {
        if case .array(let items) = value {
            var result: [Value] = []
            for item in items { result.append(try written(item, path, node)) }
            return .array(result)
        }
        guard let key = path.first else { return try TypedForm(refusesUnknownFields: false).written(value, as: node) }
        guard case .object(var members) = value, let child = members[key] else { return value }
        members[key] = try written(child, path.dropFirst(), node)
        return .object(members)
    }
}
