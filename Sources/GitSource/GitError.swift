/// Why something could not be had from a repository.
///
/// Equality compares the ``code`` alone. No error ever holds a credential: URLs are told without user and password.
public struct GitError: Error, Sendable {
    /// What kind of failure it is.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case authenticationFailed, credentialsRequired, hostKeyMismatch, hostKeyUnknown, certificateInvalid
            case repositoryNotFound, revisionNotFound, ambiguousRevision, objectNotFound, wrongObject
            case network, timeout, corrupt, invalidURL, invalidOptions, unsupported, cache, stopped
        }

        private let kind: Kind

        /// The server refused the credentials.
        public static let authenticationFailed = Code(kind: .authenticationFailed)
        /// The server asks for credentials and none were given.
        public static let credentialsRequired = Code(kind: .credentialsRequired)
        /// The server's SSH key is not the one that is known for it.
        public static let hostKeyMismatch = Code(kind: .hostKeyMismatch)
        /// No SSH key is known for the server.
        public static let hostKeyUnknown = Code(kind: .hostKeyUnknown)
        /// The server's TLS certificate is not trusted.
        public static let certificateInvalid = Code(kind: .certificateInvalid)
        /// There is no repository at the URL, or none that may be seen.
        public static let repositoryNotFound = Code(kind: .repositoryNotFound)
        /// The repository has no such revision.
        public static let revisionNotFound = Code(kind: .revisionNotFound)
        /// Several commits begin with the digits given.
        public static let ambiguousRevision = Code(kind: .ambiguousRevision)
        /// An object that was asked for by its identifier is not at hand.
        public static let objectNotFound = Code(kind: .objectNotFound)
        /// An object is of another kind than was asked for.
        public static let wrongObject = Code(kind: .wrongObject)
        /// The server could not be reached, or the connection broke.
        public static let network = Code(kind: .network)
        /// It took longer than allowed.
        public static let timeout = Code(kind: .timeout)
        /// Objects are damaged.
        public static let corrupt = Code(kind: .corrupt)
        /// The text is no URL of a repository.
        public static let invalidURL = Code(kind: .invalidURL)
        /// Options exclude one another or have a value that makes no sense.
        public static let invalidOptions = Code(kind: .invalidOptions)
        /// The library beneath cannot do that.
        public static let unsupported = Code(kind: .unsupported)
        /// The folder that holds the objects cannot be used.
        public static let cache = Code(kind: .cache)

        /// The operation was stopped because its task was; the caller sees `CancellationError` instead.
        static let stopped = Code(kind: .stopped)

        /// The name of the code.
        public var description: String { kind.rawValue }
    }

    /// What kind of failure it is.
    public var code: Code
    /// What happened and what may help, in a sentence.
    public var message: String
    /// The repository without credentials, nil where none is concerned.
    public var repository: String?

    /// An error.
    public init(_ code: Code, _ message: String, repository: String? = nil) {
        self.code = code
        self.message = message
        self.repository = repository
    }

    func at(_ repository: String) -> GitError { GitError(code, message, repository: self.repository ?? repository) }
}

extension GitError: Equatable {
    /// Equal when the codes are.
    public static func == (left: GitError, right: GitError) -> Bool { left.code == right.code }
}

extension GitError: CustomStringConvertible {
    /// The repository and the sentence.
    public var description: String { repository.map { "\($0): \(message)" } ?? message }
}
