/// How to carry out a create, update or patch.
public struct WriteOptions: Hashable, Sendable {
    /// What the server does about unknown and duplicate fields.
    public struct FieldValidation: Hashable, Sendable {
        let name: String

        /// Drops them silently.
        public static let ignore = FieldValidation(name: "Ignore")
        /// Drops them and sends a warning.
        public static let warn = FieldValidation(name: "Warn")
        /// Refuses the request.
        public static let strict = FieldValidation(name: "Strict")
    }

    /// Goes through everything but storing; the answer shows what would be.
    public var isDryRun: Bool
    /// Under which name the fields written are owned; nil leaves it to the server, which takes the user agent's.
    public var fieldManager: String?
    /// What to do about unknown fields; nil leaves it to the server, which warns.
    public var fieldValidation: FieldValidation?

    /// Options for a write.
    ///
    /// - Parameters:
    ///   - isDryRun: go through everything but storing.
    ///   - fieldManager: under which name the fields are owned.
    ///   - fieldValidation: what to do about unknown fields.
    public init(isDryRun: Bool = false, fieldManager: String? = nil, fieldValidation: FieldValidation? = nil) {
        self.isDryRun = isDryRun
        self.fieldManager = fieldManager
        self.fieldValidation = fieldValidation
    }

    var query: [(name: String, value: String)] {
        var query: [(name: String, value: String)] = []
        if isDryRun { query.append(("dryRun", "All")) }
        if let fieldManager { query.append(("fieldManager", fieldManager)) }
        if let fieldValidation { query.append(("fieldValidation", fieldValidation.name)) }
        return query
    }
}
