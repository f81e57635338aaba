extension Parser {
    /// An object or object comprehension after its opening brace.
    mutating func object(from open: Token) throws(SyntaxError) -> Syntax {
        var members: [Syntax.Member] = []
        var fixedNames = Set<String>()
        var localNames = Set<String>()
        var height = 0
        var gotComma = true
        while true {
            let next = peek()
            if next.kind == .braceRight {
                _ = pop()
                return try make(.object(members), open.range.through(next.range), over: height)
            }
            if next.kind == .for { return try objectComprehension(members, open: open, height: height) }
            guard gotComma else { throw failure("Expected a comma before next field", next) }
            switch next.kind {
            case .bracketLeft, .identifier, .doubleQuoted, .singleQuoted, .block, .verbatimDouble, .verbatimSingle:
                let field = try self.field(&fixedNames)
                height = max(height, field.body.height)
                if case .computed(let name) = field.name { height = max(height, name.height) }
                members.append(.field(field))
            case .local:
                _ = pop()
                let bind = try self.bind { localNames.contains($0) }
                localNames.insert(bind.name)
                height = max(height, bind.body.height)
                members.append(.local(bind))
            case .assert:
                let (member, below) = try objectAssertion()
                height = max(height, below)
                members.append(member)
            default:
                throw failure("Unexpected: \(next.description) while parsing field definition", next)
            }
            gotComma = peek().kind == .comma
            if gotComma { _ = pop() }
        }
    }

    private mutating func objectAssertion() throws(SyntaxError) -> (Syntax.Member, height: Int) {
        let begin = pop()
        let condition = try expression()
        guard peek().isOperator(":") else {
            return (.assert(condition, nil, begin.range.through(condition.range)), condition.height)
        }
        _ = pop()
        let message = try expression()
        return (
            .assert(condition, message, begin.range.through(message.range)), max(condition.height, message.height)
        )
    }

    private mutating func field(_ fixedNames: inout Set<String>) throws(SyntaxError) -> Syntax.Field {
        let begin = pop()
        let name: Syntax.FieldName
        if begin.kind == .bracketLeft {
            let expression = try self.expression()
            _ = try expect(.bracketRight)
            name = .computed(expression)
        } else {
            name = .fixed(begin.text, begin.kind)
        }
        var parameters: [Syntax.Parameter]?
        if peek().kind == .parenLeft {
            _ = pop()
            parameters = try self.parameters()
        }
        let (extends, visibility) = try fieldOperator()
        if extends, parameters != nil {
            throw failure("Cannot use +: syntax sugar in a method: \(begin.text)", begin)
        }
        if case .fixed(let text, _) = name, !fixedNames.insert(text).inserted {
            throw failure("Duplicate field: \(text)", begin)
        }
        let body = try expression()
        return Syntax.Field(
            name: name, visibility: visibility, extends: extends, parameters: parameters, body: body,
            range: begin.range.through(body.range))
    }

    private mutating func fieldOperator() throws(SyntaxError) -> (extends: Bool, visibility: Syntax.Visibility) {
        let token = try expect(.operator)
        switch token.text {
        case ":": return (false, .inherited)
        case "::": return (false, .hidden)
        case ":::": return (false, .forced)
        case "+:": return (true, .inherited)
        case "+::": return (true, .hidden)
        case "+:::": return (true, .forced)
        default: throw failure("Expected one of :, ::, :::, +:, +::, +:::, got: \(token.text)", token)
        }
    }

    private mutating func objectComprehension(
        _ members: [Syntax.Member], open: Token, height: Int
    ) throws(SyntaxError) -> Syntax {
        let token = peek()
        var locals: [Syntax.Bind] = []
        var fields: [Syntax.Field] = []
        var hasAsserts = false
        for member in members {
            switch member {
            case .local(let bind): locals.append(bind)
            case .field(let field): fields.append(field)
            case .assert: hasAsserts = true
            }
        }
        if hasAsserts { throw failure("Object comprehension cannot have asserts", token) }
        guard let field = fields.first, fields.count == 1 else {
            throw failure("Object comprehension can only have one field", token)
        }
        guard field.visibility == .inherited else {
            throw failure("Object comprehensions cannot have hidden fields", token)
        }
        guard case .computed = field.name else {
            throw failure("Object comprehensions can only have [e] fields", token)
        }
        let (clauses, close, below) = try comprehension(until: .braceRight)
        let comprehension = Syntax.Comprehension(locals: locals, field: field, clauses: clauses)
        return try make(
            .objectComprehension(comprehension), open.range.through(close.range), over: max(height, below))
    }
}
