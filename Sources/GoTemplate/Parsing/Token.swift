/// What the lexer hands the parser: a place in the source, cheap to pass on. The lexer tells what is written there.
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

    let kind: Kind
    let line: Int
    /// Where the token stands in the source.
    let range: Range<Int>

    var position: Int { range.lowerBound }

    static let keywords: [String: Kind] = [
        "block": .block, "break": .breakKeyword, "continue": .continueKeyword, "define": .define,
        "else": .elseKeyword, "end": .endKeyword, "if": .ifKeyword, "nil": .nilKeyword, "range": .range,
        "template": .template, "with": .with,
    ]
}
