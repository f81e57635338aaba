public import Values

/// Writes `Encodable` types as trees of values; members of objects stand in the order in which they were written.
public struct ValueEncoder: Sendable {
    /// An encoder.
    public init() {}

    /// Writes a value.
    ///
    /// - Throws: what the type's own encoding throws.
    public func encode(_ value: some Encodable) throws -> Value { try ValueWriter.box(value, at: []) }
}

/// A place that is being encoded. A class, because encoders are handed on and written to in any order.
final class ValueWriter: Encoder {
    enum Content {
        case nothing
        case value(Value)
        case members([(key: String, writer: ValueWriter)])
        case elements([ValueWriter])
    }

    var content = Content.nothing
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    init(codingPath: [any CodingKey]) { self.codingPath = codingPath }

    /// The tree that was written; an empty object where nothing was.
    var value: Value {
        switch content {
        case .nothing: .object(Object())
        case .value(let value): value
        case .members(let members): .object(Object(members.lazy.map { ($0.key, $0.writer.value) }))
        case .elements(let elements): .array(elements.map(\.value))
        }
    }

    static func box(_ value: some Encodable, at path: [any CodingKey]) throws -> Value {
        if let whole = value as? Value { return whole }
        let writer = ValueWriter(codingPath: path)
        try value.encode(to: writer)
        return writer.value
    }

    func member(_ key: any CodingKey) -> ValueWriter {
        let writer = ValueWriter(codingPath: codingPath + [key])
        var members: [(key: String, writer: ValueWriter)] = []
        if case .members(let existing) = content { members = existing }
        content = .nothing
        members.append((key.stringValue, writer))
        content = .members(members)
        return writer
    }

    var elementCount: Int { if case .elements(let elements) = content { elements.count } else { 0 } }

    func element() -> ValueWriter {
        let writer = ValueWriter(codingPath: codingPath + [ListPosition(intValue: elementCount)])
        var elements: [ValueWriter] = []
        if case .elements(let existing) = content { elements = existing }
        content = .nothing
        elements.append(writer)
        content = .elements(elements)
        return writer
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if case .nothing = content { content = .members([]) }
        return KeyedEncodingContainer(MemberWriter<Key>(writer: self))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if case .nothing = content { content = .elements([]) }
        return ElementWriter(writer: self)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { PlainWriter(writer: self) }
}
