import Values

/// One served version of a CustomResourceDefinition.
struct CustomVersion: Sendable {
    /// The scale subresource's paths, split at the dots.
    struct Scale: Sendable {
        let specReplicas: [String]
        let statusReplicas: [String]
        let labelSelector: [String]?
    }

    /// A column of `kubectl get`.
    struct Column: Sendable {
        let name: String
        let type: String
        let format: String
        let description: String
        let priority: Int64
        let path: String
    }

    let group: String
    let version: String
    let plural: String
    let singular: String
    let kind: String
    let listKind: String
    let isNamespaced: Bool
    let shortNames: [String]
    let categories: [String]
    let hasStatus: Bool
    let scale: Scale?
    let columns: [Column]
    let schema: Value?
    /// The schema's rules; nil where it has none.
    let rules: RuleTree?
    let preservesUnknown: Bool
    let selectableFields: [String]
    let deprecationWarning: String?
    let storageVersion: String

    /// The served versions of a definition.
    static func served(by definition: Value) -> [CustomVersion] {
        guard let spec = definition["spec"], let versions = spec["versions"]?.arrayValue else { return [] }
        let storage = versions.first { $0["storage"]?.boolValue == true }?["name"]?.stringValue ?? ""
        return versions.filter { $0["served"]?.boolValue == true }.compactMap {
            CustomVersion(spec: spec, version: $0, storage: storage)
        }
    }

    private init?(spec: Value, version: Value, storage: String) {
        guard let group = spec["group"]?.stringValue, let name = version["name"]?.stringValue,
            let names = spec["names"], let plural = names["plural"]?.stringValue, let kind = names["kind"]?.stringValue
        else { return nil }
        func texts(_ value: Value?) -> [String] { value?.arrayValue?.compactMap(\.stringValue) ?? [] }
        self.group = group
        self.version = name
        self.plural = plural
        self.kind = kind
        singular = names["singular"]?.stringValue ?? kind.lowercased()
        listKind = names["listKind"]?.stringValue ?? kind + "List"
        isNamespaced = spec["scope"]?.stringValue == "Namespaced"
        shortNames = texts(names["shortNames"])
        categories = texts(names["categories"])
        hasStatus = version["subresources", "status"] != nil
        scale = version["subresources", "scale"].map { scale in
            func path(_ name: String) -> [String] {
                (scale[name]?.stringValue ?? "").split(separator: ".").map(String.init)
            }
            return Scale(
                specReplicas: path("specReplicasPath"), statusReplicas: path("statusReplicasPath"),
                labelSelector: scale["labelSelectorPath"] == nil ? nil : path("labelSelectorPath"))
        }
        columns = (version["additionalPrinterColumns"]?.arrayValue ?? []).map {
            Column(
                name: $0["name"]?.stringValue ?? "", type: $0["type"]?.stringValue ?? "",
                format: $0["format"]?.stringValue ?? "", description: $0["description"]?.stringValue ?? "",
                priority: $0["priority"]?.intValue ?? 0, path: $0["jsonPath"]?.stringValue ?? "")
        }
        schema = version["schema", "openAPIV3Schema"]
        rules = schema.flatMap { RuleTree.of($0) }
        preservesUnknown = spec["preserveUnknownFields"]?.boolValue == true
        selectableFields = (version["selectableFields"]?.arrayValue ?? []).compactMap { $0["jsonPath"]?.stringValue }
        let isDeprecated = version["deprecated"]?.boolValue == true
        let current = (spec["versions"]?.arrayValue ?? []).filter {
            $0["served"]?.boolValue == true && $0["deprecated"]?.boolValue != true
        }.compactMap { $0["name"]?.stringValue }.min(by: Registry.versionOrder)
        let advice = current.map { "; use \(group)/\($0) \(kind)" } ?? ""
        deprecationWarning =
            isDeprecated
            ? version["deprecationWarning"]?.stringValue ?? "\(group)/\(name) \(kind) is deprecated\(advice)" : nil
        storageVersion = storage
    }
}
