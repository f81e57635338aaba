/// Writes values as Go's `encoding/json` does.
struct GoJSONWriter {
    private(set) var output: [UInt8] = []
    let escapesHTML: Bool
    let indent: Int?
    private var depth = 0
    /// Values may hold one another many times over.
    private let maximumBytes: Int
    static let usualMaximum = 256 << 20

    init(escapesHTML: Bool = true, indent: Int? = nil, limit: Int = usualMaximum) {
        maximumBytes = limit
        self.escapesHTML = escapesHTML
        self.indent = indent
    }

    static func bytes(
        _ value: GoValue, escapesHTML: Bool = true, indent: Int? = nil, limit: Int = usualMaximum
    ) throws -> [UInt8] {
        var writer = GoJSONWriter(escapesHTML: escapesHTML, indent: indent, limit: limit)
        try writer.write(value)
        return writer.output
    }

    static func text(
        _ value: GoValue, escapesHTML: Bool = true, indent: Int? = nil, limit: Int = usualMaximum
    ) throws -> String {
        String(decoding: try bytes(value, escapesHTML: escapesHTML, indent: indent, limit: limit), as: UTF8.self)
    }

    private mutating func newline() {
        guard let indent else { return }
        output.append(10)
        output += [UInt8](repeating: 0x20, count: indent * depth)
    }

    private mutating func write(_ value: GoValue) throws {
        guard depth < 400, output.count <= maximumBytes else {
            throw FunctionFailure("json: value is nested too deeply or too large", isLimit: true)
        }
        switch value {
        case .invalid, .null: output += Array("null".utf8)
        case .bool(let flag): output += Array((flag ? "true" : "false").utf8)
        case .int(let number): output += Array(String(number).utf8)
        case .int64(let number): output += Array(String(number).utf8)
        case .float(let number):
            guard number.isFinite else {
                throw FunctionFailure("json: unsupported value: \(FloatText.string(number))")
            }
            FloatText.json(number, to: &output)
        case .string(let text): GoJSONWriter.append(text, escapesHTML: escapesHTML, to: &output)
        case .number(let number):
            output += Array(
                (number.isUnsigned ? String(UInt64(bitPattern: number.value)) : String(number.value)).utf8)
        case .list(let list): try write(list)
        case .map(let map):

            if map.isNil {
                output += Array("null".utf8)
            } else {
                try write(EntryList(map))
            }
        case .object(let object): try write(object)
        }
    }

    /// Members of an object, whatever they come from.
    private struct EntryList {
        var entries: [(String, GoValue)]

        init(_ map: GoMap) { entries = Array(map.entries) }
        init(_ entries: [(String, GoValue)]) { self.entries = entries }
    }

    private mutating func write(_ list: GoList) throws {
        if list.isNil {
            output += Array("null".utf8)
            return
        }
        if let bytes = list.byteElements {
            GoJSONWriter.append(Base64.standard.encode(bytes), escapesHTML: escapesHTML, to: &output)
            return
        }
        output.append(UInt8(ascii: "["))
        depth += 1
        for (offset, element) in list.elements.enumerated() {
            if offset > 0 { output.append(UInt8(ascii: ",")) }
            newline()
            try write(element)
        }
        depth -= 1
        if !list.elements.isEmpty { newline() }
        output.append(UInt8(ascii: "]"))
    }

    private mutating func write(_ members: EntryList) throws {
        output.append(UInt8(ascii: "{"))
        depth += 1
        for (offset, (key, value)) in members.entries.enumerated() {
            if offset > 0 { output.append(UInt8(ascii: ",")) }
            newline()
            GoJSONWriter.append(key, escapesHTML: escapesHTML, to: &output)
            output.append(UInt8(ascii: ":"))
            if indent != nil { output.append(0x20) }
            try write(value)
        }
        depth -= 1
        if !members.entries.isEmpty { newline() }
        output.append(UInt8(ascii: "}"))
    }

    private mutating func write(_ object: any GoObject) throws {
        if let time = object as? GoTime {
            GoJSONWriter.append(time.json, escapesHTML: escapesHTML, to: &output)
        } else if object is GoComplex {
            throw FunctionFailure("json: unsupported type: complex128")
        } else if let text = object.text {
            GoJSONWriter.append(text, escapesHTML: escapesHTML, to: &output)
        } else {
            try write(EntryList(object.jsonFields.map { ($0.name, $0.value) }))
        }
    }

    /// A string in quotes.
    static func append(_ text: String, escapesHTML: Bool, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        let bytes = ByteText.bytes(text)
        bytes.withUnsafeBufferPointer { buffer in
            var position = 0
            while position < buffer.count {
                let byte = buffer[position]
                if byte < 0x80 {
                    append(byte, escapesHTML: escapesHTML, to: &output)
                    position += 1
                    continue
                }
                let (rune, width) = UTF8Reader.scalar(in: buffer, at: position)
                if width == 0 {
                    output += Array("\\ufffd".utf8)
                } else if rune == 0x2028 || rune == 0x2029 {
                    output += Array("\\u202\(rune & 0xF)".utf8)
                } else {
                    output += buffer[position..<(position + width)]
                }
                position += max(width, 1)
            }
        }
        output.append(UInt8(ascii: "\""))
    }

    private static func append(_ byte: UInt8, escapesHTML: Bool, to output: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [0x5C, byte]
        case 8: output += Array("\\b".utf8)
        case 12: output += Array("\\f".utf8)
        case 10: output += Array("\\n".utf8)
        case 13: output += Array("\\r".utf8)
        case 9: output += Array("\\t".utf8)
        case 0..<0x20: output += Array("\\u00".utf8) + GoQuoting.hex(UInt32(byte), digits: 2)
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"):
            if escapesHTML {
                output += Array("\\u00".utf8) + GoQuoting.hex(UInt32(byte), digits: 2)
            } else {
                output.append(byte)
            }
        default: output.append(byte)
        }
    }
}
