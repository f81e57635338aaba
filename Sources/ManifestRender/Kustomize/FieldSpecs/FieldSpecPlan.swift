internal import Values

/// The paths of several field specs put together into one tree, so that one walk through an object tells which of them
/// lead to something there. Most objects lack most fields.
struct FieldSpecPlan: Sendable {
    /// What a plan has to know of a spec.
    struct Entry {
        var path: FieldSpecPath
        /// Whether the field is made where it is missing.
        var creates: Bool
    }

    /// A step that some of the specs take.
    private struct Branch: Sendable {
        var step: FieldSpecPath.Step
        var next: Int
        /// The specs that take it, and those of them that make what is missing.
        var all: [Int] = []
        var creating: [Int] = []
    }

    private struct Node: Sendable {
        /// The specs that end here.
        var ends: [Int] = []
        var branches: [Branch] = []
    }

    private var nodes = [Node()]
    private let count: Int

    /// - Parameter entries: the specs; what is found is told by their positions.
    init(_ entries: [Entry]) {
        count = entries.count
        for (number, entry) in entries.enumerated() { add(entry, number) }
    }

    private mutating func add(_ entry: Entry, _ number: Int) {
        var node = 0
        for step in entry.path.steps {
            let known = nodes[node].branches.firstIndex { $0.step == step }
            let branch = known ?? nodes[node].branches.count
            if known == nil {
                nodes[node].branches.append(Branch(step: step, next: nodes.count))
                nodes.append(Node())
            }
            nodes[node].branches[branch].all.append(number)
            if entry.creates { nodes[node].branches[branch].creating.append(number) }
            node = nodes[node].branches[branch].next
        }
        nodes[node].ends.append(number)
    }

    /// The specs, ascending, that there is something to change for, or to complain of.
    func concerned(_ object: Value) -> [Int] {
        // Where the path of one spec leads on from that of another, a change may make what was not there at first.
        if nodes.contains(where: { !$0.ends.isEmpty && !$0.branches.isEmpty }) { return Array(0..<count) }
        var marks = [Bool](repeating: false, count: count)
        mark(object, 0, &marks)
        return marks.indices.filter { marks[$0] }
    }

    private func mark(_ value: Value, _ node: Int, _ marks: inout [Bool]) {
        for number in nodes[node].ends { marks[number] = true }
        guard !nodes[node].branches.isEmpty else { return }
        switch value {
        case .null: return
        case .array(let elements):
            for position in elements.indices { mark(elements[position], node, &marks) }
        case .object(let members):
            for branch in nodes[node].branches.indices { mark(members, node, branch, &marks) }
        default:
            for branch in nodes[node].branches.indices { set(nodes[node].branches[branch].all, &marks) }
        }
    }

    private func mark(_ members: Object, _ node: Int, _ number: Int, _ marks: inout [Bool]) {
        let isList = nodes[node].branches[number].step.isList
        guard !nodes[node].branches[number].step.key.isEmpty else {
            return set(nodes[node].branches[number].all, &marks)
        }
        guard let position = members.position(of: nodes[node].branches[number].step.key) else {
            if !isList { set(nodes[node].branches[number].creating, &marks) }
            return
        }
        let value = members[position].value
        if value.isNull {
            set(isList ? nodes[node].branches[number].all : nodes[node].branches[number].creating, &marks)
        }
        mark(value, nodes[node].branches[number].next, &marks)
    }

    private func set(_ numbers: [Int], _ marks: inout [Bool]) {
        for number in numbers { marks[number] = true }
    }
}
