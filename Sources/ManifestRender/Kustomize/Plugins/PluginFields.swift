internal import SourceTrees
internal import Values

extension FieldDecoder {
    /// The fields a transformer works on.
    mutating func fieldSpecs() throws(RenderError) -> [FieldSpec] {
        try list("fieldSpecs", of: "FieldSpec", FieldSpec.init)
    }

    /// The fields of a transformer that does not do without them.
    mutating func requiredFieldSpecs() throws(RenderError) -> [FieldSpec] {
        guard any("fieldSpecs") != nil else {
            throw RenderError(.invalidOptions, "fieldSpecs is not expected to be nil")
        }
        return try fieldSpecs()
    }

    /// An object of texts, in the order of its keys.
    mutating func pairs(_ name: String) throws(RenderError) -> [(key: String, value: String)] {
        (try stringMap(name) ?? [:]).sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    /// The list of a kustomization's `replacements`.
    mutating func replacements() throws(RenderError) -> [ReplacementField] {
        try list("replacements", of: "ReplacementField") { fields throws(RenderError) in
            ReplacementField(path: try fields.string("path"), replacement: try Replacement(&fields))
        }
    }

    /// Name and namespace of the configuration itself.
    mutating func metadata() throws(RenderError) -> (name: String, namespace: String) {
        let metadata = try object("metadata", of: "ObjectMeta") { fields throws(RenderError) in
            (try fields.string("name"), try fields.string("namespace"))
        }
        return metadata ?? ("", "")
    }
}

extension ConfigMapArguments {
    /// The arguments as a plugin's configuration has them, which lends its own name where none is given.
    static func ofPlugin(_ fields: inout FieldDecoder) throws(RenderError) -> ConfigMapArguments {
        var arguments = try ConfigMapArguments(&fields)
        let metadata = try fields.metadata()
        if arguments.name.isEmpty { arguments.name = metadata.name }
        if arguments.namespace.isEmpty { arguments.namespace = metadata.namespace }
        return arguments
    }
}

extension NamespaceEditor {
    convenience init(plugin fields: inout FieldDecoder) throws(RenderError) {
        let mode = try fields.string("setRoleBindingSubjects")
        guard let subjects = mode.isEmpty ? .defaultOnly : Subjects(rawValue: mode) else {
            throw RenderError(
                .invalidOptions,
                "invalid value \"\(mode)\" for setRoleBindingSubjects: must be one of \"defaultOnly\", \"none\" or "
                    + "\"allServiceAccounts\"")
        }
        self.init(
            try fields.metadata().namespace, fieldSpecs: try fields.fieldSpecs(),
            unsetOnly: try fields.bool("unsetOnly"), subjects: subjects)
    }
}

extension IAMPolicyGenerator {
    init(plugin fields: inout FieldDecoder) throws(RenderError) {
        cloud = try fields.string("cloud")
        let service = try fields.object("kubernetesService", of: "KubernetesService") { fields throws(RenderError) in
            (try fields.string("name"), try fields.string("namespace"))
        }
        let account = try fields.object("serviceAccount", of: "ServiceAccount") { fields throws(RenderError) in
            (try fields.string("name"), try fields.string("projectId"))
        }
        (serviceName, serviceNamespace) = service ?? ("", "")
        (accountName, projectID) = account ?? ("", "")
    }
}

extension ValueAddTransformer {
    init(plugin fields: inout FieldDecoder, loader: KustomizeLoader) throws(RenderError) {
        var targets = try ValueAddTransformer.targets(&fields)
        let path = try fields.string("targetFilePath")
        if !path.isEmpty {
            let value = try PluginConfiguration.value(try loader.load(path), file: path)
            var file = try FieldDecoder(value, type: "ValueAddTargets", mode: .plugin)
            targets += try ValueAddTransformer.targets(&file)
        }
        let value = try fields.string("value").trimmingSpaces
        try self.init(value.isEmpty ? loader.root.name : value, targets: targets)
    }

    private static func targets(_ fields: inout FieldDecoder) throws(RenderError) -> [Target] {
        try fields.list("targets", of: "Target") { fields throws(RenderError) in
            Target(
                selector: try fields.object("selector", of: "Selector", ResourceSelector.init),
                fieldPath: try fields.string("fieldPath"), filePathPosition: try fields.int("filePathPosition"))
        }
    }
}
