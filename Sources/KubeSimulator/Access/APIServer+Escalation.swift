import Values

extension APIServer {
    /// Nobody grants what they do not hold, unless they may `escalate` or `bind`.
    func checkEscalation(_ object: Value, _ context: RequestContext, _ name: String) throws(APIError) {
        let definition = context.definition
        guard definition.group == "rbac.authorization.k8s.io", configuration.administratorToken != nil,
            !requester.isMaster
        else { return }
        let authorizer = Authorizer(server: self)
        var granted: [Value] = []
        switch definition.kind {
        case "Role", "ClusterRole":
            if may("escalate", definition.resource, name, context, authorizer) { return }
            granted = object.list("rules")
        default:
            let reference = object["roleRef"] ?? .null
            let isRole = reference.text("kind") == "Role"
            let resource = isRole ? "roles" : "clusterroles"
            if may("bind", resource, reference.text("name"), context, authorizer) { return }
            let id = ResourceID(group: definition.group, resource: resource)
            let role = self.object(id, isRole ? context.namespace : "", reference.text("name"))
            granted = role?.list("rules") ?? []
        }
        let missing = authorizer.missing(granted, for: requester, in: context.namespace)
        guard !missing.isEmpty else { return }
        let groups = requester.groups.map { "\"\($0)\"" }.joined(separator: " ")
        throw .forbidden(
            definition, name,
            "user \"\(requester.name)\" (groups=[\(groups)]) is attempting to grant RBAC permissions not currently held:\n"
                + missing.joined(separator: "\n"))
    }

    private func may(
        _ verb: String, _ resource: String, _ name: String, _ context: RequestContext, _ authorizer: Authorizer
    ) -> Bool {
        let attributes: Value = [
            "resourceAttributes": [
                "namespace": .string(context.namespace), "verb": .string(verb),
                "group": .string(context.definition.group), "resource": .string(resource), "name": .string(name),
            ]
        ]
        return authorizer.decide(requester, AccessAttributes(spec: attributes)).isAllowed
    }
}

extension Authorizer {
    /// What of some rules somebody does not hold, as the server's messages list it.
    func missing(_ rules: [Value], for requester: Requester, in namespace: String) -> [String] {
        var parts: [(key: String, rule: Object)] = []
        for rule in rules {
            for piece in Authorizer.pieces(of: rule) where !isHeld(piece, by: requester, in: namespace) {
                var key = piece
                key["verbs"] = nil
                let text = Value.object(key).jsonText(sortedKeys: true)
                let verb = piece["verbs"]?[0] ?? ""
                if let index = parts.firstIndex(where: { $0.key == text }) {
                    let verbs = parts[index].rule["verbs"]?.arrayValue ?? []
                    if !verbs.contains(verb) { parts[index].rule["verbs"] = .array(verbs + [verb]) }
                } else {
                    parts.append((text, piece))
                }
            }
        }
        return parts.map { Authorizer.shown($0.rule) }.sorted(by: byBytes)
    }

    /// A rule in pieces of one verb on one thing.
    private static func pieces(of rule: Value) -> [Object] {
        var result: [Object] = []
        let names = rule.list("resourceNames")
        for verb in rule.list("verbs") {
            for group in rule.list("apiGroups") {
                for resource in rule.list("resources") {
                    let base: Object = ["verbs": [verb], "apiGroups": [group], "resources": [resource]]
                    if names.isEmpty { result.append(base) }
                    for name in names {
                        var piece = base
                        piece["resourceNames"] = [name]
                        result.append(piece)
                    }
                }
            }
            for path in rule.list("nonResourceURLs") { result.append(["verbs": [verb], "nonResourceURLs": [path]]) }
        }
        return result
    }

    private func isHeld(_ piece: Object, by requester: Requester, in namespace: String) -> Bool {
        let verb = piece["verbs"]?[0]?.stringValue ?? ""
        if let path = piece["nonResourceURLs"]?[0] {
            let spec: Value = ["nonResourceAttributes": ["verb": .string(verb), "path": path]]
            return decide(requester, AccessAttributes(spec: spec)).isAllowed
        }
        let text = piece["resources"]?[0]?.stringValue ?? ""
        let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
        let attributes: Value = [
            "resourceAttributes": [
                "namespace": .string(namespace), "verb": .string(verb), "group": piece["apiGroups"]?[0] ?? "",
                "resource": .string(parts.first ?? ""), "subresource": .string(parts.count > 1 ? parts[1] : ""),
                "name": piece["resourceNames"]?[0] ?? "",
            ]
        ]
        return decide(requester, AccessAttributes(spec: attributes)).isAllowed
    }

    private static func shown(_ rule: Object) -> String {
        let fields = [
            ("apiGroups", "APIGroups"), ("resources", "Resources"), ("resourceNames", "ResourceNames"),
            ("nonResourceURLs", "NonResourceURLs"), ("verbs", "Verbs"),
        ]
        let parts = fields.compactMap { name, title -> String? in
            guard let values = rule[name]?.arrayValue, !values.isEmpty else { return nil }
            return "\(title):[\(values.map { "\"\($0.stringValue ?? "")\"" }.joined(separator: " "))]"
        }
        return "{\(parts.joined(separator: ", "))}"
    }
}
