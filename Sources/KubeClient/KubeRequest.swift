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

    /// A request.
    public init(
        _ method: String, _ path: String, query: [(name: String, value: String)] = [], headers: KubeHeaders = [:],
        body: KubeBody? = nil, timeout: Duration? = nil
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.timeout = timeout
    }
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

/// Header fields: names compare without regard to case.
public struct KubeHeaders: Sendable, ExpressibleByDictionaryLiteral {
    /// Names and values in order.
    public var fields: [(name: String, value: String)]

    /// Header fields in order.
    public init(_ fields: [(name: String, value: String)] = []) { self.fields = fields }

    /// Header fields written as a literal.
    public init(dictionaryLiteral elements: (String, String)...) { fields = elements.map { ($0.0, $0.1) } }

    /// The first value of a field; assigning replaces all of that name, nil removes them.
    public subscript(name: String) -> String? {
        get { fields.first { KubeHeaders.equal($0.name, name) }?.value }
        set {
            fields.removeAll { KubeHeaders.equal($0.name, name) }
            if let newValue { fields.append((name, newValue)) }
        }
    }

    private static func equal(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && left.lowercased() == right.lowercased()
    }
}
