internal import Values

/// One object on its way through a build, and what the build has to remember about it.
struct KustomizeResource: Sendable {
    /// How a generated resource meets one of the same id.
    enum Behavior: String, Sendable {
        case unspecified, create, replace, merge
    }

    /// The object. Kind, name and namespace are read from here, so a patch changes them by changing the tree.
    var value: Value {
        didSet { isIdentityKnown = false }
    }

    /// What the object was called when that was looked up last, and whether that still holds.
    private var identity: Identity?
    private var isIdentityKnown = false

    /// The ids that were stored, and the `apiVersion` they were stored under.
    private var storedIDs: [ResourceID] = []
    private var storedAPIVersion = ""
    /// How often an id was stored, be it one that was there before.
    private(set) var storedCount = 0

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
    var origin: ResourceOrigin? {
        get { origins.first }
        set { origins = newValue.map { [$0] } ?? [] }
    }

    /// At most one; in a list, since most resources have none and an origin is large.
    private var origins: [ResourceOrigin] = []

    /// The transformers that were run on it, once `buildMetadata` asks for them.
    var transformations: [ResourceOrigin] = []

    /// The variables that take their value from it.
    var variableNames: [String] = []

    /// Whether a patch has deleted it, and it only waits to be taken out.
    var isDeleted = false

    /// Whether it came from a chart, whose namespace is Helm's business.
    var isFromHelm = false

    /// How scalars were written in the file, where that is not how their value is written.
    var spellings: [Value: String] = [:]

    /// Labels and annotations that stand in several places at once.
    var sharedScalars: [SharedScalar] = []

    /// How labels and annotations were written in a patch, see ``KustomizeDocument/metadataTexts``.
    var metadataTexts: [String: [String: String]] = [:]

    /// Texts that are written in quotes in the file, see ``KustomizeDocument/quotedTexts``.
    var quotedTexts: Set<String> = []

    /// Texts that stand where no quotes were, see ``TextStyles``.
    var plainTexts: Set<String> = []

    /// Members that are written without a value, see ``KustomizeDocument/emptyMembers``.
    var emptyMembers: [JSONPointer] = []

    init(_ value: Value, spellings: [Value: String] = [:]) {
        self.value = value
        self.spellings = spellings
    }

    // MARK: - Identity

    /// What it is called now.
    var id: ResourceID { known?.id ?? Identity(value).id }

    private var known: Identity? { isIdentityKnown ? identity : nil }

    /// Looks up once what everybody is going to ask for, after the object was changed.
    mutating func noteIdentity() {
        guard !isIdentityKnown else { return }
        if !(identity?.isThat(of: value) ?? false) { identity = Identity(value) }
        isIdentityKnown = true
    }

    /// The ids it had before, the oldest first, without the one it has now. A change of `apiVersion` changes them all,
    /// since the tool remembers names, namespaces and kinds alone.
    var previousIDs: [ResourceID] {
        guard !storedIDs.isEmpty else { return [] }
        let apiVersion = apiVersion
        guard apiVersion != storedAPIVersion else { return storedIDs }
        let (group, version) = ResourceID.split(apiVersion)
        return storedIDs.map {
            ResourceID(group: group, version: version, kind: $0.kind, name: $0.name, namespace: $0.namespace)
        }
    }

    /// What it was called when it was read.
    var originalID: ResourceID { previousIDs.first ?? id }

    /// What it is called now and all it was called before.
    var allIDs: [ResourceID] { [id] + previousIDs }

    var apiVersion: String { known?.apiVersion ?? Identity.text(value["apiVersion"]) }
    var kind: String { known?.id.kind ?? Identity.text(value["kind"]) }
    var name: String { known?.id.name ?? Identity.text(value["metadata"]?["name"]) }
    var namespace: String { id.namespace }

    /// Remembers what it is called, before that changes. Namespaces are remembered as comparisons see them.
    mutating func storePreviousID() {
        let id = id.canonical
        let apiVersion = apiVersion
        if apiVersion != storedAPIVersion {
            storedIDs = previousIDs
            storedAPIVersion = apiVersion
        }
        storedCount += 1
        if !storedIDs.contains(id) { storedIDs.append(id) }
    }

    mutating func addNamePrefix(_ prefix: String) {
        if !prefix.isEmpty { namePrefixes.append(prefix) }
    }

    mutating func addNameSuffix(_ suffix: String) {
        if !suffix.isEmpty { nameSuffixes.append(suffix) }
    }

    /// Whether the tool keeps notes of its own among the annotations, so that there are some whatever the file says.
    var hasNotes: Bool {
        !storedIDs.isEmpty || !namePrefixes.isEmpty || !nameSuffixes.isEmpty || needsHash || behavior != .unspecified
            || allowsNameChange || allowsKindChange || origin != nil
    }

    /// Runs with `metadata.annotations` there where the tool has notes in them.
    mutating func withNotes(_ body: (inout KustomizeResource) throws(RenderError) -> Void) throws(RenderError) {
        guard hasNotes, value["metadata"]?.objectValue != nil, value["metadata"]?["annotations"] == nil else {
            return try body(&self)
        }
        value["metadata"]?["annotations"] = [:]
        try body(&self)
        if value["metadata"]?["annotations"]?.isEmptyObject ?? false { value["metadata"]?["annotations"] = nil }
    }

    /// Forgets how the object was written, once it was read anew from what it says.
    mutating func forgetWriting() {
        emptyMembers = []
        spellings = [:]
        quotedTexts = []
        plainTexts = []
    }

    /// Takes over what another resource was called and how its name was made.
    mutating func takeHistory(of other: KustomizeResource) {
        storedIDs = other.storedIDs
        storedAPIVersion = other.storedAPIVersion
        namePrefixes = other.namePrefixes
        nameSuffixes = other.nameSuffixes
    }

    // MARK: - Metadata

    var annotations: Object { value["metadata"]?["annotations"]?.objectValue ?? Object() }
    var labels: Object { value["metadata"]?["labels"]?.objectValue ?? Object() }

    /// Writes an annotation or takes it away.
    mutating func setAnnotation(_ name: String, _ text: String?) {
        value.set(text.map { .string($0) }, at: ["metadata", "annotations", name])
    }
}

/// What an object is called, as it stands in its tree. All copies of a resource share it.
private final class Identity: Sendable {
    let apiVersion: String
    let id: ResourceID

    init(_ object: Value) {
        let metadata = object["metadata"]
        apiVersion = Identity.text(object["apiVersion"])
        id = ResourceID(
            apiVersion: apiVersion, kind: Identity.text(object["kind"]), name: Identity.text(metadata?["name"]),
            namespace: Identity.text(metadata?["namespace"]))
    }

    /// Whether an object is called so; costs less than reading it all anew.
    func isThat(of object: Value) -> Bool {
        let metadata = object["metadata"]
        return Identity.text(metadata?["name"]).hasSameBytes(as: id.name)
            && Identity.text(object["kind"]).hasSameBytes(as: id.kind)
            && Identity.text(metadata?["namespace"]).hasSameBytes(as: id.namespace)
            && Identity.text(object["apiVersion"]).hasSameBytes(as: apiVersion)
    }

    /// The text of a scalar; empty for anything else.
    static func text(_ value: Value?) -> String {
        switch value {
        case .string(let text): text
        case nil, .null, .array, .object: ""
        case .some(let scalar): scalar.jsonText()
        }
    }
}
