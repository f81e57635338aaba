extension Parser {
    /// An expression that begins with a keyword and reaches as far as it can, nil where none does.
    mutating func keywordExpression() throws(SyntaxError) -> Syntax? {
        let begin = peek()
        switch begin.kind {
        case .assert: return try assertion()
        case .error:
            _ = pop()
            let message = try expression()
            return try make(.error(message), begin.range.through(message.range), over: message.height)
        case .if: return try conditional()
        case .function:
            _ = pop()
            let next = pop()
            guard next.kind == .parenLeft else { throw failure("Expected ( but got \(next.description)", next) }
            let parameters = try self.parameters()
            let body = try expression()
            return try make(.function(parameters, body), begin.range.through(body.range), over: body.height)
        case .import: return try importing { .importCode($0) }
        case .importstr: return try importing { .importText($0) }
        case .importbin: return try importing { .importBytes($0) }
        case .local: return try local()
        default: return nil
        }
    }

    private mutating func assertion() throws(SyntaxError) -> Syntax {
        let begin = pop()
        let condition = try expression()
        var message: Syntax?
        if peek().isOperator(":") {
            _ = pop()
            message = try expression()
        }
        _ = try expect(.semicolon)
        let rest = try expression()
        return try make(
            .assert(condition, message, rest), begin.range.through(rest.range),
            over: max(condition.height, message?.height ?? 0, rest.height))
    }

    private mutating func conditional() throws(SyntaxError) -> Syntax {
        let begin = pop()
        let condition = try expression()
        _ = try expect(.then)
        let yes = try expression()
        guard peek().kind == .else else {
            return try make(
                .conditional(condition, yes, nil), begin.range.through(yes.range),
                over: max(condition.height, yes.height))
        }
        _ = pop()
        let no = try expression()
        return try make(
            .conditional(condition, yes, no), begin.range.through(no.range),
            over: max(condition.height, yes.height, no.height))
    }

    private mutating func importing(_ kind: (Syntax) -> Syntax.Kind) throws(SyntaxError) -> Syntax {
        let begin = pop()
        let body = try expression()
        guard case .string(_, let quoting) = body.kind else {
            throw SyntaxError(message: "Computed imports are not allowed", file: file, range: body.range)
        }
        guard quoting != .block else {
            throw SyntaxError(
                message: "Block string literals not allowed in imports", file: file, range: body.range)
        }
        return try make(kind(body), begin.range.through(body.range), over: 1)
    }

    private mutating func local() throws(SyntaxError) -> Syntax {
        let begin = pop()
        var binds: [Syntax.Bind] = []
        var height = 0
        while true {
            let bind = try self.bind { name in binds.contains { $0.name == name } }
            height = max(height, bind.body.height)
            binds.append(bind)
            let delimiter = pop()
            if delimiter.kind == .semicolon { break }
            guard delimiter.kind == .comma else {
                throw failure("Expected , or ; but got \(delimiter.description)", delimiter)
            }
        }
        let body = try expression()
        return try make(.local(binds, body), begin.range.through(body.range), over: max(height, body.height))
    }

    /// `name = body` or `name(parameters) = body`.
    mutating func bind(isTaken: (String) -> Bool) throws(SyntaxError) -> Syntax.Bind {
        let name = try expect(.identifier)
        guard !isTaken(name.text) else { throw failure("Duplicate local var: \(name.text)", name) }
        var parameters: [Syntax.Parameter]?
        if peek().kind == .parenLeft {
            _ = pop()
            parameters = try self.parameters()
        }
        try expectOperator("=")
        let body = try expression()
        return Syntax.Bind(
            name: name.text, parameters: parameters, body: body, range: name.range.through(body.range))
    }

    /// Parameters after the opening parenthesis, through the closing one.
    mutating func parameters() throws(SyntaxError) -> [Syntax.Parameter] {
        var result: [Syntax.Parameter] = []
        var gotComma = true
        while peek().kind != .parenRight {
            guard gotComma else {
                throw failure("Expected a comma before next function parameter, got \(peek().description)", peek())
            }
            let name = try expect(.identifier, " while parsing parameter")
            var fallback: Syntax?
            if peek().isOperator("=") {
                _ = pop()
                fallback = try expression()
            }
            result.append(Syntax.Parameter(name: name.text, fallback: fallback))
            gotComma = peek().kind == .comma
            if gotComma { _ = pop() }
        }
        _ = pop()
        return result
    }

    /// A terminal with the indexes, calls and extensions that follow it.
    mutating func postfix() throws(SyntaxError) -> Syntax {
        var left = try terminal()
        while true {
            switch peek().kind {
            case .dot:
                _ = pop()
                let name = try expect(.identifier)
                left = try make(.field(left, name.text), left.range.through(name.range), over: left.height)
            case .bracketLeft: left = try indexOrSlice(left)
            case .parenLeft: left = try call(left)
            case .braceLeft:
                let brace = pop()
                let object = try self.object(from: brace)
                left = try make(
                    .extend(left, object), left.range.through(object.range), over: max(left.height, object.height))
            default: return left
            }
        }
    }

    private mutating func call(_ target: Syntax) throws(SyntaxError) -> Syntax {
        _ = pop()
        var call = Syntax.Call(target: target, positional: [], named: [], isTailStrict: false)
        var gotComma = true
        var height = target.height
        while peek().kind != .parenRight {
            let next = peek()
            guard gotComma else {
                throw failure("Expected a comma before next function argument, got \(next.description)", next)
            }
            var name: String?
            if next.kind == .identifier, peek(1).isOperator("=") {
                name = next.text
                _ = pop()
                _ = pop()
            }
            let value = try expression()
            height = max(height, value.height)
            gotComma = peek().kind == .comma
            if gotComma { _ = pop() }
            if let name {
                call.named.append((name, value))
            } else {
                guard call.named.isEmpty else {
                    throw failure("Positional argument after a named argument is not allowed", next)
                }
                call.positional.append(value)
            }
        }
        var end = pop()
        if peek().kind == .tailstrict {
            end = pop()
            call.isTailStrict = true
        }
        return try make(.call(call), target.range.through(end.range), over: height)
    }

    private mutating func indexOrSlice(_ target: Syntax) throws(SyntaxError) -> Syntax {
        _ = pop()
        var parts: [Syntax?] = [nil, nil, nil]
        var colons = 0
        var end = peek()
        var isReady = true
        var height = target.height
        while colons < 3 {
            let next = peek()
            if next.kind == .bracketRight {
                end = pop()
                break
            } else if next.isOperator(":") || next.isOperator("::") {
                end = pop()
                colons += next.text.utf8.count
                isReady = true
            } else if isReady {
                let part = try expression()
                height = max(height, part.height)
                parts[colons] = part
                isReady = false
            } else {
                throw failure("Expected token \(Token.Kind.bracketRight.name) but got \(next.description)", next)
            }
        }
        guard colons <= 2 else { throw failure("Invalid slice: too many colons", end) }
        let range = target.range.through(end.range)
        if colons > 0 { return try make(.slice(target, parts[0], parts[1], parts[2]), range, over: height) }
        guard let index = parts[0] else { throw failure("ast.Index requires an expression", end) }
        return try make(.index(target, index), range, over: height)
    }
}
