/// Why a server-side apply or an update of managed fields failed.
public struct StructuredMergeError: Error, Sendable, CustomStringConvertible {
    /// What kind of mistake it is.
    public struct Code: Hashable, Sendable {
        private enum Kind { case conflict, schema, managedFields, request, version }

        private let kind: Kind

        /// Fields are owned by other managers with other values.
        public static let conflict = Code(kind: .conflict)
        /// An object does not fit the structure of its kind.
        public static let schema = Code(kind: .schema)
        /// Managed fields are malformed.
        public static let managedFields = Code(kind: .managedFields)
        /// The request itself is wrong: no manager, managed fields in what is applied, another version.
        public static let request = Code(kind: .request)
        /// The object does not fit another version in which fields of it are recorded.
        public static let version = Code(kind: .version)
    }

    /// A field that another manager owns with another value.
    public struct Conflict: Hashable, Sendable {
        /// The other manager, as messages name it: `"editor" using apps/v1`.
        public var manager: String
        /// The field, as messages name it: `.spec.replicas`.
        public var field: String

        /// The message of the cause in a Status.
        public var message: String { "conflict with \(manager)" }
    }

    /// What kind of mistake it is.
    public var code: Code
    /// What is wrong, in the server's words but for values, which it does not tell.
    public var message: String
    /// What the real server says, which shows values.
    package var serverMessage: String
    /// The conflicts, for code ``Code/conflict``.
    public var conflicts: [Conflict]

    init(_ code: Code, _ message: String, server: String? = nil, conflicts: [Conflict] = []) {
        self.code = code
        self.message = message
        serverMessage = server ?? message
        self.conflicts = conflicts
    }

    /// The message.
    public var description: String { message }
}

extension StructuredMergeError: Equatable {
    /// Equal when the codes are.
    public static func == (left: StructuredMergeError, right: StructuredMergeError) -> Bool { left.code == right.code }
}
