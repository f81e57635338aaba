public import Values

/// Where an application's manifests come from and how they are made.
public struct ApplicationSource: ValueView {
    /// The `source` of a resource.
    public var value: Value

    /// Takes a `source`.
    public init(_ value: Value) { self.value = value }

    /// A source in a Git repository.
    ///
    /// - Parameters:
    ///   - repoURL: the repository.
    ///   - path: the folder in it.
    ///   - targetRevision: a branch, tag, commit, `HEAD` or range of versions.
    public init(repoURL: String, path: String = ".", targetRevision: String = "HEAD") {
        value = [
            "repoURL": .string(repoURL), "path": .string(path), "targetRevision": .string(targetRevision),
        ]
    }

    /// The repository.
    public var repoURL: String {
        get { text("repoURL") }
        set { setText(newValue, "repoURL") }
    }

    /// The folder in a Git repository.
    public var path: String {
        get { text("path") }
        set { setText(newValue, "path") }
    }

    /// The chart in a Helm repository; empty for Git.
    public var chart: String { text("chart") }

    /// A branch, tag, commit, `HEAD` or range of versions; empty means `HEAD`.
    public var targetRevision: String {
        get { text("targetRevision") }
        set { setText(newValue, "targetRevision") }
    }

    /// The name by which other sources' value files reach into this one, as `$ref/…`.
    public var ref: String { text("ref") }

    /// The source's own name.
    public var name: String { text("name") }

    /// Helm's options, nil where there are none.
    public var helm: HelmSource? { view("helm") }

    /// Kustomize's options, nil where there are none.
    public var kustomize: KustomizeSource? { view("kustomize") }

    /// A plain directory's options, nil where there are none.
    public var directory: DirectorySource? { view("directory") }

    /// A plugin's options, nil where there are none.
    public var plugin: PluginSource? { view("plugin") }

    /// Whether it gives no manifests but only files to other sources.
    public var isReferenceOnly: Bool { !ref.isEmpty && path.isEmpty && chart.isEmpty }
}

/// Helm's options of a source.
public struct HelmSource: ValueView {
    /// The `helm` of a source.
    public var value: Value

    /// Takes a `helm`.
    public init(_ value: Value) { self.value = value }

    /// Value files, later ones winning.
    public var valueFiles: [String] { texts("valueFiles") }
    /// Values as a YAML text.
    public var values: String { text("values") }
    /// Values as a tree; it wins over ``values``.
    public var valuesObject: Value? { value["valuesObject"] }
    /// Parameters as on Helm's command line.
    public var parameters: [(name: String, value: String, forceString: Bool)] {
        (value["parameters"]?.arrayValue ?? []).map {
            ($0["name"]?.stringValue ?? "", $0["value"]?.stringValue ?? "", $0["forceString"]?.boolValue ?? false)
        }
    }
    /// Parameters whose values stand in files.
    public var fileParameters: [(name: String, path: String)] {
        (value["fileParameters"]?.arrayValue ?? []).map {
            ($0["name"]?.stringValue ?? "", $0["path"]?.stringValue ?? "")
        }
    }
    /// The release's name; empty for the application's.
    public var releaseName: String { text("releaseName") }
    /// The namespace that templates see; empty for the destination's.
    public var namespace: String { text("namespace") }
    /// The version of Kubernetes that templates see; empty for the cluster's.
    public var kubeVersion: String { text("kubeVersion") }
    /// The APIs that templates see; empty for the cluster's.
    public var apiVersions: [String] { texts("apiVersions") }
    /// Whether credentials go to all hosts that charts come from.
    public var passCredentials: Bool { flag("passCredentials") }
    /// Whether value files may be missing.
    public var ignoreMissingValueFiles: Bool { flag("ignoreMissingValueFiles") }
    /// Whether the chart's definitions are left out.
    public var skipCrds: Bool { flag("skipCrds") }
    /// Whether values go unchecked.
    public var skipSchemaValidation: Bool { flag("skipSchemaValidation") }
    /// Whether test hooks are left out.
    public var skipTests: Bool { flag("skipTests") }
}

/// Kustomize's options of a source.
public struct KustomizeSource: ValueView {
    /// The `kustomize` of a source.
    public var value: Value

    /// Takes a `kustomize`.
    public init(_ value: Value) { self.value = value }

    /// Stands before all names.
    public var namePrefix: String { text("namePrefix") }
    /// Stands after all names.
    public var nameSuffix: String { text("nameSuffix") }
    /// The namespace of all objects.
    public var namespace: String { text("namespace") }
    /// Images to replace, as `name=new:tag`.
    public var images: [String] { texts("images") }
    /// Replica counts by name, each a number or a text.
    public var replicas: [(name: String, count: Value)] {
        (value["replicas"]?.arrayValue ?? []).map { ($0["name"]?.stringValue ?? "", $0["count"] ?? .null) }
    }
    /// Labels for all objects.
    public var commonLabels: [String: String] { dictionary("commonLabels") }
    /// Annotations for all objects.
    public var commonAnnotations: [String: String] { dictionary("commonAnnotations") }
    /// Whether labels stay out of selectors.
    public var labelWithoutSelector: Bool { flag("labelWithoutSelector") }
    /// Whether labels go into templates as well.
    public var labelIncludeTemplates: Bool { flag("labelIncludeTemplates") }
    /// Whether labels replace those that are there.
    public var forceCommonLabels: Bool { flag("forceCommonLabels") }
    /// Whether annotations replace those that are there.
    public var forceCommonAnnotations: Bool { flag("forceCommonAnnotations") }
    /// Whether variables in annotations are filled in.
    public var commonAnnotationsEnvsubst: Bool { flag("commonAnnotationsEnvsubst") }
    /// Components to add.
    public var components: [String] { texts("components") }
    /// Whether components may be missing.
    public var ignoreMissingComponents: Bool { flag("ignoreMissingComponents") }
    /// Patches as a kustomization has them.
    public var patches: [Value] { value["patches"]?.arrayValue ?? [] }
}

/// Options of a directory of plain manifests.
public struct DirectorySource: ValueView {
    /// The `directory` of a source.
    public var value: Value

    /// Takes a `directory`.
    public init(_ value: Value) { self.value = value }

    /// Whether sub-folders count.
    public var recurse: Bool { flag("recurse") }
    /// Which files count, a glob.
    public var include: String { text("include") }
    /// Which files do not count, a glob.
    public var exclude: String { text("exclude") }
    /// Jsonnet's external variables: name, value, whether it is code.
    public var extVars: [(name: String, value: String, isCode: Bool)] { variables("extVars") }
    /// Jsonnet's top-level arguments: name, value, whether it is code.
    public var tlas: [(name: String, value: String, isCode: Bool)] { variables("tlas") }
    /// Folders that Jsonnet imports from.
    public var libs: [String] { texts("jsonnet", "libs") }

    private func variables(_ key: String) -> [(name: String, value: String, isCode: Bool)] {
        (value["jsonnet"]?[key]?.arrayValue ?? []).map {
            ($0["name"]?.stringValue ?? "", $0["value"]?.stringValue ?? "", $0["code"]?.boolValue ?? false)
        }
    }
}

/// Options of a configuration management plugin.
public struct PluginSource: ValueView {
    /// The `plugin` of a source.
    public var value: Value

    /// Takes a `plugin`.
    public init(_ value: Value) { self.value = value }

    /// The plugin's name; empty where it is discovered.
    public var name: String { text("name") }
    /// Environment variables.
    public var env: [(name: String, value: String)] {
        (value["env"]?.arrayValue ?? []).map { ($0["name"]?.stringValue ?? "", $0["value"]?.stringValue ?? "") }
    }
    /// Parameters as they are written.
    public var parameters: [Value] { value["parameters"]?.arrayValue ?? [] }
}
