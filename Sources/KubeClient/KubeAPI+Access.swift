import Values

/// Something that a user may or may not be allowed to do.
public struct AccessQuestion: Hashable, Sendable {
    /// `get`, `list`, `create` …, or `*`.
    public var verb: String
    /// The API group; `*` for all.
    public var group: String
    /// The plural; `*` for all.
    public var resource: String
    /// A subresource; nil for the object itself.
    public var subresource: String?
    /// The namespace; nil for the whole cluster.
    public var namespace: String?
    /// One object; nil for any.
    public var name: String?

    /// May it be done?
    ///
    /// - Parameters:
    ///   - verb: what is to be done.
    ///   - resource: with which kind.
    ///   - namespace: where; nil for the whole cluster.
    ///   - name: with which object; nil for any.
    ///   - subresource: with which part of it.
    public init(
        _ verb: String, _ resource: APIResource, in namespace: String? = nil, name: String? = nil,
        subresource: String? = nil
    ) {
        self.verb = verb
        group = resource.group
        self.resource = resource.plural
        self.namespace = namespace
        self.name = name
        self.subresource = subresource
    }
}

/// What the server says about a question.
public struct AccessAnswer: Hashable, Sendable {
    /// Whether it may be done.
    public var isAllowed: Bool
    /// Whether it is forbidden expressly, and not just allowed by nobody.
    public var isDenied: Bool
    /// Why, where the server tells: the name of a role binding.
    public var reason: String
    /// What went wrong while the server thought about it; the answer may be too strict for that.
    public var problem: String
}

/// A user as a server knows one.
public struct KubeUser: Hashable, Sendable {
    /// The name: `jane`, `system:serviceaccount:shop:robot`, `system:anonymous`.
    public var name: String
    /// The identity; empty where the server has none.
    public var uid: String
    /// The groups.
    public var groups: [String]
    /// More about the user, by key.
    public var extra: [String: [String]]
}

extension KubeAPI {
    /// Whether this client may do something (`SelfSubjectAccessReview`).
    ///
    /// - Returns: false also for kinds that the server does not have.
    public func mayI(_ question: AccessQuestion) async throws -> Bool { try await review(question).isAllowed }

    /// Whether this client may do something, and why.
    public func review(_ question: AccessQuestion) async throws -> AccessAnswer {
        var attributes: Object = [
            "verb": .string(question.verb), "group": .string(question.group), "resource": .string(question.resource),
        ]
        if let subresource = question.subresource { attributes["subresource"] = .string(subresource) }
        if let namespace = question.namespace { attributes["namespace"] = .string(namespace) }
        if let name = question.name { attributes["name"] = .string(name) }
        let review: Value = [
            "apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
            "spec": ["resourceAttributes": .object(attributes)],
        ]
        let request = KubeRequest(
            "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
            headers: ["Accept": "application/json", "Content-Type": "application/json"], body: .value(review))
        let status = try await value(for: request)["status"]
        return AccessAnswer(
            isAllowed: status?["allowed"]?.boolValue ?? false, isDenied: status?["denied"]?.boolValue ?? false,
            reason: status?["reason"]?.stringValue ?? "", problem: status?["evaluationError"]?.stringValue ?? "")
    }

    /// As whom the server knows this client (`SelfSubjectReview`).
    public func whoAmI() async throws -> KubeUser {
        let review: Value = ["apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"]
        let request = KubeRequest(
            "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews",
            headers: ["Accept": "application/json", "Content-Type": "application/json"], body: .value(review))
        let info = try await value(for: request)["status", "userInfo"]
        var extra: [String: [String]] = [:]
        for member in info?["extra"]?.objectValue ?? Object() { extra[member.key] = Optional(member.value).strings }
        return KubeUser(
            name: info?["username"]?.stringValue ?? "", uid: info?["uid"]?.stringValue ?? "",
            groups: info?["groups"].strings ?? [], extra: extra)
    }
}
