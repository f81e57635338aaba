import KubeModel
import Values

extension APICatalog {
    /// Reads `APIVersions` of `/api` as the core group.
    static func coreGroup(_ document: Value) -> Group { Group(name: "", versions: document["versions"].strings) }

    /// Reads the `APIGroupList` of `/apis`; preferred versions come first.
    static func legacyGroups(_ document: Value) -> [Group] {
        (document["groups"]?.arrayValue ?? []).compactMap { entry in
            guard let name = entry["name"]?.stringValue else { return nil }
            var versions = entry["versions"]?.arrayValue?.compactMap { $0["version"]?.stringValue } ?? []
            if let preferred = entry["preferredVersion", "version"]?.stringValue,
                let position = versions.firstIndex(of: preferred)
            {
                versions.remove(at: position)
                versions.insert(preferred, at: 0)
            }
            return Group(name: name, versions: versions)
        }
    }

    /// Reads the `APIResourceList` of one group version; `name/sub` entries become subresources of their parents.
    static func legacyResources(_ document: Value, in groupVersion: GroupVersion) -> [APIResource] {
        let entries = document["resources"]?.arrayValue ?? []
        var resources: [APIResource] = []
        var positions: [String: Int] = [:]
        for entry in entries {
            guard let name = entry["name"]?.stringValue, !name.contains("/"),
                let resource = APIResource(legacy: entry, in: groupVersion)
            else { continue }
            positions[name] = resources.count
            resources.append(resource)
        }
        for entry in entries {
            guard let name = entry["name"]?.stringValue, let slash = name.firstIndex(of: "/"),
                let position = positions[String(name[..<slash])]
            else { continue }
            let version = entry["version"]?.stringValue ?? ""
            let kind = GroupVersionKind(
                group: version.isEmpty ? groupVersion.group : entry["group"]?.stringValue ?? "",
                version: version.isEmpty ? groupVersion.version : version, kind: entry["kind"]?.stringValue ?? "")
            resources[position].subresources.append(
                .init(name: String(name[name.index(after: slash)...]), kind: kind, verbs: entry["verbs"].strings))
        }
        return resources
    }
}

extension APIResource {
    /// Reads one entry of an `APIResourceList`.
    fileprivate init?(legacy entry: Value, in groupVersion: GroupVersion) {
        guard let plural = entry["name"]?.stringValue, !plural.isEmpty,
            let kind = entry["kind"]?.stringValue, !kind.isEmpty
        else { return nil }
        self.init(
            group: groupVersion.group, version: groupVersion.version, plural: plural, kind: kind,
            singular: entry["singularName"]?.stringValue ?? "", isNamespaced: entry["namespaced"]?.boolValue ?? false,
            verbs: entry["verbs"].strings, shortNames: entry["shortNames"].strings,
            categories: entry["categories"].strings)
    }
}
