internal import Values

extension HelmOptions {
    /// The options of an Application's `source.helm`; its CRDs are rendered unless it says otherwise.
    ///
    /// - Throws: ``RenderError/Code/invalidOptions`` where a field has the wrong type.
    init(declaredBy helm: Value?) throws(RenderError) {
        self.init(includesCRDs: true)
        guard let helm else { return }
        func text(_ field: String) throws(RenderError) -> String? {
            let text = try OptionField.string(helm[field], at: "helm.\(field)")
            return text?.isEmpty == true ? nil : text
        }
        func flag(_ field: String) throws(RenderError) -> Bool {
            try OptionField.bool(helm[field], at: "helm.\(field)") ?? false
        }
        releaseName = try text("releaseName")
        valueFiles = try HelmOptions.texts(helm["valueFiles"], at: "helm.valueFiles").map { .path($0) }
        ignoresMissingValueFiles = try flag("ignoreMissingValueFiles")
        if let object = helm["valuesObject"], !object.isNull {
            valuesObject = object
        } else {
            values = try text("values") ?? ""
        }
        parameters = try HelmOptions.elements(helm["parameters"], at: "helm.parameters").map {
            value throws(RenderError) in
            HelmParameter(
                name: try OptionField.string(value["name"], at: "helm.parameters.name") ?? "",
                value: try OptionField.string(value["value"], at: "helm.parameters.value") ?? "",
                forceString: try OptionField.bool(value["forceString"], at: "helm.parameters.forceString") ?? false)
        }
        fileParameters = try HelmOptions.elements(helm["fileParameters"], at: "helm.fileParameters").map {
            value throws(RenderError) in
            HelmFileParameter(
                name: try OptionField.string(value["name"], at: "helm.fileParameters.name") ?? "",
                path: try OptionField.string(value["path"], at: "helm.fileParameters.path") ?? "")
        }
        includesCRDs = try !flag("skipCrds")
        skipsTests = try flag("skipTests")
        skipsSchemaValidation = try flag("skipSchemaValidation")
        kubeVersion = try text("kubeVersion")
        apiVersions = try HelmOptions.texts(helm["apiVersions"], at: "helm.apiVersions")
        namespace = try text("namespace")
    }

    private static func elements(_ value: Value?, at path: String) throws(RenderError) -> [Value] {
        switch value {
        case nil, .null: []
        case .array(let elements): elements
        case .some(let other): throw OptionField.wrongType(other, expected: "list", at: path)
        }
    }

    private static func texts(_ value: Value?, at path: String) throws(RenderError) -> [String] {
        var texts: [String] = []
        for element in try elements(value, at: path) {
            if let text = try OptionField.string(element, at: path) { texts.append(text) }
        }
        return texts
    }
}
