public import Values

/// An HTTP request to an API server, free of any transport's types.
public struct KubeRequest: Sendable {
    /// `GET`, `POST`, `PUT`, `PATCH` or `DELETE`.
    public var method: String
    /// The path from the root, each segment percent-encoded where needed: `/apis/apps/v1/namespaces/shop/deployments`.
    public var path: String
    /// Query items in order, not yet percent-encoded.
    public var query: [(name: String, value: String)]
    /// Header fields in order.
    public var headers: KubeHeaders
    /// What is sent along.
    public var body: KubeBody?
    /// How long to wait for the head of the answer; nil leaves it to the transport.
    public var timeout: Duration?
    /// The longest silence between two pieces of a streamed answer; nil leaves it to the transport.
    ///
    /// A watch sets it a little above the time after which the server ends the watch, so that a connection whose
    /// other end vanished is noticed.
    public var idleTimeout: Duration?

    /// A request.
    public init(
        _ method: String, _ path: String, query: [(name: String, value: String)] = [], headers: KubeHeaders = [:],
        body: KubeBody? = nil, timeout: Duration? = nil, idleTimeout: Duration? = nil
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.idleTimeout = idleTimeout
    }

    /// Path and percent-encoded query, as they stand in the first line of an HTTP request.
    public var target: String {
        guard !query.isEmpty else { return path }
        let items = query.map { PercentEncoding.query($0.name) + "=" + PercentEncoding.query($0.value) }
        return path + "?" + items.joined(separator: "&")
    }

    /// The first value of a query item.
    public func queryValue(_ name: String) -> String? { query.first { $0.name == name }?.value }
}

/// The body of a request or an answer.
///
/// In process it travels as the value it is; a transport over a wire serialises it as the `Content-Type` says.
public enum KubeBody: Sendable {
    /// A value, JSON on the wire (YAML where the content type says so).
    case value(Value)
    /// Bytes as they are.
    case bytes([UInt8])
}

extension KubeRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Method and path; neither headers nor body, where secrets are.
    public var description: String { "\(method) \(path)" }

    /// Method and path.
    public var debugDescription: String { description }

    /// Method and path.
    public var customMirror: Mirror { Mirror(self, children: ["method": method, "path": path]) }
}
