extension TemplateParser {
    enum Statement {
        case node(Int32)
        case terminator(Terminator)
    }

    mutating func statement() throws(TemplateError) -> Statement {
        let token = nextNonSpace()
        switch token.kind {
        case .text:
            let start = program.text.count
            program.text += source[token.range]
            return .node(
                add(
                    Program.Node(
                        kind: .text, position: Int32(token.position), first: Int32(start),
                        second: Int32(token.range.count))))
        case .leftDelimiter:
            actionLine = token.line
            defer { actionLine = 0 }
            return try action()
        default: throw unexpected(token, in: "input")
        }
    }

    private mutating func add(_ node: Program.Node) -> Int32 {
        program.nodes.append(node)
        return Int32(program.nodes.count - 1)
    }

    private mutating func action() throws(TemplateError) -> Statement {
        let token = nextNonSpace()
        switch token.kind {
        case .block: return .node(try block())
        case .breakKeyword, .continueKeyword: return .node(try jump(token))
        case .elseKeyword: return try elseControl()
        case .endKeyword:
            try expect(.rightDelimiter, in: "end")
            return .terminator(.end)
        case .ifKeyword: return .node(try control(.ifNode, "if", token))
        case .with: return .node(try control(.with, "with", token))
        case .range: return .node(try control(.range, "range", token))
        case .template: return .node(try template())
        default:
            backup(token)
            let position = peek().position
            let pipe = try pipeline("command", end: .rightDelimiter)
            return .node(add(Program.Node(kind: .action, position: Int32(position), first: pipe)))
        }
    }

    private mutating func jump(_ token: Token) throws(TemplateError) -> Int32 {
        let word = token.kind == .breakKeyword ? "{{break}}" : "{{continue}}"
        try expect(.rightDelimiter, in: word)
        guard scope.rangeDepth > 0 else { throw failure("\(word) outside {{range}}") }
        return add(
            Program.Node(
                kind: token.kind == .breakKeyword ? .breakNode : .continueNode, position: Int32(token.position)))
    }

    private mutating func elseControl() throws(TemplateError) -> Statement {
        let token = peekNonSpace()
        if token.kind != .ifKeyword, token.kind != .with { try expect(.rightDelimiter, in: "else") }
        return .terminator(.elseBranch)
    }

    /// `if`, `with` or `range` with its branches.
    private mutating func control(
        _ kind: Program.NodeKind, _ context: String, _ token: Token
    ) throws(TemplateError) -> Int32 {
        try descend()
        defer { depth -= 1 }
        let declaredCount = scope.declared.count
        let slotCount = scope.slots.count
        defer {
            scope.declared.removeLast(scope.declared.count - declaredCount)
            scope.slots.removeLast(scope.slots.count - slotCount)
        }
        let position = peekNonSpace().position
        let pipe = try pipeline(context, end: .rightDelimiter)
        let slotsOfPipe = scope.slots.count
        if kind == .range { scope.rangeDepth += 1 }
        let (list, terminator) = try statements()
        if kind == .range { scope.rangeDepth -= 1 }
        var otherwise: Int32 = -1
        if terminator == .elseBranch {
            // What the first branch declared is gone at run time, though Go's parser still knows the names.
            scope.slots.removeLast(scope.slots.count - slotsOfPipe)
            otherwise = try elseBranch(of: kind, context)
        }
        return add(
            Program.Node(kind: kind, position: Int32(position), first: pipe, second: list, third: otherwise))
    }

    private mutating func elseBranch(
        of kind: Program.NodeKind, _ context: String
    ) throws(TemplateError) -> Int32 {
        let token = peek()
        if (kind == .ifNode && token.kind == .ifKeyword) || (kind == .with && token.kind == .with) {
            _ = next()
            return addList([try control(kind, context, token)])
        }
        let (list, terminator) = try statements()
        guard terminator == .end else { throw failure("expected end; found {{else}}") }
        return list
    }

    private mutating func templateName(_ token: Token, _ context: String) throws(TemplateError) -> String {
        guard token.kind == .string || token.kind == .rawString else { throw unexpected(token, in: context) }
        guard let name = Unquoting.string(lexer.text(of: token)) else { throw failure("invalid syntax") }
        return name
    }

    private mutating func template() throws(TemplateError) -> Int32 {
        let token = nextNonSpace()
        let name = try templateName(token, "template clause")
        var pipe: Int32 = -1
        let after = nextNonSpace()
        if after.kind != .rightDelimiter {
            backup(after)
            pipe = try pipeline("template clause", end: .rightDelimiter)
        }
        return add(
            Program.Node(kind: .template, position: Int32(token.position), first: intern(name), second: pipe))
    }

    private mutating func block() throws(TemplateError) -> Int32 {
        let token = nextNonSpace()
        let name = try templateName(token, "block clause")
        let pipe = try pipeline("block clause", end: .rightDelimiter)
        try body(named: name, context: "block clause")
        return add(
            Program.Node(kind: .template, position: Int32(token.position), first: intern(name), second: pipe))
    }
}
