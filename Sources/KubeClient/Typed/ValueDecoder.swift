public import Values

/// Reads `Decodable` types from a tree of values.
///
/// Numbers must fit the type asked for: `1.0` is no integer, and 300 no `UInt8`. A missing member and null both decode as
/// nil. Errors are the standard library's `DecodingError`, with the path to the mistake.
public struct ValueDecoder: Sendable {
    /// A decoder.
    public init() {}

    /// Reads a type.
    ///
    /// - Parameters:
    ///   - type: the type.
    ///   - value: the tree.
    /// - Throws: `DecodingError`.
    public func decode<Result: Decodable>(_ type: Result.Type, from value: Value) throws -> Result {
        try ValueReader(value: value, codingPath: []).unbox(type)
    }
}

/// A place in a tree that is being decoded.
struct ValueReader: Decoder {
    let value: Value
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .object(let members) = value else { throw mismatch([String: Value].self, "an object") }
        return KeyedDecodingContainer(KeyedValues(members: members, codingPath: codingPath))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .array(let elements) = value else { throw mismatch([Value].self, "a list") }
        return ListedValues(elements: elements, codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    func at(_ key: any CodingKey, _ value: Value) -> ValueReader {
        ValueReader(value: value, codingPath: codingPath + [key])
    }

    func mismatch(_ type: Any.Type, _ expected: String) -> DecodingError {
        .typeMismatch(
            type,
            DecodingError.Context(
                codingPath: codingPath, debugDescription: "expected \(expected), found a \(value.kindName)"))
    }

    func unbox<Result: Decodable>(_ type: Result.Type) throws -> Result {
        // What is not described further is taken as it is.
        if type == Value.self, let whole = value as? Result { return whole }
        return try Result(from: self)
    }

    func integer<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
        switch value {
        case .int(let number): if let exact = Number(exactly: number) { return exact }
        case .unsigned(let number): if let exact = Number(exactly: number) { return exact }
        default: throw mismatch(type, "a whole number")
        }
        throw DecodingError.dataCorrupted(
            .init(codingPath: codingPath, debugDescription: "the number does not fit \(type)"))
    }

    func number() throws -> Double {
        guard let number = value.doubleValue else { throw mismatch(Double.self, "a number") }
        return number
    }
}

extension ValueReader: SingleValueDecodingContainer {
    func decodeNil() -> Bool { value.isNull }
    func decode(_ type: Bool.Type) throws -> Bool {
        guard let flag = value.boolValue else { throw mismatch(type, "true or false") }
        return flag
    }
    func decode(_ type: String.Type) throws -> String {
        guard let text = value.stringValue else { throw mismatch(type, "a string") }
        return text
    }
    func decode(_ type: Double.Type) throws -> Double { try number() }
    func decode(_ type: Float.Type) throws -> Float { Float(try number()) }
    func decode(_ type: Int.Type) throws -> Int { try integer(type) }
    func decode(_ type: Int8.Type) throws -> Int8 { try integer(type) }
    func decode(_ type: Int16.Type) throws -> Int16 { try integer(type) }
    func decode(_ type: Int32.Type) throws -> Int32 { try integer(type) }
    func decode(_ type: Int64.Type) throws -> Int64 { try integer(type) }
    func decode(_ type: UInt.Type) throws -> UInt { try integer(type) }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try integer(type) }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try integer(type) }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try integer(type) }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try integer(type) }
    func decode<Result: Decodable>(_ type: Result.Type) throws -> Result { try unbox(type) }
}
