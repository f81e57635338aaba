extension JSONWriter {
    /// Writes a string in quotes.
    mutating func write(_ text: String) {
        var text = text
        output.append(ascii: "\"")
        text.withUTF8 { writeEscaped($0) }
        output.append(ascii: "\"")
    }

    private mutating func writeEscaped(_ bytes: UnsafeBufferPointer<UInt8>) {
        var start = 0
        var position = 0
        while true {
            position = endOfPlainRun(bytes, from: position)
            guard position < bytes.count else { break }
            let byte = bytes[position]
            if byte == 0xE2, bytes[position + 1] != 0x80 || bytes[position + 2] & 0xFE != 0xA8 {
                position += 1
                continue
            }
            output.append(bytes, from: start, to: position)
            escape(byte == 0xE2 ? 0x2000 | UInt16(bytes[position + 2] & 0x3F) : UInt16(byte))
            position += byte == 0xE2 ? 3 : 1
            start = position
        }
        output.append(bytes, from: start, to: bytes.count)
    }

    /// First position from `start` on that may need an escape.
    @inline(__always)
    private func endOfPlainRun(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var position = start
        if !style.escapesHTML, let base = bytes.baseAddress {
            let ones: UInt64 = 0x0101_0101_0101_0101
            while position &+ 8 <= bytes.count {
                let word = UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self)
                let quote = word ^ (ones &* 0x22)
                let backslash = word ^ (ones &* 0x5C)
                let control = (word &- ones &* 0x20) & ~word
                let found = (control | ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)) & (ones &* 0x80)
                if found != 0 { return position &+ (UInt64(littleEndian: found).trailingZeroBitCount >> 3) }
                position &+= 8
            }
        }
        while position < bytes.count, !needsEscape(bytes[position]) { position &+= 1 }
        return position
    }

    @inline(__always)
    private func needsEscape(_ byte: UInt8) -> Bool {
        if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return true }
        guard style.escapesHTML else { return false }
        return byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "&") || byte == 0xE2
    }

    private mutating func escape(_ unit: UInt16) {
        switch unit {
        case 0x22: output.append("\\\"")
        case 0x5C: output.append("\\\\")
        case 0x08: output.append("\\b")
        case 0x0C: output.append("\\f")
        case 0x0A: output.append("\\n")
        case 0x0D: output.append("\\r")
        case 0x09: output.append("\\t")
        default:
            output.append("\\u")
            for shift in [12, 8, 4, 0] {
                let digit = UInt8(unit >> UInt16(shift) & 0xF)
                output.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
    }
}
