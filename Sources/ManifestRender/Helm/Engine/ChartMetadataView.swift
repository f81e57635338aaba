internal import GoTemplate
internal import Values

/// What templates see as `.Chart`: the metadata under Go's field names.
enum ChartMetadataView {
    static func map(_ chart: ChartNode, isRoot: Bool) -> GoMap {
        let value = chart.chart.metadata.value
        func text(_ key: String) -> GoValue { .string(value[key]?.looseText ?? "") }
        func list(_ key: String) -> GoValue {
            .array(value[key]?.arrayValue?.compactMap(\.looseText).map { .string($0) } ?? [])
        }
        return GoMap([
            ("Name", .string(chart.name)), ("Home", text("home")), ("Sources", list("sources")),
            ("Version", text("version")), ("Description", text("description")), ("Keywords", list("keywords")),
            ("Maintainers", people(value["maintainers"])), ("Icon", text("icon")), ("APIVersion", text("apiVersion")),
            ("Condition", text("condition")), ("Tags", text("tags")), ("AppVersion", text("appVersion")),
            ("Deprecated", .bool(value["deprecated"]?.boolValue ?? false)),
            ("Annotations", annotations(value["annotations"])), ("KubeVersion", text("kubeVersion")),
            ("Dependencies", .array(chart.dependencies.map(dependency))), ("Type", text("type")),
            ("IsRoot", .bool(isRoot)),
        ])
    }

    private static func annotations(_ value: Value?) -> GoValue {
        guard let object = value?.objectValue else { return .map(GoMap(nilOf: .strings)) }
        return .map(GoMap(object.map { ($0.key, .string($0.value.looseText ?? "")) }, type: .strings))
    }

    private static func people(_ value: Value?) -> GoValue {
        .array(
            value?.arrayValue?.map { person in
                .map(
                    GoMap([
                        ("Name", .string(person["name"]?.looseText ?? "")),
                        ("Email", .string(person["email"]?.looseText ?? "")),
                        ("URL", .string(person["url"]?.looseText ?? "")),
                    ]))
            } ?? [])
    }

    private static func dependency(_ dependency: ChartDependency) -> GoValue {
        .map(
            GoMap([
                ("Name", .string(dependency.name)), ("Version", .string(dependency.version)),
                ("Repository", .string(dependency.repository)), ("Condition", .string(dependency.condition)),
                ("Tags", .array(dependency.tags.map { .string($0) })), ("Enabled", .bool(dependency.isEnabled)),
                ("ImportValues", .array(dependency.importValues.map { GoValue($0) })),
                ("Alias", .string(dependency.alias)),
            ]))
    }
}
