/// Which texts version 3 of Go's YAML library writes as a block; it puts others in quotes.
public enum GoBlockText {
    /// Whether a text can stand in a block: without a space at its end or before a line break, and without anything
    /// that would have to be escaped.
    public static func canHold(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { canHold($0) }
    }

    static func canHold(_ bytes: some RandomAccessCollection<UInt8>) -> Bool {
        let bytes = Array(bytes)
        for (position, byte) in bytes.enumerated() {
            let next = position + 1 < bytes.count ? bytes[position + 1] : UInt8(ascii: "\n")
            let isFine =
                switch byte {
                case 0x20: next != UInt8(ascii: "\n")
                case 0x09, 0x0A: true
                case 0xC2: next >= 0xA0
                case 0xEF: !isMark(bytes[position...])
                default: byte > 0x20 && byte != 0x7F && byte < 0xF0
                }
            guard isFine else { return false }
        }
        return true
    }

    /// Whether bytes begin with the byte order mark or one of the two that are no characters.
    private static func isMark(_ bytes: ArraySlice<UInt8>) -> Bool {
        [[0xEF, 0xBB, 0xBF], [0xEF, 0xBF, 0xBE], [0xEF, 0xBF, 0xBF]].contains { bytes.starts(with: $0) }
    }
}
