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
    var position: Int
    var text: String
    var line: Int

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
