/// Why an application cannot be understood, compared or operated on.
///
/// Equality compares only the ``code``.
public struct ApplicationError: Error, Sendable {
    /// What kind of problem it is.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String { case invalid, notFound, conflict, source, cluster, store, unsupported }

        private let kind: Kind

        /// The resource or the request makes no sense.
        public static let invalid = Code(kind: .invalid)
        /// There is no such application, or no such entry in its history.
        public static let notFound = Code(kind: .notFound)
        /// The application is in a state that does not allow it.
        public static let conflict = Code(kind: .conflict)
        /// Its manifests could not be had.
        public static let source = Code(kind: .source)
        /// The cluster could not be read.
        public static let cluster = Code(kind: .cluster)
        /// The store failed.
        public static let store = Code(kind: .store)
        /// The engine does not do this.
        public static let unsupported = Code(kind: .unsupported)

        /// The name of the code.
        public var description: String { kind.rawValue }
    }

    /// What kind of problem it is.
    public var code: Code
    /// What is wrong and, where that is known, how to mend it.
    public var message: String
    /// What lies beneath.
    public var cause: (any Error)?

    /// An error.
    public init(_ code: Code, _ message: String, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.cause = cause
    }
}

extension ApplicationError: Equatable {
    /// Equal when the codes are.
    public static func == (left: ApplicationError, right: ApplicationError) -> Bool { left.code == right.code }
}

extension ApplicationError: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}
