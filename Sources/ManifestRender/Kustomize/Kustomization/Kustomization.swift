internal import Values

/// A `kustomization.yaml`: what a folder is made of and what is done to it.
///
/// Legacy fields are already moved into those that replaced them; ``warnings`` tells which were used.
struct Kustomization {
    static let kind = "Kustomization"
    static let componentKind = "Component"

    var apiVersion = ""
    var kind = ""

    // What it is made of.
    var resources: [String] = []
    var components: [String] = []
    var configMapGenerator: [ConfigMapArguments] = []
    var secretGenerator: [ConfigMapArguments] = []
    var generatorOptions: GeneratorOptions?
    var helmGlobals: HelmGlobals?
    var helmCharts: [HelmChartArguments] = []
    var generators: [String] = []

    // What is done to it.
    var namePrefix = ""
    var nameSuffix = ""
    var namespace = ""
    var labels: [LabelRule] = []
    var commonLabels: [String: String]?
    var commonAnnotations: [String: String]?
    var patchesStrategicMerge: [String] = []
    var patchesJSON6902: [KustomizePatch] = []
    var patches: [KustomizePatch] = []
    var images: [ImageRule] = []
    var replacements: [ReplacementField] = []
    var replicas: [ReplicaRule] = []
    var transformers: [String] = []
    var validators: [String] = []
    var vars: [KustomizeVariable] = []

    // What the work knows.
    var crds: [String] = []
    var configurations: [String] = []
    var openAPI: [String: String] = [:]
    var sortOptions: SortOptions?
    var buildMetadata: [String] = []

    /// What the tool says about legacy fields, in its words.
    var warnings: [String] = []

    var isComponent: Bool { kind == Kustomization.componentKind }
    var recordsOrigins: Bool { buildMetadata.contains("originAnnotations") }
    var recordsTransformations: Bool { buildMetadata.contains("transformerAnnotations") }
    var setsManagedByLabel: Bool { buildMetadata.contains("managedByLabel") }
}

/// A part of ``Kustomization/labels``.
struct LabelRule {
    var pairs: [String: String] = [:]
    var includesSelectors = false
    var includesTemplates = false
    var fields: [FieldSpec] = []
}

/// A part of ``Kustomization/images``.
struct ImageRule: Hashable {
    var name = ""
    var newName = ""
    var tagSuffix = ""
    var newTag = ""
    var digest = ""
}

/// A part of ``Kustomization/replicas``.
struct ReplicaRule: Hashable {
    var name = ""
    var count: Int64 = 0
}

/// A part of ``Kustomization/patches``.
struct KustomizePatch {
    var path = ""
    var patch = ""
    var target: ResourceSelector?
    var allowsNameChange = false
    var allowsKindChange = false
}

/// Which resources something applies to.
struct ResourceSelector: Hashable {
    /// Regular expressions in ``KustomizePatch/target`` and in a replacement's targets, plain text in its source.
    var id = ResourceID()
    var annotationSelector = ""
    var labelSelector = ""
}

/// A part of ``Kustomization/replacements``: a replacement, or the file that holds one or a list of them.
struct ReplacementField {
    var path = ""
    var replacement = Replacement()
}

/// Copies a value of one resource into others.
struct Replacement {
    struct Source {
        var id = ResourceID()
        var fieldPath = ""
        var options: ReplacementOptions?
    }

    struct Target {
        var select: ResourceSelector?
        var reject: [ResourceSelector] = []
        var fieldPaths: [String] = []
        var options: ReplacementOptions?
    }

    var source: Source?
    var sourceValue: String?
    var targets: [Target] = []
}

/// How a replacement reads or writes a part of a field.
struct ReplacementOptions {
    var delimiter = ""
    var index: Int64 = 0
    var encoding = ""
    var create = false
}

/// A part of ``Kustomization/vars``.
struct KustomizeVariable {
    var name = ""
    /// The resource the value is taken from.
    var object = ResourceID()
    /// Whether the variable's object was given by `apiVersion`, for messages.
    var apiVersion = ""
    var fieldPath = ""
}

/// How the result is ordered.
struct SortOptions {
    struct Legacy {
        var orderFirst: [String] = []
        var orderLast: [String] = []
    }

    var order = ""
    var legacy: Legacy?
}

/// A part of ``Kustomization/configMapGenerator`` and ``Kustomization/secretGenerator``.
struct ConfigMapArguments {
    var name = ""
    var namespace = ""
    var behavior = ""
    /// Secrets alone.
    var type = ""
    var literals: [String] = []
    var files: [String] = []
    var envs: [String] = []
    var options: GeneratorOptions?
}

/// What generated resources get besides their data.
struct GeneratorOptions {
    var labels: [String: String]?
    var annotations: [String: String]?
    var disableNameSuffixHash = false
    var immutable = false
}

/// What all charts of a kustomization share.
struct HelmGlobals {
    var chartHome = ""
    var configHome = ""
}

/// A part of ``Kustomization/helmCharts``.
struct HelmChartArguments {
    var name = ""
    var version = ""
    var repo = ""
    var releaseName = ""
    var namespace = ""
    var additionalValuesFiles: [String] = []
    var valuesFile = ""
    var valuesInline: Object?
    var valuesMerge = ""
    var includeCRDs = false
    var skipHooks = false
    var apiVersions: [String] = []
    var kubeVersion = ""
    var nameTemplate = ""
    var skipTests = false
    var debug = false
    var devel = false
}
