/// What an API server says about a request that failed, or about a delete: the `Status` kind of the API.
public struct KubeStatus: Hashable, Sendable {
    /// Why, in one word that programs compare; the server may use words not listed here.
    public struct Reason: RawRepresentable, Hashable, Sendable {
        /// The word as the server writes it; empty where it gives none.
        public var rawValue: String

        /// A reason by its word.
        public init(rawValue: String) { self.rawValue = rawValue }

        /// No such object or resource (404).
        public static let notFound = Reason(rawValue: "NotFound")
        /// The name is taken (409).
        public static let alreadyExists = Reason(rawValue: "AlreadyExists")
        /// Somebody else changed the object, or owns a field of it (409).
        public static let conflict = Reason(rawValue: "Conflict")
        /// The object breaks a rule of its kind (422).
        public static let invalid = Reason(rawValue: "Invalid")
        /// The user may not do this (403).
        public static let forbidden = Reason(rawValue: "Forbidden")
        /// The user is not known (401).
        public static let unauthorized = Reason(rawValue: "Unauthorized")
        /// The resource version or continue token is too old (410).
        public static let expired = Reason(rawValue: "Expired")
        /// The resource is gone for good (410).
        public static let gone = Reason(rawValue: "Gone")
        /// Too many requests; try later (429).
        public static let tooManyRequests = Reason(rawValue: "TooManyRequests")
        /// The server gave up on a request for want of time (504).
        public static let timeout = Reason(rawValue: "Timeout")
        /// The server could not finish in time, but may still do it (500).
        public static let serverTimeout = Reason(rawValue: "ServerTimeout")
        /// The server is not ready (503).
        public static let serviceUnavailable = Reason(rawValue: "ServiceUnavailable")
        /// The request makes no sense to the server (400).
        public static let badRequest = Reason(rawValue: "BadRequest")
        /// Something broke in the server (500).
        public static let internalError = Reason(rawValue: "InternalError")
        /// The resource does not know this method (405).
        public static let methodNotAllowed = Reason(rawValue: "MethodNotAllowed")
        /// The body is of a type that the server does not read (415).
        public static let unsupportedMediaType = Reason(rawValue: "UnsupportedMediaType")
        /// The body is too large (413).
        public static let requestEntityTooLarge = Reason(rawValue: "RequestEntityTooLarge")
    }

    /// One of possibly several things that are wrong.
    public struct Cause: Hashable, Sendable {
        /// What kind of mistake: `FieldValueInvalid`, `FieldManagerConflict` …
        public var reason: String
        /// A sentence.
        public var message: String
        /// Where in the object: `spec.replicas`; empty where no field is at fault.
        public var field: String

        /// A cause.
        public init(reason: String, message: String, field: String = "") {
            self.reason = reason
            self.message = message
            self.field = field
        }
    }

    /// The HTTP status code that the server gives inside the body.
    public var code: Int
    /// Why, in one word.
    public var reason: Reason
    /// A sentence for people.
    public var message: String
    /// Whether this tells of a success, as the answer to a delete may.
    public var isSuccess: Bool
    /// The name of the object in question; empty where there is none.
    public var name: String
    /// The API group of the object in question.
    public var group: String
    /// The plural resource or the kind of the object in question; the server uses either.
    public var kind: String
    /// The uid of the object in question.
    public var uid: String
    /// What is wrong in detail.
    public var causes: [Cause]
    /// After how many seconds a retry makes sense; nil where the server does not say.
    public var retryAfterSeconds: Int64?

    /// A status.
    public init(
        code: Int, reason: Reason, message: String, isSuccess: Bool = false, name: String = "", group: String = "",
        kind: String = "", uid: String = "", causes: [Cause] = [], retryAfterSeconds: Int64? = nil
    ) {
        self.code = code
        self.reason = reason
        self.message = message
        self.isSuccess = isSuccess
        self.name = name
        self.group = group
        self.kind = kind
        self.uid = uid
        self.causes = causes
        self.retryAfterSeconds = retryAfterSeconds
    }
}
