public import Values

/// How an application stands.
public struct ApplicationStatus: ValueView {
    /// The `status` of the resource.
    public var value: Value

    /// Takes a `status`.
    public init(_ value: Value) { self.value = value }

    /// Whether what runs is what is wanted.
    public var sync: SyncStatus {
        get { view("sync") ?? SyncStatus(.object(Object())) }
        set { setView(newValue, "sync") }
    }

    /// How well it is.
    public var health: ApplicationHealthStatus {
        get { view("health") ?? ApplicationHealthStatus(.object(Object())) }
        set { setView(newValue, "health") }
    }

    /// Its objects.
    public var resources: [ResourceStatus] {
        get { views("resources") }
        set { setViews(newValue, "resources") }
    }

    /// What was deployed before, oldest first.
    public var history: [RevisionHistory] {
        get { views("history") }
        set { setViews(newValue, "history") }
    }

    /// What is wrong or noteworthy.
    public var conditions: [ApplicationCondition] {
        get { views("conditions") }
        set { setViews(newValue, "conditions") }
    }

    /// The operation under way, or the last one.
    public var operationState: OperationState? {
        get { view("operationState") }
        set { setView(newValue, "operationState") }
    }

    /// When it was last compared.
    public var reconciledAt: Timestamp? {
        get { time("reconciledAt") }
        set { setTime(newValue, "reconciledAt") }
    }

    /// How its sources are rendered, in their order: `Directory`, `Helm`, `Kustomize` or `Plugin`.
    public var sourceTypes: [String] {
        get {
            texts("sourceTypes").isEmpty
                ? (text("sourceType").isEmpty ? [] : [text("sourceType")]) : texts("sourceTypes")
        }
        set {
            setText(newValue.count == 1 ? newValue[0] : "", "sourceType")
            value.set(newValue.count > 1 ? .array(newValue.map(Value.string)) : nil, at: ["sourceTypes"])
        }
    }

    /// The images that its objects run.
    public var images: [String] {
        get { texts("summary", "images") }
        set {
            guard !newValue.isEmpty || value["summary"] != nil else { return }
            value.set(newValue.isEmpty ? nil : .array(newValue.map(Value.string)), at: ["summary", "images"])
        }
    }
}

/// Whether what runs is what is wanted.
public enum SyncStatusCode: String, Sendable, Hashable {
    /// It is.
    case synced = "Synced"
    /// It is not.
    case outOfSync = "OutOfSync"
    /// Nobody can tell.
    case unknown = "Unknown"
}

/// Whether what runs is what is wanted, and what that was compared with.
public struct SyncStatus: ValueView {
    /// The `sync` of a status.
    public var value: Value

    /// Takes a `sync`.
    public init(_ value: Value) { self.value = value }

    /// Whether what runs is what is wanted.
    public var status: SyncStatusCode {
        get { SyncStatusCode(rawValue: text("status")) ?? .unknown }
        set { setText(newValue.rawValue, "status") }
    }

    /// The revision it was compared with.
    public var revision: String {
        get { text("revision") }
        set { setText(newValue, "revision") }
    }

    /// The revisions of several sources, in their order.
    public var revisions: [String] {
        get { texts("revisions") }
        set { value.set(newValue.isEmpty ? nil : .array(newValue.map(Value.string)), at: ["revisions"]) }
    }

    /// All revisions, whether there is one source or several.
    public var allRevisions: [String] { revisions.isEmpty ? (revision.isEmpty ? [] : [revision]) : revisions }
}

/// How well an application is.
public struct ApplicationHealthStatus: ValueView {
    /// The `health` of a status.
    public var value: Value

    /// Takes a `health`.
    public init(_ value: Value) { self.value = value }

    /// The verdict.
    public var status: HealthStatus {
        get { HealthStatus(rawValue: text("status")) ?? .unknown }
        set { setText(newValue.rawValue, "status") }
    }

    /// Why.
    public var message: String {
        get { text("message") }
        set { setText(newValue, "message") }
    }

    /// Since when.
    public var lastTransitionTime: Timestamp? {
        get { time("lastTransitionTime") }
        set { setTime(newValue, "lastTransitionTime") }
    }
}

/// What is wrong with an application, or noteworthy.
public struct ApplicationCondition: ValueView {
    /// The entry of `conditions`.
    public var value: Value

    /// Takes an entry of `conditions`.
    public init(_ value: Value) { self.value = value }

    /// A condition.
    public init(_ type: ConditionType, _ message: String) {
        value = ["type": .string(type.rawValue), "message": .string(message)]
    }

    /// Its type.
    public var type: ConditionType { ConditionType(rawValue: text("type")) }

    /// The sentence.
    public var message: String { text("message") }

    /// Since when.
    public var lastTransitionTime: Timestamp? {
        get { time("lastTransitionTime") }
        set { setTime(newValue, "lastTransitionTime") }
    }
}

/// The types of conditions.
public struct ConditionType: RawRepresentable, Sendable, Hashable {
    /// The type as it is written.
    public var rawValue: String

    /// A type as it is written.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The application's objects could not be deleted.
    public static let deletionError = ConditionType(rawValue: "DeletionError")
    /// The spec makes no sense.
    public static let invalidSpecError = ConditionType(rawValue: "InvalidSpecError")
    /// The comparison failed.
    public static let comparisonError = ConditionType(rawValue: "ComparisonError")
    /// An automatic sync failed.
    public static let syncError = ConditionType(rawValue: "SyncError")
    /// Something unexpected happened.
    public static let unknownError = ConditionType(rawValue: "UnknownError")
    /// An object belongs to another application as well.
    public static let sharedResourceWarning = ConditionType(rawValue: "SharedResourceWarning")
    /// An object is declared more than once.
    public static let repeatedResourceWarning = ConditionType(rawValue: "RepeatedResourceWarning")
    /// An object is of a kind that the engine is told not to touch.
    public static let excludedResourceWarning = ConditionType(rawValue: "ExcludedResourceWarning")
    /// Objects in the namespace belong to nobody.
    public static let orphanedResourceWarning = ConditionType(rawValue: "OrphanedResourceWarning")

    /// Whether it is an error rather than a warning.
    public var isError: Bool { rawValue.hasSuffix("Error") }
}
