public import KubeModel

/// What does not count in a comparison, and by which method it is made.
public struct ComparisonOptions: Sendable {
    /// How what is wanted is laid over what is there.
    public struct Strategy: Hashable, Sendable {
        enum Kind { case clientSide, structuredMerge }

        let kind: Kind

        /// As `kubectl apply` does: three-way with the last-applied annotation, two-way without it.
        ///
        /// Objects that ask for server-side apply by annotation are compared by ``structuredMerge`` all the same.
        public static let clientSide = Strategy(kind: .clientSide)
        /// As server-side apply does, from the managed fields of the live object.
        public static let structuredMerge = Strategy(kind: .structuredMerge)
    }

    /// The rules of the application.
    public var ignoreDifferences: [IgnoreRule] = []
    /// The settings for all applications by `GROUP/KIND`, with globs; `*/*` for all kinds.
    public var resourceOverrides: [String: ResourceOverride] = [:]
    /// Whether the rules of aggregated roles count.
    public var ignoresAggregatedRoles = false
    /// How objects are marked as an application's.
    public var trackingMethod = TrackingMethod.annotation
    /// The label that names the application.
    public var appLabelKey = ResourceTracking.defaultLabelKey
    /// The field manager that applies.
    public var manager = "argocd-controller"
    /// How what is wanted is laid over what is there.
    public var strategy = Strategy.clientSide
    /// Whether changes that others make to a dry run's answer are taken out again.
    public var ignoresWebhookChanges = true
    /// The structures known to structured merge: built-in kinds and, where given, custom resources.
    public var schema = Schema.builtIn
    /// What an evaluation of a jq path expression may cost.
    public var expressionLimits = PathExpressionLimits()

    /// The defaults.
    public init() {}
}

/// Fields of certain objects that do not count.
public struct IgnoreRule: Hashable, Sendable {
    /// The API group, a glob; empty for the core group alone.
    public var group: String
    /// The kind, a glob.
    public var kind: String
    /// The name; empty for any.
    public var name: String
    /// The namespace; empty for any.
    public var namespace: String
    /// The fields.
    public var fields: IgnoredFields

    /// A rule.
    public init(group: String = "", kind: String, name: String = "", namespace: String = "", fields: IgnoredFields) {
        self.group = group
        self.kind = kind
        self.name = name
        self.namespace = namespace
        self.fields = fields
    }
}

/// Fields by the three ways of naming them.
public struct IgnoredFields: Hashable, Sendable {
    /// JSON pointers.
    public var jsonPointers: [String]
    /// jq expressions that yield the paths of fields.
    public var jqPathExpressions: [String]
    /// Field managers; what they own and what differs does not count.
    public var managedFieldsManagers: [String]

    /// Fields.
    public init(jsonPointers: [String] = [], jqPathExpressions: [String] = [], managedFieldsManagers: [String] = []) {
        self.jsonPointers = jsonPointers
        self.jqPathExpressions = jqPathExpressions
        self.managedFieldsManagers = managedFieldsManagers
    }
}

/// Settings for all objects of certain kinds.
public struct ResourceOverride: Hashable, Sendable {
    /// A field of a custom resource that has a type of Kubernetes.
    public struct KnownTypeField: Hashable, Sendable {
        /// Keys from the root, separated by dots; lists on the way are passed through.
        public var field: String
        /// The type, for example `core/v1/PodSpec`, `core/Quantity` or `meta/v1/Duration`.
        public var type: String

        /// A field.
        public init(field: String, type: String) {
            self.field = field
            self.type = type
        }
    }

    /// Fields that do not count.
    public var ignoreDifferences: IgnoredFields
    /// Fields with known types.
    public var knownTypeFields: [KnownTypeField]

    /// What Argo CD sets where nobody does: the status of no object counts.
    public static let argoCDDefaults = [
        "*/*": ResourceOverride(ignoreDifferences: IgnoredFields(jsonPointers: ["/status"]))
    ]

    /// Settings.
    public init(ignoreDifferences: IgnoredFields = IgnoredFields(), knownTypeFields: [KnownTypeField] = []) {
        self.ignoreDifferences = ignoreDifferences
        self.knownTypeFields = knownTypeFields
    }
}
