import Values

/// Writes members of an object.
struct MemberWriter<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let writer: ValueWriter
    var codingPath: [any CodingKey] { writer.codingPath }

    mutating func encodeNil(forKey key: Key) { writer.member(key).content = .value(.null) }

    mutating func encode(_ value: some Encodable, forKey key: Key) throws {
        let boxed = try ValueWriter.box(value, at: codingPath + [key])
        writer.member(key).content = .value(boxed)
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy keyType: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        writer.member(key).container(keyedBy: keyType)
    }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        writer.member(key).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { writer }

    mutating func superEncoder(forKey key: Key) -> any Encoder { writer.member(key) }
}

/// Writes elements of a list.
struct ElementWriter: UnkeyedEncodingContainer {
    let writer: ValueWriter
    var codingPath: [any CodingKey] { writer.codingPath }
    var count: Int { writer.elementCount }

    mutating func encodeNil() { writer.element().content = .value(.null) }

    mutating func encode(_ value: some Encodable) throws {
        let boxed = try ValueWriter.box(value, at: codingPath)
        writer.element().content = .value(boxed)
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy keyType: Nested.Type
    ) -> KeyedEncodingContainer<Nested> {
        writer.element().container(keyedBy: keyType)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { writer.element().unkeyedContainer() }

    mutating func superEncoder() -> any Encoder { writer.element() }
}

/// Writes one value.
struct PlainWriter: SingleValueEncodingContainer {
    let writer: ValueWriter
    var codingPath: [any CodingKey] { writer.codingPath }

    private func put(_ value: Value) { writer.content = .value(value) }

    mutating func encodeNil() { put(.null) }
    mutating func encode(_ value: Bool) { put(.bool(value)) }
    mutating func encode(_ value: String) { put(.string(value)) }
    mutating func encode(_ value: Float) { put(.double(Double(value))) }
    mutating func encode(_ value: Int) { put(.int(Int64(value))) }
    mutating func encode(_ value: Int8) { put(.int(Int64(value))) }
    mutating func encode(_ value: Int16) { put(.int(Int64(value))) }
    mutating func encode(_ value: Int32) { put(.int(Int64(value))) }
    mutating func encode(_ value: Int64) { put(.int(value)) }
    mutating func encode(_ value: UInt) { put(.integer(UInt64(value))) }
    mutating func encode(_ value: UInt8) { put(.int(Int64(value))) }
    mutating func encode(_ value: UInt16) { put(.int(Int64(value))) }
    mutating func encode(_ value: UInt32) { put(.int(Int64(value))) }
    mutating func encode(_ value: UInt64) { put(.integer(value)) }

    mutating func encode(_ value: Double) throws {
        guard value.isFinite else {
            throw EncodingError.invalidValue(
                value, .init(codingPath: codingPath, debugDescription: "JSON has no number for \(value)"))
        }
        put(.double(value))
    }

    mutating func encode(_ value: some Encodable) throws { put(try ValueWriter.box(value, at: codingPath)) }
}
