/// Writes a ``Value`` as JSON into bytes.
struct JSONWriter: ~Copyable {
    var output = ByteSink()
    let style: JSONStyle
    let sortedKeys: Bool

    init(style: JSONStyle, sortedKeys: Bool) {
        self.style = style
        self.sortedKeys = sortedKeys
    }

    mutating func write(_ value: Value, level: Int) {
        switch value {
        case .null: output.append("null")
        case .bool(let bool): output.append(bool ? "true" : "false")
        case .int(let number): output.append(decimal: number)
        case .unsigned(let number): output.append(decimal: number)
        case .double(let number): write(number)
        case .string(let text): write(text)
        case .array(let elements): write(elements, level: level)
        case .object(let object): write(object, level: level)
        }
    }

    private mutating func write(_ number: Double) {
        guard number.isFinite else { return output.append("null") }
        var bytes: [UInt8] = []
        DecimalText(number).appendJSON(to: &bytes)
        output.append(contentsOf: bytes)
    }

    private mutating func write(_ elements: [Value], level: Int) {
        guard !elements.isEmpty else { return output.append("[]") }
        output.append(ascii: "[")
        for position in elements.indices {
            if position > 0 { output.append(ascii: ",") }
            breakLine(level + 1)
            write(elements[position], level: level + 1)
        }
        breakLine(level)
        output.append(ascii: "]")
    }

    private mutating func write(_ object: Object, level: Int) {
        guard !object.isEmpty else { return output.append("{}") }
        output.append(ascii: "{")
        if sortedKeys {
            for (rank, position) in object.positions(by: KeyOrder.precedesByBytes).enumerated() {
                write(object[position], isFirst: rank == 0, level: level + 1)
            }
        } else {
            for position in object.indices { write(object[position], isFirst: position == 0, level: level + 1) }
        }
        breakLine(level)
        output.append(ascii: "}")
    }

    @inline(__always)
    private mutating func write(_ member: Object.Member, isFirst: Bool, level: Int) {
        if !isFirst { output.append(ascii: ",") }
        breakLine(level)
        write(member.key)
        output.append(ascii: ":")
        if style.indent != nil { output.append(ascii: " ") }
        write(member.value, level: level)
    }

    @inline(__always)
    private mutating func breakLine(_ level: Int) {
        guard let indent = style.indent else { return }
        output.appendLineBreak(indent: max(0, min(indent, 64)) * level)
    }
}
