extension TemplateParser {
    mutating func pipeline(_ context: String, end: Token.Kind) throws(TemplateError) -> Int32 {
        try descend()
        defer { depth -= 1 }
        let position = peekNonSpace().position
        var declared: [(name: String, isAssignment: Bool)] = []
        try declarations(&declared, context)
        // A declared variable is in scope from here: `$x := $x` refers to itself in Go's parser as well.
        var names: [Program.Declaration] = []
        let isAssignment = declared.last?.isAssignment ?? false
        var fresh: [(String, Int32)] = []
        for (name, _) in declared {
            let slot: Int32
            if isAssignment {
                slot = self.slot(of: name)
            } else {
                slot = scope.frameSize
                scope.frameSize += 1
                fresh.append((name, slot))
            }
            names.append(Program.Declaration(slot: slot, name: intern(name)))
            scope.declared.append(name)
        }
        var commands: [Program.Command] = []
        while true {
            let token = nextNonSpace()
            if token.kind == end { break }
            switch token.kind {
            case .boolean, .characterConstant, .complex, .dot, .field, .identifier, .number, .nilKeyword, .rawString,
                .string, .variable, .leftParenthesis:
                backup(token)
                commands.append(try command())
            default: throw unexpected(token, in: context)
            }
        }
        try check(commands, context)
        for (name, slot) in fresh { scope.slots.append((name, slot)) }
        let pipe = Program.Pipe(
            position: Int32(position), commands: addSpan(commands, to: &program.commands),
            declarations: addSpan(names, to: &program.declarations), isAssignment: isAssignment)
        program.pipes.append(pipe)
        return Int32(program.pipes.count - 1)
    }

    private mutating func declarations(
        _ declared: inout [(name: String, isAssignment: Bool)], _ context: String
    ) throws(TemplateError) {
        while true {
            let variable = peekNonSpace()
            guard variable.kind == .variable else { return }
            _ = next()
            let after = peek()
            let following = peekNonSpaceKeepingSpace()
            switch following.kind {
            case .assign, .declare:
                _ = nextNonSpace()
                declared.append((lexer.text(of: variable), following.kind == .assign))
                return
            case .character where lexer.isWritten(following, ","):
                _ = nextNonSpace()
                declared.append((lexer.text(of: variable), false))
                guard context == "range", declared.count < 2 else {
                    throw failure("too many declarations in \(context)")
                }
                switch peekNonSpace().kind {
                case .variable, .rightDelimiter, .rightParenthesis: continue
                default: throw failure("range can only initialize variables")
                }
            default:
                _ = after
                backup(variable)
                return
            }
        }
    }

    /// Looks behind spaces without dropping them.
    private mutating func peekNonSpaceKeepingSpace() -> Token {
        let first = next()
        guard first.kind == .space else {
            backup(first)
            return first
        }
        let second = peekNonSpace()
        backup(first)
        return second
    }

    private func check(_ commands: [Program.Command], _ context: String) throws(TemplateError) {
        guard !commands.isEmpty else { throw failure("missing value for \(context)") }
        for (offset, command) in commands.enumerated().dropFirst() {
            switch program.operands[Int(command.operands.start)].kind {
            case .boolean, .dot, .nilLiteral, .number, .string:
                throw failure("non executable command in pipeline stage \(offset + 1)")
            default: break
            }
        }
    }

    private mutating func command() throws(TemplateError) -> Program.Command {
        let position = peekNonSpace().position
        var operands: [Program.Operand] = []
        loop: while true {
            _ = peekNonSpace()
            if let operand = try operand() { operands.append(operand) }
            let token = next()
            switch token.kind {
            case .space: continue
            case .rightDelimiter, .rightParenthesis:
                backup(token)
                break loop
            case .pipe: break loop
            default: throw unexpected(token, in: "operand")
            }
        }
        guard !operands.isEmpty else { throw failure("empty command") }
        return Program.Command(position: Int32(position), operands: addSpan(operands, to: &program.operands))
    }

    // MARK: - Operands

    private mutating func operand() throws(TemplateError) -> Program.Operand? {
        guard var operand = try term() else { return nil }
        let first = peek()
        guard first.kind == .field else { return operand }
        var fields: [String] = []
        while peek().kind == .field {
            let field = next()
            fields.append(lexer.tail(of: field))
        }
        switch operand.kind {
        case .field, .variable:
            let names = operand.names.range.map { program.names[$0] } + fields
            operand.names = addSpan(names, to: &program.names)
            operand.position = Int32(first.position)
        case .boolean, .string, .number, .nilLiteral, .dot:
            let index = addSpan([operand], to: &program.operands).start
            throw failure("unexpected . after term \(GoQuoting.quoted(program.text(ofOperand: Int(index))))")
        default:
            let inner = addSpan([operand], to: &program.operands).start
            operand = Program.Operand(
                kind: .chain, position: Int32(first.position), first: inner, names: addSpan(fields, to: &program.names))
        }
        return operand
    }

    private mutating func term() throws(TemplateError) -> Program.Operand? {
        let token = nextNonSpace()
        let position = Int32(token.position)
        switch token.kind {
        case .identifier:
            let name = lexer.text(of: token)
            guard let index = functions.index(of: name) else {
                throw failure("function \(GoQuoting.quoted(name)) not defined")
            }
            return Program.Operand(kind: .function, position: position, first: Int32(index), second: intern(name))
        case .dot: return Program.Operand(kind: .dot, position: position)
        case .nilKeyword: return Program.Operand(kind: .nilLiteral, position: position)
        case .variable: return try variable(token)
        case .field:
            let names = addSpan([lexer.tail(of: token)], to: &program.names)
            return Program.Operand(kind: .field, position: position, names: names)
        case .boolean:
            return Program.Operand(kind: .boolean, position: position, first: lexer.text(of: token) == "true" ? 1 : 0)
        case .characterConstant, .complex, .number: return try number(token)
        case .leftParenthesis:
            let pipe = try pipeline("parenthesized pipeline", end: .rightParenthesis)
            return Program.Operand(kind: .pipe, position: program.pipes[Int(pipe)].position, first: pipe)
        case .string, .rawString:
            let written = lexer.text(of: token)
            guard let text = Unquoting.string(written) else { throw failure("invalid syntax") }
            return Program.Operand(kind: .string, position: position, first: intern(text), second: intern(written))
        default:
            backup(token)
            return nil
        }
    }

    private mutating func number(_ token: Token) throws(TemplateError) -> Program.Operand {
        do {
            program.numbers.append(try NumberLiteral.parse(lexer.text(of: token), kind: token.kind))
        } catch {
            throw failure(error.message)
        }
        return Program.Operand(
            kind: .number, position: Int32(token.position), first: Int32(program.numbers.count - 1))
    }

    private mutating func variable(_ token: Token) throws(TemplateError) -> Program.Operand {
        let name = lexer.text(of: token)
        guard scope.declared.contains(name) else { throw failure("undefined variable \(GoQuoting.quoted(name))") }
        return Program.Operand(
            kind: .variable, position: Int32(token.position), first: slot(of: name), second: intern(name))
    }

    private func slot(of name: String) -> Int32 { scope.slots.last { $0.name == name }?.slot ?? -1 }
}

/// Appends a run of elements to a table and tells where it is.
private func addSpan<Element>(_ elements: [Element], to table: inout [Element]) -> Program.Span {
    let start = table.count
    table += elements
    return Program.Span(start: Int32(start), count: Int32(elements.count))
}
