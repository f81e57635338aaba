/// Why an artifact could not be had.
///
/// Equality compares the ``code`` alone. No error ever holds a credential: addresses are told without user and password
/// and without their query, where signed links carry theirs.
public struct ArtifactError: Error, Sendable {
    /// What kind of failure it is.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case invalidReference, invalidOptions, notFound, versionNotFound, authenticationFailed, credentialsRequired
            case certificateInvalid, network, timeout, server, tooLarge, digestMismatch, malformed, redirectRefused
            case unsupported, cache
        }

        private let kind: Kind

        /// The text names no artifact.
        public static let invalidReference = Code(kind: .invalidReference)
        /// Options exclude one another or cannot be read.
        public static let invalidOptions = Code(kind: .invalidOptions)
        /// There is no such repository or chart, or none that may be seen.
        public static let notFound = Code(kind: .notFound)
        /// The chart is there, but in no version that was asked for.
        public static let versionNotFound = Code(kind: .versionNotFound)
        /// The server refused the credentials.
        public static let authenticationFailed = Code(kind: .authenticationFailed)
        /// The server asks for credentials and none were given for it.
        public static let credentialsRequired = Code(kind: .credentialsRequired)
        /// The server's certificate is not trusted, or TLS failed otherwise.
        public static let certificateInvalid = Code(kind: .certificateInvalid)
        /// The server could not be reached, or the connection broke.
        public static let network = Code(kind: .network)
        /// It took longer than allowed.
        public static let timeout = Code(kind: .timeout)
        /// The server answered that it cannot answer now.
        public static let server = Code(kind: .server)
        /// What was sent is larger than allowed.
        public static let tooLarge = Code(kind: .tooLarge)
        /// What was sent is not what its digest promised.
        public static let digestMismatch = Code(kind: .digestMismatch)
        /// What was sent cannot be read.
        public static let malformed = Code(kind: .malformed)
        /// The server points to a place that may not be followed.
        public static let redirectRefused = Code(kind: .redirectRefused)
        /// The artifact is of a kind that is not read here.
        public static let unsupported = Code(kind: .unsupported)
        /// The folder that keeps artifacts cannot be used.
        public static let cache = Code(kind: .cache)

        /// The name of the code.
        public var description: String { kind.rawValue }
    }

    /// What kind of failure it is.
    public var code: Code
    /// What happened and what may help, in a sentence.
    public var message: String
    /// The repository or address without credentials, nil where none is concerned.
    public var location: String?
    /// How long the server asks to be left alone.
    var retryAfter: Duration?

    /// An error.
    public init(_ code: Code, _ message: String, location: String? = nil) {
        self.code = code
        self.message = message
        self.location = location
    }

    /// The same error at a place, unless it knows one.
    func at(_ location: String) -> ArtifactError {
        var error = self
        error.location = self.location ?? location
        return error
    }
}

extension ArtifactError: Equatable {
    /// Equal when the codes are.
    public static func == (left: ArtifactError, right: ArtifactError) -> Bool { left.code == right.code }
}

extension ArtifactError: CustomStringConvertible {
    /// The place and the sentence.
    public var description: String { location.map { "\($0): \(message)" } ?? message }
}
