extension PlainYAMLReader {
    /// What becomes of the line breaks at the end of a literal block.
    private enum Chomping { case strip, clip, keep }

    /// Reads a literal block and leaves its last line.
    ///
    /// - Parameter parent: column of the mapping or list that it is a value of; its lines stand deeper.
    mutating func readLiteral(parent: Int) throws(Beyond) -> String {
        position &+= 1
        var chomping = Chomping.clip
        if position < count, base[position] == UInt8(ascii: "-") || base[position] == UInt8(ascii: "+") {
            chomping = base[position] == UInt8(ascii: "-") ? .strip : .keep
            position &+= 1
        }
        try finishLine()
        unescaped.removeAll(keepingCapacity: true)
        let indent = try literalIndent(parent: parent)
        var breaks = 0
        var isOpen = false
        while position < count, let start = try literalLine(indent: indent) {
            let end = endOfLine(from: start)
            if start < end {
                if isOpen || breaks > 0 { unescaped.append(contentsOf: repeatElement(0x0A, count: breaks)) }
                unescaped.append(contentsOf: UnsafeBufferPointer(start: base + start, count: end &- start))
                breaks = 0
                isOpen = true
            }
            position = end
            if position < count {
                position &+= 1
                line &+= 1
                breaks &+= 1
            }
        }
        switch chomping {
        case .strip: break
        case .clip: if isOpen, breaks > 0 { unescaped.append(0x0A) }
        case .keep: unescaped.append(contentsOf: repeatElement(0x0A, count: breaks))
        }
        return String(decoding: unescaped, as: UTF8.self)
    }

    @inline(__always)
    private func endOfLine(from start: Int) -> Int {
        var position = start
        let ones: UInt64 = 0x0101_0101_0101_0101
        while position &+ 8 <= count {
            let word = UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self) ^ (ones &* 0x0A)
            let found = (word &- ones) & ~word & 0x8080_8080_8080_8080
            if found != 0 { return position &+ (UInt64(littleEndian: found).trailingZeroBitCount >> 3) }
            position &+= 8
        }
        while position < count, base[position] != 0x0A { position &+= 1 }
        return position
    }

    /// The indent of the first line that is not empty.
    private func literalIndent(parent: Int) throws(Beyond) -> Int {
        var position = position
        var deepestEmpty = 0
        while position < count {
            let start = position
            while position < count, base[position] == 0x20 { position &+= 1 }
            guard position < count, base[position] == 0x0A else {
                // An empty line that is deeper than the first full one sets the indent for libyaml.
                guard deepestEmpty <= position &- start, position >= count || base[position] != 0x09 else {
                    throw Beyond()
                }
                return max(position &- start, parent &+ 1)
            }
            deepestEmpty = max(deepestEmpty, position &- start)
            position &+= 1
        }
        // Nothing but empty lines up to the end of the text.
        throw Beyond()
    }

    /// Where the text of the line at hand starts; nil where the line is not of the block any more.
    @inline(__always)
    private func literalLine(indent: Int) throws(Beyond) -> Int? {
        var start = position
        let limit = position &+ indent
        while start < count, start < limit, base[start] == 0x20 { start &+= 1 }
        guard start < limit, start < count else { return start }
        if base[start] == 0x0A { return start }
        guard base[start] != 0x09 else { throw Beyond() }
        return nil
    }
}
