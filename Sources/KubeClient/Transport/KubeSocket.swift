/// A connection that carries messages both ways, once an API server agreed to leave HTTP.
///
/// What messages mean is the business of the protocol that was agreed on; ``Resources/exec(_:_:_:)``,
/// ``Resources/attach(_:_:)`` and ``Resources/portForward(_:ports:)`` speak those of containers.
public struct KubeSocket: Sendable {
    /// What comes in: whole messages, for one consumer and at the consumer's pace.
    public typealias Messages = any AsyncSequence<[UInt8], any Error> & Sendable

    /// Which of the protocols that were asked for the server chose.
    public let subprotocol: String
    /// What the server sends; ends when it closes the connection, throws when the connection breaks.
    public let messages: Messages

    private let sender: @Sendable ([UInt8]) async throws -> Void
    private let closer: @Sendable () -> Void

    /// A connection.
    ///
    /// - Parameters:
    ///   - subprotocol: which protocol the server chose.
    ///   - messages: what the server sends.
    ///   - send: sends a message; returns when there is room for another.
    ///   - close: closes the connection after what was sent; called again, it does nothing.
    public init(
        subprotocol: String, messages: Messages, send: @escaping @Sendable ([UInt8]) async throws -> Void,
        close: @escaping @Sendable () -> Void
    ) {
        self.subprotocol = subprotocol
        self.messages = messages
        sender = send
        closer = close
    }

    /// Sends a message.
    ///
    /// - Throws: what the transport says where the connection is closed.
    public func send(_ message: [UInt8]) async throws { try await sender(message) }

    /// Closes the connection after what was sent before. Called again, it does nothing.
    public func close() { closer() }
}

/// What became of the wish to leave HTTP; see ``KubeTransport/connect(_:protocols:)``.
public enum KubeUpgrade: Sendable {
    /// The server agreed.
    case socket(KubeSocket)
    /// The server answered instead.
    case refused(KubeResponse)

    /// The HTTP status: 101 where the server agreed.
    public var status: Int {
        switch self {
        case .socket: 101
        case .refused(let response): response.status
        }
    }
}
