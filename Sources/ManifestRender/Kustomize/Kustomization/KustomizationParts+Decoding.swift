internal import Values

extension LabelRule {
    init(_ fields: inout FieldDecoder) throws(RenderError) {
        pairs = try fields.stringMap("pairs") ?? [:]
        includesSelectors = try fields.bool("includeSelectors")
        includesTemplates = try fields.bool("includeTemplates")
        self.fields = try fields.list("fields", of: "FieldSpec", FieldSpec.init)
    }
}

extension FieldSpec {
    init(_ fields: inout FieldDecoder) throws(RenderError) {
        self.init(
            try fields.string("path"), group: try fields.string("group"), version: try fields.string("version"),
            kind: try fields.string("kind"), create: try fields.bool("create"))
    }
}

extension ImageRule {
    init(_ fields: inout FieldDecoder) throws(RenderError) {
        name = try fields.string("name")
        newName = try fields.string("newName")
        tagSuffix = try fields.string("tagSuffix")
        newTag = try fields.string("newTag")
        digest = try fields.string("digest")
    }
}

extension ResourceID {
    init(_ fields: inout FieldDecoder) throws(RenderError) {
        self.init(
            group: try fields.string("group"), version: try fields.string("version"), kind: try fields.string("kind"),
            name: try fields.string("name"), namespace: try fields.string("namespace"))
    }
}

extension ResourceSelector {
    init(_ fields: inout FieldDecoder) throws(RenderError) {
        id = try ResourceID(&fields)
        annotationSelector = try fields.string("annotationSelector")
        labelSelector = try fields.string("labelSelector")
    }
}

extension KustomizePatch {
    init(_ fields: inout FieldDecoder) throws(RenderError) {
        path = try fields.string("path")
        patch = try fields.string("patch")
        target = try fields.object("target", of: "Selector", ResourceSelector.init)
        let options = try fields.object("options", of: "PatchArgs") { fields throws(RenderError) in
            (try fields.bool("allowNameChange"), try fields.bool("allowKindChange"))
        }
        (allowsNameChange, allowsKindChange) = options ?? (false, false)
    }
}

extension Replacement {
    init(_ fields: inout FieldDecoder) throws(RenderError) {
        source = try fields.object("source", of: "SourceSelector") { fields throws(RenderError) in
            Source(
                id: try ResourceID(&fields), fieldPath: try fields.string("fieldPath"),
                options: try fields.object("options", of: "FieldOptions", ReplacementOptions.init))
        }
        sourceValue = try fields.optionalString("sourceValue")
        targets = try fields.list("targets", of: "TargetSelector") { fields throws(RenderError) in
            Target(
                select: try fields.object("select", of: "Selector", ResourceSelector.init),
                reject: try fields.list("reject", of: "Selector", ResourceSelector.init),
                fieldPaths: try fields.strings("fieldPaths"),
                options: try fields.object("options", of: "FieldOptions", ReplacementOptions.init))
        }
    }
}

extension ReplacementOptions {
    init(_ fields: inout FieldDecoder) throws(RenderError) {
        delimiter = try fields.string("delimiter")
        index = try fields.int("index")
        encoding = try fields.string("encoding")
        create = try fields.bool("create")
    }
}

extension KustomizeVariable {
    init(_ fields: inout FieldDecoder) throws(RenderError) {
        name = try fields.string("name")
        let target = try fields.object("objref", of: "Target") { fields throws(RenderError) in
            (apiVersion: try fields.string("apiVersion"), id: try ResourceID(&fields))
        }
        if let target {
            object = target.id
            apiVersion = target.apiVersion
            let parts = target.apiVersion.split(separator: "/", omittingEmptySubsequences: false)
            if !target.apiVersion.isEmpty, parts.count <= 2 {
                if parts.count == 2 { object.group = String(parts[0]) }
                object.version = String(parts[parts.count - 1])
            }
        }
        fieldPath =
            try fields.object("fieldref", of: "FieldSelector") { fields throws(RenderError) in
                try fields.string("fieldPath")
            } ?? ""
    }
}

extension GeneratorOptions {
    init(_ fields: inout FieldDecoder) throws(RenderError) {
        labels = try fields.stringMap("labels")
        annotations = try fields.stringMap("annotations")
        disableNameSuffixHash = try fields.bool("disableNameSuffixHash")
        immutable = try fields.bool("immutable")
    }
}

extension ConfigMapArguments {
    init(_ fields: inout FieldDecoder) throws(RenderError) {
        name = try fields.string("name")
        namespace = try fields.string("namespace")
        behavior = try fields.string("behavior")
        literals = try fields.strings("literals")
        files = try fields.strings("files")
        envs = try fields.strings("envs")
        let env = try fields.string("env")
        if !env.isEmpty { envs.append(env) }
        options = try fields.object("options", of: "GeneratorOptions", GeneratorOptions.init)
    }
}

extension HelmGlobals {
    init(_ fields: inout FieldDecoder) throws(RenderError) {
        chartHome = try fields.string("chartHome")
        configHome = try fields.string("configHome")
    }
}

extension HelmChartArguments {
    init(_ fields: inout FieldDecoder) throws(RenderError) {
        name = try fields.string("name")
        version = try fields.string("version")
        repo = try fields.string("repo")
        releaseName = try fields.string("releaseName")
        namespace = try fields.string("namespace")
        additionalValuesFiles = try fields.strings("additionalValuesFiles")
        valuesFile = try fields.string("valuesFile")
        valuesInline = try fields.anyObject("valuesInline")
        valuesMerge = try fields.string("valuesMerge")
        includeCRDs = try fields.bool("includeCRDs")
        skipHooks = try fields.bool("skipHooks")
        apiVersions = try fields.strings("apiVersions")
        kubeVersion = try fields.string("kubeVersion")
        nameTemplate = try fields.string("nameTemplate")
        skipTests = try fields.bool("skipTests")
        debug = try fields.bool("debug")
        devel = try fields.bool("devel")
    }

    /// An element of `helmChartInflationGenerator`: a chart, and what it says for all of them.
    static func readLegacy(
        _ fields: inout FieldDecoder
    ) throws(RenderError) -> (chart: HelmChartArguments, globals: HelmGlobals) {
        var chart = HelmChartArguments()
        chart.name = try fields.string("chartName")
        chart.version = try fields.string("chartVersion")
        chart.repo = try fields.string("chartRepoUrl")
        chart.valuesFile = try fields.string("values")
        chart.valuesInline = try fields.anyObject("valuesLocal")
        chart.valuesMerge = try fields.string("valuesMerge")
        chart.releaseName = try fields.string("releaseName")
        _ = try (fields.string("chartRepoName"), fields.string("helmBin"), fields.string("releaseNamespace"))
        _ = try fields.strings("extraArgs")
        let globals = HelmGlobals(
            chartHome: try fields.string("chartHome"), configHome: try fields.string("helmHome"))
        return (chart, globals)
    }
}
