import KubeModel
import Values

/// Brings a sent object into the shape in which the server's own types would hold it.
///
/// Unknown fields go (and are remembered), nulls and vanishing zero values go, quantities are rewritten, wrong types
/// are errors with the text that the real decoder has for them. Parts that need no change stay shared.
struct TypedCodec {
    /// Why a document cannot be read into the type.
    struct Failure: Error {
        let message: String
    }

    private enum Outcome {
        case keep
        case replace(Value)
        case drop
    }

    private enum Step {
        case name(String)
        case index(Int)
    }

    let table: TypeTable
    private(set) var unknownFields: [String] = []
    /// Whether mistakes are told as by the conversion of maps to types, which follows a strategic merge patch.
    var isUnstructured = false
    private var path: [Step] = []

    init(_ table: TypeTable = .builtin) { self.table = table }

    /// The value as the type holds it.
    ///
    /// - Parameter known: a value of the type, as it holds it; what is shared with it needs no look.
    mutating func decode(_ value: Value, as type: Int, known: Value? = nil) throws(Failure) -> Value {
        if keeps(value, .object(type), known) { return value }
        path.removeAll(keepingCapacity: true)
        switch try decode(value, .object(type), owner: type) {
        case .keep: return value
        case .replace(let replaced): return replaced
        case .drop: return .object(Object())
        }
    }

    private mutating func decode(_ value: Value, _ type: TypeTable.FieldType, owner: Int) throws(Failure) -> Outcome {
        if case .null = value { return type == .anything ? .keep : .drop }
        switch type {
        case .anything: return .keep
        case .object(let index): return try decodeObject(value, index, owner: owner)
        case .array(let element): return try decodeArray(value, element, type, owner: owner)
        case .map(let element): return try decodeMap(value, element, type, owner: owner)
        default: return try decodeLeaf(value, type, owner: owner)
        }
    }

    private mutating func decodeLeaf(_ value: Value, _ type: TypeTable.FieldType, owner: Int) throws(Failure) -> Outcome
    {
        switch (type, value) {
        case (.string, .string), (.bool, .bool): return .keep
        case (.int32, .int(let number)):
            guard Int32(exactly: number) != nil else { throw mismatch(value, type, owner, showsNumber: true) }
            return .keep
        case (.int64, .int): return .keep
        case (.number, .int), (.number, .unsigned), (.number, .double): return .keep
        case (.intOrString, .int), (.intOrString, .string): return .keep
        case (.quantity, .string(let text)):
            guard let canonical = QuantityText.canonical(text) else { throw Failure(message: QuantityText.failure) }
            return canonical == text ? .keep : .replace(.string(canonical))
        case (.quantity, .int), (.quantity, .double), (.quantity, .unsigned):
            guard let canonical = QuantityText.canonical(value.jsonText(.compact)) else {
                throw Failure(message: QuantityText.failure)
            }
            return .replace(.string(canonical))
        case (.time, .string(let text)): return try decodeTime(text)
        case (.microTime, .string(let text)): return try decodeMicroTime(text)
        case (.bytes, .string(let text)):
            if let position = Base64Text.firstError(text) {
                throw Failure(message: "illegal base64 data at input byte \(position)")
            }
            return .keep
        default:
            throw mismatch(value, type, owner, showsNumber: type == .int32 || type == .int64)
        }
    }

    private func decodeTime(_ text: String) throws(Failure) -> Outcome {
        if text.isEmpty { return .drop }
        guard let time = Timestamp(text) else { throw Failure(message: TimeText.failure(text)) }
        let canonical = time.text
        return canonical == text ? .keep : .replace(.string(canonical))
    }

    private func decodeMicroTime(_ text: String) throws(Failure) -> Outcome {
        guard let time = Timestamp(text), TimeText.hasMicroseconds(text) else {
            throw Failure(message: TimeText.microFailure(text))
        }
        let canonical = time.microText
        return canonical == text ? .keep : .replace(.string(canonical))
    }

    private mutating func decodeObject(_ value: Value, _ index: Int, owner: Int) throws(Failure) -> Outcome {
        guard case .object(let members) = value else { throw mismatch(value, .object(index), owner) }
        let type = table.types[index]
        var changed: [(position: Int, value: Value?)] = []
        for position in members.indices {
            let member = members[position]
            guard let field = type.field(member.key) else {
                unknownFields.append(pathText(member.key))
                changed.append((position, nil))
                continue
            }
            if case .null = member.value, field.isAlwaysWritten {
                if field.type == .time || field.type == .microTime { continue }
            }
            path.append(.name(field.name))
            let outcome = try decode(member.value, field.type, owner: index)
            path.removeLast()
            var result = member.value
            switch outcome {
            case .keep: break
            case .replace(let replaced):
                result = replaced
                changed.append((position, replaced))
            case .drop:
                changed.append((position, nil))
                continue
            }
            if field.omitsZero, TypedCodec.isZero(result) { changed.append((position, nil)) }
        }
        if changed.isEmpty, type.alwaysPresent.allSatisfy({ members.contains(key: $0.name) }) { return .keep }
        return .replace(.object(TypedCodec.apply(changed, type.alwaysPresent, to: members)))
    }

    private static func apply(
        _ changed: [(position: Int, value: Value?)], _ present: [(name: String, value: Value)], to members: Object
    ) -> Object {
        var copy = members
        var dropped: Set<String> = []
        for (position, value) in changed {
            if let value {
                copy.withValue(at: position) { $0 = value }
            } else {
                dropped.insert(members[position].key)
            }
        }
        if !dropped.isEmpty { copy.removeAll { dropped.contains($0.key) } }
        for field in present where !copy.contains(key: field.name) { copy[field.name] = field.value }
        return copy
    }

    static func isZero(_ value: Value) -> Bool {
        switch value {
        case .null: true
        case .bool(let flag): !flag
        case .int(let number): number == 0
        case .unsigned(let number): number == 0
        case .double(let number): number == 0
        case .string(let text): text.isEmpty
        case .array(let elements): elements.isEmpty
        case .object(let members): members.isEmpty
        }
    }

    private mutating func decodeArray(
        _ value: Value, _ element: TypeTable.FieldType, _ type: TypeTable.FieldType, owner: Int
    ) throws(Failure) -> Outcome {
        guard case .array(let elements) = value else { throw mismatch(value, type, owner) }
        var copy: [Value]?
        for (position, item) in elements.enumerated() {
            path.append(.index(position))
            let outcome = try decode(item, element, owner: owner)
            path.removeLast()
            switch outcome {
            case .keep: break
            case .replace(let replaced):
                if copy == nil { copy = elements }
                copy?[position] = replaced
            case .drop:
                if copy == nil { copy = elements }
                copy?[position] = TypedCodec.zero(element)
            }
        }
        return copy.map { .replace(.array($0)) } ?? .keep
    }

    private static func zero(_ type: TypeTable.FieldType) -> Value {
        switch type {
        case .object: .object(Object())
        case .string, .bytes: ""
        case .int32, .int64, .number: 0
        case .bool: false
        default: .null
        }
    }

    private mutating func decodeMap(
        _ value: Value, _ element: TypeTable.FieldType, _ type: TypeTable.FieldType, owner: Int
    ) throws(Failure) -> Outcome {
        guard case .object(let written) = value else { throw mismatch(value, type, owner) }
        if element == .anything { return .keep }
        var copy = TypedCodec.sorted(written)
        let members = copy ?? written
        for position in members.indices {
            let member = members[position]
            if element == .string, case .string = member.value { continue }
            path.append(.name(member.key))
            let depth = path.count
            var outcome = try decodeMapMember(member.value, element, owner: owner)
            path.removeLast(path.count - depth + 1)
            if element == .quantity { outcome = TypedCodec.rounded(outcome, member.value) }
            switch outcome {
            case .keep: break
            case .replace(let replaced):
                if copy == nil { copy = members }
                copy?[member.key] = replaced
            case .drop:
                if copy == nil { copy = members }
                copy?[member.key] = TypedCodec.zero(element)
            }
        }
        return copy.map { .replace(.object($0)) } ?? .keep
    }

    /// Go writes maps with their keys in order; nil where they are.
    private static func sorted(_ members: Object) -> Object? {
        var last: String?
        for member in members {
            if let last, !byBytes(last, member.key) {
                var copy = members
                copy.sortKeys()
                return copy
            }
            last = member.key
        }
        return nil
    }

    /// Amounts of resources are kept to the thousandth.
    private static func rounded(_ outcome: Outcome, _ value: Value) -> Outcome {
        let text: String?
        switch outcome {
        case .keep: text = value.stringValue
        case .replace(let replaced): text = replaced.stringValue
        case .drop: text = nil
        }
        guard let text, text.last == "n" || text.last == "u", let milli = QuantityText.milli(text) else {
            return outcome
        }
        return .replace(.string(QuantityText.canonical("\(milli)m") ?? text))
    }

    private mutating func decodeMapMember(
        _ value: Value, _ element: TypeTable.FieldType, owner: Int
    ) throws(Failure) -> Outcome {
        // The decoder names the map, not the key, when a member has the wrong type.
        if case .null = value { return .drop }
        if case .string = element {
            guard case .string = value else {
                path.removeLast()
                let failure = mismatch(value, element, owner)
                path.append(.name(""))
                throw failure
            }
            return .keep
        }
        return try decode(value, element, owner: owner)
    }

    // MARK: - Texts

    private func pathText(_ last: String) -> String {
        var text = ""
        for step in path {
            switch step {
            case .name(let name): text += text.isEmpty ? name : ".\(name)"
            case .index(let index): text += "[\(index)]"
            }
        }
        return text.isEmpty ? last : "\(text).\(last)"
    }

    private func mismatch(
        _ value: Value, _ type: TypeTable.FieldType, _ owner: Int, showsNumber: Bool = false
    ) -> Failure {
        if isUnstructured { return conversionMismatch(value, type) }
        var names: [String] = []
        for case .name(let name) in path { names.append(name) }
        let found: String =
            switch value {
            case .int, .unsigned, .double: showsNumber ? "number \(TypedCodec.numberText(value))" : "number"
            case .string: "string"
            case .bool: "bool"
            case .array: "array"
            default: "object"
            }
        let goType = goName(type)
        guard !names.isEmpty else {
            return Failure(message: "json: cannot unmarshal \(found) into Go value of type \(goType)")
        }
        return Failure(
            message: "json: cannot unmarshal \(found) into Go struct field "
                + "\(table.types[owner].shortName).\(names.joined(separator: ".")) of type \(goType)")
    }

    private func conversionMismatch(_ value: Value, _ type: TypeTable.FieldType) -> Failure {
        let found = GoForm.typeName(value)
        let kind = found.hasPrefix("map") ? "map" : found.hasPrefix("[]") ? "slice" : found
        switch type {
        case .object: return Failure(message: "cannot restore struct from: \(kind)")
        case .map: return Failure(message: "cannot restore map from \(kind)")
        case .array: return Failure(message: "cannot restore slice from \(kind)")
        default: return Failure(message: "cannot convert \(found) to \(goName(type))")
        }
    }

    private static func numberText(_ value: Value) -> String {
        let text = value.jsonText(.compact)
        guard case .double = value, text.allSatisfy({ $0.isNumber || $0 == "-" }) else { return text }
        return text + ".0"
    }

    private func goName(_ type: TypeTable.FieldType) -> String {
        switch type {
        case .string: "string"
        case .int32: "int32"
        case .int64: "int64"
        case .number: "float64"
        case .bool: "bool"
        case .bytes: "[]uint8"
        case .intOrString: "intstr.IntOrString"
        case .quantity: "resource.Quantity"
        case .time: "v1.Time"
        case .microTime: "v1.MicroTime"
        case .anything: "interface {}"
        case .object(let index): "v1.\(table.types[index].shortName)"
        case .array(let element): "[]\(goName(element))"
        case .map(let element): "map[string]\(goName(element))"
        }
    }
}
