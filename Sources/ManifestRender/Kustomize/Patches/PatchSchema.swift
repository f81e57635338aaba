internal import Values

/// What OpenAPI says about merging: which lists of a kind merge by which keys.
///
/// The built-in one is that of Kubernetes 1.21.2, which the tool uses whatever the cluster's version is. A kustomization's
/// `openapi.path` takes its place.
final class PatchSchema: Sendable {
    /// A place in the schema of a kind.
    struct Node {
        fileprivate let value: Value
        fileprivate let schema: PatchSchema
    }

    /// A kind by its `apiVersion` as objects write it.
    private struct Kind: Hashable {
        var apiVersion: String
        var kind: String
    }

    private let definitions: Object
    private let kinds: [Kind: Value]

    private init(definitions: Object, kinds: [Kind: Value]) {
        self.definitions = definitions
        self.kinds = kinds
    }

    /// A schema from the definitions of an OpenAPI v2 document; the kinds a definition
    /// describes stand in its `x-kubernetes-group-version-kind`.
    ///
    /// - Parameters:
    ///   - document: the OpenAPI document.
    ///   - base: a schema whose definitions and kinds count where the document has none of their name.
    convenience init(openAPI document: Value, over base: PatchSchema? = nil) {
        var definitions = document["definitions"]?.objectValue ?? Object()
        var kinds = base?.kinds ?? [:]
        for member in definitions {
            for name in member.value["x-kubernetes-group-version-kind"]?.arrayValue ?? [] {
                let group = name["group"]?.stringValue ?? ""
                let version = name["version"]?.stringValue ?? ""
                let kind = Kind(
                    apiVersion: group.isEmpty ? version : "\(group)/\(version)",
                    kind: name["kind"]?.stringValue ?? "")
                kinds[kind] = member.value
            }
        }
        for member in base?.definitions ?? Object() where !definitions.contains(key: member.key) {
            definitions[member.key] = member.value
        }
        self.init(definitions: definitions, kinds: kinds)
    }

    /// The schema of Kubernetes 1.21.2, as far as lists merge.
    static let builtIn: PatchSchema = {
        let table = PatchSchemaTable()
        var kinds: [Kind: Value] = [:]
        for entry in table.kinds {
            kinds[Kind(apiVersion: entry.apiVersion, kind: entry.kind)] = table.definitions[entry.type]
        }
        return PatchSchema(definitions: table.definitions, kinds: kinds)
    }()

    /// The schema of an object's kind; nil where nothing is known of it.
    func node(for object: Value) -> Node? {
        guard let kind = object["kind"]?.stringValue, !kind.isEmpty else { return nil }
        let name = Kind(apiVersion: object["apiVersion"]?.stringValue ?? "", kind: kind)
        return kinds[name].map { Node(value: $0, schema: self) }
    }

    /// The longest chain of references that is followed.
    private static let longestChain = 64

    /// The schema behind `$ref`, however often it is referred on.
    fileprivate func resolve(_ value: Value) -> Value? {
        var value = value
        for _ in 0..<PatchSchema.longestChain {
            guard let reference = value["$ref"]?.stringValue else { return value }
            let prefix = "#/definitions/"
            guard reference.hasPrefix(prefix) else { return nil }
            let name = String(reference.dropFirst(prefix.count))
            let isPlain = !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "~") }
            if isPlain, let target = definitions[name] {
                value = target
            } else if let pointer = try? JSONPointer("/\(name)"), let target = Value.object(definitions)[pointer] {
                value = target
            } else {
                return nil
            }
        }
        return nil
    }
}

extension PatchSchema.Node {
    /// The schema of a member: a declared one, or that of all values where keys are free.
    func field(_ key: String) -> PatchSchema.Node? {
        let found = value["properties"]?[key] ?? value["additionalProperties"]
        guard let found, case .object = found else { return nil }
        return schema.resolve(found).map { PatchSchema.Node(value: $0, schema: schema) }
    }

    /// The schema of a list's elements.
    var elements: PatchSchema.Node? {
        guard value["type"] == "array", let items = value["items"], case .object = items else { return nil }
        return schema.resolve(items).map { PatchSchema.Node(value: $0, schema: schema) }
    }

    /// Whether a list merges with what is there instead of replacing it.
    var mergesList: Bool {
        guard let strategy = value["x-kubernetes-patch-strategy"]?.stringValue else { return false }
        return strategy == "merge" || strategy.split(separator: ",").contains("merge")
    }

    /// The members that tell elements of a merging list apart; empty for a list of plain values.
    var mergeKeys: [String] {
        if case .array(let keys)? = value["x-kubernetes-list-map-keys"] { return keys.compactMap(\.stringValue) }
        return value["x-kubernetes-patch-merge-key"]?.stringValue.map { [$0] } ?? []
    }
}
