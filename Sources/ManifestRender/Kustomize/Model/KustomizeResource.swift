internal import Values

/// One object on its way through a build, and what the build has to remember about it.
struct KustomizeResource: Sendable {
    /// How a generated resource meets one of the same id.
    enum Behavior: String, Sendable {
        case unspecified, create, replace, merge
    }

    /// The object. Kind, name and namespace are read from here, so a patch changes them by changing the tree.
    var value: Value

    /// The ids it had before, the oldest first.
    private(set) var previousIDs: [ResourceID] = []

    /// Name prefixes and suffixes in the order in which they were put on.
    private(set) var namePrefixes: [String] = []
    private(set) var nameSuffixes: [String] = []

    /// Whether a suffix from the hash of the content is appended to the name.
    var needsHash = false

    /// How this generated resource meets one of the same id.
    var behavior = Behavior.unspecified

    /// Whether the resource may be renamed or get another kind by a patch that says so.
    var allowsNameChange = false
    var allowsKindChange = false

    /// Where it came from, once `buildMetadata` asks for it.
    var origin: ResourceOrigin?

    /// The transformers that were run on it, once `buildMetadata` asks for them.
    var transformations: [ResourceOrigin] = []

    /// The variables that take their value from it.
    var variableNames: [String] = []

    /// Whether it came from a chart, whose namespace is Helm's business.
    var isFromHelm = false

    init(_ value: Value) { self.value = value }

    // MARK: - Identity

    /// What it is called now.
    var id: ResourceID {
        let metadata = value["metadata"]
        return ResourceID(
            apiVersion: value["apiVersion"]?.stringValue ?? "", kind: value["kind"]?.stringValue ?? "",
            name: metadata?["name"]?.stringValue ?? "", namespace: metadata?["namespace"]?.stringValue ?? "")
    }

    /// What it was called when it was read.
    var originalID: ResourceID { previousIDs.first ?? id }

    var kind: String { value["kind"]?.stringValue ?? "" }
    var name: String { value["metadata", "name"]?.stringValue ?? "" }
    var namespace: String { value["metadata", "namespace"]?.stringValue ?? "" }

    /// Remembers what it is called, before that changes.
    mutating func storePreviousID() {
        let id = id
        normalizeAnnotations()
        guard !previousIDs.contains(id) else { return }
        previousIDs.append(id)
    }

    mutating func addNamePrefix(_ prefix: String) {
        normalizeAnnotations()
        namePrefixes.append(prefix)
    }

    mutating func addNameSuffix(_ suffix: String) {
        normalizeAnnotations()
        nameSuffixes.append(suffix)
    }

    // MARK: - Metadata

    var annotations: Object { value["metadata", "annotations"]?.objectValue ?? Object() }
    var labels: Object { value["metadata", "labels"]?.objectValue ?? Object() }

    /// Writes an annotation or takes it away.
    mutating func setAnnotation(_ name: String, _ text: String?) {
        value.set(text.map { .string($0) }, at: ["metadata", "annotations", name])
    }

    /// What the tool does to annotations whenever it writes one of its own.
    private mutating func normalizeAnnotations() {}
}
