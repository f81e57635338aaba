/// One node of the tree that the parser makes of a file.
///
/// The nodes of a file are kept in a list in the order they were made, children before parents, and released from its
/// end (see ``SyntaxTree``), so that a deep tree does not recurse when it is freed.
final class Syntax {
    /// What a node says.
    enum Kind {
        case null
        case bool(Bool)
        case number(String)
        case string(String, Token.Kind)
        case `self`
        case dollar
        case variable(String)
        case superField(SuperKey)
        case memberOfSuper(Syntax)
        case array([Syntax])
        case arrayComprehension(Syntax, [Clause])
        case object([Member])
        case objectComprehension(Comprehension)
        case parens(Syntax)
        case binary(BinaryOperator, Syntax, Syntax)
        case unary(UnaryOperator, Syntax)
        case index(Syntax, Syntax)
        case field(Syntax, String)
        case slice(Syntax, Syntax?, Syntax?, Syntax?)
        case call(Call)
        case extend(Syntax, Syntax)
        case function([Parameter], Syntax)
        case local([Bind], Syntax)
        case conditional(Syntax, Syntax, Syntax?)
        case assert(Syntax, Syntax?, Syntax)
        case error(Syntax)
        case importCode(Syntax)
        case importText(Syntax)
        case importBytes(Syntax)
    }

    /// What follows `super`.
    enum SuperKey {
        case name(String)
        case computed(Syntax)
    }

    /// `for x in e` or `if e` of a comprehension.
    enum Clause {
        case each(String, Syntax)
        case when(Syntax)
    }

    /// A function's parameter.
    struct Parameter {
        var name: String
        var fallback: Syntax?
    }

    /// One binding of a `local`.
    struct Bind {
        var name: String
        var parameters: [Parameter]?
        var body: Syntax
        var range: SourceRange
    }

    /// A call with its arguments.
    struct Call {
        var target: Syntax
        var positional: [Syntax]
        var named: [(name: String, value: Syntax)]
        var isTailStrict: Bool
    }

    /// The name of a field.
    enum FieldName {
        case fixed(String, Token.Kind)
        case computed(Syntax)
    }

    /// Whether a field is shown.
    enum Visibility: UInt8 {
        case inherited, hidden, forced
    }

    /// A field of an object.
    struct Field {
        var name: FieldName
        var visibility: Visibility
        var extends: Bool
        var parameters: [Parameter]?
        var body: Syntax
        var range: SourceRange
    }

    /// What stands between the braces of an object.
    enum Member {
        case field(Field)
        case local(Bind)
        case assert(Syntax, Syntax?, SourceRange)
    }

    /// `{ [k]: v for … }`.
    struct Comprehension {
        var locals: [Bind]
        var field: Field
        var clauses: [Clause]
    }

    let kind: Kind
    let range: SourceRange
    /// The longest way down to a leaf.
    let height: Int

    init(_ kind: Kind, _ range: SourceRange, height: Int) {
        self.kind = kind
        self.range = range
        self.height = height
    }
}

/// Operators between two operands.
enum BinaryOperator: String {
    case multiply = "*"
    case divide = "/"
    case remainder = "%"
    case add = "+"
    case subtract = "-"
    case shiftLeft = "<<"
    case shiftRight = ">>"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case member = "in"
    case equal = "=="
    case unequal = "!="
    case bitAnd = "&"
    case bitXor = "^"
    case bitOr = "|"
    case and = "&&"
    case or = "||"

    /// How tightly it binds: the smaller, the tighter.
    var precedence: Int {
        switch self {
        case .multiply, .divide, .remainder: 5
        case .add, .subtract: 6
        case .shiftLeft, .shiftRight: 7
        case .less, .lessOrEqual, .greater, .greaterOrEqual, .member: 8
        case .equal, .unequal: 9
        case .bitAnd: 10
        case .bitXor: 11
        case .bitOr: 12
        case .and: 13
        case .or: 14
        }
    }
}

/// Operators before one operand.
enum UnaryOperator: String {
    case not = "!"
    case bitNot = "~"
    case plus = "+"
    case minus = "-"
}

/// The syntax of a whole file; owns its nodes.
final class SyntaxTree {
    var nodes: [Syntax] = []

    deinit {
        // Parents come after their children, so no release reaches further than one level.
        while nodes.popLast() != nil {}
    }
}
