import KubeClient
import Values

/// Who sends a request.
struct Requester: Sendable {
    var name: String
    var uid = ""
    var groups: [String] = []
    var extra: [(key: String, values: [String])] = []

    static let anonymous = Requester(name: "system:anonymous", groups: ["system:unauthenticated"])

    /// The server's own controllers.
    static let system = Requester(name: "system:kube-controller-manager", groups: ["system:masters"])

    var isMaster: Bool { groups.contains("system:masters") }

    /// `userInfo` as reviews show it.
    var userInfo: Value {
        var members: Object = ["username": .string(name)]
        if !uid.isEmpty { members["uid"] = .string(uid) }
        if !groups.isEmpty { members["groups"] = .array(groups.map(Value.string)) }
        if !extra.isEmpty {
            var pairs = Object()
            for entry in extra.sorted(by: { $0.key < $1.key }) {
                pairs[entry.key] = .array(entry.values.map(Value.string))
            }
            members["extra"] = .object(pairs)
        }
        return .object(members)
    }

    /// Whether a header says in whose name a request is to be carried out.
    static func isImpersonation(_ header: String) -> Bool {
        zip(header.utf8, "impersonate-".utf8).allSatisfy { $0 | 0x20 == $1 | 0x20 }
    }

    /// The groups of a service account's name; empty where the name is none.
    static func serviceAccountGroups(_ name: String) -> [String] {
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "system", parts[1] == "serviceaccount", !parts[2].isEmpty, !parts[3].isEmpty
        else {
            return []
        }
        return ["system:serviceaccounts", "system:serviceaccounts:\(parts[2])"]
    }
}

extension APIServer {
    static let unauthorized = APIError(401, "Unauthorized", "Unauthorized")

    private var administrator: Requester {
        Requester(name: configuration.userName, uid: "1", groups: ["system:masters", "system:authenticated"])
    }

    /// Who a request comes from; everybody is the administrator unless access is checked.
    func authenticate(_ request: KubeRequest, _ caller: SimulatedCaller?) throws(APIError) -> Requester {
        guard let token = configuration.administratorToken else {
            return try impersonated(caller?.requester ?? administrator, request, isChecked: false)
        }
        // As on the real server, a certificate comes before a token.
        if let caller { return try impersonated(caller.requester, request, isChecked: true) }
        let header = request.headers["Authorization"] ?? ""
        guard header.hasPrefix("Bearer ") else { return try impersonated(.anonymous, request, isChecked: true) }
        let sent = header.dropFirst(7)
        if sent.isEmpty { return try impersonated(.anonymous, request, isChecked: true) }
        if sent == token { return try impersonated(administrator, request, isChecked: true) }
        guard let account = tokens[String(sent)], now < account.expires else { throw APIServer.unauthorized }
        return try impersonated(account.requester, request, isChecked: true)
    }

    private func impersonated(_ real: Requester, _ request: KubeRequest, isChecked: Bool) throws(APIError) -> Requester
    {
        // All of these headers begin alike, and hardly any request has one.
        guard request.headers.fields.contains(where: { $0.name.utf8.count > 12 && Requester.isImpersonation($0.name) })
        else { return real }
        let user = request.headers["Impersonate-User"] ?? ""
        let groups = request.headers.fields.filter { $0.name.lowercased() == "impersonate-group" }.map(\.value)
        let uid = request.headers["Impersonate-Uid"] ?? ""
        var result = Requester(name: user, uid: uid, groups: groups)
        for field in request.headers.fields where field.name.lowercased().hasPrefix("impersonate-extra-") {
            let key = APIServer.percentDecoded(field.name.dropFirst(18)).lowercased()
            if let index = result.extra.firstIndex(where: { $0.key == key }) {
                result.extra[index].values.append(field.value)
            } else {
                result.extra.append((key, [field.value]))
            }
        }
        guard !user.isEmpty else {
            if groups.isEmpty, uid.isEmpty, result.extra.isEmpty { return real }
            let list =
                groups.isEmpty ? "[]string(nil)" : "[]string{\(groups.map { "\"\($0)\"" }.joined(separator: ", "))}"
            var error = APIError.badRequest(
                "requested &user.DefaultInfo{Name:\"\", UID:\"\(uid)\", Groups:\(list), Extra:map[string][]string(nil)} without impersonating a user name"
            )
            error.headers = [("X-Content-Type-Options", "nosniff")]
            throw error
        }
        if isChecked, !real.isMaster {
            throw try refusal(real, request, verb: "impersonate-on:user-info:\(APIServer.attributes(request).verb)")
        }
        if groups.isEmpty { result.groups = Requester.serviceAccountGroups(user) }
        let isAnonymous = user == "system:anonymous"
        let last = isAnonymous ? "system:unauthenticated" : "system:authenticated"
        if !result.groups.contains(last) { result.groups.append(last) }
        return result
    }

    /// Refuses what the rules do not allow.
    func authorize(_ requester: Requester, _ request: KubeRequest) throws(APIError) {
        guard configuration.administratorToken != nil, !requester.isMaster else { return }
        let attributes = APIServer.attributes(request)
        let authorizer = Authorizer(server: self)
        guard authorizer.decide(requester, attributes).isAllowed else {
            throw try refusal(requester, request, verb: attributes.verb)
        }
        // Whoever may only read a pod shall not run commands in it, though a WebSocket begins with GET.
        if attributes.verb == "get", attributes.group.isEmpty, attributes.resource == "pods",
            ContainerTarget.Kind(rawValue: attributes.subresource) != nil, request.headers["Upgrade"] != nil
        {
            var creating = attributes
            creating.verb = "create"
            guard authorizer.decide(requester, creating).isAllowed else {
                throw try refusal(requester, request, verb: "create")
            }
        }
    }

    private func refusal(_ requester: Requester, _ request: KubeRequest, verb: String) throws(APIError) -> APIError {
        let attributes = APIServer.attributes(request)
        var error: APIError
        if attributes.resource.isEmpty {
            error = APIError(
                403, "Forbidden", "forbidden: User \"\(requester.name)\" cannot \(verb) path \"\(attributes.path)\"",
                details: [:])
        } else {
            let qualified =
                attributes.group.isEmpty ? attributes.resource : "\(attributes.resource).\(attributes.group)"
            let subject = attributes.name.isEmpty ? qualified : "\(qualified) \"\(attributes.name)\""
            let shown =
                attributes.subresource.isEmpty
                ? attributes.resource : "\(attributes.resource)/\(attributes.subresource)"
            let scope =
                attributes.namespace.isEmpty ? "at the cluster scope" : "in the namespace \"\(attributes.namespace)\""
            var details = Object()
            if !attributes.name.isEmpty { details["name"] = .string(attributes.name) }
            if !attributes.group.isEmpty { details["group"] = .string(attributes.group) }
            details["kind"] = .string(attributes.resource)
            error = APIError(
                403, "Forbidden",
                "\(subject) is forbidden: User \"\(requester.name)\" cannot \(verb) resource \"\(shown)\" in API group \"\(attributes.group)\" \(scope)",
                details: .object(details))
        }
        error.headers = [("X-Content-Type-Options", "nosniff")]
        return error
    }

    /// What a request asks for, as rules see it.
    static func attributes(_ request: KubeRequest) -> AccessAttributes {
        var segments = request.path.split(separator: "/").map { percentDecoded($0) }
        let query = RequestQuery(request.query)
        var result = AccessAttributes(verb: request.method.lowercased(), path: request.path)
        guard let root = segments.first, root == "api" || root == "apis", segments.count >= (root == "api" ? 3 : 4)
        else {
            return result
        }
        segments.removeFirst()
        if root == "apis" { result.group = segments.removeFirst() }
        segments.removeFirst()
        var watches = query.bool("watch")
        if segments.first == "watch", segments.count > 1 {
            segments.removeFirst()
            watches = true
        }
        if segments.first == "namespaces", segments.count > 1 {
            result.namespace = segments[1]
            if segments.count > 2, segments[2] != "status", segments[2] != "finalize" { segments.removeFirst(2) }
        }
        result.resource = segments.first ?? ""
        if segments.count > 1 { result.name = segments[1] }
        if segments.count > 2 { result.subresource = segments[2] }
        switch request.method {
        case "GET", "HEAD":
            result.verb = !result.name.isEmpty ? "get" : watches ? "watch" : "list"
            if result.name.isEmpty, let field = query["fieldSelector"], field.hasPrefix("metadata.name=") {
                result.name = String(field.dropFirst(14))
            }
        case "POST": result.verb = "create"
        case "PUT": result.verb = "update"
        case "PATCH": result.verb = "patch"
        case "DELETE": result.verb = result.name.isEmpty ? "deletecollection" : "delete"
        default: result.verb = ""
        }
        return result
    }
}

/// What a request asks for, as rules see it.
struct AccessAttributes: Sendable {
    var verb: String
    var group = ""
    var resource = ""
    var subresource = ""
    var namespace = ""
    var name = ""
    /// The path, for what is no resource.
    var path: String

    init(verb: String, path: String) {
        self.verb = verb
        self.path = path
    }

    /// What an access review asks about.
    init(spec: Value) {
        if let resource = spec["resourceAttributes"] {
            verb = resource.text("verb")
            group = resource.text("group")
            self.resource = resource.text("resource")
            subresource = resource.text("subresource")
            namespace = resource.text("namespace")
            name = resource.text("name")
            path = ""
        } else {
            verb = spec["nonResourceAttributes"]?.text("verb") ?? ""
            path = spec["nonResourceAttributes"]?.text("path") ?? ""
        }
    }
}
