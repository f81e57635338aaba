public import KubeModel
public import Values

/// The API of one Kubernetes cluster, as a client sees it.
///
/// A small value over a ``KubeTransport``: copy it freely. Objects are reached through ``Resources``, kinds through
/// ``discovery``:
///
/// ```swift
/// let api = KubeAPI(transport: transport)
/// let pods = try await api.resources(.pods, in: "shop").list(ListOptions(labelSelector: "app=web"))
/// let deployments = try await api.resources(for: GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment"), in: "shop")
/// try await deployments.apply(desired, as: "shop-controller")
/// ```
public struct KubeAPI: Sendable {
    /// What carries requests.
    public let transport: any KubeTransport
    /// What the server serves, kept in memory; all copies of this value share it.
    public let discovery: Discovery

    let requester: Requester

    /// A client over a transport.
    ///
    /// - Parameters:
    ///   - transport: carries requests, with credentials and all that.
    ///   - onWarning: hears every warning that the server sends along with an answer.
    public init(transport: any KubeTransport, onWarning: (@Sendable (KubeWarning) -> Void)? = nil) {
        self.transport = transport
        requester = Requester(transport: transport, onWarning: onWarning)
        discovery = Discovery(requester: requester)
    }

    /// Objects of one resource.
    ///
    /// - Parameters:
    ///   - resource: the resource.
    ///   - namespace: the namespace; nil for all of them, and for kinds of the whole cluster.
    public func resources(_ resource: APIResource, in namespace: String? = nil) -> Resources {
        Resources(resource, namespace: namespace, requester: requester)
    }

    /// Objects of one kind, whose resource is looked up in ``discovery``.
    ///
    /// - Parameters:
    ///   - kind: the kind, in the version wanted.
    ///   - namespace: the namespace; nil for all of them, and for kinds of the whole cluster.
    /// - Throws: ``KubeError`` with ``KubeError/Code/unknownResource`` where the server has no such kind.
    public func resources(for kind: GroupVersionKind, in namespace: String? = nil) async throws -> Resources {
        resources(try await discovery.resource(for: kind), in: namespace)
    }

    /// The place where an object lives: its kind's resource in its namespace.
    public func resources(of object: KubeObject) async throws -> Resources {
        try await resources(for: object.gvk, in: object.namespace.isEmpty ? nil : object.namespace)
    }

    /// Sends any request and reads the answer as a value; for the parts of the API that have no method here.
    ///
    /// - Throws: ``KubeError`` for any answer outside 200–299.
    public func value(for request: KubeRequest) async throws -> Value { try await requester.value(for: request) }

    /// The server's version, as `/version` tells it: `gitVersion`, `major`, `minor`, `platform` …
    public func serverVersion() async throws -> Value { try await value(for: KubeRequest("GET", "/version")) }
}
