/// The identifier of a Git object: twenty bytes, written as forty hexadecimal digits.
public struct ObjectID: Hashable, Sendable {
    private let words: (UInt64, UInt64, UInt32)

    init(words: (UInt64, UInt64, UInt32)) {
        self.words = words
    }

    /// An identifier from its twenty bytes; nil for any other number of them.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 20 else { return nil }
        var words: (UInt64, UInt64, UInt32) = (0, 0, 0)
        for (index, byte) in bytes.enumerated() {
            switch index {
            case ..<8: words.0 = words.0 << 8 | UInt64(byte)
            case ..<16: words.1 = words.1 << 8 | UInt64(byte)
            default: words.2 = words.2 << 8 | UInt32(byte)
            }
        }
        self.words = words
    }

    /// An identifier from forty hexadecimal digits; nil for anything else.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 40, let bytes = ObjectID.bytes(ofHexadecimal: text) else { return nil }
        self.init(bytes: bytes)
    }

    /// The bytes that an even number of hexadecimal digits stands for.
    static func bytes(ofHexadecimal text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        var high: UInt8?
        for character in text.utf8 {
            guard let digit = digit(character) else { return nil }
            if let first = high {
                bytes.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        return high == nil ? bytes : nil
    }

    static func digit(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// The twenty bytes.
    public var bytes: [UInt8] {
        let (first, second, third) = words
        return (0..<20).map { index in
            switch index {
            case ..<8: UInt8(truncatingIfNeeded: first >> UInt64(56 - index * 8))
            case ..<16: UInt8(truncatingIfNeeded: second >> UInt64(120 - index * 8))
            default: UInt8(truncatingIfNeeded: third >> UInt32(152 - index * 8))
            }
        }
    }

    /// The first digits, as they are shown to people.
    ///
    /// - Parameter length: how many digits; 7 unless given.
    public func abbreviated(to length: Int = 7) -> String { String(description.prefix(max(0, length))) }

    /// Equal when the bytes are.
    public static func == (left: ObjectID, right: ObjectID) -> Bool { left.words == right.words }

    /// Hashes the bytes.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
        hasher.combine(words.2)
    }
}

extension ObjectID: Comparable, CustomStringConvertible {
    /// Orders by the bytes.
    public static func < (left: ObjectID, right: ObjectID) -> Bool { left.words < right.words }

    /// Forty hexadecimal digits in lower case.
    public var description: String {
        func hexadecimal(_ word: some FixedWidthInteger, digits: Int) -> String {
            let text = String(word, radix: 16)
            return String(repeating: "0", count: digits - text.utf8.count) + text
        }
        return hexadecimal(words.0, digits: 16) + hexadecimal(words.1, digits: 16) + hexadecimal(words.2, digits: 8)
    }
}
