internal import Values

extension ResourceOrigin {
    /// The origin of what a kustomization at this one names: a file, a folder, or a place in another repository.
    func appending(_ path: String) -> ResourceOrigin {
        var copy = self
        if let remote = try? RemoteBase(path) {
            copy.repo = remote.host + remote.repository
            copy.ref = remote.reference
            copy.path = ResourceOrigin.joined("", remote.path)
        } else {
            copy.path = ResourceOrigin.joined(self.path, path)
        }
        return copy
    }

    /// The origin of a builtin transformer or generator that a field of a kustomization stands for.
    ///
    /// - Parameters:
    ///   - kind: the name of the plugin.
    ///   - file: the name of the kustomization's file, which this origin is the folder of.
    func builtin(_ kind: String, in file: String) -> ResourceOrigin {
        var copy = ResourceOrigin()
        copy.repo = repo
        copy.ref = ref
        copy.configuredIn = ResourceOrigin.joined(path, file)
        copy.configuredBy = Configuration(apiVersion: "builtin", kind: kind)
        return copy
    }

    /// The origin of what a plugin makes or changes whose configuration comes from here.
    func configured(by configuration: KustomizeResource) -> ResourceOrigin {
        var copy = ResourceOrigin()
        copy.repo = repo
        copy.ref = ref
        copy.configuredIn = path
        let id = configuration.originalID
        copy.configuredBy = Configuration(
            apiVersion: id.apiVersion, kind: id.kind, name: id.name, namespace: id.namespace)
        return copy
    }

    /// Two paths put together, `.` and `..` resolved as far as they can be.
    private static func joined(_ base: String, _ path: String) -> String {
        var parts: [Substring] = []
        for part in "\(base)/\(path)".split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else {
                parts.append(part)
            }
        }
        return parts.joined(separator: "/")
    }

    /// The origin as annotations hold it.
    var value: Value {
        var object = Object()
        func add(_ key: String, _ text: String, to object: inout Object) {
            if !text.isEmpty { object[key] = .string(text) }
        }
        add("path", path, to: &object)
        add("repo", repo, to: &object)
        add("ref", ref, to: &object)
        add("configuredIn", configuredIn, to: &object)
        var configuration = Object()
        add("apiVersion", configuredBy.apiVersion, to: &configuration)
        add("kind", configuredBy.kind, to: &configuration)
        add("name", configuredBy.name, to: &configuration)
        add("namespace", configuredBy.namespace, to: &configuration)
        if !configuration.isEmpty { object["configuredBy"] = .object(configuration) }
        return .object(object)
    }
}
