/// The bytes that are searched, read as scalars; what is no UTF-8 reads as U+FFFD of one byte, as in Go.
struct RegexText {
    let bytes: UnsafeBufferPointer<UInt8>

    /// The scalar at a byte position and its width; width 0 at the end.
    @inline(__always)
    func scalar(at position: Int) -> (value: UInt32, width: Int) {
        guard position < bytes.count else { return (UInt32.max, 0) }
        let first = bytes[position]
        if first < 0x80 { return (UInt32(first), 1) }
        return RegexText.decode(bytes, position)
    }

    static func decode(_ bytes: UnsafeBufferPointer<UInt8>, _ position: Int) -> (value: UInt32, width: Int) {
        let first = bytes[position]
        let length: Int
        var value: UInt32
        switch first {
        case 0xC2...0xDF: (length, value) = (2, UInt32(first & 0x1F))
        case 0xE0...0xEF: (length, value) = (3, UInt32(first & 0x0F))
        case 0xF0...0xF4: (length, value) = (4, UInt32(first & 0x07))
        default: return (0xFFFD, 1)
        }
        guard position + length <= bytes.count else { return (0xFFFD, 1) }
        for offset in 1..<length {
            let byte = bytes[position + offset]
            guard byte & 0xC0 == 0x80 else { return (0xFFFD, 1) }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        let isShortest = length == 2 || (length == 3 ? value >= 0x800 : value >= 0x10000)
        guard isShortest, value <= 0x10_FFFF, !(0xD800...0xDFFF).contains(value) else { return (0xFFFD, 1) }
        return (value, length)
    }

    /// Whether an assertion holds between the bytes before and after a position.
    func holds(_ assertion: Assertion, at position: Int) -> Bool {
        if assertion.contains(.beginText) { return position == 0 }
        if assertion.contains(.endText) { return position == bytes.count }
        if assertion.contains(.beginLine) { return position == 0 || bytes[position - 1] == 10 }
        if assertion.contains(.endLine) { return position == bytes.count || bytes[position] == 10 }
        let before = position > 0 && isWordByte(bytes[position - 1])
        let after = position < bytes.count && isWordByte(bytes[position])
        return assertion.contains(.wordBoundary) ? before != after : before == after
    }
}

extension RegexProgram {
    /// Whether a step that takes a scalar takes this one.
    @inline(__always)
    func accepts(_ instruction: RegexInstruction, _ value: UInt32) -> Bool {
        switch instruction.operation {
        case .literal: instruction.argument == value
        case .foldedLiteral: CaseFolding.matches(instruction.argument, value)
        case .set: sets[Int(instruction.argument)].contains(value)
        case .anyScalar: true
        case .anyButNewline: value != 10
        default: false
        }
    }
}
