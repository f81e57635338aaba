public import KubeModel
import LinearRegex
public import Values

/// An Argo CD AppProject: what its applications may come from, go to and consist of.
public struct AppProject: Sendable, Hashable {
    /// The whole resource.
    public var object: KubeObject

    /// Takes an AppProject resource.
    ///
    /// - Throws: ``ApplicationError`` where it is none, or has no name.
    public init(_ value: Value) throws(ApplicationError) {
        let object = KubeObject(unchecked: value)
        guard object.kind == "AppProject", object.gvk.group == "argoproj.io", !object.name.isEmpty else {
            throw ApplicationError(.invalid, "expected an argoproj.io AppProject with a name")
        }
        self.object = object
    }

    /// A project that permits everything, as the default one does until somebody changes it.
    public static func permissive(_ name: String = "default") -> AppProject {
        var object = KubeObject(
            GroupVersionKind(group: "argoproj.io", version: "v1alpha1", kind: "AppProject"), name: name)
        object.value["spec"] = [
            "sourceRepos": ["*"], "destinations": [["server": "*", "namespace": "*"]],
            "clusterResourceWhitelist": [["group": "*", "kind": "*"]],
        ]
        return AppProject(object: object)
    }

    private init(object: KubeObject) { self.object = object }

    /// The name.
    public var name: String { object.name }

    private var spec: Value { object.value["spec"] ?? .null }

    private func texts(_ key: String) -> [String] { spec[key]?.arrayValue?.compactMap(\.stringValue) ?? [] }

    // MARK: - Sources

    /// Whether applications may come from a repository. One denial is final, whatever else allows it.
    public func permits(source repoURL: String) -> Bool {
        let url = AppProject.normalized(repoURL)
        var isAllowed = false
        for pattern in texts("sourceRepos") {
            let isDenial = pattern.hasPrefix("!")
            let glob = AppProject.normalized(isDenial ? String(pattern.dropFirst()) : pattern)
            let matches = glob == "*" || ProjectGlob(glob, separator: "/").matches(url)
            if isDenial, matches { return false }
            // A pattern that only denies lets everything else through.
            if matches != isDenial { isAllowed = true }
        }
        return isAllowed
    }

    /// The form in which repositories are compared: lower case, without `.git`, all ways of writing SSH alike.
    static func normalized(_ url: String) -> String {
        var text = trimmed(url.utf8).lowercased()
        if !text.contains("://"), let at = text.firstIndex(of: "@"),
            !text[..<at].contains(where: { $0 == "/" || $0 == ":" }),
            let colon = text.firstIndex(of: ":")
        {
            text.replaceSubrange(colon...colon, with: "/")
        }
        if text.hasSuffix(".git") { text.removeLast(4) }
        if text.hasPrefix("ssh://") { text.removeFirst(6) }
        return text
    }

    // MARK: - Destinations

    /// Whether applications may go to a namespace of a cluster.
    ///
    /// - Parameters:
    ///   - server: the cluster's URL; empty where only its name is known.
    ///   - cluster: the cluster's name; empty where only its URL is known.
    ///   - namespace: the namespace; empty for objects of the whole cluster.
    ///   - projectClusters: the URLs of the clusters that belong to the project; nil where that is not known.
    public func permits(
        server: String, cluster: String = "", namespace: String, projectClusters: [String]? = nil
    ) -> Bool {
        guard isDestinationAllowed(server, cluster, namespace) else { return false }
        guard spec["permitOnlyProjectScopedClusters"] == true else { return true }
        return projectClusters?.contains(server) ?? false
    }

    private func isDestinationAllowed(_ server: String, _ cluster: String, _ namespace: String) -> Bool {
        func isDenial(_ pattern: String) -> Bool { pattern.hasPrefix("!") }
        func matches(_ pattern: String, _ text: String) -> Bool {
            if isDenial(pattern) { return !ProjectGlob(String(pattern.dropFirst())).matches(text) }
            return pattern == "*" || ProjectGlob(pattern).matches(text)
        }
        var isAllowed = false
        for item in spec["destinations"]?.arrayValue ?? [] {
            let itemServer = item["server"]?.stringValue ?? ""
            let itemName = item["name"]?.stringValue ?? ""
            let itemNamespace = item["namespace"]?.stringValue ?? ""
            let matchesName = !cluster.isEmpty && matches(itemName, cluster)
            let matchesServer = !server.isEmpty && matches(itemServer, server)
            let matchesNamespace = matches(itemNamespace, namespace)
            if matchesServer || matchesName, matchesNamespace {
                isAllowed = true
            } else if matchesNamespace,
                (!matchesName && isDenial(itemName)) || (!matchesServer && isDenial(itemServer))
            {
                return false
            } else if !matchesNamespace, isDenial(itemNamespace), matchesServer {
                return false
            }
        }
        return isAllowed
    }

    // MARK: - Kinds

    /// Whether applications may have an object of a kind.
    ///
    /// - Parameters:
    ///   - kind: the kind.
    ///   - name: the object's name.
    ///   - isNamespaced: whether the kind lives in namespaces.
    public func permits(_ kind: GroupKind, name: String, isNamespaced: Bool) -> Bool {
        func lists(_ key: String) -> Bool {
            (spec[key]?.arrayValue ?? []).contains { item in
                let pattern = item["name"]?.stringValue ?? ""
                return ProjectGlob(item["group"]?.stringValue ?? "").matches(kind.group)
                    && ProjectGlob(item["kind"]?.stringValue ?? "").matches(kind.kind)
                    && (pattern.isEmpty || ProjectGlob(pattern).matches(name))
            }
        }
        guard isNamespaced else { return lists("clusterResourceWhitelist") && !lists("clusterResourceBlacklist") }
        let whitelist = spec["namespaceResourceWhitelist"]
        let isListed = whitelist?.isNull ?? true || lists("namespaceResourceWhitelist")
        return isListed && !lists("namespaceResourceBlacklist")
    }

    // MARK: - Applications

    /// Whether applications of the project may live in a namespace.
    ///
    /// - Parameters:
    ///   - namespace: where the Application resource lives.
    ///   - controlNamespace: the controller's own namespace, which is always permitted.
    public func permits(applicationsIn namespace: String, controlNamespace: String) -> Bool {
        if namespace.isEmpty || namespace == controlNamespace { return true }
        return texts("sourceNamespaces").contains { pattern in
            guard pattern.count > 2, pattern.hasPrefix("/"), pattern.hasSuffix("/") else {
                return ProjectGlob(pattern).matches(namespace)
            }
            return (try? RegexPattern(String(pattern.dropFirst().dropLast())))?.matches(namespace) ?? false
        }
    }
}
