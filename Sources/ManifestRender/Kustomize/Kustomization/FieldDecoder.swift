internal import Values

/// Reads the fields of one object of a kustomization into Swift values, as strictly as the tool reads them.
///
/// Names are compared without regard to case; where two spellings of a field meet, the last in byte order wins, as in
/// the tool, which sorts keys before it decodes. What no field has asked for by the time ``finish()`` is called is an
/// unknown field.
struct FieldDecoder {
    /// How forgiving the reading is: kustomizations are read strictly, configurations of plugins are not.
    struct Mode: Hashable {
        /// Whether unknown fields fail.
        var isStrict: Bool
        /// Whether numbers and booleans stand for their text where text is asked for.
        var coercesScalars: Bool

        static let kustomization = Mode(isStrict: true, coercesScalars: false)
        static let configuration = Mode(isStrict: true, coercesScalars: true)
        static let plugin = Mode(isStrict: false, coercesScalars: true)
    }

    let mode: Mode
    /// The tool's name of the type that is read, for messages.
    let type: String
    /// The fields that lead here, each with a dot behind it.
    let path: String
    private let fields: [String: Value]
    private let names: [String]
    private var known: Set<String> = []

    /// A reader of an object's fields; null reads like an empty object.
    init(_ value: Value, type: String, path: String = "", field: String = "", mode: Mode) throws(RenderError) {
        self.mode = mode
        self.type = type
        self.path = path
        switch value {
        case .null: (fields, names) = ([:], [])
        case .object(let object):
            var fields: [String: Value] = [:]
            for member in object.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
                fields[member.key.lowercased()] = member.value
            }
            self.fields = fields
            names = object.keys
        default:
            throw FieldDecoder.mismatch(value, place: field.isEmpty ? type : field, wanted: "types.\(type)")
        }
    }

    private func place(_ name: String) -> String { "\(type).\(path)\(name)" }

    private mutating func value(_ name: String) -> Value? {
        let key = name.lowercased()
        known.insert(key)
        guard let value = fields[key], !value.isNull else { return nil }
        return value
    }

    // MARK: - Scalars

    mutating func string(_ name: String) throws(RenderError) -> String {
        try optionalString(name) ?? ""
    }

    mutating func optionalString(_ name: String) throws(RenderError) -> String? {
        guard let value = value(name) else { return nil }
        return try text(value, place: place(name), wanted: "string")
    }

    private func text(_ value: Value, place: String, wanted: String) throws(RenderError) -> String {
        switch value {
        case .string(let text): return text
        case .null: return ""
        case .int, .unsigned, .double, .bool:
            if mode.coercesScalars { return value.jsonText() }
            throw FieldDecoder.mismatch(value, place: place, wanted: wanted)
        default: throw FieldDecoder.mismatch(value, place: place, wanted: wanted)
        }
    }

    mutating func bool(_ name: String) throws(RenderError) -> Bool {
        guard let value = value(name) else { return false }
        guard case .bool(let flag) = value else {
            throw FieldDecoder.mismatch(value, place: place(name), wanted: "bool")
        }
        return flag
    }

    mutating func int(_ name: String) throws(RenderError) -> Int64 {
        guard let value = value(name) else { return 0 }
        switch value {
        case .int(let number): return number
        case .double(let number):
            // What the tool's YAML reader gives as a number with an exponent or fraction of zero is whole again in JSON.
            if let whole = Int64(exactly: number), number.magnitude < 1e21 { return whole }
        default: break
        }
        throw FieldDecoder.mismatch(value, place: place(name), wanted: "int64")
    }

    // MARK: - Collections

    mutating func strings(_ name: String, wanted: String = "string") throws(RenderError) -> [String] {
        guard let elements = try elements(name, of: wanted) else { return [] }
        var texts: [String] = []
        texts.reserveCapacity(elements.count)
        for element in elements { texts.append(try text(element, place: place(name), wanted: wanted)) }
        return texts
    }

    mutating func stringMap(_ name: String) throws(RenderError) -> [String: String]? {
        guard let value = value(name) else { return nil }
        guard case .object(let object) = value else {
            throw FieldDecoder.mismatch(value, place: place(name), wanted: "map[string]string")
        }
        var map: [String: String] = [:]
        for member in object { map[member.key] = try text(member.value, place: place(name), wanted: "string") }
        return map
    }

    /// An object whose members are anything.
    mutating func anyObject(_ name: String) throws(RenderError) -> Object? {
        guard let value = value(name) else { return nil }
        guard case .object(let object) = value else {
            throw FieldDecoder.mismatch(value, place: place(name), wanted: "map[string]interface {}")
        }
        return object
    }

    /// Whatever stands in a field.
    mutating func any(_ name: String) -> Value? { value(name) }

    mutating func list<Element>(
        _ name: String, of type: String, _ read: (inout FieldDecoder) throws(RenderError) -> Element
    ) throws(RenderError) -> [Element] {
        guard let elements = try elements(name, of: "types.\(type)") else { return [] }
        var result: [Element] = []
        result.reserveCapacity(elements.count)
        for element in elements {
            var decoder = try FieldDecoder(
                element, type: type, path: "\(path)\(name).", field: place(name), mode: mode)
            result.append(try read(&decoder))
            try decoder.finish()
        }
        return result
    }

    mutating func object<Result>(
        _ name: String, of type: String, _ read: (inout FieldDecoder) throws(RenderError) -> Result
    ) throws(RenderError) -> Result? {
        guard let value = value(name) else { return nil }
        var decoder = try FieldDecoder(value, type: type, path: "\(path)\(name).", field: place(name), mode: mode)
        let result = try read(&decoder)
        try decoder.finish()
        return result
    }

    private mutating func elements(_ name: String, of type: String) throws(RenderError) -> [Value]? {
        guard let value = value(name) else { return nil }
        guard case .array(let elements) = value else {
            throw FieldDecoder.mismatch(value, place: place(name), wanted: "[]\(type)")
        }
        return elements
    }

    // MARK: - Ending

    /// Fails where the object has a field that nobody asked for.
    func finish() throws(RenderError) {
        guard mode.isStrict, let name = names.filter({ !known.contains($0.lowercased()) }).min() else { return }
        throw RenderError(.malformed, "json: unknown field \"\(name)\"")
    }

    private static func mismatch(_ value: Value, place: String, wanted: String) -> RenderError {
        let found: String =
            switch value {
            case .null: "null"
            case .bool: "bool"
            case .int, .unsigned: "number"
            case .double: wanted.hasPrefix("int") ? "number \(value.jsonText())" : "number"
            case .string: "string"
            case .array: "array"
            case .object: "object"
            }
        return RenderError(
            .malformed, "json: cannot unmarshal \(found) into Go struct field \(place) of type \(wanted)")
    }
}
