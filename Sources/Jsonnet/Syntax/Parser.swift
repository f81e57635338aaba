/// Reads the grammar of Jsonnet by recursive descent with precedence climbing.
struct Parser {
    /// Deepest nesting of a program that is accepted; beyond it a static error tells so.
    static let maximumHeight = 2_000

    let file: SourceFile
    let tree: SyntaxTree
    private let tokens: [Token]
    private var current = 0
    private var depth = 0

    /// Parses a file.
    ///
    /// - Returns: the topmost node; `tree` owns all of them.
    static func parse(_ file: SourceFile, into tree: SyntaxTree) throws(SyntaxError) -> Syntax {
        var parser = Parser(file: file, tree: tree, tokens: try Lexer.tokens(of: file))
        let expression = try parser.expression()
        let next = parser.peek()
        guard next.kind == .end else { throw parser.failure("Did not expect: \(next.description)", next) }
        return expression
    }

    private init(file: SourceFile, tree: SyntaxTree, tokens: [Token]) {
        self.file = file
        self.tree = tree
        self.tokens = tokens
    }

    func peek(_ ahead: Int = 0) -> Token { tokens[min(current + ahead, tokens.count - 1)] }

    mutating func pop() -> Token {
        let token = peek()
        if current < tokens.count - 1 { current += 1 }
        return token
    }

    func failure(_ message: String, _ token: Token) -> SyntaxError {
        SyntaxError(message: message, file: file, range: token.range)
    }

    mutating func expect(_ kind: Token.Kind, _ suffix: String = "") throws(SyntaxError) -> Token {
        let token = pop()
        guard token.kind == kind else {
            throw failure("Expected token \(kind.name) but got \(token.description)\(suffix)", token)
        }
        return token
    }

    mutating func expectOperator(_ symbol: String) throws(SyntaxError) {
        let token = pop()
        guard token.isOperator(symbol) else {
            throw failure("Expected operator \(symbol) but got \(token.description)", token)
        }
    }

    /// Makes a node and hands its ownership to the tree.
    mutating func make(_ kind: Syntax.Kind, _ range: SourceRange, over children: Int) throws(SyntaxError) -> Syntax {
        let node = Syntax(kind, range, height: children + 1)
        tree.nodes.append(node)
        guard node.height <= Parser.maximumHeight else {
            throw SyntaxError(message: "Program is nested too deeply", file: file, range: range)
        }
        return node
    }

    /// An expression of any precedence.
    mutating func expression() throws(SyntaxError) -> Syntax {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Parser.maximumHeight else { throw failure("Program is nested too deeply", peek()) }
        return try binary(within: 16)
    }

    /// An expression whose operators bind at least as tightly as given.
    mutating func binary(within limit: Int) throws(SyntaxError) -> Syntax {
        if let keyword = try keywordExpression() { return keyword }
        var left = try unary()
        while let symbol = try nextBinary() {
            let rank = symbol.precedence
            guard rank <= limit else { break }
            _ = pop()
            if symbol == .member, peek().kind == .super {
                let token = pop()
                left = try make(.memberOfSuper(left), left.range.through(token.range), over: left.height)
                continue
            }
            depth += 1
            let right = try binary(within: rank - 1)
            depth -= 1
            left = try make(
                .binary(symbol, left, right), left.range.through(right.range), over: max(left.height, right.height))
        }
        return left
    }

    /// The binary operator ahead, nil where the expression ends.
    private func nextBinary() throws(SyntaxError) -> BinaryOperator? {
        let token = peek()
        if token.kind == .in { return .member }
        guard token.kind == .operator else { return nil }
        if token.text == ":" || token.text == "::" { return nil }
        guard let symbol = BinaryOperator(rawValue: token.text) else {
            throw failure("Not a binary operator: \(token.text)", token)
        }
        return symbol
    }

    private mutating func unary() throws(SyntaxError) -> Syntax {
        let begin = peek()
        guard begin.kind == .operator else { return try postfix() }
        guard let symbol = UnaryOperator(rawValue: begin.text) else {
            throw failure("Not a unary operator: \(begin.text)", begin)
        }
        _ = pop()
        depth += 1
        defer { depth -= 1 }
        guard depth <= Parser.maximumHeight else { throw failure("Program is nested too deeply", begin) }
        let keyword = try keywordExpression()
        let operand: Syntax
        if let keyword { operand = keyword } else { operand = try unary() }
        return try make(.unary(symbol, operand), begin.range.through(operand.range), over: operand.height)
    }
}
