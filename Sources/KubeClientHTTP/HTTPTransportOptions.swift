/// Time-outs and bounds of an ``HTTPTransport``.
public struct HTTPTransportOptions: Sendable {
    /// How long to wait for a connection, TLS included.
    public var connectTimeout: Duration
    /// How long a whole answer may take, where the request says nothing.
    public var requestTimeout: Duration
    /// How long to wait for the head of a streamed answer, where the request says nothing.
    public var streamHeadTimeout: Duration
    /// The longest silence in a streamed answer, where the request says nothing.
    public var streamIdleTimeout: Duration
    /// How many connections requests share; streams have connections of their own.
    public var connections: Int
    /// The largest answer that is read whole, in bytes, decompressed.
    public var maximumBodyBytes: Int
    /// What the client calls itself. The server names field managers after it where a request names none.
    public var userAgent: String

    /// Time-outs and bounds.
    ///
    /// - Parameters:
    ///   - connectTimeout: how long to wait for a connection, TLS included.
    ///   - requestTimeout: how long a whole answer may take.
    ///   - streamHeadTimeout: how long to wait for the head of a streamed answer.
    ///   - streamIdleTimeout: the longest silence in a streamed answer.
    ///   - connections: how many connections requests share.
    ///   - maximumBodyBytes: the largest answer that is read whole.
    ///   - userAgent: what the client calls itself.
    public init(
        connectTimeout: Duration = .seconds(10), requestTimeout: Duration = .seconds(60),
        streamHeadTimeout: Duration = .seconds(30), streamIdleTimeout: Duration = .seconds(300),
        connections: Int = 8, maximumBodyBytes: Int = 256 << 20, userAgent: String = "swift-gitops"
    ) {
        self.connectTimeout = connectTimeout
        self.requestTimeout = requestTimeout
        self.streamHeadTimeout = streamHeadTimeout
        self.streamIdleTimeout = streamIdleTimeout
        self.connections = max(connections, 1)
        self.maximumBodyBytes = maximumBodyBytes
        self.userAgent = userAgent
    }
}
