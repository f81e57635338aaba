/// A path into a ``Value`` (RFC 6901): `/spec/containers/0/image`.
///
/// `~1` stands for `/` and `~0` for `~` within a key. The empty pointer is the whole value.
///
/// ```swift
/// let pointer = try JSONPointer("/metadata/annotations/example.com~1owner")
/// let owner = value[pointer]
/// ```
public struct JSONPointer: Hashable, Sendable {
    /// The keys and positions from the root, unescaped.
    public var tokens: [String]

    /// A pointer of unescaped tokens.
    public init(tokens: [String] = []) { self.tokens = tokens }

    /// Reads a pointer.
    ///
    /// - Parameter text: empty, or starting with `/`; anything else is a ``PatchError`` with code `invalidPointer`.
    public init(_ text: String) throws(PatchError) {
        guard !text.isEmpty else {
            tokens = []
            return
        }
        guard text.utf8.first == UInt8(ascii: "/") else {
            throw PatchError(.invalidPointer, "the JSON pointer `\(text)` must be empty or start with `/`")
        }
        tokens = text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { JSONPointer.unescape($0) }
    }

    private static func unescape(_ token: Substring.UTF8View) -> String {
        guard token.contains(UInt8(ascii: "~")) else { return String(Substring(token)) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(token.count)
        for byte in token {
            if bytes.last == UInt8(ascii: "~"), byte == UInt8(ascii: "0") || byte == UInt8(ascii: "1") {
                // The escape is complete; a decoded `~` is parked as 0xFF, which UTF-8 never contains.
                bytes[bytes.count - 1] = byte == UInt8(ascii: "0") ? 0xFF : UInt8(ascii: "/")
            } else {
                bytes.append(byte)
            }
        }
        for position in bytes.indices where bytes[position] == 0xFF { bytes[position] = UInt8(ascii: "~") }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The pointer one token deeper.
    public func appending(_ token: String) -> JSONPointer { JSONPointer(tokens: tokens + [token]) }

    /// The position in a list that a token means: decimal without leading zeros.
    static func position(_ token: String) -> Int? {
        let digits = token.utf8
        guard let first = digits.first, digits.count <= 18, digits.allSatisfy({ (48...57).contains($0) }),
            digits.count == 1 || first != UInt8(ascii: "0")
        else { return nil }
        return Int(token)
    }
}

extension JSONPointer: CustomStringConvertible {
    /// The pointer as text, escaped.
    public var description: String {
        var bytes: [UInt8] = []
        for token in tokens {
            bytes.append(UInt8(ascii: "/"))
            for byte in token.utf8 {
                switch byte {
                case UInt8(ascii: "~"): bytes.append(contentsOf: [UInt8(ascii: "~"), UInt8(ascii: "0")])
                case UInt8(ascii: "/"): bytes.append(contentsOf: [UInt8(ascii: "~"), UInt8(ascii: "1")])
                default: bytes.append(byte)
                }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Value {
    /// What a pointer leads to; nil where any step is missing.
    public subscript(pointer: JSONPointer) -> Value? {
        var value = self
        for token in pointer.tokens {
            switch value {
            case .object(let object):
                guard let next = object[token] else { return nil }
                value = next
            case .array(let elements):
                guard let position = JSONPointer.position(token), position < elements.count else { return nil }
                value = elements[position]
            default: return nil
            }
        }
        return value
    }

    /// Removes what a pointer leads to; tells what it was, nil where there was nothing.
    @discardableResult
    public mutating func remove(at pointer: JSONPointer) -> Value? {
        guard let found = self[pointer], (try? JSONPatch.remove(from: &self, at: pointer)) != nil else { return nil }
        return found
    }
}
