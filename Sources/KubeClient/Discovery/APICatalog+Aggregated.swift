import KubeModel
import Values

extension APICatalog {
    /// Reads aggregated discovery documents (`APIGroupDiscoveryList`).
    ///
    /// - Parameter documents: the answers of `/api` and `/apis`, in this order.
    init(aggregated documents: [Value]) {
        var groups: [Group] = []
        var resources: [APIResource] = []
        var failures: [Failure] = []
        for item in documents.flatMap({ $0["items"]?.arrayValue ?? [] }) {
            let name = item["metadata", "name"]?.stringValue ?? ""
            var versions: [String] = []
            for version in item["versions"]?.arrayValue ?? [] {
                guard let versionName = version["version"]?.stringValue else { continue }
                versions.append(versionName)
                let groupVersion = GroupVersion(group: name, version: versionName)
                if version["freshness"]?.stringValue == "Stale" {
                    failures.append(Failure(groupVersion: groupVersion, message: "stale: its server does not answer"))
                }
                for resource in version["resources"]?.arrayValue ?? [] {
                    if let resource = APIResource(aggregated: resource, in: groupVersion) { resources.append(resource) }
                }
            }
            groups.append(Group(name: name, versions: versions))
        }
        self.init(groups: groups, resources: resources, failures: failures)
    }
}

extension APIResource {
    /// Reads one entry of aggregated discovery; nil where it has no name or kind, as a subresource without parent has.
    init?(aggregated entry: Value, in groupVersion: GroupVersion) {
        guard let plural = entry["resource"]?.stringValue, !plural.isEmpty,
            let kind = entry["responseKind", "kind"]?.stringValue, !kind.isEmpty
        else { return nil }
        self.init(
            group: groupVersion.group, version: groupVersion.version, plural: plural, kind: kind,
            singular: entry["singularResource"]?.stringValue ?? "",
            isNamespaced: entry["scope"]?.stringValue == "Namespaced",
            verbs: entry["verbs"].strings, shortNames: entry["shortNames"].strings,
            categories: entry["categories"].strings,
            subresources: entry["subresources"]?.arrayValue?.compactMap { sub in
                guard let name = sub["subresource"]?.stringValue else { return nil }
                let kind = sub["responseKind"]
                return Subresource(
                    name: name, kind: GroupVersionKind(responseKind: kind, in: groupVersion),
                    verbs: sub["verbs"].strings)
            } ?? [])
    }
}

extension GroupVersionKind {
    /// Reads a `responseKind`, whose empty group or version stands for the surrounding one.
    fileprivate init(responseKind: Value?, in groupVersion: GroupVersion) {
        let version = responseKind?["version"]?.stringValue ?? ""
        self.init(
            group: version.isEmpty ? groupVersion.group : responseKind?["group"]?.stringValue ?? "",
            version: version.isEmpty ? groupVersion.version : version,
            kind: responseKind?["kind"]?.stringValue ?? "")
    }
}

extension Optional where Wrapped == Value {
    /// The texts of a list; empty for null, for anything else, and for nothing.
    var strings: [String] { self?.arrayValue?.compactMap(\.stringValue) ?? [] }
}
