/// Which styles a string can be written in so that it reads back the same, by the rules of libyaml's emitter.
struct YAMLTextShape {
    private(set) var allowsPlain = true
    private(set) var allowsSingleQuoted = true
    private(set) var allowsLiteral = true
    /// Whether there are line breaks of any kind.
    private(set) var hasBreaks = false
    /// Whether there are tabs, which rule out every style but literal and double-quoted.
    private(set) var hasTabs = false

    /// - Parameter keepsSeparators: whether U+2028 and U+2029 may be written as they are, though they do not come back.
    init(_ bytes: UnsafeBufferPointer<UInt8>, keepsSeparators: Bool = false) {
        guard !bytes.isEmpty else {
            allowsPlain = false
            allowsLiteral = false
            return
        }
        var indicators = bytes.starts(with: "---".utf8) || bytes.starts(with: "...".utf8)
        var isSpecial = false
        var breakBeforeSpace = false
        var spaceBeforeBreak = false
        var previousIsSpace = false
        var previousIsBreak = false
        var position = 0
        while position < bytes.count {
            let (scalar, length) = YAMLTextShape.scalar(in: bytes, at: position)
            let next = position + length
            let isBreak = YAMLTextShape.isBreak(scalar)
            if !indicators {
                indicators = YAMLTextShape.isIndicator(
                    scalar, isFirst: position == 0, isAfterBlank: position == 0 || previousIsSpace || previousIsBreak,
                    isBeforeBlank: next >= bytes.count || YAMLTextShape.isBlank(bytes[next]))
            }
            hasBreaks = hasBreaks || isBreak
            // A break other than a line feed would come back as one, or not at all.
            if scalar == 0x09 {
                hasTabs = true
            } else {
                let isKept = scalar == 0x0A || keepsSeparators && (scalar == 0x2028 || scalar == 0x2029)
                isSpecial = isSpecial || !YAMLTextShape.isPrintable(scalar) || isBreak && !isKept
            }
            if scalar == 0x20 {
                breakBeforeSpace = breakBeforeSpace || previousIsBreak
                (previousIsSpace, previousIsBreak) = (true, false)
            } else if isBreak {
                spaceBeforeBreak = spaceBeforeBreak || previousIsSpace
                (previousIsSpace, previousIsBreak) = (false, true)
            } else {
                (previousIsSpace, previousIsBreak) = (false, false)
            }
            position = next
        }
        let first = bytes[0]
        let startsOrEndsBlank =
            first == UInt8(ascii: " ") || first == UInt8(ascii: "\n") || previousIsSpace || previousIsBreak
        allowsPlain =
            !indicators && !hasBreaks && !isSpecial && !hasTabs && !startsOrEndsBlank && !breakBeforeSpace
            && !spaceBeforeBreak
        allowsSingleQuoted =
            (!hasBreaks || keepsSeparators) && !isSpecial && !hasTabs && !breakBeforeSpace && !spaceBeforeBreak
        allowsLiteral = !previousIsSpace && !spaceBeforeBreak && !isSpecial
    }

    /// Whether a look at each byte shows that a string can be plain; false is no verdict.
    @inline(__always)
    static func isEasilyPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = bytes.first, let last = bytes.last, YAMLScalar.isCertainlyString(bytes), last != 0x20,
            PlainYAMLReader.canStartPlain(first), last != UInt8(ascii: ":")
        else { return false }
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            guard byte >= 0x20, byte < 0x7F else { return false }
            // Neither the first nor the last byte is one of these here.
            if byte == UInt8(ascii: ":"), bytes[position &+ 1] == 0x20 { return false }
            if byte == UInt8(ascii: "#"), bytes[position &- 1] == 0x20 { return false }
            position &+= 1
        }
        return true
    }

    /// The scalar at a position and its length in bytes; the bytes are a `String`'s and so well-formed.
    @inline(__always)
    static func scalar(in bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> (UInt32, Int) {
        let first = UInt32(bytes[position])
        if first < 0x80 { return (first, 1) }
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        var scalar = first & (0x7F >> UInt32(length))
        for offset in 1..<length where position + offset < bytes.count {
            scalar = scalar << 6 | UInt32(bytes[position + offset] & 0x3F)
        }
        return (scalar, length)
    }

    /// libyaml's idea of printable: no tab, nothing beyond the basic plane, no byte order mark.
    @inline(__always)
    static func isPrintable(_ scalar: UInt32) -> Bool {
        scalar == 0x0A || scalar >= 0x20 && scalar <= 0x7E || scalar >= 0xA0 && scalar <= 0xFFFD && scalar != 0xFEFF
    }

    @inline(__always)
    static func isBreak(_ scalar: UInt32) -> Bool {
        scalar == 0x0A || scalar == 0x0D || scalar == 0x85 || scalar == 0x2028 || scalar == 0x2029
    }

    /// Space, tab, line break or end, judged by the first byte.
    @inline(__always)
    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D || byte == 0
    }

    /// Whether a character means something to a reader at its place in a plain scalar of a block.
    @inline(__always)
    private static func isIndicator(_ scalar: UInt32, isFirst: Bool, isAfterBlank: Bool, isBeforeBlank: Bool) -> Bool {
        switch UnicodeScalar(scalar) {
        case "#": isFirst || isAfterBlank
        case ":": isBeforeBlank
        case "?", "-": isFirst && isBeforeBlank
        case ",", "[", "]", "{", "}", "&", "*", "!", "|", ">", "'", "\"", "%", "@", "`": isFirst
        default: false
        }
    }
}
