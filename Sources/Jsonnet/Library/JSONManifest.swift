extension Interpreter {
    /// `std.manifestJsonEx`.
    func manifestJSON(
        _ value: Datum, indent: StringRef, newline: StringRef?, separator: StringRef?
    ) throws(Failure) -> StringRef {
        var writer = JSONManifest(
            vm: self, indent: Array(bytes(indent)), newline: newline.map { Array(bytes($0)) } ?? [UInt8(ascii: "\n")],
            separator: separator.map { Array(bytes($0)) } ?? Array(": ".utf8))
        try writer.write(value)
        return string(writer.text.bytes)
    }
}

/// Writes values as `std.manifestJsonEx` does.
struct JSONManifest {
    let vm: Interpreter
    let indent: [UInt8]
    let newline: [UInt8]
    let separator: [UInt8]
    var text = TextBuilder()
    private var depth = 0
    private var path: [String] = []

    init(vm: Interpreter, indent: [UInt8], newline: [UInt8], separator: [UInt8]) {
        self.vm = vm
        self.indent = indent
        self.newline = newline
        self.separator = separator
    }

    mutating func write(_ value: Datum) throws(Failure) {
        switch value {
        case .null: text.append("null")
        case .bool(let holds): holds ? text.append("true") : text.append("false")
        case .number(let number): text.append(shortest: number)
        case .string(let string):
            try vm.ensureRoomForEscapes(string, written: text.bytes.count)
            text.append(goQuoted: vm.bytes(string))
        case .function:
            throw Failure("tried to manifest function at [\(path.joined(separator: " "))]")
        case .array(let array):
            try open(UInt8(ascii: "["))
            for index in 0..<array.pointee.count {
                lineStart(isFirst: index == 0)
                path.append(String(index))
                try write(try vm.element(array, index))
                path.removeLast()
            }
            close(UInt8(ascii: "]"))
        case .object(let object):
            if object.pointee.assertions == .pending { try vm.checkAssertions(object) }
            try open(UInt8(ascii: "{"))
            for (index, field) in vm.fields(of: object).enumerated() {
                lineStart(isFirst: index == 0)
                let name = vm.symbols.text(field.symbol)
                text.append(goQuoted: vm.bytes(name))
                text.append(separator)
                path.append(vm.text(name))
                try write(try vm.value(object, field))
                path.removeLast()
            }
            close(UInt8(ascii: "}"))
        case .thunk, .absent: break
        }
    }

    private mutating func open(_ bracket: UInt8) throws(Failure) {
        try vm.checkOutput(depth: depth, written: text.bytes.count)
        text.append(bracket)
        text.append(newline)
        depth += 1
    }

    private mutating func lineStart(isFirst: Bool) {
        if !isFirst {
            text.append(",")
            text.append(newline)
        }
        for _ in 0..<depth { text.append(indent) }
    }

    private mutating func close(_ bracket: UInt8) {
        depth -= 1
        text.append(newline)
        for _ in 0..<depth { text.append(indent) }
        text.append(bracket)
    }
}

extension TextBuilder {
    /// A number with as few digits as read back the same, never with an exponent.
    mutating func append(shortest number: Double) {
        if number == number.rounded(.towardZero), abs(number) < 1e15 { return append(number: number) }
        append(text: GoText.positional(number))
    }

    /// A string as Go's library quotes it: no escapes above U+001F but for U+2028 and U+2029.
    mutating func append(goQuoted source: UnsafeBufferPointer<UInt8>) {
        append(UInt8(ascii: "\""))
        var clean = 0
        var index = 0
        while index < source.count {
            let byte = source[index]
            if byte == 0xE2, index + 2 < source.count, source[index + 1] == 0x80, source[index + 2] & 0xFE == 0xA8 {
                bytes.append(contentsOf: source[clean..<index])
                append(source[index + 2] == 0xA8 ? "\\u2028" : "\\u2029")
                index += 3
                clean = index
            } else if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                bytes.append(contentsOf: source[clean..<index])
                append(escape: UInt32(byte))
                index += 1
                clean = index
            } else {
                index += 1
            }
        }
        bytes.append(contentsOf: source[clean..<source.count])
        append(UInt8(ascii: "\""))
    }
}
