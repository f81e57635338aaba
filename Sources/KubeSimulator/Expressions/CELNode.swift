/// One part of a parsed expression of the Common Expression Language.
struct CELNode: Sendable {
    /// What the part is.
    indirect enum Kind: Sendable {
        case literal(CELValue)
        case name(String)
        case select(CELNode, String, isTest: Bool, isOptional: Bool)
        case index(CELNode, CELNode, isOptional: Bool)
        case call(String, target: CELNode?, [CELNode])
        case list([CELNode])
        case map([(key: CELNode, value: CELNode)])
        case and([CELNode])
        case or([CELNode])
        case conditional(CELNode, CELNode, CELNode)
        case comprehension(CELComprehension)
        case bind(name: String, value: CELNode, body: CELNode)
    }

    let kind: Kind
    /// Where the part stands: Unicode scalars from the beginning.
    let offset: Int
    /// How many levels lie below; bounded, so that walking an expression needs bounded stack.
    let height: Int

    init(_ kind: Kind, _ offset: Int) {
        self.kind = kind
        self.offset = offset
        height = 1 + (kind.children.map(\.height).max() ?? 0)
    }
}

/// A macro that goes over a list or a map.
struct CELComprehension: Sendable {
    enum Macro: String, Sendable {
        case all, exists, filter, map, transformList, transformMap
        case existsOne = "exists_one"
    }

    let macro: Macro
    let range: CELNode
    /// One name for the element, or two for index or key and element.
    let names: [String]
    let condition: CELNode?
    let result: CELNode?
}

extension CELNode.Kind {
    fileprivate var children: [CELNode] {
        switch self {
        case .literal, .name: []
        case .select(let operand, _, _, _): [operand]
        case .index(let operand, let index, _): [operand, index]
        case .call(_, let target, let arguments): (target.map { [$0] } ?? []) + arguments
        case .list(let elements), .and(let elements), .or(let elements): elements
        case .map(let entries): entries.flatMap { [$0.key, $0.value] }
        case .conditional(let test, let yes, let no): [test, yes, no]
        case .comprehension(let part):
            [part.range] + (part.condition.map { [$0] } ?? []) + (part.result.map { [$0] } ?? [])
        case .bind(_, let value, let body): [value, body]
        }
    }

    /// Whether a name is used in a part.
    func mentions(_ name: String) -> Bool {
        if case .name(name) = self { return true }
        return children.contains { $0.kind.mentions(name) }
    }
}

/// What is wrong with the text of an expression.
struct CELIssue: Error, Sendable, Equatable {
    let offset: Int
    let message: String

    /// The issue as the server shows it: with the line and a mark under the place.
    func text(in source: String) -> String {
        var line = 1
        var column = 0
        var current = String.UnicodeScalarView()
        var shown = String.UnicodeScalarView()
        for (index, scalar) in source.unicodeScalars.enumerated() {
            if index == offset { column = current.count }
            if scalar == "\n" {
                if index >= offset { break }
                line += 1
                current = String.UnicodeScalarView()
                continue
            }
            current.append(scalar)
        }
        shown = current
        if offset >= source.unicodeScalars.count { column = current.count }
        let dots = String(repeating: ".", count: column)
        return "ERROR: <input>:\(line):\(column + 1): \(message)\n | \(String(shown))\n | \(dots)^"
    }
}

/// What went wrong while an expression was evaluated.
struct CELError: Error, Sendable, Equatable {
    let message: String
    init(_ message: String) { self.message = message }

    static let noOverload = CELError("no such overload")
    static let costExceeded = CELError("operation cancelled: actual cost limit exceeded")
}
