extension Parser {
    /// A literal, a variable, a bracketed or braced expression.
    mutating func terminal() throws(SyntaxError) -> Syntax {
        let token = pop()
        switch token.kind {
        case .end: throw failure("Unexpected end of file", token)
        case .braceLeft: return try object(from: token)
        case .bracketLeft: return try array(from: token)
        case .parenLeft:
            let inner = try expression()
            let close = try expect(.parenRight)
            return try make(.parens(inner), token.range.through(close.range), over: inner.height)
        case .number: return try make(.number(token.text), token.range, over: 0)
        case .doubleQuoted, .singleQuoted, .verbatimDouble, .verbatimSingle, .block:
            return try make(.string(token.text, token.kind), token.range, over: 0)
        case .true: return try make(.bool(true), token.range, over: 0)
        case .false: return try make(.bool(false), token.range, over: 0)
        case .null: return try make(.null, token.range, over: 0)
        case .dollar: return try make(.dollar, token.range, over: 0)
        case .identifier: return try make(.variable(token.text), token.range, over: 0)
        case .self: return try make(.self, token.range, over: 0)
        case .super: return try superField(token)
        default: throw failure("Unexpected: \(token.description) while parsing terminal", token)
        }
    }

    private mutating func superField(_ token: Token) throws(SyntaxError) -> Syntax {
        let next = pop()
        switch next.kind {
        case .dot:
            let name = try expect(.identifier)
            return try make(.superField(.name(name.text)), token.range, over: 0)
        case .bracketLeft:
            let index = try expression()
            _ = try expect(.bracketRight)
            return try make(.superField(.computed(index)), token.range, over: index.height)
        default:
            // `e in super` is read where `in` stands, see `binary(within:)`.
            throw failure("Expected . or [ after super", token)
        }
    }

    /// An array or array comprehension after its opening bracket.
    private mutating func array(from open: Token) throws(SyntaxError) -> Syntax {
        if peek().kind == .bracketRight {
            let close = pop()
            return try make(.array([]), open.range.through(close.range), over: 0)
        }
        let first = try expression()
        var gotComma = peek().kind == .comma
        if gotComma { _ = pop() }
        if peek().kind == .for {
            let (clauses, close, height) = try comprehension(until: .bracketRight)
            return try make(
                .arrayComprehension(first, clauses), open.range.through(close.range), over: max(first.height, height))
        }
        var elements = [first]
        var height = first.height
        while peek().kind != .bracketRight {
            guard gotComma else { throw failure("Expected a comma before next array element", peek()) }
            let element = try expression()
            height = max(height, element.height)
            elements.append(element)
            gotComma = peek().kind == .comma
            if gotComma { _ = pop() }
        }
        let close = pop()
        return try make(.array(elements), open.range.through(close.range), over: height)
    }

    /// The clauses of a comprehension from its first `for`, through the closing bracket.
    mutating func comprehension(
        until end: Token.Kind
    ) throws(SyntaxError) -> (clauses: [Syntax.Clause], close: Token, height: Int) {
        var clauses: [Syntax.Clause] = []
        var height = 0
        var next = pop()
        while true {
            if next.kind == .for {
                let name = try expect(.identifier)
                _ = try expect(.in)
                let source = try expression()
                height = max(height, source.height)
                clauses.append(.each(name.text, source))
            } else if next.kind == .if {
                let condition = try expression()
                height = max(height, condition.height)
                clauses.append(.when(condition))
            } else if next.kind == end {
                return (clauses, next, height)
            } else {
                throw failure(
                    "Expected for, if or \(end.name) after for clause, got: \(next.description)", next)
            }
            next = pop()
        }
    }
}
