/// Why two objects could not be compared.
public struct DiffError: Error, Sendable, CustomStringConvertible {
    /// What kind of mistake it is.
    public struct Code: Hashable, Sendable {
        private enum Kind { case nothingToCompare, expression, schema, managedFields, trackingID, merge, override }

        private let kind: Kind

        /// Neither a desired nor a live object was given.
        public static let nothingToCompare = Code(kind: .nothingToCompare)
        /// A jq path expression of an ignore rule is malformed.
        public static let expression = Code(kind: .expression)
        /// An object does not fit the structure of its kind, or that structure is not known.
        public static let schema = Code(kind: .schema)
        /// Managed fields that are needed are missing or malformed.
        public static let managedFields = Code(kind: .managedFields)
        /// A text is no tracking id.
        public static let trackingID = Code(kind: .trackingID)
        /// A patch between the objects could not be made or applied.
        public static let merge = Code(kind: .merge)
        /// A resource override has a malformed key.
        public static let override = Code(kind: .override)
    }

    /// What kind of mistake it is.
    public var code: Code
    /// One sentence that says what is wrong and how to mend it; never holds values of objects.
    public var message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}

extension DiffError: Equatable {
    /// Equal when the codes are.
    public static func == (left: DiffError, right: DiffError) -> Bool { left.code == right.code }
}
