/// A pattern as a small non-deterministic automaton, run over all its states at once.
struct GlobProgram: Sendable {
    private enum Instruction {
        case scalar(Unicode.Scalar)
        case one(excluding: Unicode.Scalar?)
        case characterClass(GlobClass)
        case fork(Int, Int)
        case jump(Int)
        case accept
    }

    private var instructions: [Instruction] = []
    /// Set where the pattern is plain text.
    private var literal: String.UnicodeScalarView?

    init(_ nodes: [GlobNode]) {
        var literal = String.UnicodeScalarView()
        for node in nodes {
            guard case .scalar(let scalar) = node else { break }
            literal.append(scalar)
        }
        self.literal = literal.count == nodes.count ? literal : nil
        emit(nodes)
        instructions.append(.accept)
    }

    private mutating func emit(_ nodes: [GlobNode]) {
        for node in nodes {
            switch node {
            case .scalar(let scalar): instructions.append(.scalar(scalar))
            case .one(let excluded): instructions.append(.one(excluding: excluded))
            case .characterClass(let set): instructions.append(.characterClass(set))
            case .run(let excluded):
                let start = instructions.count
                instructions += [.fork(start + 1, start + 3), .one(excluding: excluded), .jump(start)]
            case .alternatives(let choices): emit(choices: choices)
            }
        }
    }

    private mutating func emit(choices: [[GlobNode]]) {
        var exits: [Int] = []
        for choice in choices.dropLast() {
            let fork = instructions.count
            instructions.append(.accept)
            emit(choice)
            exits.append(instructions.count)
            instructions.append(.accept)
            instructions[fork] = .fork(fork + 1, instructions.count)
        }
        emit(choices.last ?? [])
        for exit in exits { instructions[exit] = .jump(instructions.count) }
    }

    func matches(_ text: String.UnicodeScalarView) -> Bool {
        if let literal { return literal.elementsEqual(text) }
        var current = States(capacity: instructions.count)
        var next = States(capacity: instructions.count)
        add(0, to: &current)
        for scalar in text {
            next.removeAll()
            for state in current.members where accepts(scalar, at: state) { add(state + 1, to: &next) }
            guard !next.members.isEmpty else { return false }
            swap(&current, &next)
        }
        return current.contains(instructions.count - 1)
    }

    private func accepts(_ scalar: Unicode.Scalar, at state: Int) -> Bool {
        switch instructions[state] {
        case .scalar(let expected): scalar == expected
        case .one(let excluded): scalar != excluded
        case .characterClass(let set): set.contains(scalar)
        case .fork, .jump, .accept: false
        }
    }

    private func add(_ state: Int, to states: inout States) {
        var pending = [state]
        while let state = pending.popLast() {
            guard states.insert(state) else { continue }
            switch instructions[state] {
            case .fork(let first, let second): pending += [second, first]
            case .jump(let target): pending.append(target)
            case .scalar, .one, .characterClass, .accept: continue
            }
        }
    }
}

extension GlobProgram {
    /// A set of states with its members in order of insertion.
    private struct States {
        private(set) var members: [Int] = []
        private var marks: [Bool]

        init(capacity: Int) {
            marks = Array(repeating: false, count: capacity)
        }

        func contains(_ state: Int) -> Bool { marks[state] }

        mutating func insert(_ state: Int) -> Bool {
            guard !marks[state] else { return false }
            marks[state] = true
            members.append(state)
            return true
        }

        mutating func removeAll() {
            for member in members { marks[member] = false }
            members.removeAll(keepingCapacity: true)
        }
    }
}
