internal import Values

/// What the files of `crds` tell about the fields of custom resources: OpenAPI definitions by type name, with
/// extensions that say which properties hold names, labels or annotations.
struct CRDConfiguration {
    private let definitions: Object
    private var result = TransformerConfiguration()
    /// Definitions refer to each other, so their expansion is bounded.
    private var steps = 0
    private static let maximumSteps = 100_000
    private static let maximumDepth = 64

    /// The configuration that a kustomization's CRD files give.
    static func configuration(
        of paths: [String], loader: KustomizeLoader
    ) throws(RenderError) -> TransformerConfiguration {
        var result = TransformerConfiguration()
        for path in paths {
            let file = loader.name(of: path)
            let value = try KustomizeYAML.kustomization(try loader.load(path), file: file)
            guard case .object(let definitions) = value, definitions.allSatisfy({ isDefinition($0.value) }) else {
                throw RenderError(
                    .malformed,
                    "unable to parse open API definition from '\(path)': it holds definitions by the names of their types, "
                        + "not a CustomResourceDefinition", file: file)
            }
            try result.merge(CRDConfiguration(definitions).configuration(file: file))
        }
        return result
    }

    private static func isDefinition(_ value: Value) -> Bool {
        switch value {
        case .null: true
        case .object(let members):
            members.allSatisfy { member in
                switch member.key.lowercased() {
                case "schema": member.value.isNull || member.value.objectValue != nil
                case "dependencies": member.value.isNull || member.value.arrayValue != nil
                default: true
                }
            }
        default: false
        }
    }

    private init(_ definitions: Object) { self.definitions = definitions }

    private func configuration(file: String) throws(RenderError) -> TransformerConfiguration {
        var copy = self
        for member in definitions.sorted(by: { $0.key < $1.key }) {
            guard let properties = properties(of: member.key), isObjectType(properties) else { continue }
            let parts = member.key.split(separator: ".", omittingEmptySubsequences: false)
            guard parts.count >= 3 else {
                throw RenderError(
                    .malformed, "`api` should be specified in dot notation: group.version.kind", file: file)
            }
            try copy.add(member.key, kind: String(parts[parts.count - 1]), path: [], visited: [])
        }
        return copy.result
    }

    private func properties(of type: String) -> Object? {
        (definitions[type]?["Schema"] ?? definitions[type]?["schema"])?["properties"]?.objectValue
    }

    private func isObjectType(_ properties: Object) -> Bool {
        ["kind", "apiVersion", "metadata"].allSatisfy { properties.contains(key: $0) }
    }

    private mutating func add(
        _ type: String, kind: String, path: [String], visited: Set<String>
    ) throws(RenderError) {
        guard let properties = properties(of: type), path.count < CRDConfiguration.maximumDepth else { return }
        for member in properties.sorted(by: { $0.key < $1.key }) {
            steps += 1
            guard steps <= CRDConfiguration.maximumSteps else {
                throw RenderError(
                    .limitExceeded,
                    "the definitions of '\(kind)' expand to more than \(CRDConfiguration.maximumSteps) properties")
            }
            let path = path + [member.key]
            try addField(member.value, kind: kind, path: path)
            if let reference = member.value["$ref"]?.stringValue, !visited.contains(reference) {
                try add(reference, kind: kind, path: path, visited: visited.union([reference]))
            }
        }
    }

    private mutating func addField(_ property: Value, kind: String, path: [String]) throws(RenderError) {
        func field(_ path: [String]) -> FieldSpec {
            FieldSpec(path.joined(separator: "/"), kind: kind)
        }
        func text(_ name: String) -> String? { property["x-kubernetes-\(name)"]?.stringValue }
        if text("annotation") != nil { try result.commonAnnotations.merge(field(path)) }
        if text("label-selector") != nil { try result.commonLabels.merge(field(path)) }
        if text("identity") != nil { try result.namePrefix.merge(field(path)) }
        guard let version = text("object-ref-api-version"), let target = text("object-ref-kind") else { return }
        let name = text("object-ref-name-key") ?? "name"
        var addition = TransformerConfiguration()
        addition.nameReference = [
            NameReferenceSpec(version: version, kind: target, fields: [field(path + [name])])
        ]
        try result.merge(addition)
    }
}
