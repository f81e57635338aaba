/// Parses one file of templates, with Go's messages.
struct TemplateParser {
    /// What a name means while a template is read.
    struct Scope {
        /// All names Go's parser takes for declared, which is looser than what is there at run time.
        var declared: [String] = ["$"]
        /// Names and their place in the frame.
        var slots: [(name: String, slot: Int32)] = [("$", 0)]
        var frameSize: Int32 = 1
        var rangeDepth = 0
    }

    /// How a list of statements ended.
    enum Terminator {
        case end
        case elseBranch
    }

    let name: String
    let functions: FunctionTable
    let source: [UInt8]
    var lexer: Lexer
    var program = Program()
    var definitions: [ParsedFile.Definition] = []
    var scope = Scope()
    var actionLine = 0
    var depth = 0
    /// Whether reading ended because of ``maximumDepth``.
    private(set) var isTooDeep = false
    let maximumDepth: Int
    private var buffer: [Token] = []
    private(set) var lastLine = 1

    static func parse(
        _ source: [UInt8], name: String, functions: FunctionTable, delimiters: (left: String, right: String),
        maximumDepth: Int
    ) throws(TemplateError) -> ParsedFile {
        var parser = TemplateParser(
            name: name, functions: functions, source: source, lexer: Lexer(source, delimiters: delimiters),
            maximumDepth: min(maximumDepth, shallowDepth))
        do throws(TemplateError) {
            return try parser.parsed()
        } catch {
            guard parser.isTooDeep, maximumDepth > shallowDepth else { throw error }
        }
        // Few texts nest so deeply; those are read once more, where there is stack enough for it.
        let deep = TemplateParser(
            name: name, functions: functions, source: source, lexer: Lexer(source, delimiters: delimiters),
            maximumDepth: maximumDepth)
        var stack = StackSpace()
        let outcome = stack.onFreshStack { () -> Result<ParsedFile, TemplateError> in
            var parser = deep
            do throws(TemplateError) { return .success(try parser.parsed()) } catch { return .failure(error) }
        }
        guard let outcome else { throw parser.failure("max expression depth exceeded") }
        return try outcome.get()
    }

    /// Nesting that fits on any thread's stack.
    private static let shallowDepth = 24

    private mutating func parsed() throws(TemplateError) -> ParsedFile {
        try file()
        return ParsedFile(name: name, source: source, program: program, definitions: definitions)
    }

    /// Goes one level deeper; whoever calls it goes back up by lowering ``depth``.
    mutating func descend() throws(TemplateError) {
        depth += 1
        guard depth > maximumDepth else { return }
        depth -= 1
        isTooDeep = true
        throw failure("max expression depth exceeded")
    }

    private init(name: String, functions: FunctionTable, source: [UInt8], lexer: Lexer, maximumDepth: Int) {
        self.source = source
        self.name = name
        self.functions = functions
        self.lexer = lexer
        self.maximumDepth = maximumDepth
    }

    // MARK: - Tokens

    mutating func next() -> Token {
        if let token = buffer.popLast() { return token }
        let token = lexer.next()
        lastLine = token.line
        return token
    }

    mutating func backup(_ token: Token) { buffer.append(token) }

    mutating func peek() -> Token {
        let token = next()
        backup(token)
        return token
    }

    mutating func nextNonSpace() -> Token {
        var token = next()
        while token.kind == .space { token = next() }
        return token
    }

    mutating func peekNonSpace() -> Token {
        let token = nextNonSpace()
        backup(token)
        return token
    }

    func failure(_ message: String) -> TemplateError {
        TemplateError(.syntax, message, template: name, line: lastLine)
    }

    func unexpected(_ token: Token, in context: String) -> TemplateError {
        guard token.kind == .error else { return failure("unexpected \(lexer.description(of: token)) in \(context)") }
        var extra = ""
        if actionLine != 0, actionLine != token.line {
            extra = " in action started at \(name):\(actionLine)"
            if lexer.text(of: token).hasSuffix(" action") { extra = String(extra.dropFirst(" in action".count)) }
        }
        return failure(lexer.text(of: token) + extra)
    }

    mutating func expect(_ kind: Token.Kind, in context: String) throws(TemplateError) {
        let token = nextNonSpace()
        guard token.kind == kind else { throw unexpected(token, in: context) }
    }

    // MARK: - Files, definitions, lists

    private mutating func file() throws(TemplateError) {
        var nodes: [Int32] = []
        while peek().kind != .end {
            let token = peek()
            if token.kind == .leftDelimiter {
                let delimiter = next()
                let keyword = nextNonSpace()
                if keyword.kind == .define {
                    try definition()
                    continue
                }
                backup(keyword)
                backup(delimiter)
            }
            switch try statement() {
            case .node(let node): nodes.append(node)
            case .terminator(let terminator):
                throw failure("unexpected \(terminator == .end ? "{{end}}" : "{{else}}")")
            }
        }
        try add(name, list: addList(nodes))
    }

    private mutating func definition() throws(TemplateError) {
        let token = nextNonSpace()
        guard token.kind == .string || token.kind == .rawString else {
            throw unexpected(token, in: "define clause")
        }
        guard let definedName = Unquoting.string(lexer.text(of: token)) else { throw failure("invalid syntax") }
        try expect(.rightDelimiter, in: "define clause")
        try body(named: definedName, context: "define clause")
    }

    /// The body of a definition, with a scope of its own.
    mutating func body(named definedName: String, context: String) throws(TemplateError) {
        let outer = scope
        let outerLine = actionLine
        scope = Scope()
        actionLine = 0
        // Also where it fails: whoever is unwound next takes back what it declared.
        defer {
            scope = outer
            actionLine = outerLine
        }
        let line = lastLine
        let (list, terminator) = try statements()
        guard terminator == .end else {
            var failure = failure("unexpected {{else}} in \(context)")
            // Go parses a block with a parser of its own, and the outer one tells where it had come to.
            if context.hasPrefix("block") { failure.line = line }
            throw failure
        }
        try add(definedName, list: list)
    }

    private mutating func add(_ definedName: String, list: Int32) throws(TemplateError) {
        let definition = ParsedFile.Definition(
            name: definedName, list: list, frameSize: Int(scope.frameSize), isEmpty: isBlank(list))
        guard let existing = definitions.firstIndex(where: { $0.name == definedName }) else {
            definitions.append(definition)
            return
        }
        if definitions[existing].isEmpty {
            definitions[existing] = definition
        } else if !definition.isEmpty {
            throw failure("template: multiple definition of template \(GoQuoting.quoted(definedName))")
        }
    }

    private func isBlank(_ list: Int32) -> Bool {
        program.lists[Int(list)].range.allSatisfy { child in
            let node = program.nodes[Int(program.children[child])]
            guard node.kind == .text else { return false }
            let text = program.text[Int(node.first)..<Int(node.first + node.second)]
            return text.allSatisfy { $0 == 32 || (9...13).contains($0) }
        }
    }

    mutating func addList(_ nodes: [Int32]) -> Int32 {
        let span = Program.Span(start: Int32(program.children.count), count: Int32(nodes.count))
        program.children += nodes
        program.lists.append(span)
        return Int32(program.lists.count - 1)
    }

    mutating func statements() throws(TemplateError) -> (list: Int32, terminator: Terminator) {
        try descend()
        defer { depth -= 1 }
        var nodes: [Int32] = []
        while peekNonSpace().kind != .end {
            switch try statement() {
            case .node(let node): nodes.append(node)
            case .terminator(let terminator): return (addList(nodes), terminator)
            }
        }
        throw failure("unexpected EOF")
    }

    // MARK: - Interning

    mutating func intern(_ string: String) -> Int32 {
        program.strings.append(string)
        return Int32(program.strings.count - 1)
    }
}
