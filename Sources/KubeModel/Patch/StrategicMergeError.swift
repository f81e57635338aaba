import Values

/// Why a strategic merge patch could not be made or applied.
public struct StrategicMergeError: Error, Sendable, CustomStringConvertible {
    /// What kind of mistake it is.
    public struct Code: Hashable, Sendable {
        private enum Kind { case mergeKey, directive, unknownField, shape, depth }

        private let kind: Kind

        /// An item of a merging list lacks the key that tells items apart.
        public static let mergeKey = Code(kind: .mergeKey)
        /// A directive that does not exist, or contradicts the rest of the patch.
        public static let directive = Code(kind: .directive)
        /// A field that the kind does not have, where its merging would have to be known.
        public static let unknownField = Code(kind: .unknownField)
        /// A list or object where something else was expected.
        public static let shape = Code(kind: .shape)
        /// Nested too deeply.
        public static let depth = Code(kind: .depth)
    }

    /// What kind of mistake it is.
    public var code: Code
    /// One sentence that says what is wrong and how to mend it; it tells no values.
    public var message: String
    /// What the real server says, which shows values.
    package var serverMessage: String

    /// An item of a merging list that lacks the key by which items are told apart, in the server's words.
    static func withoutKey(_ item: Value, _ key: String) -> StrategicMergeError {
        StrategicMergeError(
            .mergeKey, "an item of a merging list lacks '\(key)', which tells its items apart",
            server: "map: \(GoForm.plain(item)) does not contain declared merge key: \(key)")
    }

    init(_ code: Code, _ message: String, server: String? = nil) {
        self.code = code
        self.message = message
        serverMessage = server ?? message
    }

    /// The message.
    public var description: String { message }
}

extension StrategicMergeError: Equatable {
    /// Equal when the codes are.
    public static func == (left: StrategicMergeError, right: StrategicMergeError) -> Bool { left.code == right.code }
}
