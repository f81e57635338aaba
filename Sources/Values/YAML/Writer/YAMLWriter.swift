/// Writes a ``Value`` as YAML in block style into bytes.
///
/// The layout is that of Go's YAML library: two spaces a level, lists not indented under their key, the first member of
/// an object in a list on the line of its dash.
struct YAMLWriter {
    var output: [UInt8] = []
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
        let object = sortedKeys ? sorted(object) : object
        for position in object.indices {
            if position > 0 || !isCompact { append(spaces: indent) }
            if writeSimpleKey(object[position].key) {
                output.append(UInt8(ascii: ":"))
                writeMemberValue(object[position].value, indent: indent)
            } else {
                append("? ")
                writeString(object[position].key, indent: indent + 2)
                append(spaces: indent)
                output.append(UInt8(ascii: ":"))
                writeNested(object[position].value, indent: indent)
            }
        }
    }

    private func sorted(_ object: Object) -> Object {
        var object = object
        let lettersEndNumbers = style.sortsLettersAfterDigitsFirst
        object.sortKeys { NaturalOrder.precedes($0, $1, lettersEndNumbers: lettersEndNumbers) }
        return object
    }

    private mutating func writeMemberValue(_ value: Value, indent: Int) {
        switch value {
        case .array(let elements) where !elements.isEmpty:
            output.append(UInt8(ascii: "\n"))
            write(elements, indent: style.indentsLists ? indent + 2 : indent, isCompact: false)
        case .object(let object) where !object.isEmpty:
            output.append(UInt8(ascii: "\n"))
            write(object, indent: indent + 2, isCompact: false)
        default:
            output.append(UInt8(ascii: " "))
            writeLeaf(value, indent: indent + 2)
        }
    }

    /// Writes what follows a dash, or the colon of a long key: lists and objects start on the same line.
    private mutating func writeNested(_ value: Value, indent: Int) {
        output.append(UInt8(ascii: " "))
        switch value {
        case .array(let elements) where !elements.isEmpty: write(elements, indent: indent + 2, isCompact: true)
        case .object(let object) where !object.isEmpty: write(object, indent: indent + 2, isCompact: true)
        default: writeLeaf(value, indent: indent + 2)
        }
    }

    private mutating func write(_ elements: [Value], indent: Int, isCompact: Bool) {
        for position in elements.indices {
            if position > 0 || !isCompact { append(spaces: indent) }
            output.append(UInt8(ascii: "-"))
            writeNested(elements[position], indent: indent)
        }
    }

    /// Writes anything that takes no nested lines of members or elements, and the line break after it.
    private mutating func writeLeaf(_ value: Value, indent: Int) {
        switch value {
        case .null: append("null\n")
        case .bool(let bool): append(bool ? "true\n" : "false\n")
        case .int(let number): append(number)
        case .unsigned(let number): append(number)
        case .double(let number): write(number)
        case .string(let text): writeString(text, indent: indent)
        case .array: append("[]\n")
        case .object: append("{}\n")
        }
    }

    private mutating func append(_ number: some BinaryInteger) {
        output.append(contentsOf: String(number).utf8)
        output.append(UInt8(ascii: "\n"))
    }

    mutating func append(_ text: StaticString) {
        output.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func append(spaces count: Int) {
        output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: count))
    }

    private mutating func write(_ number: Double) {
        defer { output.append(UInt8(ascii: "\n")) }
        guard number.isFinite else { return append(number.isNaN ? ".nan" : number < 0 ? "-.inf" : ".inf") }
        let digits = DecimalText(number)
        guard style.keepsPoint else { return writeAsGo(digits) }
        let start = output.count
        digits.appendGeneral(to: &output)
        let isWhole = !output[start...].contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "e") }
        if isWhole { append(".0") }
    }

    /// Go's library writes JSON first and reads that: what JSON writes as a whole number of 64 bits is one from there on.
    private mutating func writeAsGo(_ digits: DecimalText) {
        let start = output.count
        digits.appendJSON(to: &output)
        let text = String(decoding: output[start...], as: UTF8.self)
        if let whole = Int64(text) {
            if whole == 0 { output.replaceSubrange(start..., with: CollectionOfOne(UInt8(ascii: "0"))) }
        } else if UInt64(text) == nil {
            output.removeSubrange(start...)
            digits.appendGeneral(to: &output)
        }
    }
}
