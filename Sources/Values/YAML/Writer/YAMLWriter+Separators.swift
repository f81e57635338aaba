extension YAMLWriter {
    /// Writes the inside of a single-quoted string with U+2028 or U+2029 in it. Go's library takes them for line breaks and
    /// indents what follows, which changes the text.
    mutating func writeSeparated(_ bytes: UnsafeBufferPointer<UInt8>, indent: Int) {
        let line = output.bytes[((output.bytes.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1)...]
        var column = line.count { $0 & 0xC0 != 0x80 }
        var (followsBreak, followsSpace) = (false, false)
        var position = 0
        while position < bytes.count {
            let (scalar, length) = YAMLTextShape.scalar(in: bytes, at: position)
            defer { position += length }
            if scalar == 0x20, let limit = style.foldingColumn, column > limit, !followsSpace, position > 0,
                position + 1 < bytes.count, bytes[position + 1] != 0x20
            {
                output.append(ascii: "\n")
                append(spaces: indent)
                column = indent
                followsSpace = true
                continue
            }
            let isBreak = YAMLTextShape.isBreak(scalar)
            if followsBreak, !isBreak, scalar != 0x20 {
                append(spaces: max(0, indent - column))
                column = max(column, indent)
                followsBreak = false
            }
            if scalar == 0x27 { output.append(ascii: "'") }
            output.append(bytes, from: position, to: position + length)
            column = isBreak ? 0 : column + (scalar == 0x27 ? 2 : 1)
            followsBreak = followsBreak || isBreak
            followsSpace = scalar == 0x20
        }
    }

    /// Writes a line of a literal block, which U+2028 and U+2029 cut into lines of their own.
    mutating func writeLiteralLine(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, indent: Int) {
        var position = start
        while position < end {
            let separator = YAMLWriter.separator(in: bytes, from: position, to: end) ?? end
            if separator > position {
                append(spaces: indent)
                output.append(bytes, from: position, to: separator)
            }
            let next = min(end, separator + 3)
            output.append(bytes, from: separator, to: next)
            position = next
        }
    }

    /// Where the next U+2028 or U+2029 starts.
    private static func separator(in bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Int? {
        var position = start
        while position + 2 < end {
            if bytes[position] == 0xE2, bytes[position + 1] == 0x80, bytes[position + 2] & 0xFE == 0xA8 {
                return position
            }
            position += 1
        }
        return nil
    }
}
