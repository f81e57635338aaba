public import KubeModel

/// A kind as an API server serves it: what is needed to address its objects, and what can be done with them.
///
/// Discovery finds them; kinds known beforehand are written down, and cost no request:
///
/// ```swift
/// let widgets = APIResource(group: "acme.example", version: "v1", plural: "widgets", kind: "Widget")
/// ```
public struct APIResource: Hashable, Sendable {
    /// Something below an object with a path of its own: `status`, `scale`, `log`.
    public struct Subresource: Hashable, Sendable {
        /// The last part of the path.
        public var name: String
        /// The kind that is read and written there.
        public var kind: GroupVersionKind
        /// What can be done: `get`, `patch`, `update`, `create`.
        public var verbs: [String]

        /// A subresource.
        public init(name: String, kind: GroupVersionKind, verbs: [String]) {
            self.name = name
            self.kind = kind
            self.verbs = verbs
        }
    }

    /// The API group; empty for the core group.
    public var group: String
    /// The version under which it is addressed.
    public var version: String
    /// The name in paths: `deployments`.
    public var plural: String
    /// The kind of its objects: `Deployment`.
    public var kind: String
    /// The singular name: `deployment`; may be empty.
    public var singular: String
    /// Whether its objects live in namespaces.
    public var isNamespaced: Bool
    /// What can be done: `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`.
    public var verbs: [String]
    /// Abbreviations for people: `deploy`.
    public var shortNames: [String]
    /// Groups of kinds for people: `all`.
    public var categories: [String]
    /// What lies below its objects.
    public var subresources: [Subresource]

    /// A served kind.
    ///
    /// - Parameters:
    ///   - group: the API group; empty for the core group.
    ///   - version: the version under which it is addressed.
    ///   - plural: the name in paths.
    ///   - kind: the kind of its objects.
    ///   - singular: the singular name.
    ///   - isNamespaced: whether its objects live in namespaces.
    ///   - verbs: what can be done; everything unless said otherwise.
    ///   - shortNames: abbreviations.
    ///   - categories: groups such as `all`.
    ///   - subresources: what lies below its objects.
    public init(
        group: String, version: String, plural: String, kind: String, singular: String = "", isNamespaced: Bool = true,
        verbs: [String] = APIResource.allVerbs, shortNames: [String] = [], categories: [String] = [],
        subresources: [Subresource] = []
    ) {
        self.group = group
        self.version = version
        self.plural = plural
        self.kind = kind
        self.singular = singular
        self.isNamespaced = isNamespaced
        self.verbs = verbs
        self.shortNames = shortNames
        self.categories = categories
        self.subresources = subresources
    }

    /// The verbs of a kind that can do everything.
    public static let allVerbs = [
        "create", "delete", "deletecollection", "get", "list", "patch", "update", "watch",
    ]

    /// Group, version and kind.
    public var gvk: GroupVersionKind { GroupVersionKind(group: group, version: version, kind: kind) }

    /// Group and version.
    public var groupVersion: GroupVersion { GroupVersion(group: group, version: version) }

    /// Group, version and plural.
    public var gvr: GroupVersionResource { GroupVersionResource(group: group, version: version, resource: plural) }

    /// Group and kind.
    public var groupKind: GroupKind { GroupKind(group: group, kind: kind) }

    /// Whether something can be done with it.
    public func supports(_ verb: String) -> Bool { verbs.contains(verb) }

    /// Whether it has a `status` that is written apart from the rest.
    public var hasStatus: Bool { subresources.contains { $0.name == "status" } }

    /// The path of its objects.
    ///
    /// - Parameters:
    ///   - namespace: the namespace; nil for all of them, and for kinds of the whole cluster.
    ///   - name: one object; nil for the collection.
    ///   - subresource: what lies below the object.
    public func path(namespace: String? = nil, name: String? = nil, subresource: String? = nil) -> String {
        var path = groupVersion.apiRoot
        if isNamespaced, let namespace { path += "/namespaces/" + PercentEncoding.segment(namespace) }
        path += "/" + plural
        if let name { path += "/" + PercentEncoding.segment(name) }
        if let subresource { path += "/" + subresource }
        return path
    }
}

extension GroupVersion {
    /// Where the API of this version begins: `/api/v1`, `/apis/apps/v1`.
    public var apiRoot: String {
        group.isEmpty
            ? "/api/" + PercentEncoding.segment(version)
            : "/apis/" + PercentEncoding.segment(group) + "/" + PercentEncoding.segment(version)
    }
}
