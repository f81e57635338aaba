/// Why a text or an object is no selector.
public struct SelectorError: Error, Sendable, CustomStringConvertible {
    /// What kind of mistake it is.
    public struct Code: Hashable, Sendable {
        private enum Kind { case syntax, key, value, operation }

        private let kind: Kind

        /// The text is not built like a selector.
        public static let syntax = Code(kind: .syntax)
        /// A key no label can have.
        public static let key = Code(kind: .key)
        /// A value no label can have, or the wrong number of values.
        public static let value = Code(kind: .value)
        /// An operator that does not exist.
        public static let operation = Code(kind: .operation)
    }

    /// What kind of mistake it is.
    public var code: Code
    /// One sentence that says what is wrong.
    public var message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}

extension SelectorError: Equatable {
    /// Equal when the codes are.
    public static func == (left: SelectorError, right: SelectorError) -> Bool { left.code == right.code }
}
