/// Runs all choices side by side over the text (Pike's machine): time is bounded by program size times text length,
/// memory by the program alone.
struct PikeMatcher {
    private struct Threads {
        var order: [Int32] = []
        var slots: [[Int]] = []
        var mark: [UInt32]
        var generation: UInt32 = 0

        init(count: Int) { mark = [UInt32](repeating: 0, count: count) }

        mutating func clear() {
            order.removeAll(keepingCapacity: true)
            slots.removeAll(keepingCapacity: true)
            generation &+= 1
        }
    }

    private let program: RegexProgram
    private let text: RegexText

    init(_ program: RegexProgram, _ text: RegexText) {
        self.program = program
        self.text = text
    }

    /// The leftmost match from a position on, as slot positions.
    func match(from start: Int) -> [Int]? {
        var current = Threads(count: program.instructions.count)
        var following = current
        current.clear()
        var found: [Int]?
        var position = start
        let empty = [Int](repeating: -1, count: program.slotCount)
        while true {
            if current.order.isEmpty {
                if found != nil || (program.isAnchored && position > 0) { break }
                if let first = program.firstBytes {
                    while position < text.bytes.count, !first[Int(text.bytes[position])] { position += 1 }
                    if position >= text.bytes.count { break }
                }
            }
            if found == nil { add(program.start, position, empty, to: &current) }
            let (value, width) = text.scalar(at: position)
            following.clear()
            step(current, value, width, position, &following, &found)
            swap(&current, &following)
            if width == 0 { break }
            position += width
        }
        return found
    }

    private func step(
        _ current: Threads, _ value: UInt32, _ width: Int, _ position: Int, _ following: inout Threads,
        _ found: inout [Int]?
    ) {
        for (offset, index) in current.order.enumerated() {
            let instruction = program.instructions[Int(index)]
            if instruction.operation == .match {
                found = current.slots[offset]
                return
            }
            guard width > 0, program.accepts(instruction, value) else { continue }
            add(instruction.next, position + width, current.slots[offset], to: &following)
        }
    }

    private func add(_ start: Int32, _ position: Int, _ slots: [Int], to threads: inout Threads) {
        var pending: [(Int32, [Int])] = [(start, slots)]
        while let (index, slots) = pending.popLast() {
            guard threads.mark[Int(index)] != threads.generation else { continue }
            threads.mark[Int(index)] = threads.generation
            let instruction = program.instructions[Int(index)]
            switch instruction.operation {
            case .jump: pending.append((instruction.next, slots))
            case .split:
                pending.append((Int32(instruction.argument), slots))
                pending.append((instruction.next, slots))
            case .save:
                var changed = slots
                changed[Int(instruction.argument)] = position
                pending.append((instruction.next, changed))
            case .assert:
                if text.holds(Assertion(rawValue: UInt8(instruction.argument)), at: position) {
                    pending.append((instruction.next, slots))
                }
            case .fail: break
            default:
                threads.order.append(index)
                threads.slots.append(slots)
            }
        }
    }
}
