public import Values

/// An API server's whole answer.
public struct KubeResponse: Sendable {
    /// The HTTP status code.
    public var status: Int
    /// Header fields.
    public var headers: KubeHeaders
    /// The body; empty bytes where there is none.
    public var body: KubeBody

    /// An answer.
    public init(status: Int, headers: KubeHeaders = [:], body: KubeBody = .bytes([])) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// An API server's answer while it arrives.
public struct KubeStream: Sendable {
    /// One piece of a streamed body.
    public enum Element: Sendable {
        /// Bytes as they came; pieces end anywhere.
        case bytes([UInt8])
        /// One whole event, from a transport that needs no serialisation.
        case value(Value)
    }

    /// What a streamed body is: read by one consumer, at the consumer's pace.
    public typealias Body = any AsyncSequence<Element, any Error> & Sendable

    /// The HTTP status code.
    public var status: Int
    /// Header fields.
    public var headers: KubeHeaders
    /// The body, piece by piece; ends when the server closes, throws when the connection breaks.
    public var body: Body

    /// An answer that is still arriving.
    ///
    /// - Parameters:
    ///   - status: the HTTP status code.
    ///   - headers: header fields.
    ///   - body: the pieces; any sequence that throws, an `AsyncThrowingStream` for one.
    public init(status: Int, headers: KubeHeaders = [:], body: Body) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

extension KubeResponse: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The status; not the body, which may be a Secret's.
    public var description: String { "HTTP \(status)" }

    /// The status.
    public var debugDescription: String { description }

    /// The status.
    public var customMirror: Mirror { Mirror(self, children: ["status": status]) }
}
