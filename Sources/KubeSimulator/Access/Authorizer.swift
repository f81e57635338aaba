import Values

/// Decides by the roles and bindings of the cluster who may do what.
struct Authorizer {
    /// Whether something is allowed, and by what.
    struct Decision {
        var isAllowed = false
        var reason = ""
    }

    let server: APIServer

    private static let roles = ResourceID(group: "rbac.authorization.k8s.io", resource: "roles")
    private static let clusterRoles = ResourceID(group: "rbac.authorization.k8s.io", resource: "clusterroles")
    private static let bindings = ResourceID(group: "rbac.authorization.k8s.io", resource: "rolebindings")
    private static let clusterBindings = ResourceID(group: "rbac.authorization.k8s.io", resource: "clusterrolebindings")

    private static let issuer: Value = ["verbs": ["get"], "nonResourceURLs": ["/.well-known", "/.well-known/*"]]
    /// Rules that apply to somebody, with the binding that brings them.
    private func rules(for requester: Requester, in namespace: String) -> [(rule: Value, reason: String)] {
        var result: [(rule: Value, reason: String)] = []
        var server = server
        for entry in server.store.list(Authorizer.clusterBindings, namespace: nil) {
            append(entry.object.value, "ClusterRoleBinding \"\(entry.name)\"", requester, "", &result)
        }
        if !namespace.isEmpty {
            for entry in server.store.list(Authorizer.bindings, namespace: namespace) {
                append(entry.object.value, "RoleBinding \"\(entry.name)/\(namespace)\"", requester, namespace, &result)
            }
        }
        return result
    }

    private func append(
        _ binding: Value, _ title: String, _ requester: Requester, _ namespace: String,
        _ result: inout [(rule: Value, reason: String)]
    ) {
        guard let subject = binding.list("subjects").first(where: { isMeant($0, requester, namespace) }) else { return }
        let reference = binding["roleRef"] ?? .null
        let name = reference.text("name")
        let isRole = reference.text("kind") == "Role"
        let role = server.object(isRole ? Authorizer.roles : Authorizer.clusterRoles, isRole ? namespace : "", name)
        var shown = subject.text("name")
        if subject.text("kind") == "ServiceAccount" {
            shown = "\(shown)/\(subject.text("namespace").isEmpty ? namespace : subject.text("namespace"))"
        }
        let reason =
            "RBAC: allowed by \(title) of \(reference.text("kind")) \"\(name)\" to \(subject.text("kind")) \"\(shown)\""
        for rule in role?.list("rules") ?? [] { result.append((rule, reason)) }
    }

    private func isMeant(_ subject: Value, _ requester: Requester, _ namespace: String) -> Bool {
        let name = subject.text("name")
        switch subject.text("kind") {
        case "User": return requester.name == name
        case "Group": return requester.groups.contains(name)
        case "ServiceAccount":
            let space = subject.text("namespace").isEmpty ? namespace : subject.text("namespace")
            return requester.name == "system:serviceaccount:\(space):\(name)"
        default: return false
        }
    }

    /// Whether somebody may do something.
    func decide(_ requester: Requester, _ attributes: AccessAttributes) -> Decision {
        if requester.isMaster { return Decision(isAllowed: true) }
        for entry in rules(for: requester, in: attributes.namespace) where Authorizer.covers(entry.rule, attributes) {
            return Decision(isAllowed: true, reason: entry.reason)
        }
        return Decision()
    }

    private static func covers(_ rule: Value, _ attributes: AccessAttributes) -> Bool {
        func has(_ field: String, _ text: String) -> Bool {
            rule.list(field).contains { $0.stringValue == text || $0.stringValue == "*" }
        }
        guard has("verbs", attributes.verb) else { return false }
        if attributes.resource.isEmpty {
            return rule.list("nonResourceURLs").compactMap(\.stringValue).contains {
                $0 == attributes.path || $0 == "*" || ($0.hasSuffix("*") && attributes.path.hasPrefix($0.dropLast()))
            }
        }
        let resource =
            attributes.subresource.isEmpty ? attributes.resource : "\(attributes.resource)/\(attributes.subresource)"
        let isResource =
            has("resources", resource)
            || (!attributes.subresource.isEmpty
                && rule.list("resources").contains(.string("*/\(attributes.subresource)")))
        guard has("apiGroups", attributes.group), isResource else { return false }
        let names = rule.list("resourceNames")
        return names.isEmpty || names.contains(.string(attributes.name))
    }

    /// All rules of somebody in a namespace, as a rules review shows them.
    func review(_ requester: Requester, in namespace: String) -> Value {
        var resources: [Value] = []
        var paths: [Value] = []
        // Without access control everything is allowed; else the bindings tell, also for masters.
        if server.configuration.administratorToken == nil {
            resources.append(["verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]])
            paths.append(["verbs": ["*"], "nonResourceURLs": ["*"]])
        }
        for entry in rules(for: requester, in: namespace) {
            if entry.rule["nonResourceURLs"] != nil { paths.append(entry.rule) } else { resources.append(entry.rule) }
        }
        if requester.groups.contains("system:authenticated") {
            // The bindings come by name, and that of masters comes first.
            let place = paths.firstIndex { !$0.list("nonResourceURLs").contains("*") } ?? paths.count
            paths.insert(Authorizer.issuer, at: place)
        }
        return ["resourceRules": .array(resources), "nonResourceRules": .array(paths), "incomplete": false]
    }
}
