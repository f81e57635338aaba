/// The plain words with a meaning of their own.
enum YAMLWord {
    /// What a word means; nil for all others. A word of at most five bytes is compared as one number.
    @inline(__always)
    static func value(_ text: UnsafeBufferPointer<UInt8>) -> YAMLScalar? {
        guard text.count <= 5 else { return nil }
        var packed: UInt64 = 0
        for byte in text.reversed() { packed = packed << 8 | UInt64(byte) }
        return value(packed: packed | UInt64(text.count) << 56)
    }

    /// Whether a word that means a boolean is a spelling of `true` or `false`, not `yes` or `off`.
    static func isTrueOrFalse(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.count > 3 && text.last.map { $0 | 0x20 } == UInt8(ascii: "e")
    }

    private static func value(packed: UInt64) -> YAMLScalar? {
        switch packed {
        case pack("y"), pack("Y"), pack("yes"), pack("Yes"), pack("YES"), pack("true"), pack("True"), pack("TRUE"),
            pack("on"), pack("On"), pack("ON"):
            .bool(true)
        case pack("n"), pack("N"), pack("no"), pack("No"), pack("NO"), pack("false"), pack("False"), pack("FALSE"),
            pack("off"), pack("Off"), pack("OFF"):
            .bool(false)
        case pack("~"), pack("null"), pack("Null"), pack("NULL"): .null
        case pack(".nan"), pack(".NaN"), pack(".NAN"): .double(.nan)
        case pack(".inf"), pack(".Inf"), pack(".INF"), pack("+.inf"), pack("+.Inf"), pack("+.INF"): .double(.infinity)
        case pack("-.inf"), pack("-.Inf"), pack("-.INF"): .double(-.infinity)
        default: nil
        }
    }

    /// The bytes of a literal as one number, first byte lowest, with its length in the highest byte.
    @inline(__always)
    private static func pack(_ word: StaticString) -> UInt64 {
        var packed: UInt64 = 0
        for position in (0..<word.utf8CodeUnitCount).reversed() {
            packed = packed << 8 | UInt64(word.utf8Start[position])
        }
        return packed | UInt64(word.utf8CodeUnitCount) << 56
    }
}
