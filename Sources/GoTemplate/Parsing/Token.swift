/// What the lexer hands the parser.
struct Token {
    enum Kind: UInt8 {
        case error
        case end
        case boolean
        case character
        case characterConstant
        case complex
        case assign
        case declare
        case field
        case identifier
        case leftDelimiter
        case leftParenthesis
        case number
        case pipe
        case rawString
        case rightDelimiter
        case rightParenthesis
        case space
        case string
        case text
        case variable
        // Keywords and the dot from here.
        case dot
        case block
        case breakKeyword
        case continueKeyword
        case define
        case elseKeyword
        case endKeyword
        case ifKeyword
        case nilKeyword
        case range
        case template
        case with
    }

    var kind: Kind
    var line: Int
    /// Where the token stands in the source.
    var range: Range<Int>
    private let source: [UInt8]
    private let message: String?

    /// A token of a source.
    init(_ kind: Kind, _ range: Range<Int>, line: Int, source: [UInt8]) {
        self.kind = kind
        self.range = range
        self.line = line
        self.source = source
        message = nil
    }

    /// A mistake.
    init(mistake: String, at position: Int, line: Int) {
        kind = .error
        range = position..<position
        self.line = line
        source = []
        message = mistake
    }

    var position: Int { range.lowerBound }

    /// The token as written, or the mistake.
    var text: String {
        if let message { return message }
        return source.withUnsafeBufferPointer { ByteText.string(buffer: UnsafeBufferPointer(rebasing: $0[range])) }
    }

    /// The token as written but for its first character.
    var tail: String {
        source.withUnsafeBufferPointer {
            ByteText.string(buffer: UnsafeBufferPointer(rebasing: $0[(range.lowerBound + 1)..<range.upperBound]))
        }
    }

    func isWritten(_ scalar: Unicode.Scalar) -> Bool {
        range.count == 1 && UInt32(source[range.lowerBound]) == scalar.value
    }

    /// As Go's messages show it.
    var description: String {
        switch kind {
        case .end: return "EOF"
        case .error: return text
        case _ where kind.rawValue >= Kind.dot.rawValue: return "<\(text)>"
        default:
            let scalars = text.unicodeScalars
            if text.utf8.count > 10 {
                return GoQuoting.quoted(String(String.UnicodeScalarView(scalars.prefix(10)))) + "..."
            }
            return GoQuoting.quoted(text)
        }
    }

    static let keywords: [String: Kind] = [
        "block": .block, "break": .breakKeyword, "continue": .continueKeyword, "define": .define,
        "else": .elseKeyword, "end": .endKeyword, "if": .ifKeyword, "nil": .nilKeyword, "range": .range,
        "template": .template, "with": .with,
    ]
}
