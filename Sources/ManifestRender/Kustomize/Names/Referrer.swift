internal import Values

/// The resource in which names are looked up.
struct Referrer {
    let id: ResourceID
    let isClusterScoped: Bool
    /// The namespace as comparisons see it.
    let namespace: String
    let prefixes: [String]
    let suffixes: [String]
    /// Namespaces of the service accounts a role binding names.
    let accountNamespaces: Set<String>
    /// Kind and group of the role that a binding names.
    let role: (group: String, kind: String)?

    init(_ resource: KustomizeResource) {
        id = resource.id
        namespace = id.effectiveNamespace
        isClusterScoped = namespace == ResourceID.clusterScope
        prefixes = resource.namePrefixes
        suffixes = resource.nameSuffixes
        var namespaces: Set<String> = []
        if id.kind == "RoleBinding" {
            for subject in resource.value["subjects"]?.arrayValue ?? []
            where subject["kind"]?.stringValue == "ServiceAccount" {
                if let namespace = subject["namespace"]?.stringValue { namespaces.insert(namespace) }
            }
        }
        accountNamespaces = namespaces
        if let role = resource.value["roleRef"], let group = role["apiGroup"]?.stringValue,
            let kind = role["kind"]?.stringValue
        {
            self.role = (group, kind)
        } else {
            role = nil
        }
    }

    /// Whether a reference from here can lead there: within a namespace, to and from what has none, and from role
    /// bindings to the service accounts of other namespaces.
    func sees(_ candidate: ReferralIndex.Candidate) -> Bool {
        isClusterScoped || candidate.isClusterScoped || candidate.effectiveNamespace == namespace
            || (candidate.id.kind == "ServiceAccount" && accountNamespaces.contains(candidate.id.namespace))
    }

    /// Whether prefixes and suffixes of both end alike.
    func hasSameAffixes(as candidate: ReferralIndex.Candidate, allowingNone: Bool) -> Bool {
        Referrer.endAlike(prefixes, candidate.prefixes, allowingNone: allowingNone)
            && Referrer.endAlike(suffixes, candidate.suffixes, allowingNone: allowingNone)
    }

    private static func endAlike(_ left: [String], _ right: [String], allowingNone: Bool) -> Bool {
        if left.isEmpty || right.isEmpty { return allowingNone || left.count == right.count }
        return zip(left.reversed(), right.reversed()).allSatisfy { $0 == $1 }
    }
}
