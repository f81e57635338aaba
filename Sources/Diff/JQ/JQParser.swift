import Values

/// Reads expressions.
struct JQParser {
    private let tokens: [JQToken]
    private var position = 0
    private var depth = 0

    private static let maximumDepth = 96
    private static let maximumTokens = 2048

    private init(_ tokens: [JQToken]) { self.tokens = tokens }

    static func parse(_ text: String) throws(JQError) -> JQExpression {
        guard text.utf8.count <= 1 << 16 else { throw .syntax("the expression is longer than 64 KiB") }
        return try parse(try JQLexer.tokens(of: text))
    }

    private static func parse(_ tokens: [JQToken], depth: Int = 0) throws(JQError) -> JQExpression {
        // Long chains become deep trees; the bound keeps every walk through one within the stack.
        guard tokens.count <= maximumTokens else { throw .syntax("the expression has too many parts") }
        var parser = JQParser(tokens)
        parser.depth = depth
        let expression = try parser.pipe()
        guard parser.next == .end else { throw parser.unexpected() }
        return expression
    }

    private var next: JQToken { position < tokens.count ? tokens[position] : .end }

    private func unexpected() -> JQError {
        switch next {
        case .end: .syntax("the expression ends too early")
        case .symbol(let text), .name(let text): .syntax("'\(text)' is unexpected there")
        default: .syntax("a value is unexpected there")
        }
    }

    private mutating func takes(_ symbol: String) -> Bool {
        guard next == .symbol(symbol) else { return false }
        position += 1
        return true
    }

    private mutating func takes(word: String) -> Bool {
        guard next == .name(word) else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ symbol: String) throws(JQError) {
        guard takes(symbol) else { throw unexpected() }
    }

    private mutating func expect(word: String) throws(JQError) {
        guard takes(word: word) else { throw unexpected() }
    }

    private mutating func pipe() throws(JQError) -> JQExpression {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.maximumDepth else { throw .syntax("the expression is nested too deeply") }
        if takes(word: "def") {
            let function = try definition()
            return .define(function, try pipe())
        }
        let left = try comma()
        if takes(word: "as") {
            guard case .variable(let name) = next else { throw unexpected() }
            position += 1
            try expect("|")
            return .bind(left, name, try pipe())
        }
        return takes("|") ? .pipe(left, try pipe()) : left
    }

    private mutating func definition() throws(JQError) -> JQFunction {
        guard case .name(let name) = next else { throw unexpected() }
        position += 1
        var parameters: [String] = []
        if takes("(") {
            repeat {
                switch next {
                case .name(let parameter): parameters.append(parameter)
                case .variable(let parameter): parameters.append("$" + parameter)
                default: throw unexpected()
                }
                position += 1
            } while takes(";")
            try expect(")")
        }
        try expect(":")
        let body = try pipe()
        try expect(";")
        return JQFunction(name: name, parameters: parameters, body: body)
    }

    private mutating func comma() throws(JQError) -> JQExpression {
        var left = try binary(level: 0)
        while takes(",") { left = .comma(left, try binary(level: 0)) }
        return left
    }

    private static let levels: [(operators: Set<String>, isRight: Bool, isNone: Bool)] = [
        (["//"], true, false), (["=", "|=", "+=", "-=", "*=", "/=", "%=", "//="], false, true), (["or"], false, false),
        (["and"], false, false), (["==", "!=", "<", "<=", ">", ">="], false, true), (["+", "-"], false, false),
        (["*", "/", "%"], false, false),
    ]

    private mutating func binary(level: Int) throws(JQError) -> JQExpression {
        guard level < Self.levels.count else { return try postfix() }
        let rule = Self.levels[level]
        var left = try binary(level: level + 1)
        while let operation = takesOperator(of: rule.operators) {
            depth += 1
            defer { depth -= 1 }
            guard depth < Self.maximumDepth else { throw .syntax("the expression is nested too deeply") }
            // `//` binds weaker than assignment on its left and is right-associative.
            let right = rule.isRight ? try binary(level: level) : try binary(level: level == 1 ? 0 : level + 1)
            left = level == 1 ? .update(operation, left, right) : .binary(operation, left, right)
            if rule.isNone { break }
        }
        return left
    }

    private mutating func takesOperator(of operators: Set<String>) -> String? {
        switch next {
        case .symbol(let text) where operators.contains(text), .name(let text) where operators.contains(text):
            position += 1
            return text
        default: return nil
        }
    }

    private mutating func postfix() throws(JQError) -> JQExpression {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.maximumDepth else { throw .syntax("the expression is nested too deeply") }
        var result = try term()
        while true {
            switch next {
            case .field(let name):
                position += 1
                result = .index(result, .literal(.string(name)))
            case .symbol("."):
                position += 1
                if case .text(let parts) = next {
                    position += 1
                    result = .index(result, try text(parts, format: nil))
                } else if next == .symbol("[") {
                    continue
                } else {
                    throw unexpected()
                }
            case .symbol("["):
                position += 1
                result = try bracket(result)
            case .symbol("?"):
                position += 1
                result = .attempt(result, nil)
            case .name("as"):
                position += 1
                guard case .variable(let name) = next else { throw unexpected() }
                position += 1
                try expect("|")
                return .bind(result, name, try pipe())
            default: return result
            }
        }
    }

    private mutating func bracket(_ target: JQExpression) throws(JQError) -> JQExpression {
        if takes("]") { return .iterate(target) }
        if takes(":") {
            let end = try pipe()
            try expect("]")
            return .slice(target, nil, end)
        }
        let start = try pipe()
        if takes(":") {
            if takes("]") { return .slice(target, start, nil) }
            let end = try pipe()
            try expect("]")
            return .slice(target, start, end)
        }
        try expect("]")
        return .index(target, start)
    }

    private func text(_ parts: [JQTextPart], format: String?) throws(JQError) -> JQExpression {
        var result: [JQExpression] = []
        for part in parts {
            switch part {
            case .literal(let text): result.append(.literal(.string(text)))
            case .interpolation(let tokens):
                // Odd places hold what is interpolated.
                result.append(try JQParser.parse(tokens, depth: depth + 1))
            }
        }
        if result.count == 1, case .literal = result[0] { return result[0] }
        return .text(result, format: format)
    }

    private mutating func term() throws(JQError) -> JQExpression {
        let token = next
        position += 1
        switch token {
        case .symbol("."):
            if case .text(let parts) = next {
                position += 1
                return .index(.identity, try text(parts, format: nil))
            }
            return .identity
        case .symbol(".."): return .recurse
        case .field(let name): return .index(.identity, .literal(.string(name)))
        case .text(let parts): return try text(parts, format: nil)
        case .number(let digits):
            guard let value = try? Value(json: digits.hasPrefix(".") ? "0" + digits : digits) else {
                throw .syntax("'\(digits)' is no number")
            }
            return .literal(value)
        case .variable(let name): return .variable(name)
        case .format(let name):
            if case .text(let parts) = next {
                position += 1
                return try text(parts, format: name)
            }
            return .call("@" + name, [])
        case .symbol("("):
            let inner = try pipe()
            try expect(")")
            return inner
        case .symbol("["):
            if takes("]") { return .array(nil) }
            let inner = try pipe()
            try expect("]")
            return .array(inner)
        case .symbol("{"): return try object()
        case .symbol("-"): return .negate(try postfix())
        case .name(let word): return try named(word)
        default:
            position -= 1
            throw unexpected()
        }
    }

    private mutating func named(_ word: String) throws(JQError) -> JQExpression {
        switch word {
        case "null": return .literal(.null)
        case "true": return .literal(true)
        case "false": return .literal(false)
        case "if": return try condition()
        case "try":
            let body = try postfix()
            return .attempt(body, takes(word: "catch") ? try postfix() : nil)
        case "reduce", "foreach":
            let source = try postfixBeforeAs()
            guard case .variable(let name) = next else { throw unexpected() }
            position += 1
            try expect("(")
            let start = try pipe()
            try expect(";")
            let update = try pipe()
            if word == "reduce" {
                try expect(")")
                return .reduce(source, name, start, update)
            }
            let extract = takes(";") ? try pipe() : nil
            try expect(")")
            return .foreach(source, name, start, update, extract)
        case "def":
            let function = try definition()
            return .define(function, try pipe())
        case "then", "elif", "else", "end", "as", "catch", "and", "or", "import", "include", "label":
            position -= 1
            throw unexpected()
        default:
            var arguments: [JQExpression] = []
            if takes("(") {
                repeat { arguments.append(try pipe()) } while takes(";")
                try expect(")")
            }
            return .call(word, arguments)
        }
    }

    /// The source of a `reduce`: everything before `as`.
    private mutating func postfixBeforeAs() throws(JQError) -> JQExpression {
        guard let end = tokens[position...].firstIndex(of: .name("as")) else { throw unexpected() }
        let source = try JQParser.parse(Array(tokens[position..<end]), depth: depth + 1)
        position = end + 1
        return source
    }

    private mutating func condition() throws(JQError) -> JQExpression {
        let test = try pipe()
        try expect(word: "then")
        let body = try pipe()
        if takes(word: "elif") { return .condition(test, body, try condition()) }
        let other = takes(word: "else") ? try pipe() : nil
        try expect(word: "end")
        return .condition(test, body, other)
    }

    private mutating func object() throws(JQError) -> JQExpression {
        var members: [(key: JQExpression, value: JQExpression)] = []
        if takes("}") { return .object(members) }
        repeat {
            let token = next
            position += 1
            switch token {
            case .variable(let name): members.append((.literal(.string(name)), .variable(name)))
            case .name(let name), .number(let name):
                members.append(try member(.literal(.string(name)), name))
            case .text(let parts): members.append(try member(try text(parts, format: nil), nil))
            case .symbol("("):
                let key = try pipe()
                try expect(")")
                try expect(":")
                members.append((key, try memberValue()))
            default:
                position -= 1
                throw unexpected()
            }
        } while takes(",")
        try expect("}")
        return .object(members)
    }

    private mutating func member(
        _ key: JQExpression, _ name: String?
    ) throws(JQError) -> (key: JQExpression, value: JQExpression) {
        if takes(":") { return (key, try memberValue()) }
        return (key, .index(.identity, key))
    }

    private mutating func memberValue() throws(JQError) -> JQExpression {
        var value = try binary(level: 0)
        while takes("|") { value = .pipe(value, try binary(level: 0)) }
        return value
    }
}
