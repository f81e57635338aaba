/// A parsed file of templates in flat tables: nodes refer to each other by index, so that walking them costs neither
/// allocation nor reference counting, and threads share one without locks.
struct Program: Sendable {
    enum NodeKind: UInt8, Sendable {
        case text
        case action
        case ifNode
        case with
        case range
        case template
        case breakNode
        case continueNode
    }

    /// A statement. What `first`, `second` and `third` are depends on the kind.
    struct Node: Sendable {
        var kind: NodeKind
        var position: Int32
        /// text: start; action, if, with, range: pipe; template: index of the name.
        var first: Int32 = -1
        /// text: length; if, with, range: list; template: pipe or -1.
        var second: Int32 = -1
        /// if, with, range: list of the else branch or -1.
        var third: Int32 = -1
    }

    struct Span: Sendable {
        var start: Int32
        var count: Int32

        var range: Range<Int> { Int(start)..<Int(start + count) }
    }

    struct Pipe: Sendable {
        var position: Int32
        var commands: Span
        var declarations: Span
        var isAssignment: Bool
    }

    /// A variable that a pipeline sets: its place in the frame (-1: none at that point) and its name.
    struct Declaration: Sendable {
        var slot: Int32
        var name: Int32
    }

    struct Command: Sendable {
        var position: Int32
        var operands: Span
    }

    enum OperandKind: UInt8, Sendable {
        case dot
        case nilLiteral
        case boolean
        case number
        case string
        case field
        case variable
        case chain
        case function
        case pipe
    }

    /// An operand. What `first` is depends on the kind; `names` are the fields behind it.
    struct Operand: Sendable {
        var kind: OperandKind
        var position: Int32
        /// boolean: 0 or 1; number, string: index; variable: slot or -1; chain: operand; function: index; pipe: index.
        var first: Int32 = -1
        /// string: index of the literal as written; variable, function: index of the name.
        var second: Int32 = -1
        var names = Span(start: 0, count: 0)
    }

    var nodes: [Node] = []
    var lists: [Span] = []
    var children: [Int32] = []
    var pipes: [Pipe] = []
    var declarations: [Declaration] = []
    var commands: [Command] = []
    var operands: [Operand] = []
    var strings: [String] = []
    var names: [String] = []
    var numbers: [NumberLiteral] = []
    var text: [UInt8] = []
}

/// One parsed file: its program, its text for telling places, and the templates it defines.
final class ParsedFile: Sendable {
    /// A template's body and the number of its variables.
    struct Definition: Sendable {
        var name: String
        var list: Int32
        var frameSize: Int
        /// Nothing but white space: does not replace a template of the same name.
        var isEmpty: Bool
    }

    let name: String
    let source: [UInt8]
    let program: Program
    let definitions: [Definition]

    init(name: String, source: [UInt8], program: Program, definitions: [Definition]) {
        self.name = name
        self.source = source
        self.program = program
        self.definitions = definitions
    }

    /// Line from 1 and column in bytes from 0, as Go counts them.
    func place(of position: Int) -> (line: Int, column: Int) {
        let before = source.prefix(position)
        let line = before.reduce(1) { $1 == 10 ? $0 + 1 : $0 }
        let start = before.lastIndex(of: 10).map { $0 + 1 } ?? 0
        return (line, position - start)
    }
}
