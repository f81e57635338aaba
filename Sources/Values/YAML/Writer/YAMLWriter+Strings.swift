extension YAMLWriter {
    /// Longest key, in bytes, that stands on one line with its value.
    private static var longestSimpleKey: Int { 128 }

    /// Writes a key that fits before a colon; false, and nothing written, where it does not.
    mutating func writeSimpleKey(_ key: String) -> Bool {
        var key = key
        return key.withUTF8 { bytes in
            guard bytes.count <= YAMLWriter.longestSimpleKey else { return false }
            if YAMLTextShape.isEasilyPlain(bytes) {
                output.append(bytes)
                return true
            }
            if style.foldsNextLines, NextLineFolding.isNeeded(bytes) {
                return writeSimpleKey(NextLineFolding.fold(bytes))
            }
            let shape = YAMLTextShape(bytes, keepsSeparators: style.hasGoOddities)
            guard !shape.hasBreaks else { return false }
            writeInline(bytes, shape, isKey: true, indent: nil)
            return true
        }
    }

    /// Writes a string and the end of its line.
    ///
    /// - Parameter indent: the indent of the lines of a literal block or after a fold.
    mutating func writeString(_ text: String, indent: Int) {
        var text = text
        text.withUTF8 { bytes in
            if YAMLTextShape.isEasilyPlain(bytes), style.foldingColumn == nil || !bytes.contains(0x20) {
                output.append(bytes)
                return output.append(ascii: "\n")
            }
            if style.foldsNextLines, NextLineFolding.isNeeded(bytes) {
                return writeString(NextLineFolding.fold(bytes), indent: indent)
            }
            let shape = YAMLTextShape(bytes, keepsSeparators: style.hasGoOddities)
            if bytes.contains(UInt8(ascii: "\n")) {
                if shape.allowsLiteral, style.allowsTabsInLiterals || !shape.hasTabs {
                    return writeLiteral(bytes, indent: indent)
                }
                writeDoubleQuoted(bytes, foldedAt: indent)
            } else {
                writeInline(bytes, shape, isKey: false, indent: indent)
            }
            output.append(ascii: "\n")
        }
    }

    /// - Parameter indent: the indent of lines after a fold; nil where folding is out of the question.
    private mutating func writeInline(
        _ bytes: UnsafeBufferPointer<UInt8>, _ shape: YAMLTextShape, isKey: Bool, indent: Int?
    ) {
        if !YAMLScalar.isCertainlyString(bytes), needsQuotes(bytes, isKey: isKey) {
            writeDoubleQuoted(bytes, foldedAt: indent)
        } else if shape.allowsPlain {
            writeFolded(bytes, foldedAt: indent, isPlain: true)
        } else if shape.allowsSingleQuoted {
            output.append(ascii: "'")
            defer { output.append(ascii: "'") }
            if shape.hasBreaks { return writeSeparated(bytes, indent: indent ?? 0) }
            writeFolded(bytes, foldedAt: indent, isPlain: false)
        } else {
            writeDoubleQuoted(bytes, foldedAt: indent)
        }
    }

    /// Writes the text of a plain or single-quoted string, broken at single spaces beyond the folding column.
    private mutating func writeFolded(_ bytes: UnsafeBufferPointer<UInt8>, foldedAt indent: Int?, isPlain: Bool) {
        guard let folding = folding(bytes, at: indent) else {
            if isPlain { return output.append(bytes) }
            for byte in bytes {
                if byte == UInt8(ascii: "'") { output.append(byte) }
                output.append(byte)
            }
            return
        }
        var column = folding.column
        for position in bytes.indices {
            let byte = bytes[position]
            let isInside = isPlain || position > 0 && position < bytes.count - 1
            if byte == 0x20, column > folding.limit, isInside, bytes[position - 1] != 0x20, bytes[position + 1] != 0x20
            {
                breakLine(indent: folding.indent, column: &column)
                continue
            }
            if byte == UInt8(ascii: "'"), !isPlain {
                output.append(byte)
                column += 1
            }
            output.append(byte)
            if byte & 0xC0 != 0x80 { column += 1 }
        }
    }

    /// What folding a string needs to know; nil where it ends before the folding column.
    private func folding(
        _ bytes: UnsafeBufferPointer<UInt8>, at indent: Int?
    ) -> (column: Int, limit: Int, indent: Int)? {
        guard let indent, let limit = style.foldingColumn, bytes.contains(0x20) else { return nil }
        let written = output.bytes
        let line = written[((written.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1)...]
        // An escape takes at most ten columns.
        guard line.count + bytes.count * 10 > limit else { return nil }
        return (line.count { $0 & 0xC0 != 0x80 }, limit, indent)
    }

    private mutating func breakLine(indent: Int, column: inout Int) {
        output.append(ascii: "\n")
        append(spaces: indent)
        column = indent
    }

    /// Whether a reader would take the plain text for something else than a string.
    private func needsQuotes(_ bytes: UnsafeBufferPointer<UInt8>, isKey: Bool) -> Bool {
        if isKey, style.keepsPoint, bytes.elementsEqual("<<".utf8) { return true }
        return YAMLScalar(plain: bytes) != nil || isBase60(bytes)
    }

    /// Numbers such as `12:30:45`, which other readers take for base 60: `[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?`.
    private func isBase60(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.contains(UInt8(ascii: ":")) else { return false }
        var rest = bytes[...]
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        func isDigit(_ byte: UInt8?) -> Bool { byte.map { $0 &- UInt8(ascii: "0") <= 9 } ?? false }
        guard isDigit(rest.first) else { return false }
        rest = rest.drop { isDigit($0) || $0 == UInt8(ascii: "_") }
        var groups = 0
        while rest.first == UInt8(ascii: ":") {
            rest.removeFirst()
            let digits = rest.prefix { isDigit($0) }
            guard digits.count == 1 || digits.count == 2 && digits[digits.startIndex] < UInt8(ascii: "6") else {
                return false
            }
            rest = rest[digits.endIndex...]
            groups += 1
        }
        if rest.first == UInt8(ascii: ".") { rest = rest.dropFirst().drop { isDigit($0) || $0 == UInt8(ascii: "_") } }
        return groups > 0 && rest.isEmpty
    }

    private mutating func writeLiteral(_ bytes: UnsafeBufferPointer<UInt8>, indent: Int) {
        output.append(ascii: "|")
        let (first, _) = YAMLTextShape.scalar(in: bytes, at: 0)
        if first == 0x20 || YAMLTextShape.isBreak(first) { output.append(ascii: "2") }
        let endsInSeparator = writeChomping(bytes)
        output.append(ascii: "\n")
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            if end > start {
                if style.hasGoOddities {
                    writeLiteralLine(bytes, from: start, to: end, indent: indent)
                } else {
                    append(spaces: indent)
                    output.append(bytes, from: start, to: end)
                }
            }
            // A separator at the very end is line break enough.
            if end < bytes.count || !endsInSeparator { output.append(ascii: "\n") }
            start = end + 1
        }
    }

    /// Tells the reader what to do with the line breaks at the end.
    ///
    /// - Returns: whether the last of them is one of the separators.
    private mutating func writeChomping(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        func endsInBreak(_ count: Int) -> Int {
            guard count > 0 else { return 0 }
            if bytes[count - 1] == UInt8(ascii: "\n") { return 1 }
            guard style.hasGoOddities, count > 2 else { return 0 }
            let (scalar, length) = YAMLTextShape.scalar(in: bytes, at: count - 3)
            return length == 3 && YAMLTextShape.isBreak(scalar) ? 3 : 0
        }
        let last = endsInBreak(bytes.count)
        if last == 0 {
            output.append(ascii: "-")
        } else if bytes.count == last || endsInBreak(bytes.count - last) > 0 {
            output.append(ascii: "+")
        }
        return last == 3
    }

    private mutating func writeDoubleQuoted(_ bytes: UnsafeBufferPointer<UInt8>, foldedAt indent: Int?) {
        output.append(ascii: "\"")
        let folding = folding(bytes, at: indent)
        var column = folding?.column ?? 0
        let startsWithMark = style.hasGoOddities && bytes.starts(with: [0xEF, 0xBB, 0xBF])
        var position = 0
        while position < bytes.count {
            let (scalar, length) = YAMLTextShape.scalar(in: bytes, at: position)
            let isPlain =
                !startsWithMark && YAMLTextShape.isPrintable(scalar) && !YAMLTextShape.isBreak(scalar)
                && scalar != 0x22 && scalar != 0x5C
            if let folding, scalar == 0x20, !startsWithMark, column > folding.limit, position > 0,
                position < bytes.count - 1, bytes[position - 1] != 0x20
            {
                breakLine(indent: folding.indent, column: &column)
                if bytes[position + 1] == 0x20 {
                    output.append(ascii: "\\")
                    column += 1
                }
            } else if isPlain {
                output.append(bytes, from: position, to: position + length)
                column += 1
            } else {
                let start = output.count
                escape(scalar)
                column += output.count - start
            }
            position += length
        }
        output.append(ascii: "\"")
    }

    private mutating func escape(_ scalar: UInt32) {
        output.append(ascii: "\\")
        switch scalar {
        case 0x00: output.append("0")
        case 0x07: output.append("a")
        case 0x08: output.append("b")
        case 0x09: output.append("t")
        case 0x0A: output.append("n")
        case 0x0B: output.append("v")
        case 0x0C: output.append("f")
        case 0x0D: output.append("r")
        case 0x1B: output.append("e")
        case 0x22: output.append("\"")
        case 0x5C: output.append("\\")
        case 0x85: output.append("N")
        case 0xA0: output.append("_")
        case 0x2028: output.append("L")
        case 0x2029: output.append("P")
        default:
            let (letter, width): (StaticString, Int) =
                scalar <= 0xFF ? ("x", 2) : scalar <= 0xFFFF ? ("u", 4) : ("U", 8)
            output.append(letter)
            let digits = String(scalar, radix: 16, uppercase: true)
            output.append(UInt8(ascii: "0"), count: width - digits.utf8.count)
            output.append(contentsOf: Array(digits.utf8))
        }
    }
}
