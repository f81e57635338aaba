internal import GoTemplate
internal import Values

/// Files of values: YAML maps in which every number is a float, as Helm reads them.
enum ValueFile {
    /// The map of a text; empty for an empty text. Of several documents the later ones lie over the earlier ones.
    ///
    /// - Parameter message: the words for a failure around the reason.
    static func object(
        _ bytes: [UInt8], name: String, message: (String) -> String
    ) throws(RenderError) -> Object {
        var result = Object()
        for part in documents(ChartFile.withoutMark(bytes)) {
            let object = try self.object(document: part, name: name, message)
            if result.isEmpty { result = object } else { merge(object, into: &result) }
        }
        return result
    }

    /// The documents of a text, parted at lines of `---` and nothing else but a comment.
    private static func documents(_ bytes: [UInt8]) -> [[UInt8]] {
        var parts: [[UInt8]] = []
        var start = 0
        var lineStart = 0
        while lineStart < bytes.count {
            let end = bytes[lineStart...].firstIndex(of: 10).map { $0 + 1 } ?? bytes.count
            let line = bytes[lineStart..<end]
            if line.starts(with: "---".utf8) {
                let rest = line.dropFirst(3).first { !($0 == 32 || (9...13).contains($0)) }
                if rest == nil || rest == UInt8(ascii: "#"), lineStart > start {
                    parts.append(Array(bytes[start..<lineStart]))
                    start = lineStart
                }
            }
            lineStart = end
        }
        parts.append(start == 0 ? bytes : Array(bytes[start...]))
        // Helm reads line by line and ends each.
        if let last = parts.last?.last, last != 10 { parts[parts.count - 1].append(10) }
        return parts
    }

    private static func object(
        document bytes: [UInt8], name: String, _ message: (String) -> String
    ) throws(RenderError) -> Object {
        let value: Value
        do throws(ParseError) {
            value = try Value(yaml: bytes, limits: .chart, keepingLastOfEqualKeys: true)
        } catch {
            throw RenderError(
                .malformed, message("error converting YAML to JSON: \(GoYAMLMessage.text(error))"),
                file: name, line: error.line, column: error.column)
        }
        switch value {
        case .object(let object): return object.mapValues { $1.withFloatNumbers }
        case .null: return Object()
        default:
            let reason =
                "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal "
                + "\(value.goKind) into Go value of type map[string]interface {}"
            throw RenderError(.malformed, message(reason), file: name)
        }
    }

    /// Lays one set of values over another: maps are merged, everything else replaced, nulls kept.
    static func merge(_ over: Object, into base: inout Object) {
        for member in over {
            guard case .object(let inner) = member.value, let existing = base[member.key]?.objectValue else {
                base[member.key] = member.value
                continue
            }
            var merged = existing
            base[member.key] = .null
            merge(inner, into: &merged)
            base[member.key] = .object(merged)
        }
    }
}

extension Value {
    /// The value with all whole numbers as floats, as Go reads JSON.
    var withFloatNumbers: Value {
        switch self {
        case .int(let number): .double(Double(number))
        case .unsigned(let number): .double(Double(number))
        case .array(let elements): .array(elements.map(\.withFloatNumbers))
        case .object(let object): .object(object.mapValues { $1.withFloatNumbers })
        default: self
        }
    }
}
