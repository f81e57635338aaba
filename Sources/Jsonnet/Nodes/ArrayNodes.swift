/// `[a, b, …]`.
final class ArrayNode: Node {
    let elements: [Node]

    init(_ site: Site, elements: [Node]) {
        self.elements = elements
        super.init(site)
    }

    override func evaluate(_ vm: Interpreter, _ frame: FrameRef) throws(Failure) -> Datum { ready(vm, frame) }

    override func ready(_ vm: Interpreter, _ frame: FrameRef) -> Datum {
        let base = vm.heap.buffer(of: Datum.self, count: elements.count)
        var index = 0
        while index < elements.count {
            (base + index).initialize(to: elements[index].delay(vm, frame))
            index += 1
        }
        return .array(vm.array(base, elements.count))
    }
}

/// The `for` and `if` parts of a comprehension.
struct Clauses {
    /// One part.
    enum Clause {
        /// Goes through an array, with a frame for each element whose first slot it is.
        case each(Node, slotCount: Int)
        case when(Node)
    }

    let clauses: [Clause]

    /// Calls a closure with the frame of every round that the conditions let through.
    func run(
        _ vm: Interpreter, _ frame: FrameRef, _ site: Site, _ body: (FrameRef) throws(Failure) -> Void
    ) throws(Failure) {
        try run(vm, frame, site, 0, body)
    }

    private func run(
        _ vm: Interpreter, _ frame: FrameRef, _ site: Site, _ index: Int, _ body: (FrameRef) throws(Failure) -> Void
    ) throws(Failure) {
        guard index < clauses.count else { return try body(frame) }
        switch clauses[index] {
        case .when(let condition):
            let verdict: Datum
            do throws(Failure) { verdict = try condition.evaluate(vm, frame) } catch { throw error.at(site) }
            guard case .bool(let holds) = verdict else {
                throw Failure(unexpected: verdict, expected: "boolean").at(site)
            }
            if holds { try run(vm, frame, site, index + 1, body) }
        case .each(let source, let slotCount):
            let value: Datum
            do throws(Failure) { value = try source.evaluate(vm, frame) } catch { throw error.at(site) }
            guard case .array(let array) = value else {
                throw Failure(unexpected: value, expected: "array").at(site)
            }
            frame.pointee.isCaptured = true
            for position in 0..<array.pointee.count {
                try vm.step()
                let round = vm.heap.frame(parent: frame, slots: slotCount)
                round.slots[0] = array.pointee.base[position]
                try run(vm, round, site, index + 1, body)
                vm.heap.recycle(round)
            }
        }
    }
}

/// `[… for … in …]`.
final class ArrayComprehensionNode: Node {
    let clauses: Clauses
    let body: Node

    init(_ site: Site, clauses: Clauses, body: Node) {
        self.clauses = clauses
        self.body = body
        super.init(site)
    }

    override func evaluate(_ vm: Interpreter, _ frame: FrameRef) throws(Failure) -> Datum {
        var result: [Datum] = []
        try clauses.run(vm, frame, site) { round throws(Failure) in
            result.append(body.delay(vm, round))
        }
        return .array(vm.array(result))
    }
}
