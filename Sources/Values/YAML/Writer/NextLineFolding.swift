/// What becomes of U+0085 where a text goes through JSON that is read as YAML: JSON leaves the character as it is, and YAML
/// takes it for a line break within quotes, which folds.
enum NextLineFolding {
    /// Whether a text holds U+0085.
    static func isNeeded(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard var position = bytes.firstIndex(of: 0xC2) else { return false }
        while position + 1 < bytes.count {
            if bytes[position] == 0xC2, bytes[position + 1] == 0x85 { return true }
            position += 1
        }
        return false
    }

    /// The text with every run of the character folded: one becomes a space, more become a line feed for each but the
    /// first. Spaces around a run vanish.
    static func fold(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var spaces = 0
        var breaks = 0
        var position = 0
        while position < bytes.count {
            let isBreak = bytes[position] == 0xC2 && position + 1 < bytes.count && bytes[position + 1] == 0x85
            if isBreak {
                breaks += 1
                spaces = 0
            } else if bytes[position] == 0x20 {
                spaces += 1
            } else {
                flush(&breaks, &spaces, into: &result)
                result.append(bytes[position])
            }
            position += isBreak ? 2 : 1
        }
        flush(&breaks, &spaces, into: &result)
        return String(decoding: result, as: UTF8.self)
    }

    private static func flush(_ breaks: inout Int, _ spaces: inout Int, into result: inout [UInt8]) {
        if breaks == 1 { result.append(0x20) }
        if breaks > 1 { result.append(contentsOf: repeatElement(UInt8(ascii: "\n"), count: breaks - 1)) }
        if breaks == 0 { result.append(contentsOf: repeatElement(0x20, count: spaces)) }
        (breaks, spaces) = (0, 0)
    }
}
