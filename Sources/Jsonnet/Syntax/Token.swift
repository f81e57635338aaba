/// One word of a program.
struct Token {
    /// What a token is.
    enum Kind: UInt8 {
        case braceLeft, braceRight, bracketLeft, bracketRight, parenLeft, parenRight
        case comma, dot, semicolon, dollar, `operator`
        case identifier, number
        case doubleQuoted, singleQuoted, verbatimDouble, verbatimSingle, block
        case assert, `else`, error, `false`, `for`, function, `if`, `import`, importstr, importbin
        case `in`, local, null, `self`, `super`, tailstrict, then, `true`
        case end
    }

    var kind: Kind
    var range: SourceRange
    /// The text: an identifier or operator as written, a number without separators, what stands between the quotes.
    var text: String

    /// Whether this is the given operator.
    func isOperator(_ symbol: String) -> Bool { kind == .operator && text == symbol }

    /// The token as messages name it.
    var description: String {
        switch kind {
        case .end: "end of file"
        case .identifier, .number, .doubleQuoted, .singleQuoted, .verbatimDouble, .verbatimSingle, .block, .operator:
            "(\(kind.name), \"\(text)\")"
        default: "\"\(kind.spelling)\""
        }
    }
}

extension Token.Kind {
    /// The keyword that an identifier's text is, nil where it is none.
    init?(keyword: String) {
        switch keyword {
        case "assert": self = .assert
        case "else": self = .else
        case "error": self = .error
        case "false": self = .false
        case "for": self = .for
        case "function": self = .function
        case "if": self = .if
        case "import": self = .import
        case "importstr": self = .importstr
        case "importbin": self = .importbin
        case "in": self = .in
        case "local": self = .local
        case "null": self = .null
        case "self": self = .self
        case "super": self = .super
        case "tailstrict": self = .tailstrict
        case "then": self = .then
        case "true": self = .true
        default: return nil
        }
    }

    /// How messages name the kind where a token of it was expected.
    var name: String {
        switch self {
        case .identifier: "IDENTIFIER"
        case .number: "NUMBER"
        case .operator: "OPERATOR"
        case .doubleQuoted: "STRING_DOUBLE"
        case .singleQuoted: "STRING_SINGLE"
        case .verbatimDouble: "VERBATIM_STRING_DOUBLE"
        case .verbatimSingle: "VERBATIM_STRING_SINGLE"
        case .block: "STRING_BLOCK"
        case .end: "end of file"
        case .then, .else, .in, .for, .if, .function, .import, .importstr, .importbin, .local, .null, .self, .super,
            .tailstrict, .true, .false, .assert, .error:
            spelling
        default: "\"\(spelling)\""
        }
    }

    /// The text of a token of fixed text.
    var spelling: String {
        switch self {
        case .braceLeft: "{"
        case .braceRight: "}"
        case .bracketLeft: "["
        case .bracketRight: "]"
        case .parenLeft: "("
        case .parenRight: ")"
        case .comma: ","
        case .dot: "."
        case .semicolon: ";"
        case .dollar: "$"
        default: "\(self)"
        }
    }

    /// Whether this is one of the kinds of string literal.
    var isString: Bool {
        switch self {
        case .doubleQuoted, .singleQuoted, .verbatimDouble, .verbatimSingle, .block: true
        default: false
        }
    }
}
