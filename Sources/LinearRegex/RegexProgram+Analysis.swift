extension RegexProgram {
    /// Finds out what a match can begin with, so that the search can skip what cannot begin one.
    mutating func analyse() {
        var first = [Bool](repeating: false, count: 256)
        var seen = [Bool](repeating: false, count: instructions.count)
        var pending = [start]
        isAnchored = true
        var isUnbounded = false
        while let index = pending.popLast() {
            guard !seen[Int(index)] else { continue }
            seen[Int(index)] = true
            let instruction = instructions[Int(index)]
            switch instruction.operation {
            case .match: isUnbounded = true
            case .fail: break
            case .jump, .save: pending.append(instruction.next)
            case .assert:
                if Assertion(rawValue: UInt8(instruction.argument)).contains(.beginText) { continue }
                pending.append(instruction.next)
            case .split:
                pending.append(instruction.next)
                pending.append(Int32(instruction.argument))
            default: mark(instruction, in: &first)
            }
            if ![.jump, .save, .assert, .split].contains(instruction.operation) { isAnchored = false }
        }
        firstBytes = isUnbounded || isAnchored || hasBeginText(seen) ? nil : first
    }

    private func hasBeginText(_ seen: [Bool]) -> Bool {
        for index in instructions.indices where seen[index] && instructions[index].operation == .assert {
            if instructions[index].argument & UInt32(Assertion.beginText.rawValue) != 0 { return true }
        }
        return false
    }

    private func mark(_ instruction: RegexInstruction, in first: inout [Bool]) {
        // Anything beyond ASCII (and bytes that are no UTF-8) is let through and decided by the matcher.
        for byte in 128..<256 { first[byte] = true }
        for byte in UInt32(0)..<128 {
            switch instruction.operation {
            case .literal: if instruction.argument == byte { first[Int(byte)] = true }
            case .foldedLiteral: if CaseFolding.matches(instruction.argument, byte) { first[Int(byte)] = true }
            case .set: if sets[Int(instruction.argument)].contains(byte) { first[Int(byte)] = true }
            case .anyButNewline: if byte != 10 { first[Int(byte)] = true }
            default: first[Int(byte)] = true
            }
        }
    }
}
