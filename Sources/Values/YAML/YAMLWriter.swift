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

    /// Longest key, in bytes, that stands on one line with its value.
    private static let longestSimpleKey = 128

    mutating func writeDocument(_ value: Value) {
        switch value {
        case .array(let elements) where !elements.isEmpty: write(elements, indent: 0, isCompact: true)
        case .object(let object) where !object.isEmpty: write(object, indent: 0, isCompact: true)
        default: writeLeaf(value, indent: 2)
        }
    }

    /// Writes members at an indent; a compact object starts on the current line.
    private mutating func write(_ object: Object, indent: Int, isCompact: Bool) {
        var object = object
        if sortedKeys { object.sortKeysNaturally() }
        for position in object.indices {
            if position > 0 || !isCompact { append(spaces: indent) }
            let key = object[position].key
            let start = output.count
            let isMultiline = writeKey(key)
            if isMultiline || output.count - start > YAMLWriter.longestSimpleKey {
                rewriteAsLongKey(key, from: start, indent: indent)
                output.append(UInt8(ascii: ":"))
                writeNested(object[position].value, indent: indent)
            } else {
                output.append(UInt8(ascii: ":"))
                writeMemberValue(object[position].value, indent: indent)
            }
        }
    }

    private mutating func writeMemberValue(_ value: Value, indent: Int) {
        switch value {
        case .array(let elements) where !elements.isEmpty:
            output.append(UInt8(ascii: "\n"))
            write(elements, indent: indent, isCompact: false)
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
        case .null: append("null")
        case .bool(let bool): append(bool ? "true" : "false")
        case .int(let number): output.append(contentsOf: String(number).utf8)
        case .unsigned(let number): output.append(contentsOf: String(number).utf8)
        case .double(let number): write(number)
        case .string(let text):
            if writeString(text, indent: indent) { return }
        case .array: append("[]")
        case .object: append("{}")
        }
        output.append(UInt8(ascii: "\n"))
    }

    mutating func append(_ text: StaticString) {
        output.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func append(spaces count: Int) {
        output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: count))
    }

    private mutating func rewriteAsLongKey(_ key: String, from start: Int, indent: Int) {
        output.removeSubrange(start...)
        append("? ")
        if !writeString(key, indent: indent + 2) { output.append(UInt8(ascii: "\n")) }
        append(spaces: indent)
    }

    private mutating func write(_ number: Double) {
        guard number.isFinite else { return append(number.isNaN ? ".nan" : number < 0 ? "-.inf" : ".inf") }
        let start = output.count
        if !style.keepsPoint {
            if let whole = Int64(exactly: number) {
                output.append(contentsOf: String(whole).utf8)
                return
            }
            if let whole = UInt64(exactly: number) {
                output.append(contentsOf: String(whole).utf8)
                return
            }
        }
        DecimalText(number).appendGeneral(to: &output)
        let isWhole = !output[start...].contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "e") }
        if isWhole { append(".0") }
    }
}
