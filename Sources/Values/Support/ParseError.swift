/// Why a text could not be read, and where.
///
/// Equality compares only the ``code``, so that a test can say what went wrong without spelling out the message.
public struct ParseError: Error, Sendable {
    /// What kind of mistake it is.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String { case syntax, duplicateKey, encoding, limitExceeded, unsupported }

        private let kind: Kind

        /// The text is not well-formed.
        public static let syntax = Code(kind: .syntax)
        /// An object has one key twice.
        public static let duplicateKey = Code(kind: .duplicateKey)
        /// The bytes are not valid UTF-8 (or UTF-16 where that is allowed).
        public static let encoding = Code(kind: .encoding)
        /// A bound of ``ParseLimits`` was passed.
        public static let limitExceeded = Code(kind: .limitExceeded)
        /// Well-formed, but nothing a ``Value`` can express.
        public static let unsupported = Code(kind: .unsupported)

        /// The name of the code.
        public var description: String { kind.rawValue }
    }

    /// What kind of mistake it is.
    public var code: Code
    /// One sentence that says what is wrong and, where that is known, how to mend it.
    public var message: String
    /// The file, where the caller knows one.
    public var file: String?
    /// Line of the mistake, from 1.
    public var line: Int
    /// Column of the mistake in characters, from 1.
    public var column: Int

    /// An error at a place.
    public init(_ code: Code, _ message: String, file: String? = nil, line: Int, column: Int) {
        self.code = code
        self.message = message
        self.file = file
        self.line = line
        self.column = column
    }
}

extension ParseError: Equatable {
    /// Equal when the codes are.
    public static func == (left: ParseError, right: ParseError) -> Bool { left.code == right.code }
}

extension ParseError: CustomStringConvertible {
    /// `file:line:column: message`, without the file where there is none.
    public var description: String { "\(file.map { $0 + ":" } ?? "")\(line):\(column): \(message)" }
}
