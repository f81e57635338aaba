/// Why a regular expression could not be compiled, in the words RE2 and Go use.
///
/// Equality compares only the ``code``.
public struct RegexError: Error, Sendable {
    /// What kind of mistake it is.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case invalidCharacterClass = "invalid character class"
            case invalidCharacterRange = "invalid character class range"
            case invalidEscape = "invalid escape sequence"
            case invalidNamedCapture = "invalid named capture"
            case invalidPerlSyntax = "invalid or unsupported Perl syntax"
            case invalidRepeatOperation = "invalid nested repetition operator"
            case invalidRepeatSize = "invalid repeat count"
            case missingBracket = "missing closing ]"
            case missingParenthesis = "missing closing )"
            case missingRepeatArgument = "missing argument to repetition operator"
            case trailingBackslash = "trailing backslash at end of expression"
            case unexpectedParenthesis = "unexpected )"
            case nestingDepth = "expression nests too deeply"
            case tooLarge = "expression too large"
        }

        private let kind: Kind

        /// A class such as `[[:word:]` that is not well-formed.
        public static let invalidCharacterClass = Code(kind: .invalidCharacterClass)
        /// A range such as `[z-a]`, or a class nobody knows.
        public static let invalidCharacterRange = Code(kind: .invalidCharacterRange)
        /// A backslash before something it gives no meaning to.
        public static let invalidEscape = Code(kind: .invalidEscape)
        /// A group name that is no name.
        public static let invalidNamedCapture = Code(kind: .invalidNamedCapture)
        /// A construct that cannot be matched in linear time, such as look-around.
        public static let invalidPerlSyntax = Code(kind: .invalidPerlSyntax)
        /// `a**` and the like.
        public static let invalidRepeatOperation = Code(kind: .invalidRepeatOperation)
        /// Counts out of order or beyond 1000.
        public static let invalidRepeatSize = Code(kind: .invalidRepeatSize)
        /// A class that does not end.
        public static let missingBracket = Code(kind: .missingBracket)
        /// A group that does not end.
        public static let missingParenthesis = Code(kind: .missingParenthesis)
        /// A repetition of nothing.
        public static let missingRepeatArgument = Code(kind: .missingRepeatArgument)
        /// A backslash at the very end.
        public static let trailingBackslash = Code(kind: .trailingBackslash)
        /// A closing parenthesis too many.
        public static let unexpectedParenthesis = Code(kind: .unexpectedParenthesis)
        /// More than two hundred and fifty levels.
        public static let nestingDepth = Code(kind: .nestingDepth)
        /// A program larger than the bound.
        public static let tooLarge = Code(kind: .tooLarge)

        /// The words for it.
        public var description: String { kind.rawValue }
    }

    /// What kind of mistake it is.
    public var code: Code
    /// The part of the expression that is wrong.
    public var fragment: String

    /// An error about a part of an expression.
    public init(_ code: Code, _ fragment: String) {
        self.code = code
        self.fragment = fragment
    }
}

extension RegexError: Equatable {
    /// Equal when the codes are.
    public static func == (left: RegexError, right: RegexError) -> Bool { left.code == right.code }
}

extension RegexError: CustomStringConvertible {
    /// As Go prints it: ``error parsing regexp: missing closing ): `(` ``.
    public var description: String { "error parsing regexp: \(code): `\(fragment)`" }
}
