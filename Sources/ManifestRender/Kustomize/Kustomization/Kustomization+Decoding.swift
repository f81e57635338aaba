internal import Values

extension Kustomization {
    /// Reads the fields of a kustomization, in the tool's words where one is wrong.
    ///
    /// - Parameter value: the first document of the file.
    init(_ value: Value) throws(RenderError) {
        do throws(RenderError) {
            var decoder = try FieldDecoder(value, type: "Kustomization", mode: .kustomization)
            try read(&decoder)
            try decoder.finish()
        } catch {
            throw RenderError(error.code, "invalid Kustomization: \(error.message)")
        }
        guard Kustomization.saysAnything(value) else {
            throw RenderError(.malformed, "kustomization.yaml is empty")
        }
    }

    /// Whether any field is set. An empty list counts, except where it is moved to another field.
    private static func saysAnything(_ value: Value) -> Bool {
        (value.objectValue ?? Object()).contains { member in
            switch (member.key.lowercased(), member.value) {
            case ("apiversion", _), ("kind", _), (_, .null), (_, .string("")): false
            case ("bases", .array(let list)), ("imagetags", .array(let list)),
                ("helmchartinflationgenerator", .array(let list)):
                !list.isEmpty
            default: true
            }
        }
    }

    private mutating func read(_ fields: inout FieldDecoder) throws(RenderError) {
        apiVersion = try fields.string("apiVersion")
        kind = try fields.string("kind")
        _ = try fields.object("metadata", of: "ObjectMeta") { fields throws(RenderError) in
            _ = try (fields.string("name"), fields.string("namespace"))
            _ = try (fields.stringMap("labels"), fields.stringMap("annotations"))
        }
        openAPI = try fields.stringMap("openapi") ?? [:]
        namePrefix = try fields.string("namePrefix")
        nameSuffix = try fields.string("nameSuffix")
        namespace = try fields.string("namespace")
        try readParts(&fields)
        try readTransformations(&fields)
        try readLegacy(&fields)
        crds = try fields.strings("crds")
        configurations = try fields.strings("configurations")
        generators = try fields.strings("generators")
        transformers = try fields.strings("transformers")
        validators = try fields.strings("validators")
        buildMetadata = try fields.strings("buildMetadata")
        sortOptions = try fields.object("sortOptions", of: "SortOptions") { fields throws(RenderError) in
            SortOptions(
                order: try fields.string("order"),
                legacy: try fields.object("legacySortOptions", of: "LegacySortOptions") {
                    fields throws(RenderError) in
                    SortOptions.Legacy(
                        orderFirst: try fields.strings("orderFirst"), orderLast: try fields.strings("orderLast"))
                })
        }
    }

    private mutating func readParts(_ fields: inout FieldDecoder) throws(RenderError) {
        resources = try fields.strings("resources")
        components = try fields.strings("components")
        configMapGenerator = try fields.list("configMapGenerator", of: "ConfigMapArgs", ConfigMapArguments.init)
        secretGenerator = try fields.list("secretGenerator", of: "SecretArgs") { fields throws(RenderError) in
            var arguments = try ConfigMapArguments(&fields)
            arguments.type = try fields.string("type")
            return arguments
        }
        generatorOptions = try fields.object("generatorOptions", of: "GeneratorOptions", GeneratorOptions.init)
        helmGlobals = try fields.object("helmGlobals", of: "HelmGlobals", HelmGlobals.init)
        helmCharts = try fields.list("helmCharts", of: "HelmChart", HelmChartArguments.init)
    }

    private mutating func readTransformations(_ fields: inout FieldDecoder) throws(RenderError) {
        labels = try fields.list("labels", of: "Label", LabelRule.init)
        warn("commonLabels", "labels", in: &fields)
        commonLabels = try fields.stringMap("commonLabels")
        commonAnnotations = try fields.stringMap("commonAnnotations")
        patches = try fields.list("patches", of: "Patch", KustomizePatch.init)
        images = try fields.list("images", of: "Image", ImageRule.init)
        replicas = try fields.list("replicas", of: "Replica") { fields throws(RenderError) in
            ReplicaRule(name: try fields.string("name"), count: try fields.int("count"))
        }
        replacements = try fields.list("replacements", of: "ReplacementField") { fields throws(RenderError) in
            ReplacementField(path: try fields.string("path"), replacement: try Replacement(&fields))
        }
    }

    /// Fields that others have replaced: they are moved there, with a word about it.
    private mutating func readLegacy(_ fields: inout FieldDecoder) throws(RenderError) {
        warn("bases", "resources", in: &fields)
        resources += try fields.strings("bases")
        warn("imageTags", "images", in: &fields)
        images += try fields.list("imageTags", of: "Image", ImageRule.init)
        warn("patchesJson6902", "patches", in: &fields)
        patchesJSON6902 = try fields.list("patchesJson6902", of: "Patch", KustomizePatch.init)
        warn("patchesStrategicMerge", "patches", in: &fields)
        patchesStrategicMerge = try fields.strings("patchesStrategicMerge", wanted: "types.PatchStrategicMerge")
        warn("vars", "replacements", "[EXPERIMENTAL] ", in: &fields)
        vars = try fields.list("vars", of: "Var", KustomizeVariable.init)
        let charts = try fields.list(
            "helmChartInflationGenerator", of: "HelmChartArgs", HelmChartArguments.readLegacy)
        helmCharts += charts.map(\.chart)
        if helmGlobals == nil {
            let globals = HelmGlobals(
                chartHome: charts.last { !$0.globals.chartHome.isEmpty }?.globals.chartHome ?? "",
                configHome: charts.last { !$0.globals.configHome.isEmpty }?.globals.configHome ?? "")
            if !globals.chartHome.isEmpty || !globals.configHome.isEmpty { helmGlobals = globals }
        }
    }

    private mutating func warn(
        _ field: String, _ other: String, _ remark: String = "", in fields: inout FieldDecoder
    ) {
        guard fields.any(field) != nil else { return }
        warnings.append(
            "'\(field)' is deprecated. Please use '\(other)' instead. "
                + "\(remark)Run 'kustomize edit fix' to update your Kustomization automatically.")
    }
}
