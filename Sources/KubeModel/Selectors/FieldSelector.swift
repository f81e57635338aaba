import Values

/// A condition on fields of an object, such as `metadata.name=web,status.phase!=Running`.
///
/// Which fields may be asked for is the server's business; this type only reads, writes and evaluates.
public struct FieldSelector: Hashable, Sendable {
    /// A condition on one field.
    public struct Requirement: Hashable, Sendable {
        /// The field, for example `metadata.name`.
        public var field: String
        /// Whether the field must equal ``value``, or must not.
        public var isEqual: Bool
        /// The value compared with.
        public var value: String

        /// A condition on one field.
        public init(field: String, isEqual: Bool = true, value: String) {
            self.field = field
            self.isEqual = isEqual
            self.value = value
        }
    }

    /// All conditions; they must all hold.
    public var requirements: [Requirement]

    /// A selector of conditions that must all hold; without any it selects everything.
    public init(_ requirements: [Requirement] = []) { self.requirements = requirements }

    /// Reads a selector: `field=value`, `field==value` and `field!=value`, separated by commas; a backslash keeps
    /// `,`, `=` and `\` in values.
    ///
    /// - Throws: ``SelectorError`` where a part has no operator or an escape is unknown.
    public init(_ text: String) throws(SelectorError) {
        requirements = []
        for term in FieldSelector.terms(of: Array(text.utf8)) where !term.isEmpty {
            requirements.append(try Requirement(term: term))
        }
    }

    private static func terms(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var terms: [ArraySlice<UInt8>] = []
        var start = 0
        var position = 0
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "\\") {
                position += 2
                continue
            }
            if bytes[position] == UInt8(ascii: ",") {
                terms.append(bytes[start..<position])
                start = position + 1
            }
            position += 1
        }
        terms.append(bytes[start...])
        return terms
    }

    /// Whether an object is selected.
    ///
    /// - Parameter field: gives the text of a field; an absent field is the empty text.
    public func matches(_ field: (String) -> String) -> Bool {
        requirements.allSatisfy { (field($0.field) == $0.value) == $0.isEqual }
    }

    /// Whether an object is selected, taking fields from the object as they stand there.
    public func matches(_ object: KubeObject) -> Bool {
        matches { field in
            let value = object.value.value(at: field.split(separator: ".").map(String.init))
            return value?.stringValue ?? value.map { $0.isNull ? "" : $0.jsonText() } ?? ""
        }
    }
}

extension FieldSelector.Requirement {
    fileprivate init(term: ArraySlice<UInt8>) throws(SelectorError) {
        var position = term.startIndex
        while position < term.endIndex {
            let rest = term[position...]
            if rest.starts(with: "\\".utf8) {
                position = min(position + 2, term.endIndex)
                continue
            }
            let isUnequal = rest.starts(with: "!=".utf8)
            if isUnequal || rest.first == UInt8(ascii: "=") {
                let length = isUnequal || rest.starts(with: "==".utf8) ? 2 : 1
                self.init(
                    field: String(decoding: term[..<position], as: UTF8.self), isEqual: !isUnequal,
                    value: try Self.unescaped(term[(position + length)...]))
                return
            }
            position += 1
        }
        throw SelectorError(
            .syntax,
            "'\(String(decoding: term, as: UTF8.self))' is no field condition; write field=value or field!=value")
    }

    private static func unescaped(_ bytes: ArraySlice<UInt8>) throws(SelectorError) -> String {
        var result: [UInt8] = []
        var isEscaped = false
        for byte in bytes {
            if isEscaped {
                guard [UInt8(ascii: "\\"), UInt8(ascii: ","), UInt8(ascii: "=")].contains(byte) else {
                    throw SelectorError(.syntax, "only '\\\\', '\\,' and '\\=' can be escaped in a field condition")
                }
                result.append(byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "=") || byte == UInt8(ascii: ",") {
                throw SelectorError(.syntax, "write '\\=' and '\\,' for '=' and ',' in the value of a field condition")
            } else {
                result.append(byte)
            }
        }
        guard !isEscaped else { throw SelectorError(.syntax, "a field condition ends with a lone backslash") }
        return String(decoding: result, as: UTF8.self)
    }
}

extension FieldSelector: CustomStringConvertible {
    /// The canonical text.
    public var description: String {
        requirements.map { requirement in
            var value = ""
            for character in requirement.value {
                if character == "\\" || character == "," || character == "=" { value.append("\\") }
                value.append(character)
            }
            return "\(requirement.field)\(requirement.isEqual ? "=" : "!=")\(value)"
        }.joined(separator: ",")
    }
}
