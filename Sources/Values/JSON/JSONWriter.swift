/// Writes a ``Value`` as JSON into bytes.
struct JSONWriter {
    var output: [UInt8] = []
    let style: JSONStyle
    let sortedKeys: Bool

    init(style: JSONStyle, sortedKeys: Bool) {
        self.style = style
        self.sortedKeys = sortedKeys
    }

    mutating func write(_ value: Value, level: Int) {
        switch value {
        case .null: append("null")
        case .bool(let bool): append(bool ? "true" : "false")
        case .int(let number): output.append(contentsOf: String(number).utf8)
        case .unsigned(let number): output.append(contentsOf: String(number).utf8)
        case .double(let number): write(number)
        case .string(let text): write(text)
        case .array(let elements): write(elements, level: level)
        case .object(let object): write(object, level: level)
        }
    }

    private mutating func append(_ text: StaticString) {
        output.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    private mutating func write(_ number: Double) {
        guard number.isFinite else { return append("null") }
        DecimalText(number).appendJSON(to: &output)
    }

    private mutating func write(_ elements: [Value], level: Int) {
        guard !elements.isEmpty else { return append("[]") }
        output.append(UInt8(ascii: "["))
        for position in elements.indices {
            if position > 0 { output.append(UInt8(ascii: ",")) }
            breakLine(level + 1)
            write(elements[position], level: level + 1)
        }
        breakLine(level)
        output.append(UInt8(ascii: "]"))
    }

    private mutating func write(_ object: Object, level: Int) {
        guard !object.isEmpty else { return append("{}") }
        output.append(UInt8(ascii: "{"))
        var object = object
        if sortedKeys { object.sortKeys() }
        for position in object.indices {
            if position > 0 { output.append(UInt8(ascii: ",")) }
            breakLine(level + 1)
            write(object[position].key)
            output.append(UInt8(ascii: ":"))
            if style.indent != nil { output.append(UInt8(ascii: " ")) }
            write(object[position].value, level: level + 1)
        }
        breakLine(level)
        output.append(UInt8(ascii: "}"))
    }

    private mutating func breakLine(_ level: Int) {
        guard let indent = style.indent else { return }
        output.append(UInt8(ascii: "\n"))
        output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: max(0, indent) * level))
    }

    /// Writes a string in quotes.
    mutating func write(_ text: String) {
        var text = text
        output.append(UInt8(ascii: "\""))
        text.withUTF8 { bytes in
            var start = 0
            for position in bytes.indices {
                let byte = bytes[position]
                guard needsEscape(byte) else { continue }
                if byte == 0xE2, !isLineSeparator(bytes, position) { continue }
                output.append(contentsOf: bytes[start..<position])
                start = position + (byte == 0xE2 ? 3 : 1)
                escape(byte == 0xE2 ? 0x2000 | UInt16(bytes[position + 2] & 0x3F) : UInt16(byte))
            }
            output.append(contentsOf: bytes[start...])
        }
        output.append(UInt8(ascii: "\""))
    }

    @inline(__always)
    private func needsEscape(_ byte: UInt8) -> Bool {
        if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return true }
        guard style.escapesHTML else { return false }
        return byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "&") || byte == 0xE2
    }

    private func isLineSeparator(_ bytes: UnsafeBufferPointer<UInt8>, _ position: Int) -> Bool {
        bytes[position + 1] == 0x80 && bytes[position + 2] & 0xFE == 0xA8
    }

    private mutating func escape(_ unit: UInt16) {
        switch unit {
        case 0x22: append("\\\"")
        case 0x5C: append("\\\\")
        case 0x08: append("\\b")
        case 0x0C: append("\\f")
        case 0x0A: append("\\n")
        case 0x0D: append("\\r")
        case 0x09: append("\\t")
        default:
            append("\\u")
            for shift in [12, 8, 4, 0] {
                let digit = UInt8(unit >> UInt16(shift) & 0xF)
                output.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
    }
}
