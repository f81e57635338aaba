/// One step of a compiled expression.
struct RegexInstruction: Sendable {
    enum Operation: UInt8, Sendable {
        case fail
        case match
        case jump
        case split
        case save
        case assert
        case literal
        case foldedLiteral
        case set
        case anyScalar
        case anyButNewline
    }

    var operation: Operation
    /// Where to go on.
    var next: Int32
    /// The second choice of a split, the slot, the assertion, the scalar, or the index of the set.
    var argument: UInt32
}

/// A compiled expression.
struct RegexProgram: Sendable {
    var instructions: [RegexInstruction] = []
    var sets: [ScalarSet] = []
    var start: Int32 = 0
    var slotCount = 2
    /// Which bytes a match can begin with; nil where an empty match is possible.
    var firstBytes: [Bool]?
    /// Whether a match can only begin at the start of the text.
    var isAnchored = false
}

/// Turns a syntax tree into a program, by Thompson's construction with RE2's priorities.
struct RegexCompiler {
    private struct Fragment {
        var start: Int32
        var holes: [Hole]
        var isNullable: Bool
    }

    private struct Hole {
        var instruction: Int32
        var isArgument: Bool
    }

    private var program = RegexProgram()
    private let maximumSize = 60000
    private let pattern: String

    private init(pattern: String) { self.pattern = pattern }

    static func compile(_ node: RegexNode, groups: Int, pattern: String) throws(RegexError) -> RegexProgram {
        var compiler = RegexCompiler(pattern: pattern)
        compiler.program.slotCount = groups * 2
        let body = try compiler.capture(node, index: 0)
        let match = try compiler.add(.match)
        compiler.patch(body.holes, to: match)
        compiler.program.start = body.start
        compiler.program.analyse()
        return compiler.program
    }

    private mutating func add(
        _ operation: RegexInstruction.Operation, next: Int32 = -1, argument: UInt32 = 0
    ) throws(RegexError) -> Int32 {
        guard program.instructions.count < maximumSize else { throw RegexError(.tooLarge, pattern) }
        program.instructions.append(RegexInstruction(operation: operation, next: next, argument: argument))
        return Int32(program.instructions.count - 1)
    }

    private mutating func patch(_ holes: [Hole], to target: Int32) {
        for hole in holes {
            if hole.isArgument {
                program.instructions[Int(hole.instruction)].argument = UInt32(target)
            } else {
                program.instructions[Int(hole.instruction)].next = target
            }
        }
    }

    private mutating func single(
        _ operation: RegexInstruction.Operation, _ argument: UInt32 = 0, nullable: Bool = false
    ) throws(RegexError) -> Fragment {
        let index = try add(operation, argument: argument)
        return Fragment(start: index, holes: [Hole(instruction: index, isArgument: false)], isNullable: nullable)
    }

    private mutating func compile(_ node: RegexNode) throws(RegexError) -> Fragment {
        switch node {
        case .empty: return try single(.jump, nullable: true)
        case .literal(let value, let folds): return try single(folds ? .foldedLiteral : .literal, value)
        case .set(let set):
            program.sets.append(set)
            return try single(.set, UInt32(program.sets.count - 1))
        case .anyScalar: return try single(.anyScalar)
        case .anyButNewline: return try single(.anyButNewline)
        case .assertion(let assertion): return try single(.assert, UInt32(assertion.rawValue), nullable: true)
        case .group(let inner, let index): return try capture(inner, index: index)
        case .concatenation(let parts): return try concatenation(parts)
        case .alternation(let branches): return try alternation(branches)
        case .repetition(let inner, let minimum, let maximum, let greedy):
            return try repetition(of: inner, minimum: minimum, maximum: maximum, greedy: greedy)
        }
    }

    private mutating func capture(_ node: RegexNode, index: Int) throws(RegexError) -> Fragment {
        let open = try add(.save, argument: UInt32(index * 2))
        let body = try compile(node)
        program.instructions[Int(open)].next = body.start
        let close = try single(.save, UInt32(index * 2 + 1))
        patch(body.holes, to: close.start)
        return Fragment(start: open, holes: close.holes, isNullable: body.isNullable)
    }

    private mutating func concatenation(_ parts: [RegexNode]) throws(RegexError) -> Fragment {
        var whole = try compile(parts[0])
        for part in parts.dropFirst() {
            let next = try compile(part)
            patch(whole.holes, to: next.start)
            whole = Fragment(
                start: whole.start, holes: next.holes, isNullable: whole.isNullable && next.isNullable)
        }
        return whole
    }

    private mutating func alternation(_ branches: [RegexNode]) throws(RegexError) -> Fragment {
        var holes: [Hole] = []
        var isNullable = false
        var first: Int32 = -1
        var previous: Int32 = -1
        for (offset, branch) in branches.enumerated() {
            let isLast = offset == branches.count - 1
            let split = isLast ? -1 : try add(.split)
            let body = try compile(branch)
            if !isLast { program.instructions[Int(split)].next = body.start }
            let entry = isLast ? body.start : split
            if previous >= 0 {
                program.instructions[Int(previous)].argument = UInt32(entry)
            } else {
                first = entry
            }
            previous = split
            holes.append(contentsOf: body.holes)
            isNullable = isNullable || body.isNullable
        }
        return Fragment(start: first, holes: holes, isNullable: isNullable)
    }

    // MARK: - Repetition

    private mutating func repetition(
        of node: RegexNode, minimum: Int, maximum: Int?, greedy: Bool
    ) throws(RegexError) -> Fragment {
        guard let maximum else {
            if minimum == 0 { return try star(node, greedy: greedy) }
            return try sequence(minimum - 1, of: node) { (compiler) throws(RegexError) in
                try compiler.plus(node, greedy: greedy)
            }
        }
        if maximum == 0 { return try single(.jump, nullable: true) }
        if minimum == maximum, minimum > 0 {
            return try sequence(minimum - 1, of: node) { (compiler) throws(RegexError) in try compiler.compile(node) }
        }
        let optional = maximum - minimum
        return try sequence(minimum, of: node) { (compiler) throws(RegexError) in
            try compiler.optionals(optional, of: node, greedy: greedy)
        }
    }

    /// `count` copies of a node and then what the closure makes.
    private mutating func sequence(
        _ count: Int, of node: RegexNode, then last: (inout RegexCompiler) throws(RegexError) -> Fragment
    ) throws(RegexError) -> Fragment {
        var whole: Fragment?
        for step in 0...count {
            let next = step == count ? try last(&self) : try compile(node)
            if let before = whole {
                patch(before.holes, to: next.start)
                whole = Fragment(
                    start: before.start, holes: next.holes, isNullable: before.isNullable && next.isNullable)
            } else {
                whole = next
            }
        }
        if let whole { return whole }
        return try single(.jump, nullable: true)
    }

    /// `x{0,count}` as `(x(x(x)?)?)?`.
    private mutating func optionals(_ count: Int, of node: RegexNode, greedy: Bool) throws(RegexError) -> Fragment {
        var holes: [Hole] = []
        var start: Int32 = -1
        var pending: [Hole] = []
        for _ in 0..<count {
            let split = try add(.split)
            patch(pending, to: split)
            if start < 0 { start = split }
            let body = try compile(node)
            link(split, to: body.start, greedy: greedy)
            holes.append(Hole(instruction: split, isArgument: greedy))
            pending = body.holes
        }
        return Fragment(start: start, holes: holes + pending, isNullable: true)
    }

    private mutating func link(_ split: Int32, to target: Int32, greedy: Bool) {
        if greedy {
            program.instructions[Int(split)].next = target
        } else {
            program.instructions[Int(split)].argument = UInt32(target)
        }
    }

    private mutating func plus(_ node: RegexNode, greedy: Bool) throws(RegexError) -> Fragment {
        let body = try compile(node)
        let split = try add(.split)
        link(split, to: body.start, greedy: greedy)
        patch(body.holes, to: split)
        return Fragment(
            start: body.start, holes: [Hole(instruction: split, isArgument: greedy)], isNullable: body.isNullable)
    }

    private mutating func star(_ node: RegexNode, greedy: Bool) throws(RegexError) -> Fragment {
        let body = try compile(node)
        let split = try add(.split)
        link(split, to: body.start, greedy: greedy)
        patch(body.holes, to: split)
        let hole = Hole(instruction: split, isArgument: greedy)
        guard body.isNullable else { return Fragment(start: split, holes: [hole], isNullable: true) }
        // (x+)? keeps the priorities right where x can be empty.
        let entry = try add(.split)
        link(entry, to: body.start, greedy: greedy)
        return Fragment(
            start: entry, holes: [hole, Hole(instruction: entry, isArgument: greedy)], isNullable: true)
    }
}
