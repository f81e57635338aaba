internal import Values

extension KustomizeOptions {
    /// The options of an Application's `source.kustomize`, over those of the host.
    ///
    /// - Parameters:
    ///   - kustomize: the field; nil changes nothing.
    ///   - base: what the host allows, such as charts.
    /// - Throws: ``RenderError/Code/invalidOptions`` where a field has the wrong type.
    init(declaredBy kustomize: Value?, base: KustomizeOptions) throws(RenderError) {
        self = base
        guard let kustomize, !kustomize.isNull else { return }
        overrides = try KustomizeOverrides(declaredBy: kustomize)
        let version = try OptionField.string(kustomize["kubeVersion"], at: "kustomize.kubeVersion") ?? ""
        if !version.isEmpty { kubeVersion = version }
        let versions = try KustomizeOverrides.texts(kustomize["apiVersions"], at: "kustomize.apiVersions")
        if !versions.isEmpty { apiVersions = versions }
    }
}

extension KustomizeOverrides {
    /// The overrides of an Application's `source.kustomize`.
    ///
    /// - Throws: ``RenderError/Code/invalidOptions`` where a field has the wrong type.
    init(declaredBy kustomize: Value) throws(RenderError) {
        func text(_ field: String) throws(RenderError) -> String {
            try OptionField.string(kustomize[field], at: "kustomize.\(field)") ?? ""
        }
        func flag(_ field: String) throws(RenderError) -> Bool {
            try OptionField.bool(kustomize[field], at: "kustomize.\(field)") ?? false
        }
        func texts(_ field: String) throws(RenderError) -> [String] {
            try KustomizeOverrides.texts(kustomize[field], at: "kustomize.\(field)")
        }
        func pairs(_ field: String) throws(RenderError) -> [String: String] {
            try KustomizeOverrides.pairs(kustomize[field], at: "kustomize.\(field)")
        }
        self.init(
            namePrefix: try text("namePrefix"), nameSuffix: try text("nameSuffix"), namespace: try text("namespace"),
            images: try texts("images"), replicas: try KustomizeOverrides.replicas(kustomize["replicas"]),
            commonLabels: try pairs("commonLabels"), labelWithoutSelector: try flag("labelWithoutSelector"),
            labelIncludeTemplates: try flag("labelIncludeTemplates"),
            forceCommonLabels: try flag("forceCommonLabels"), commonAnnotations: try pairs("commonAnnotations"),
            commonAnnotationsEnvsubst: try flag("commonAnnotationsEnvsubst"),
            forceCommonAnnotations: try flag("forceCommonAnnotations"),
            patches: try KustomizeOverrides.elements(kustomize["patches"], at: "kustomize.patches"),
            components: try texts("components"), ignoreMissingComponents: try flag("ignoreMissingComponents"))
    }

    /// A count may be a number or its text.
    private static func replicas(_ value: Value?) throws(RenderError) -> [Replica] {
        let path = "kustomize.replicas"
        return try elements(value, at: path).map { (element) throws(RenderError) in
            let name = try OptionField.string(element["name"], at: "\(path).name") ?? ""
            switch element["count"] {
            case nil, .null: return Replica(name: name, count: 0)
            case .int(let count): return Replica(name: name, count: count)
            case .string(let text):
                guard let count = Int64(text) else {
                    throw RenderError(.invalidOptions, "source.\(path).count '\(text)' of '\(name)' is no number")
                }
                return Replica(name: name, count: count)
            case .some(let other): throw OptionField.wrongType(other, expected: "number", at: "\(path).count")
            }
        }
    }

    static func elements(_ value: Value?, at path: String) throws(RenderError) -> [Value] {
        switch value {
        case nil, .null: []
        case .array(let elements): elements
        case .some(let other): throw OptionField.wrongType(other, expected: "list", at: path)
        }
    }

    static func texts(_ value: Value?, at path: String) throws(RenderError) -> [String] {
        try elements(value, at: path).map { (element) throws(RenderError) in
            try OptionField.string(element, at: path) ?? ""
        }
    }

    private static func pairs(_ value: Value?, at path: String) throws(RenderError) -> [String: String] {
        switch value {
        case nil, .null: return [:]
        case .object(let members):
            var pairs: [String: String] = [:]
            for member in members {
                pairs[member.key] = try OptionField.string(member.value, at: "\(path).\(member.key)") ?? ""
            }
            return pairs
        case .some(let other): throw OptionField.wrongType(other, expected: "map", at: path)
        }
    }
}
