/// Writes a ``Value`` as YAML in block style into bytes.
///
/// The layout is that of Go's YAML library: two spaces a level, lists not indented under their key, the first member of
/// an object in a list on the line of its dash.
struct YAMLWriter: ~Copyable {
    var output = ByteSink()
    let style: YAMLStyle
    let sortedKeys: Bool

    init(style: YAMLStyle, sortedKeys: Bool) {
        self.style = style
        self.sortedKeys = sortedKeys
    }

    mutating func writeDocument(_ value: Value) {
        switch value {
        case .array(let elements) where !elements.isEmpty: write(elements, indent: 0, isCompact: true)
        case .object(let object) where !object.isEmpty: write(object, indent: 0, isCompact: true)
        default: writeLeaf(value, indent: 2)
        }
    }

    /// Writes members at an indent; a compact object starts on the current line.
    private mutating func write(_ object: Object, indent: Int, isCompact: Bool) {
        var isInline = isCompact
        if sortedKeys {
            let lettersEndNumbers = style.sortsLettersAfterDigitsFirst
            let positions = object.positions {
                NaturalOrder.precedes($0, $1, lettersEndNumbers: lettersEndNumbers)
            }
            for position in positions {
                write(object[position], indent: indent, isInline: isInline)
                isInline = false
            }
        } else {
            for position in object.indices {
                write(object[position], indent: indent, isInline: isInline)
                isInline = false
            }
        }
    }

    @inline(__always)
    private mutating func write(_ member: Object.Member, indent: Int, isInline: Bool) {
        if !isInline { append(spaces: indent) }
        if writeSimpleKey(member.key) {
            output.append(ascii: ":")
            writeMemberValue(member.value, indent: indent)
        } else {
            output.append("? ")
            writeString(member.key, indent: indent + 2)
            append(spaces: indent)
            output.append(ascii: ":")
            writeNested(member.value, indent: indent)
        }
    }

    private mutating func writeMemberValue(_ value: Value, indent: Int) {
        switch value {
        case .array(let elements) where !elements.isEmpty:
            output.append(ascii: "\n")
            write(elements, indent: style.indentsLists ? indent + 2 : indent, isCompact: false)
        case .object(let object) where !object.isEmpty:
            output.append(ascii: "\n")
            write(object, indent: indent + 2, isCompact: false)
        default:
            output.append(ascii: " ")
            writeLeaf(value, indent: indent + 2)
        }
    }

    /// Writes what follows a dash, or the colon of a long key: lists and objects start on the same line.
    private mutating func writeNested(_ value: Value, indent: Int) {
        output.append(ascii: " ")
        switch value {
        case .array(let elements) where !elements.isEmpty: write(elements, indent: indent + 2, isCompact: true)
        case .object(let object) where !object.isEmpty: write(object, indent: indent + 2, isCompact: true)
        default: writeLeaf(value, indent: indent + 2)
        }
    }

    private mutating func write(_ elements: [Value], indent: Int, isCompact: Bool) {
        for position in elements.indices {
            if position > 0 || !isCompact { append(spaces: indent) }
            output.append(ascii: "-")
            writeNested(elements[position], indent: indent)
        }
    }

    /// Writes anything that takes no nested lines of members or elements, and the line break after it.
    private mutating func writeLeaf(_ value: Value, indent: Int) {
        switch value {
        case .null: output.append("null\n")
        case .bool(let bool): output.append(bool ? "true\n" : "false\n")
        case .int(let number):
            output.append(decimal: number)
            output.append(ascii: "\n")
        case .unsigned(let number):
            output.append(decimal: number)
            output.append(ascii: "\n")
        case .double(let number): write(number)
        case .string(let text): writeString(text, indent: indent)
        case .array: output.append("[]\n")
        case .object: output.append("{}\n")
        }
    }

    mutating func append(spaces count: Int) { output.append(0x20, count: count) }

    private mutating func write(_ number: Double) {
        output.append(contentsOf: text(number))
        output.append(ascii: "\n")
    }

    private func text(_ number: Double) -> [UInt8] {
        guard number.isFinite else { return Array((number.isNaN ? ".nan" : number < 0 ? "-.inf" : ".inf").utf8) }
        let digits = DecimalText(number)
        var bytes: [UInt8] = []
        if style.keepsPoint {
            digits.appendGeneral(to: &bytes)
            let isWhole = !bytes.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "e") }
            if isWhole { bytes += ".0".utf8 }
            return bytes
        }
        guard style.writesNumbersAsJSON else {
            digits.appendGeneral(to: &bytes)
            return bytes
        }
        // Go's library writes JSON first and reads that: what JSON writes as a whole number of 64 bits is one from there on.
        digits.appendJSON(to: &bytes)
        let json = String(decoding: bytes, as: UTF8.self)
        if let whole = Int64(json) { return whole == 0 ? [UInt8(ascii: "0")] : bytes }
        if UInt64(json) != nil { return bytes }
        bytes.removeAll()
        digits.appendGeneral(to: &bytes)
        return bytes
    }
}
