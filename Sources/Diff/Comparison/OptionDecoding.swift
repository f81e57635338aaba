public import Values

extension IgnoreRule {
    /// A rule as an Application holds it; fields of another kind than expected count as absent.
    public init(_ value: Value) {
        self.init(
            group: value["group"]?.stringValue ?? "", kind: value["kind"]?.stringValue ?? "",
            name: value["name"]?.stringValue ?? "", namespace: value["namespace"]?.stringValue ?? "",
            fields: IgnoredFields(value))
    }
}

extension IgnoredFields {
    /// Fields as an Application and the settings hold them.
    public init(_ value: Value) {
        func list(_ key: String) -> [String] { value[key]?.arrayValue?.compactMap(\.stringValue) ?? [] }
        self.init(
            jsonPointers: list("jsonPointers"), jqPathExpressions: list("jqPathExpressions"),
            managedFieldsManagers: list("managedFieldsManagers"))
    }
}

extension ResourceOverride {
    /// Settings as Argo CD's settings hold them.
    public init(_ value: Value) {
        self.init(
            ignoreDifferences: IgnoredFields(value["ignoreDifferences"] ?? .null),
            knownTypeFields: (value["knownTypeFields"]?.arrayValue ?? []).map {
                KnownTypeField(field: $0["field"]?.stringValue ?? "", type: $0["type"]?.stringValue ?? "")
            })
    }
}
