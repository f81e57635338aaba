internal import GoTemplate
internal import Values

/// Files of values: YAML maps in which every number is a float, as Helm reads them.
enum ValueFile {
    /// The map of a text; empty for an empty text.
    ///
    /// - Parameter message: the words for a failure around the reason.
    static func object(
        _ bytes: [UInt8], name: String, message: (String) -> String
    ) throws(RenderError) -> Object {
        do throws(ParseError) {
            let documents = try YAMLDocument.parse(
                ChartFile.withoutMark(bytes), limits: .chart, keepingLastOfEqualKeys: true)
            switch documents.first?.value ?? .null {
            case .object(let object): return object.mapValues { $1.withFloatNumbers }
            case .null: return Object()
            default:
                let reason = "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal into a map"
                throw ParseError(.syntax, reason, line: 1, column: 1)
            }
        } catch {
            throw RenderError(
                .malformed, message("error converting YAML to JSON: \(GoYAMLMessage.text(error))"),
                file: name, line: error.line, column: error.column)
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
