/// What is known of the structure of kinds: fields, how lists and maps merge, defaults that complete list keys.
///
/// ``builtIn`` describes the kinds that Kubernetes itself defines. Schemas of custom resources are added from their
/// definitions, or a whole schema is read from a server's OpenAPI description.
///
/// ```swift
/// let containers = Schema.builtIn.node(for: deployment)?["spec"]?["template"]?["spec"]?["containers"]
/// containers?.mergeKey       // "name"
/// containers?.listType.keys  // ["name"]
/// ```
public struct Schema: Sendable {
    /// A kind of single value.
    public enum Scalar: String, Hashable, Sendable {
        /// Text.
        case string
        /// A whole number.
        case integer
        /// Any number.
        case number
        /// A truth value.
        case boolean
        /// An amount of a resource.
        case quantity
        /// A whole number or a text.
        case intOrString
        /// A time to the second.
        case time
        /// A time to the microsecond.
        case microTime
        /// A span such as `1h30m`.
        case duration
        /// Bytes, written as base64.
        case bytes
    }

    /// How two states of a list become one under structured merge.
    public enum ListType: Hashable, Sendable {
        /// As a whole.
        case atomic
        /// As a set of values.
        case set
        /// Item by item, told apart by the values of the named fields.
        case map(keys: [String])

        /// The fields that tell items apart; empty unless this is ``map(keys:)``.
        public var keys: [String] { if case .map(let keys) = self { keys } else { [] } }
    }

    /// How a field behaves under strategic merge patch.
    public struct PatchStrategy: OptionSet, Hashable, Sendable {
        /// The bits.
        public let rawValue: UInt8

        /// A set of strategies from its bits.
        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// A list merges with what is there instead of replacing it.
        public static let merge = PatchStrategy(rawValue: 1)
        /// An object replaces what is there.
        public static let replace = PatchStrategy(rawValue: 2)
        /// A patch lists the keys that survive.
        public static let retainKeys = PatchStrategy(rawValue: 4)
    }

    var roots: [GroupVersionKind: SchemaNode]
    var types: [String: SchemaNode] = [:]
    /// The resources that the schema knows by name, in the order they were declared.
    public internal(set) var resources: [ResourceInfo]
    private var resourceByKind: [GroupVersionKind: Int]

    /// A schema that knows nothing.
    public init() {
        roots = [:]
        resources = []
        resourceByKind = [:]
    }

    /// Kinds that Kubernetes itself defines.
    public static let builtIn = Schema(kinds: SchemaText.kinds, types: SchemaText.typesA + "\n" + SchemaText.typesB)

    /// The structure of a kind; nil where the schema does not know it.
    public func node(for kind: GroupVersionKind) -> SchemaNode? { roots[kind] }

    /// The structure of a type by its name, for example `core.v1.PodSpec`; nil where the schema does not know it.
    public func node(forType name: String) -> SchemaNode? { types[name] }

    /// The structure of an object's kind; nil where the schema does not know it.
    public func node(for object: KubeObject) -> SchemaNode? { roots[object.gvk] }

    /// The resource that serves a kind; nil where the schema does not know it.
    public func resource(for kind: GroupVersionKind) -> ResourceInfo? { resourceByKind[kind].map { resources[$0] } }

    /// Whether objects of a kind live in namespaces; nil where the schema does not know the kind.
    public func isNamespaced(_ kind: GroupVersionKind) -> Bool? { resource(for: kind)?.isNamespaced }

    /// Adds or replaces a kind.
    ///
    /// - Parameters:
    ///   - kind: the kind.
    ///   - node: its structure, nil where only the resource is known.
    ///   - resource: how the kind is served, nil where that is not known.
    public mutating func add(_ kind: GroupVersionKind, node: SchemaNode?, resource: ResourceInfo? = nil) {
        if let node { roots[kind] = node }
        guard let resource else { return }
        if let position = resourceByKind[kind] {
            resources[position] = resource
        } else {
            resourceByKind[kind] = resources.count
            resources.append(resource)
        }
    }

    /// Adds all kinds of another schema, which win over those of the same name.
    public mutating func merge(_ other: Schema) {
        roots.merge(other.roots) { $1 }
        types.merge(other.types) { $1 }
        for resource in other.resources { add(resource.kind, node: nil, resource: resource) }
    }
}

/// How a kind is served: its names and scope.
public struct ResourceInfo: Hashable, Sendable {
    /// The kind.
    public var kind: GroupVersionKind
    /// The plural name in URLs.
    public var plural: String
    /// The singular name that commands accept.
    public var singular: String
    /// Whether objects live in namespaces.
    public var isNamespaced: Bool
    /// Short names that commands accept.
    public var shortNames: [String]
    /// Groups such as `all` that commands accept.
    public var categories: [String]
    /// Names of subresources, for example `status` and `scale`.
    public var subresources: [String]
    /// What can be done with the resource.
    public var verbs: [String]

    /// A resource.
    public init(
        kind: GroupVersionKind, plural: String, singular: String = "", isNamespaced: Bool, shortNames: [String] = [],
        categories: [String] = [], subresources: [String] = [], verbs: [String] = []
    ) {
        self.kind = kind
        self.plural = plural
        self.singular = singular
        self.isNamespaced = isNamespaced
        self.shortNames = shortNames
        self.categories = categories
        self.subresources = subresources
        self.verbs = verbs
    }
}
