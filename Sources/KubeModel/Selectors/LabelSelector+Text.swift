extension LabelSelector {
    /// Reads a selector from its text; the empty one selects everything.
    ///
    /// - Parameter text: for example `app=web, env in (prod,dev), !canary, n>4`.
    /// - Throws: ``SelectorError``.
    public init(_ text: String) throws(SelectorError) {
        var parser = Parser(tokens: try Parser.tokens(of: text))
        self.init(try parser.requirements())
    }

    private enum Token: Equatable {
        case word(String)
        case symbol(String)
        case end

        var text: String {
            switch self {
            case .word(let text), .symbol(let text): text
            case .end: "end of text"
            }
        }
    }

    private struct Parser {
        var tokens: [Token]
        var position = 0

        static func tokens(of text: String) throws(SelectorError) -> [Token] {
            var tokens: [Token] = []
            var word: [UInt8] = []
            let bytes = Array(text.utf8)
            var position = 0
            func flush(_ word: inout [UInt8], into tokens: inout [Token]) {
                if !word.isEmpty { tokens.append(.word(String(decoding: word, as: UTF8.self))) }
                word.removeAll()
            }
            while position < bytes.count {
                let byte = bytes[position]
                position += 1
                switch byte {
                case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"), UInt8(ascii: "\n"):
                    flush(&word, into: &tokens)
                case UInt8(ascii: "="), UInt8(ascii: "!"):
                    flush(&word, into: &tokens)
                    let isDouble = position < bytes.count && bytes[position] == UInt8(ascii: "=")
                    if isDouble { position += 1 }
                    tokens.append(.symbol(String(UnicodeScalar(byte)) + (isDouble ? "=" : "")))
                case UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ","), UInt8(ascii: "<"), UInt8(ascii: ">"):
                    flush(&word, into: &tokens)
                    tokens.append(.symbol(String(UnicodeScalar(byte))))
                default: word.append(byte)
                }
            }
            flush(&word, into: &tokens)
            return tokens
        }

        var next: Token { position < tokens.count ? tokens[position] : .end }

        mutating func take() -> Token {
            defer { position += 1 }
            return next
        }

        func unexpected(_ token: Token, expected: String) -> SelectorError {
            SelectorError(.syntax, "found '\(token.text)' in the selector, expected \(expected)")
        }

        mutating func requirements() throws(SelectorError) -> [Requirement] {
            var result: [Requirement] = []
            if next == .end { return result }
            while true {
                result.append(try requirement())
                switch take() {
                case .end: return result
                case .symbol(","): if next == .end { throw unexpected(.end, expected: "a condition after ','") }
                case let other: throw unexpected(other, expected: "',' or the end")
                }
            }
        }

        mutating func requirement() throws(SelectorError) -> Requirement {
            let isNegated = next == .symbol("!")
            if isNegated { position += 1 }
            let token = take()
            guard case .word(let key) = token else { throw unexpected(token, expected: "a key") }
            if isNegated { return try Requirement(key: key, .doesNotExist) }
            switch next {
            case .end, .symbol(","): return try Requirement(key: key, .exists)
            default: break
            }
            switch take() {
            case .word("in"): return try Requirement(key: key, .isIn, values: try list())
            case .word("notin"): return try Requirement(key: key, .notIn, values: try list())
            case .symbol("="): return try Requirement(key: key, .equals, values: [try value()])
            case .symbol("=="): return try Requirement(key: key, .doubleEquals, values: [try value()])
            case .symbol("!="): return try Requirement(key: key, .notEquals, values: [try value()])
            case .symbol(">"): return try Requirement(key: key, .greaterThan, values: [try value()])
            case .symbol("<"): return try Requirement(key: key, .lessThan, values: [try value()])
            case let other: throw unexpected(other, expected: "an operator: = == != in notin > <")
            }
        }

        mutating func value() throws(SelectorError) -> String {
            switch next {
            case .end, .symbol(","): return ""
            case .word(let text):
                position += 1
                return text
            case let other: throw unexpected(other, expected: "a value")
            }
        }

        /// `(a,b)`; a comma without a value beside it stands for the empty value.
        mutating func list() throws(SelectorError) -> [String] {
            guard take() == .symbol("(") else { throw SelectorError(.syntax, "'in' and 'notin' take a list: (a,b)") }
            var values: Set<String> = []
            var expectsValue = true
            while true {
                switch take() {
                case .word(let text):
                    guard expectsValue else { throw SelectorError(.syntax, "values of a list are separated by ','") }
                    values.insert(text)
                    expectsValue = false
                case .symbol(","):
                    if expectsValue { values.insert("") }
                    expectsValue = true
                case .symbol(")"):
                    if expectsValue { values.insert("") }
                    return values.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
                case let other: throw unexpected(other, expected: "',' or ')'")
                }
            }
        }
    }
}
