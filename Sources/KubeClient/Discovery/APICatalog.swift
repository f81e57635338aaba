public import KubeModel

/// All that an API server serves, at one moment.
///
/// A value: look-ups cost no request and never change under the reader. ``Discovery`` keeps one up to date.
public struct APICatalog: Sendable {
    /// A group and its versions.
    public struct Group: Hashable, Sendable {
        /// The group's name; empty for the core group.
        public var name: String
        /// Versions, the preferred one first.
        public var versions: [String]

        /// A group.
        public init(name: String, versions: [String]) {
            self.name = name
            self.versions = versions
        }
    }

    /// A group version whose resources could not be read, because the server behind it is down for example.
    public struct Failure: Hashable, Sendable {
        /// The group version.
        public var groupVersion: GroupVersion
        /// Why.
        public var message: String

        /// A failure.
        public init(groupVersion: GroupVersion, message: String) {
            self.groupVersion = groupVersion
            self.message = message
        }
    }

    /// Groups in the server's order, the core group first.
    public private(set) var groups: [Group]
    /// Resources in the server's order.
    public private(set) var resources: [APIResource]
    /// Group versions that could not be read; nothing is known about their kinds.
    public private(set) var failures: [Failure]

    private var byKind: [GroupVersionKind: Int] = [:]
    private var byPlural: [GroupVersionResource: Int] = [:]

    /// A catalogue of what is given.
    ///
    /// - Parameters:
    ///   - groups: groups, each with its preferred version first.
    ///   - resources: resources; the first of several that serve one kind is the one that is found by kind.
    ///   - failures: group versions that could not be read.
    public init(groups: [Group], resources: [APIResource], failures: [Failure] = []) {
        self.groups = groups
        self.resources = resources
        self.failures = failures
        for (position, resource) in resources.enumerated() {
            if byKind[resource.gvk] == nil { byKind[resource.gvk] = position }
            if byPlural[resource.gvr] == nil { byPlural[resource.gvr] = position }
        }
    }

    /// This catalogue and another one; the core group stays first.
    func merged(with other: APICatalog) -> APICatalog {
        let all = groups + other.groups
        return APICatalog(
            groups: all.filter { $0.name.isEmpty } + all.filter { !$0.name.isEmpty },
            resources: resources + other.resources, failures: failures + other.failures)
    }

    /// The resource that serves a kind in exactly this version.
    public func resource(for kind: GroupVersionKind) -> APIResource? { byKind[kind].map { resources[$0] } }

    /// The resource with exactly this group, version and plural.
    public func resource(for resource: GroupVersionResource) -> APIResource? {
        byPlural[resource].map { resources[$0] }
    }

    /// The resource that serves a kind in the group's most preferred version that has it.
    public func resource(for kind: GroupKind) -> APIResource? {
        for version in versions(of: kind.group) {
            let gvk = GroupVersionKind(group: kind.group, version: version, kind: kind.kind)
            if let found = resource(for: gvk) { return found }
        }
        return nil
    }

    /// The versions of a group, the preferred one first; empty where the group is not served.
    public func versions(of group: String) -> [String] { groups.first { $0.name == group }?.versions ?? [] }

    /// Whether the server serves a group version.
    public func serves(_ groupVersion: GroupVersion) -> Bool {
        versions(of: groupVersion.group).contains(groupVersion.version)
    }

    /// Every `GROUP/VERSION` and `GROUP/VERSION/Kind`, the form in which Helm wants to know them; sorted.
    public var apiVersions: [String] {
        var names = Set<String>()
        for group in groups {
            for version in group.versions {
                names.insert(GroupVersion(group: group.name, version: version).description)
            }
        }
        for resource in resources {
            names.insert(resource.groupVersion.description)
            names.insert("\(resource.groupVersion)/\(resource.kind)")
        }
        return names.sorted()
    }

    /// One resource for each group and plural: that of the group's preferred version; what a controller watches.
    public var preferred: [APIResource] {
        var chosen: [APIResource] = []
        for group in groups {
            var seen = Set<String>()
            for version in group.versions {
                for resource in resources where resource.group == group.name && resource.version == version {
                    if seen.insert(resource.plural).inserted { chosen.append(resource) }
                }
            }
        }
        return chosen
    }
}
