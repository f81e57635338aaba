/// Tries the choices in order and remembers what was tried, so that no step runs twice at one place.
///
/// Time and memory are bounded by program size times text length; meant for short texts, where it beats ``PikeMatcher``.
struct BacktrackingMatcher {
    /// Largest product of program and text that is matched this way.
    static let maximumCells = 256 << 10

    private enum Job {
        case visit(Int32, Int)
        case restore(slot: Int, value: Int)
    }

    private let program: RegexProgram
    private let text: RegexText
    private var visited: [UInt64]
    private let stride: Int
    private(set) var slots: [Int]
    private var jobs: [Job] = []

    init(_ program: RegexProgram, _ text: RegexText) {
        self.program = program
        self.text = text
        stride = text.bytes.count + 1
        visited = [UInt64](repeating: 0, count: (program.instructions.count * stride + 63) / 64)
        slots = [Int](repeating: -1, count: program.slotCount)
    }

    static func fits(_ program: RegexProgram, length: Int) -> Bool {
        program.instructions.count.multipliedReportingOverflow(by: length + 1).partialValue <= maximumCells
    }

    /// Looks for a match that begins at a position.
    mutating func match(at start: Int) -> Bool {
        jobs.removeAll(keepingCapacity: true)
        jobs.append(.visit(program.start, start))
        while let job = jobs.popLast() {
            switch job {
            case .restore(let slot, let value): slots[slot] = value
            case .visit(let index, let position): if run(index, position) { return true }
            }
        }
        return false
    }

    private mutating func mark(_ index: Int32, _ position: Int) -> Bool {
        let cell = Int(index) * stride + position
        let bit = UInt64(1) << UInt64(cell & 63)
        guard visited[cell >> 6] & bit == 0 else { return false }
        visited[cell >> 6] |= bit
        return true
    }

    private mutating func run(_ start: Int32, _ from: Int) -> Bool {
        var index = start
        var position = from
        while mark(index, position) {
            let instruction = program.instructions[Int(index)]
            switch instruction.operation {
            case .match: return true
            case .fail: return false
            case .jump: break
            case .split: jobs.append(.visit(Int32(instruction.argument), position))
            case .save:
                let slot = Int(instruction.argument)
                jobs.append(.restore(slot: slot, value: slots[slot]))
                slots[slot] = position
            case .assert:
                guard text.holds(Assertion(rawValue: UInt8(instruction.argument)), at: position) else { return false }
            default:
                let (value, width) = text.scalar(at: position)
                guard width > 0, program.accepts(instruction, value) else { return false }
                position += width
            }
            index = instruction.next
        }
        return false
    }
}
