/// Why a request to an API server came to nothing.
///
/// ``status`` carries the server's own words where it answered. The request is named by method and path alone:
/// neither headers nor bodies, where secrets live, ever become part of an error.
public struct KubeError: Error, Sendable {
    /// What kind of failure it is.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case rejected, unreachable, timeout, undecodable, invalidRequest, unknownResource, configuration
            case authentication
        }

        private let kind: Kind

        /// The server answered, and said no; ``KubeError/status`` tells why.
        public static let rejected = Code(kind: .rejected)
        /// No answer came: the connection could not be made or broke.
        public static let unreachable = Code(kind: .unreachable)
        /// No answer came in the time allowed.
        public static let timeout = Code(kind: .timeout)
        /// An answer came that is not what the API promises.
        public static let undecodable = Code(kind: .undecodable)
        /// The request lacks something, a namespace for example, and was not sent.
        public static let invalidRequest = Code(kind: .invalidRequest)
        /// The server serves no such kind or resource.
        public static let unknownResource = Code(kind: .unknownResource)
        /// The kubeconfig or in-cluster configuration cannot be used.
        public static let configuration = Code(kind: .configuration)
        /// Credentials could not be obtained.
        public static let authentication = Code(kind: .authentication)

        /// The name of the code.
        public var description: String { kind.rawValue }
    }

    /// What kind of failure it is.
    public var code: Code
    /// One sentence that says what is wrong and, where that is known, how to mend it.
    public var message: String
    /// The server's answer, where there was one.
    public var status: KubeStatus?
    /// The request's method; empty where there was no request.
    public var method: String
    /// The request's path without query; empty where there was no request.
    public var path: String
    /// After what time a retry makes sense; nil where the server does not say.
    public var retryAfter: Duration?
    /// What made it fail underneath.
    public var cause: (any Error)?

    /// A failure.
    ///
    /// - Parameters:
    ///   - code: what kind of failure.
    ///   - message: a sentence with the remedy, free of secrets.
    ///   - status: the server's answer.
    ///   - request: the request, of which method and path are kept.
    ///   - retryAfter: the server's wish.
    ///   - cause: the error underneath.
    public init(
        _ code: Code, _ message: String, status: KubeStatus? = nil, request: KubeRequest? = nil,
        retryAfter: Duration? = nil, cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.status = status
        method = request?.method ?? ""
        path = request?.path ?? ""
        self.retryAfter = retryAfter
        self.cause = cause
    }
}

extension KubeError: Equatable {
    /// Equal when the codes are, and the server's reasons.
    public static func == (left: KubeError, right: KubeError) -> Bool {
        left.code == right.code && left.status?.reason == right.status?.reason
    }
}

extension KubeError: CustomStringConvertible {
    /// The message, then the request in parentheses.
    public var description: String { method.isEmpty ? message : "\(message) (\(method) \(path))" }
}
