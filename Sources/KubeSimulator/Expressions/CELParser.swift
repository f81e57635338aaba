/// Reads the text of an expression.
struct CELParser {
    /// How deep an expression may be; the reference stops at 250 rules of its grammar.
    static let heightLimit = 200
    private static let nestingLimit = 60

    private let tokens: [CELToken]
    private var position = 0
    private var nesting = 0

    static func parse(_ source: String) throws(CELIssue) -> CELNode {
        var parser = CELParser(tokens: try CELLexer.tokens(source))
        let node = try parser.expression()
        guard parser.current.kind == .end else {
            throw CELIssue(
                offset: parser.current.offset,
                message: "Syntax error: mismatched input '\(parser.current.text)' expecting <EOF>")
        }
        return node
    }

    private init(tokens: [CELToken]) { self.tokens = tokens }

    private var current: CELToken { tokens[position] }

    private mutating func take() -> CELToken {
        let token = tokens[position]
        if position + 1 < tokens.count { position += 1 }
        return token
    }

    private func isNext(_ symbol: String) -> Bool {
        current.text == symbol && (current.kind == .symbol || symbol == "in" && current.kind == .name)
    }

    private mutating func accept(_ symbol: String) -> Bool {
        guard isNext(symbol) else { return false }
        _ = take()
        return true
    }

    private mutating func expect(_ symbol: String) throws(CELIssue) {
        guard accept(symbol) else {
            throw CELIssue(
                offset: current.offset,
                message: "Syntax error: mismatched input '\(current.text)' expecting '\(symbol)'")
        }
    }

    private func node(_ kind: CELNode.Kind, _ offset: Int) throws(CELIssue) -> CELNode {
        let node = CELNode(kind, offset)
        guard node.height <= CELParser.heightLimit else {
            throw CELIssue(offset: 0, message: "expression recursion limit exceeded: \(CELParser.heightLimit)")
        }
        return node
    }

    // MARK: - Operators

    private mutating func expression() throws(CELIssue) -> CELNode {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= CELParser.nestingLimit else {
            throw CELIssue(offset: 0, message: "expression recursion limit exceeded: \(CELParser.nestingLimit)")
        }
        let test = try disjunction()
        let offset = current.offset
        guard accept("?") else { return test }
        let yes = try disjunction()
        try expect(":")
        let no = try expression()
        return try node(.conditional(test, yes, no), offset)
    }

    private mutating func disjunction() throws(CELIssue) -> CELNode {
        var parts = [try conjunction()]
        let offset = current.offset
        while accept("||") { parts.append(try conjunction()) }
        return parts.count == 1 ? parts[0] : try node(.or(parts), offset)
    }

    private mutating func conjunction() throws(CELIssue) -> CELNode {
        var parts = [try binary(0)]
        let offset = current.offset
        while accept("&&") { parts.append(try binary(0)) }
        return parts.count == 1 ? parts[0] : try node(.and(parts), offset)
    }

    private static let levels: [[String]] = [
        ["==", "!=", "<", "<=", ">", ">=", "in"], ["+", "-"], ["*", "/", "%"],
    ]

    private mutating func binary(_ level: Int) throws(CELIssue) -> CELNode {
        guard level < CELParser.levels.count else { return try unary() }
        var left = try binary(level + 1)
        while let symbol = CELParser.levels[level].first(where: { isNext($0) }) {
            let offset = take().offset
            let right = try binary(level + 1)
            left = try node(.call(symbol == "in" ? "@in" : "_\(symbol)_", target: nil, [left, right]), offset)
        }
        return left
    }

    private mutating func unary() throws(CELIssue) -> CELNode {
        let offset = current.offset
        if isNext("!") {
            var count = 0
            while accept("!") { count += 1 }
            let operand = try member()
            return count % 2 == 0 ? operand : try node(.call("!_", target: nil, [operand]), offset)
        }
        guard isNext("-") else { return try member() }
        var count = 0
        while accept("-") { count += 1 }
        switch current.kind {
        case .int(let number) where count == 1:
            _ = take()
            return try member(after: CELNode(.literal(.int(0 &- number)), offset))
        case .double(let number) where count == 1:
            _ = take()
            return try member(after: CELNode(.literal(.double(-number)), offset))
        default:
            let operand = try member()
            return count % 2 == 0 ? operand : try node(.call("-_", target: nil, [operand]), offset)
        }
    }

    // MARK: - Members

    private mutating func member() throws(CELIssue) -> CELNode { try member(after: try primary()) }

    private mutating func member(after first: CELNode) throws(CELIssue) -> CELNode {
        var result = first
        while true {
            let offset = current.offset
            if accept(".") {
                let isOptional = accept("?")
                let name = current
                guard name.kind == .name else {
                    throw CELIssue(
                        offset: name.offset,
                        message: "Syntax error: no viable alternative at input '.\(name.kind == .end ? "" : name.text)'"
                    )
                }
                _ = take()
                let open = current.offset
                if !isOptional, accept("(") {
                    let arguments = try self.arguments(")")
                    result = try call(name.text, result, arguments, open)
                } else {
                    result = try node(.select(result, name.text, isTest: false, isOptional: isOptional), offset)
                }
            } else if accept("[") {
                let isOptional = accept("?")
                let index = try expression()
                try expect("]")
                result = try node(.index(result, index, isOptional: isOptional), offset)
            } else {
                return result
            }
        }
    }

    private mutating func arguments(_ end: String) throws(CELIssue) -> [CELNode] {
        var parts: [CELNode] = []
        if accept(end) { return parts }
        while true {
            let offset = current.offset
            if end == "]", accept("?") {
                // An element that is there only where the optional value is.
                parts.append(try node(.call(CELFunctions.optionalElement, target: nil, [try expression()]), offset))
            } else {
                parts.append(try expression())
            }
            if accept(",") {
                if end != ")", accept(end) { return parts }
                continue
            }
            try expect(end)
            return parts
        }
    }

    private mutating func primary() throws(CELIssue) -> CELNode {
        let token = take()
        switch token.kind {
        case .int(let number):
            guard number != .min else { throw CELIssue(offset: token.offset, message: "invalid int literal") }
            return CELNode(.literal(.int(number)), token.offset)
        case .uint(let number): return CELNode(.literal(.uint(number)), token.offset)
        case .double(let number): return CELNode(.literal(.double(number)), token.offset)
        case .string(let text): return CELNode(.literal(.string(text)), token.offset)
        case .bytes(let bytes): return CELNode(.literal(.bytes(bytes)), token.offset)
        case .name: return try named(token)
        case .symbol: return try bracketed(token)
        case .end: throw unexpected(token)
        }
    }

    private func unexpected(_ token: CELToken) -> CELIssue {
        CELIssue(
            offset: token.offset,
            message: "Syntax error: mismatched input '\(token.text)' expecting {'[', '{', '(', '.', '-', '!', 'true', "
                + "'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}")
    }

    private static let reserved: Set<String> = [
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
        "namespace", "return", "var", "void", "while",
    ]

    private mutating func named(_ token: CELToken) throws(CELIssue) -> CELNode {
        switch token.text {
        case "true": return CELNode(.literal(.bool(true)), token.offset)
        case "false": return CELNode(.literal(.bool(false)), token.offset)
        case "null": return CELNode(.literal(.null), token.offset)
        case "in": throw unexpected(token)
        default: break
        }
        if CELParser.reserved.contains(token.text) {
            throw CELIssue(offset: token.offset, message: "reserved identifier: \(token.text)")
        }
        let open = current.offset
        guard accept("(") else { return CELNode(.name(token.text), token.offset) }
        return try call(token.text, nil, try arguments(")"), open)
    }

    private mutating func bracketed(_ token: CELToken) throws(CELIssue) -> CELNode {
        switch token.text {
        case "(":
            let inner = try expression()
            try expect(")")
            return inner
        case "[": return try node(.list(try arguments("]")), token.offset)
        case "{":
            var entries: [(key: CELNode, value: CELNode)] = []
            while !accept("}") {
                let key = try expression()
                try expect(":")
                entries.append((key, try expression()))
                guard accept(",") else {
                    try expect("}")
                    break
                }
            }
            return try node(.map(entries), token.offset)
        case ".":
            let name = take()
            guard name.kind == .name else { throw unexpected(name) }
            return try named(name)
        default: throw unexpected(token)
        }
    }

    // MARK: - Macros

    /// A call, or what a macro makes of it.
    private func call(
        _ name: String, _ target: CELNode?, _ arguments: [CELNode], _ offset: Int
    ) throws(CELIssue) -> CELNode {
        if let target, let macro = try comprehension(name, target, arguments, offset) { return macro }
        switch (name, target?.kind, arguments.count) {
        case ("has", nil, 1):
            guard case .select(let operand, let field, false, let isOptional) = arguments[0].kind else {
                throw CELIssue(offset: offset, message: "invalid argument to has() macro")
            }
            return try node(.select(operand, field, isTest: true, isOptional: isOptional), offset)
        case ("bind", .name("cel")?, 3):
            guard case .name(let variable) = arguments[0].kind else {
                throw CELIssue(
                    offset: arguments[0].offset, message: "cel.bind() variable names must be simple identifiers")
            }
            return try node(.bind(name: variable, value: arguments[1], body: arguments[2]), offset)
        case ("optMap", _?, 2), ("optFlatMap", _?, 2):
            guard let target, case .name(let variable) = arguments[0].kind else {
                throw CELIssue(
                    offset: arguments[0].offset, message: "\(name)() variable name must be a simple identifier")
            }
            let value = try node(.call("value", target: target, []), offset)
            let body = try node(.bind(name: variable, value: value, body: arguments[1]), offset)
            let some = name == "optMap" ? try node(.call("optional.of", target: nil, [body]), offset) : body
            return try node(
                .conditional(
                    try node(.call("hasValue", target: target, []), offset), some,
                    CELNode(.call("optional.none", target: nil, []), offset)), offset)
        case (_, .name(let space)?, _) where CELFunctions.isQualified("\(space).\(name)"):
            return try node(.call("\(space).\(name)", target: nil, arguments), offset)
        default: return try node(.call(name, target: target, arguments), offset)
        }
    }

    private func comprehension(
        _ name: String, _ target: CELNode, _ arguments: [CELNode], _ offset: Int
    ) throws(CELIssue) -> CELNode? {
        guard let macro = CELComprehension.Macro(rawValue: name == "existsOne" ? "exists_one" : name) else {
            return nil
        }
        var names: [String] = []
        let hasResult = [.map, .transformList, .transformMap].contains(macro)
        let isPaired = [.transformList, .transformMap].contains(macro)
        let allowed: ClosedRange<Int> = isPaired ? 3...4 : macro == .filter ? 2...2 : 2...3
        guard allowed.contains(arguments.count) else { return nil }
        let count = isPaired || (!hasResult && arguments.count == 3) ? 2 : 1
        for argument in arguments.prefix(count) {
            guard case .name(let variable) = argument.kind else {
                throw CELIssue(offset: argument.offset, message: "argument must be a simple name")
            }
            names.append(variable)
        }
        let rest = arguments.dropFirst(count)
        return try node(
            .comprehension(
                CELComprehension(
                    macro: macro, range: target, names: names,
                    condition: hasResult ? (rest.count == 2 ? rest.first : nil) : rest.first,
                    result: hasResult ? rest.last : nil)), offset)
    }
}
