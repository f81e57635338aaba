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

extension KubeAPI {
    /// Whether this client may do something (`SelfSubjectAccessReview`).
    ///
    /// - Returns: false also for kinds that the server does not have.
    public func mayI(_ question: AccessQuestion) async throws -> Bool {
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
        return try await value(for: request)["status", "allowed"]?.boolValue ?? false
    }
}
