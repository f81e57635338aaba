extension YAMLWriter {
    /// Writes a key on one line; true where that cannot be done in one line as Go's library does it.
    mutating func writeKey(_ key: String) -> Bool {
        var key = key
        return key.withUTF8 { bytes in
            if bytes.contains(UInt8(ascii: "\n")) { return true }
            writeInline(bytes, isKey: true)
            return false
        }
    }

    /// Writes a string; true where a literal block ended the line already.
    ///
    /// - Parameter indent: the indent of the lines of a literal block.
    mutating func writeString(_ text: String, indent: Int) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            guard bytes.contains(UInt8(ascii: "\n")) else {
                writeInline(bytes, isKey: false)
                return false
            }
            let shape = YAMLTextShape(bytes)
            guard shape.allowsLiteral else {
                writeDoubleQuoted(bytes)
                return false
            }
            writeLiteral(bytes, indent: indent)
            return true
        }
    }

    private mutating func writeInline(_ bytes: UnsafeBufferPointer<UInt8>, isKey: Bool) {
        if !YAMLScalar.isCertainlyString(bytes), needsQuotes(bytes, isKey: isKey) { return writeDoubleQuoted(bytes) }
        let shape = YAMLTextShape(bytes)
        if shape.allowsPlain {
            output.append(contentsOf: bytes)
        } else if shape.allowsSingleQuoted {
            writeSingleQuoted(bytes)
        } else {
            writeDoubleQuoted(bytes)
        }
    }

    /// Whether a reader would take the plain text for something else than a string.
    private func needsQuotes(_ bytes: UnsafeBufferPointer<UInt8>, isKey: Bool) -> Bool {
        if isKey, bytes.elementsEqual("<<".utf8) { return true }
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

    private mutating func writeSingleQuoted(_ bytes: UnsafeBufferPointer<UInt8>) {
        output.append(UInt8(ascii: "'"))
        for byte in bytes {
            if byte == UInt8(ascii: "'") { output.append(byte) }
            output.append(byte)
        }
        output.append(UInt8(ascii: "'"))
    }

    private mutating func writeLiteral(_ bytes: UnsafeBufferPointer<UInt8>, indent: Int) {
        output.append(UInt8(ascii: "|"))
        if bytes[0] == UInt8(ascii: " ") || bytes[0] == UInt8(ascii: "\n") { output.append(UInt8(ascii: "2")) }
        if bytes[bytes.count - 1] != UInt8(ascii: "\n") {
            output.append(UInt8(ascii: "-"))
        } else if bytes.count == 1 || bytes[bytes.count - 2] == UInt8(ascii: "\n") {
            output.append(UInt8(ascii: "+"))
        }
        output.append(UInt8(ascii: "\n"))
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            if end > start {
                append(spaces: indent)
                output.append(contentsOf: bytes[start..<end])
            }
            output.append(UInt8(ascii: "\n"))
            start = end + 1
        }
    }

    private mutating func writeDoubleQuoted(_ bytes: UnsafeBufferPointer<UInt8>) {
        output.append(UInt8(ascii: "\""))
        var position = 0
        while position < bytes.count {
            let (scalar, length) = YAMLTextShape.scalar(in: bytes, at: position)
            let isPlain =
                YAMLTextShape.isPrintable(scalar) && !YAMLTextShape.isBreak(scalar) && scalar != 0x22 && scalar != 0x5C
            if isPlain {
                output.append(contentsOf: bytes[position..<position + length])
            } else {
                escape(scalar)
            }
            position += length
        }
        output.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ scalar: UInt32) {
        output.append(UInt8(ascii: "\\"))
        switch scalar {
        case 0x00: append("0")
        case 0x07: append("a")
        case 0x08: append("b")
        case 0x09: append("t")
        case 0x0A: append("n")
        case 0x0B: append("v")
        case 0x0C: append("f")
        case 0x0D: append("r")
        case 0x1B: append("e")
        case 0x22: append("\"")
        case 0x5C: append("\\")
        case 0x85: append("N")
        case 0xA0: append("_")
        case 0x2028: append("L")
        case 0x2029: append("P")
        default:
            let (letter, width): (StaticString, Int) =
                scalar <= 0xFF ? ("x", 2) : scalar <= 0xFFFF ? ("u", 4) : ("U", 8)
            append(letter)
            let digits = String(scalar, radix: 16, uppercase: true)
            output.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: width - digits.utf8.count))
            output.append(contentsOf: digits.utf8)
        }
    }
}
