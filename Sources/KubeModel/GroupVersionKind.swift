/// A kind in a version of an API group.
public struct GroupVersionKind: Hashable, Sendable {
    /// The API group; empty for the core group.
    public var group: String
    /// The version, for example `v1`.
    public var version: String
    /// The kind, for example `Deployment`.
    public var kind: String

    /// A kind in a version of a group.
    public init(group: String, version: String, kind: String) {
        self.group = group
        self.version = version
        self.kind = kind
    }

    /// A kind as an object names it.
    ///
    /// - Parameters:
    ///   - apiVersion: `GROUP/VERSION`, or the version alone for the core group.
    ///   - kind: the kind.
    public init(apiVersion: String, kind: String) {
        let groupVersion = GroupVersion(apiVersion)
        self.init(group: groupVersion.group, version: groupVersion.version, kind: kind)
    }

    /// The `apiVersion` of objects of this kind.
    public var apiVersion: String { groupVersion.description }

    /// Group and version.
    public var groupVersion: GroupVersion { GroupVersion(group: group, version: version) }

    /// Group and kind.
    public var groupKind: GroupKind { GroupKind(group: group, kind: kind) }
}

/// A version of an API group.
public struct GroupVersion: Hashable, Sendable, CustomStringConvertible {
    /// The API group; empty for the core group.
    public var group: String
    /// The version, for example `v1`.
    public var version: String

    /// A version of a group.
    public init(group: String, version: String) {
        self.group = group
        self.version = version
    }

    /// Reads an `apiVersion`: what stands before the last `/` is the group.
    public init(_ apiVersion: String) {
        if let slash = apiVersion.lastIndex(of: "/") {
            self.init(
                group: String(apiVersion[..<slash]), version: String(apiVersion[apiVersion.index(after: slash)...]))
        } else {
            self.init(group: "", version: apiVersion)
        }
    }

    /// The `apiVersion` as objects write it.
    public var description: String { group.isEmpty ? version : "\(group)/\(version)" }
}

/// A kind of an API group in any version.
public struct GroupKind: Hashable, Sendable, CustomStringConvertible {
    /// The API group; empty for the core group.
    public var group: String
    /// The kind, for example `Deployment`.
    public var kind: String

    /// A kind of a group.
    public init(group: String, kind: String) {
        self.group = group
        self.kind = kind
    }

    /// `Kind.group`, or the kind alone for the core group, as kubectl writes it.
    public var description: String { group.isEmpty ? kind : "\(kind).\(group)" }
}

/// A resource (a plural name as it stands in URLs) in a version of an API group.
public struct GroupVersionResource: Hashable, Sendable {
    /// The API group; empty for the core group.
    public var group: String
    /// The version, for example `v1`.
    public var version: String
    /// The plural name, for example `deployments`.
    public var resource: String

    /// A resource in a version of a group.
    public init(group: String, version: String, resource: String) {
        self.group = group
        self.version = version
        self.resource = resource
    }

    /// Group and version.
    public var groupVersion: GroupVersion { GroupVersion(group: group, version: version) }
}
