internal import KubeModel

/// What tells one resource of a build from every other: kind, name and namespace, as kustomize counts them.
struct ResourceID: Hashable, Sendable {
    var group: String
    var version: String
    var kind: String
    var name: String
    var namespace: String

    init(group: String = "", version: String = "", kind: String = "", name: String = "", namespace: String = "") {
        self.group = group
        self.version = version
        self.kind = kind
        self.name = name
        self.namespace = namespace
    }

    init(apiVersion: String, kind: String, name: String, namespace: String) {
        let (group, version) = ResourceID.split(apiVersion)
        self.init(group: group, version: version, kind: kind, name: name, namespace: namespace)
    }

    /// Group and version of an `apiVersion`: what stands before the first `/` is the group.
    static func split(_ apiVersion: String) -> (group: String, version: String) {
        let bytes = apiVersion.utf8
        guard let slash = bytes.firstIndex(of: UInt8(ascii: "/")) else { return ("", apiVersion) }
        return (String(apiVersion[..<slash]), String(apiVersion[bytes.index(after: slash)...]))
    }

    var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    var groupVersionKind: GroupVersionKind { GroupVersionKind(group: group, version: version, kind: kind) }

    /// Whether resources of this kind are known to belong to no namespace.
    var isClusterScoped: Bool { ClusterScope.isClusterScoped(group: group, version: version, kind: kind) }

    /// The namespace as comparisons see it: none at all for cluster-scoped kinds, `default` where none is set.
    var effectiveNamespace: String {
        if isClusterScoped { return ResourceID.clusterScope }
        return namespace.isEmpty ? "default" : namespace
    }

    static let clusterScope = "_non_namespaceable_"

    /// The id with ``effectiveNamespace``; two ids mean one resource when these are equal.
    var canonical: ResourceID {
        var copy = self
        copy.namespace = effectiveNamespace
        return copy
    }

    /// Whether kind, group, version and name agree.
    func isSameKindAndName(as other: ResourceID) -> Bool {
        name == other.name && kind == other.kind && group == other.group && version == other.version
    }
}

extension ResourceID: CustomStringConvertible {
    /// `Deployment.v1.apps/web.shop`, as the tool's messages write ids.
    var description: String {
        "\(kindText)/\(name.isEmpty ? "[noName]" : name).\(namespace.isEmpty ? "[noNs]" : namespace)"
    }

    /// `Deployment.v1.apps`.
    var kindText: String {
        "\(kind.isEmpty ? "[noKind]" : kind).\(version.isEmpty ? "[noVer]" : version)."
            + (group.isEmpty ? "[noGrp]" : group)
    }
}
