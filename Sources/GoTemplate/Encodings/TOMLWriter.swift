/// Writes values as the `BurntSushi/toml` encoder that Helm uses.
struct TOMLWriter {
    private var output: [UInt8] = []
    private var wroteSomething = false

    static func text(_ value: GoValue) throws -> String {
        var writer = TOMLWriter()
        switch value {
        case .map(let map): try writer.table([], map)
        case .invalid, .null: throw FunctionFailure("reflect: call of reflect.Value.Type on zero Value")
        case .list(let list) where writer.isTableArray(list):
            throw FunctionFailure("toml: top-level values must be Go maps or structs")
        default: try writer.element(value)
        }
        return ByteText.string(writer.output)
    }

    private mutating func write(_ text: String) { ByteText.append(text, to: &output) }

    private static func isNil(_ value: GoValue) -> Bool {
        switch value {
        case .invalid, .null: true
        case .list(let list): list.isNil
        case .map(let map): map.isNil
        default: false
        }
    }

    private func isTable(_ value: GoValue) -> Bool {
        switch value {
        case .map: true
        case .list(let list): isTableArray(list)
        default: false
        }
    }

    private func isTableArray(_ list: GoList) -> Bool {
        !list.elements.isEmpty && list.elements.allSatisfy { if case .map = $0 { true } else { false } }
    }

    private mutating func indent(_ path: [String]) { write(String(repeating: "  ", count: max(path.count - 1, 0))) }

    private mutating func table(_ path: [String], _ map: GoMap) throws {
        guard path.count < 200 else { throw FunctionFailure("toml: nested too deeply", isLimit: true) }
        for (key, value) in map.entries where !isTable(value) && !TOMLWriter.isNil(value) {
            indent(path + [key])
            write("\(TOMLWriter.key(key)) = ")
            try element(value)
            output.append(10)
            wroteSomething = true
        }
        for (key, value) in map.entries where isTable(value) && !TOMLWriter.isNil(value) {
            let inner = path + [key]
            switch value {
            case .map(let nested):
                // An empty line parts the tables at the top.
                if inner.count == 1, wroteSomething { output.append(10) }
                indent(inner)
                write("[\(TOMLWriter.path(inner))]\n")
                wroteSomething = true
                try table(inner, nested)
            case .list(let list):
                for case .map(let nested) in list.elements {
                    if wroteSomething { output.append(10) }
                    indent(inner)
                    write("[[\(TOMLWriter.path(inner))]]\n")
                    wroteSomething = true
                    try table(inner, nested)
                }
            default: break
            }
        }
    }

    private mutating func element(_ value: GoValue) throws {
        switch value {
        case .bool(let flag): write(flag ? "true" : "false")
        case .int(let number): write(String(number))
        case .int64(let number): write(String(number))
        case .number(let number):
            if number.typeName == "time.Duration" {
                write("\"\(GoDuration.text(number.value))\"")
            } else {
                write(String(number.value))
            }
        case .float(let number): write(TOMLWriter.float(number))
        case .string(let text): write(TOMLWriter.quoted(text))
        case .list(let list):
            write("[")
            for (offset, element) in list.elements.enumerated() {
                if TOMLWriter.isNil(element) { throw FunctionFailure("toml: cannot encode array with nil element") }
                if offset > 0 { write(", ") }
                try self.element(element)
            }
            write("]")
        case .map(let map):
            // Plain values first, as in tables of their own; a value left out leaves its comma.
            let ordered = map.entries.filter { !isTable($0.1) } + map.entries.filter { isTable($0.1) }
            write("{")
            for (offset, (key, value)) in ordered.enumerated() where !TOMLWriter.isNil(value) {
                write("\(TOMLWriter.key(key)) = ")
                try element(value)
                if offset < ordered.count - 1 { write(", ") }
            }
            write("}")
        case .object(let object):
            if let time = object as? GoTime {
                write(TOMLWriter.text(of: time))
            } else {
                write(TOMLWriter.quoted(object.text ?? ""))
            }
        case .invalid, .null: break
        }
    }

    /// Times without a zone are told apart by the name of their place.
    private static func text(of time: GoTime) -> String {
        switch time.location.name {
        case "datetime-local": DateLayout.format(time, "2006-01-02T15:04:05.999999999")
        case "date-local": DateLayout.format(time, "2006-01-02")
        case "time-local": DateLayout.format(time, "15:04:05.999999999")
        default: time.json
        }
    }

    private static func float(_ number: Double) -> String {
        if number.isNaN { return "nan" }
        if number.isInfinite { return number < 0 ? "-inf" : "inf" }
        let text = FloatText.string(number)
        return text.utf8.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "e") } ? text : text + ".0"
    }

    private static func path(_ keys: [String]) -> String { keys.map(key).joined(separator: ".") }

    private static func key(_ key: String) -> String {
        let isBare =
            !key.isEmpty
            && key.utf8.allSatisfy { isASCIIWord($0) || $0 == UInt8(ascii: "-") }
        return isBare ? key : quoted(key)
    }

    private static func isASCIIWord(_ byte: UInt8) -> Bool {
        WordText.isDigit(UInt32(byte)) || byte == UInt8(ascii: "_") || (byte < 0x80 && WordText.isLetter(UInt32(byte)))
    }

    private static func quoted(_ text: String) -> String {
        var output: [UInt8] = [UInt8(ascii: "\"")]
        for byte in ByteText.bytes(text) {
            switch byte {
            case 9: output += Array("\\t".utf8)
            case 10: output += Array("\\n".utf8)
            case 13: output += Array("\\r".utf8)
            case 8: output += Array("\\b".utf8)
            case 12: output += Array("\\f".utf8)
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [0x5C, byte]
            case 0..<0x20, 0x7F: output += Array("\\u00".utf8) + GoQuoting.hex(UInt32(byte), digits: 2)
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
        return ByteText.string(output)
    }
}
