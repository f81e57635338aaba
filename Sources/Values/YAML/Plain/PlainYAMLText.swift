/// What must hold of a whole text before ``PlainYAMLReader`` looks at it.
enum PlainYAMLText {
    /// Whether a text is well-formed UTF-8 of characters that YAML allows, with line feeds as its only line breaks.
    static func isAcceptable(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let base = bytes.baseAddress else { return true }
        let raw = UnsafeRawPointer(base)
        let count = bytes.count
        var position = 0
        while position < count {
            // Eight bytes at once while all of them are printable ASCII.
            while position &+ 8 <= count, isPrintable(raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)) {
                position &+= 8
            }
            guard position < count else { return true }
            let byte = bytes[position]
            if byte >= 0x80 {
                guard let length = lengthOfAllowedCharacter(bytes, at: position) else { return false }
                position &+= length
            } else {
                guard byte >= 0x20 && byte != 0x7F || byte == 0x0A || byte == 0x09 else { return false }
                position &+= 1
            }
        }
        return true
    }

    /// Whether eight bytes are all from space to `~`.
    @inline(__always)
    private static func isPrintable(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let high: UInt64 = 0x8080_8080_8080_8080
        let below = (word &- ones &* 0x20) & ~word
        let delete = word ^ (ones &* 0x7F)
        return (word | below | ((delete &- ones) & ~delete)) & high == 0
    }

    /// The length of a well-formed character beyond ASCII that is neither a control nor a line break nor a byte order
    /// mark; nil for all others.
    private static func lengthOfAllowedCharacter(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Int? {
        let length = bytes[position] < 0xE0 ? 2 : bytes[position] < 0xF0 ? 3 : 4
        guard position + length <= bytes.count else { return nil }
        let character = UnsafeBufferPointer(rebasing: bytes[position..<position + length])
        guard UTF8Check.firstInvalidByte(character) == nil else { return nil }
        let (scalar, _) = YAMLTextShape.scalar(in: character, at: 0)
        guard scalar >= 0xA0, scalar & 0xFFFE != 0x2028, scalar != 0xFEFF, scalar & 0xFFFE != 0xFFFE || scalar > 0xFFFF
        else { return nil }
        return length
    }
}
