public import Values

extension GoValue {
    /// A template's view of a tree: whole numbers are `int64`, others `float64`, lists `[]interface {}`.
    ///
    /// Go reads the numbers of JSON and YAML as `float64`; pass `wholeNumbersAsFloats` for such a source.
    public init(_ value: Value, wholeNumbersAsFloats: Bool = false) {
        switch value {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .int(let value): self = wholeNumbersAsFloats ? .float(Double(value)) : .int64(value)
        case .unsigned(let value):
            self =
                wholeNumbersAsFloats
                ? .float(Double(value))
                : .number(GoNumber(Int64(bitPattern: value), typeName: "uint64"))
        case .double(let value): self = .float(value)
        case .string(let text): self = .string(GoValue.carried(text))
        case .array(let elements):
            self = .array(elements.map { GoValue($0, wholeNumbersAsFloats: wholeNumbersAsFloats) })
        case .object(let object):
            self = .map(
                GoMap(object.map { ($0.key, GoValue($0.value, wholeNumbersAsFloats: wholeNumbersAsFloats)) }))
        }
    }

    private static func carried(_ text: String) -> String {
        text.utf8.count >= 4 && ByteText.mayCarry(text) ? ByteText.string(Array(text.utf8)) : text
    }

    /// The tree a value stands for, as Go's JSON package would write it; nil for what it cannot write.
    public var jsonTree: Value? { jsonTree(nodes: GoValue.mostNodes) }

    /// The tree, of no more values than given.
    func jsonTree(nodes: Int) -> Value? {
        var budget = nodes
        return jsonTree(depth: 0, isPretty: false, budget: &budget)
    }

    /// The tree as Go's later YAML library writes it, to which nil lists and maps are empty and structs have their fields
    /// in lower case.
    func prettyTree(nodes: Int) -> Value? {
        var budget = nodes
        return jsonTree(depth: 0, isPretty: true, budget: &budget)
    }

    /// Most values that are looked at as one: maps and lists may hold one another many times over.
    static let mostNodes = 10_000_000

    private func jsonTree(depth: Int, isPretty: Bool, budget: inout Int) -> Value? {
        budget &-= 1
        guard depth < 500, budget > 0 else { return nil }
        switch self {
        case .invalid, .null: return .null
        case .bool(let value): return .bool(value)
        case .int(let value): return .int(Int64(value))
        case .int64(let value): return .int(value)
        case .float(let value): return value.isFinite ? .double(value) : nil
        case .string(let text): return .string(String(decoding: ByteText.bytes(text), as: UTF8.self))
        case .number(let number):
            return number.isUnsigned && number.value < 0
                ? .unsigned(UInt64(bitPattern: number.value)) : .int(number.value)
        case .list(let list):
            if list.isNil, !isPretty { return .null }
            if !isPretty, let bytes = list.byteElements { return .string(Base64.standard.encode(bytes)) }
            var elements: [Value] = []
            elements.reserveCapacity(list.elements.count)
            for element in list.elements {
                guard let tree = element.jsonTree(depth: depth + 1, isPretty: isPretty, budget: &budget) else {
                    return nil
                }
                elements.append(tree)
            }
            return .array(elements)
        case .map(let map):
            if map.isNil, !isPretty { return .null }
            var members: [Object.Member] = []
            members.reserveCapacity(map.count)
            for (key, value) in map.entries {
                guard let tree = value.jsonTree(depth: depth + 1, isPretty: isPretty, budget: &budget) else {
                    return nil
                }
                members.append(Object.Member(key: key, value: tree))
            }
            return .object(Object(uniqueMembers: members))
        case .object(let object):
            if let time = object as? GoTime { return .string(time.json) }
            if let text = object.text { return .string(text) }
            var members = Object()
            for (name, value) in isPretty ? object.fields : object.jsonFields {
                guard let tree = value.jsonTree(depth: depth + 1, isPretty: isPretty, budget: &budget) else {
                    return nil
                }
                members[isPretty ? name.lowercased() : name] = tree
            }
            return .object(members)
        }
    }
}
