public import Values

/// What an Application's `source.kustomize` changes in the kustomization it names.
///
/// The changes are made to what was read from the file, in Argo CD's order and by the rules of `kustomize edit`, which
/// Argo CD calls for them; no file is written.
public struct KustomizeOverrides: Hashable, Sendable {
    /// The number of copies of a workload.
    public struct Replica: Hashable, Sendable {
        /// The workload's name.
        public var name: String
        /// How many copies.
        public var count: Int64

        /// A number of copies.
        public init(name: String, count: Int64) {
            self.name = name
            self.count = count
        }
    }

    /// Replaces the prefix of names; empty keeps the file's.
    public var namePrefix: String
    /// Replaces the suffix of names; empty keeps the file's.
    public var nameSuffix: String
    /// Replaces the namespace; empty keeps the file's.
    public var namespace: String
    /// Images as `name=new:tag`, `name:tag`, `name@digest`; variables of the build environment are filled in.
    public var images: [String]
    /// Numbers of copies.
    public var replicas: [Replica]
    /// Labels; variables of the build environment are filled in.
    public var commonLabels: [String: String]
    /// Whether labels stay out of selectors.
    public var labelWithoutSelector: Bool
    /// Whether labels that stay out of selectors go into templates.
    public var labelIncludeTemplates: Bool
    /// Whether labels may replace the file's; without it a label the file has is an error.
    public var forceCommonLabels: Bool
    /// Annotations.
    public var commonAnnotations: [String: String]
    /// Whether variables of the build environment are filled in in annotations.
    public var commonAnnotationsEnvsubst: Bool
    /// Whether annotations may replace the file's; without it an annotation the file has is an error.
    public var forceCommonAnnotations: Bool
    /// Patches as a kustomization has them, applied after the file's.
    public var patches: [Value]
    /// Folders of components, added to the file's; `*`, `?` and `[…]` stand for all that match.
    public var components: [String]
    /// Whether components whose folder is not there are passed over, patterns among them.
    public var ignoreMissingComponents: Bool

    /// Overrides; what is not given changes nothing.
    public init(
        namePrefix: String = "", nameSuffix: String = "", namespace: String = "", images: [String] = [],
        replicas: [Replica] = [], commonLabels: [String: String] = [:], labelWithoutSelector: Bool = false,
        labelIncludeTemplates: Bool = false, forceCommonLabels: Bool = false,
        commonAnnotations: [String: String] = [:], commonAnnotationsEnvsubst: Bool = false,
        forceCommonAnnotations: Bool = false, patches: [Value] = [], components: [String] = [],
        ignoreMissingComponents: Bool = false
    ) {
        self.namePrefix = namePrefix
        self.nameSuffix = nameSuffix
        self.namespace = namespace
        self.images = images
        self.replicas = replicas
        self.commonLabels = commonLabels
        self.labelWithoutSelector = labelWithoutSelector
        self.labelIncludeTemplates = labelIncludeTemplates
        self.forceCommonLabels = forceCommonLabels
        self.commonAnnotations = commonAnnotations
        self.commonAnnotationsEnvsubst = commonAnnotationsEnvsubst
        self.forceCommonAnnotations = forceCommonAnnotations
        self.patches = patches
        self.components = components
        self.ignoreMissingComponents = ignoreMissingComponents
    }
}
