/// Changes to words and letters, after the Go packages that sprig builds on.
enum WordText {
    // MARK: - Case of letters

    private static func properties(_ rune: UInt32) -> Unicode.Scalar.Properties? { Unicode.Scalar(rune)?.properties }

    private static func mapped(_ rune: UInt32, _ mapping: String) -> UInt32 {
        let scalars = mapping.unicodeScalars
        guard scalars.count == 1, let scalar = scalars.first else { return rune }
        return scalar.value
    }

    static func toUpper(_ rune: UInt32) -> UInt32 {
        if rune < 0x80 { return (0x61...0x7A).contains(rune) ? rune - 32 : rune }
        return properties(rune).map { mapped(rune, $0.uppercaseMapping) } ?? rune
    }

    static func toLower(_ rune: UInt32) -> UInt32 {
        if rune < 0x80 { return (0x41...0x5A).contains(rune) ? rune + 32 : rune }
        if rune == 0x130 { return 0x69 }
        return properties(rune).map { mapped(rune, $0.lowercaseMapping) } ?? rune
    }

    static func toTitle(_ rune: UInt32) -> UInt32 {
        if rune < 0x80 { return toUpper(rune) }
        return properties(rune).map { mapped(rune, $0.titlecaseMapping) } ?? rune
    }

    static func isUpper(_ rune: UInt32) -> Bool {
        rune < 0x80 ? (0x41...0x5A).contains(rune) : properties(rune)?.generalCategory == .uppercaseLetter
    }

    static func isLower(_ rune: UInt32) -> Bool {
        rune < 0x80 ? (0x61...0x7A).contains(rune) : properties(rune)?.generalCategory == .lowercaseLetter
    }

    static func isLetter(_ rune: UInt32) -> Bool {
        if rune < 0x80 { return (0x41...0x5A).contains(rune) || (0x61...0x7A).contains(rune) }
        switch properties(rune)?.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return true
        default: return false
        }
    }

    static func isDigit(_ rune: UInt32) -> Bool {
        rune < 0x80 ? (0x30...0x39).contains(rune) : properties(rune)?.generalCategory == .decimalNumber
    }

    static func isNumber(_ rune: UInt32) -> Bool {
        if rune < 0x80 { return (0x30...0x39).contains(rune) }
        switch properties(rune)?.generalCategory {
        case .decimalNumber, .letterNumber, .otherNumber: return true
        default: return false
        }
    }

    static func isPunctuation(_ rune: UInt32) -> Bool {
        switch properties(rune)?.generalCategory {
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            return true
        default: return false
        }
    }

    static func upper(_ text: String) -> String { mapping(text, toUpper) }
    static func lower(_ text: String) -> String { mapping(text, toLower) }

    private static func mapping(_ text: String, _ map: (UInt32) -> UInt32) -> String {
        let bytes = ByteText.bytes(text)
        if bytes.allSatisfy({ $0 < 0x80 }) {
            return String(decoding: bytes.map { UInt8(truncatingIfNeeded: map(UInt32($0))) }, as: UTF8.self)
        }
        return ByteText.string(UTF8Reader.bytes(UTF8Reader.runes(bytes).map(map)))
    }

    /// `strings.Title`
    static func title(_ text: [UInt8]) -> [UInt8] {
        var previous: UInt32 = 32
        return UTF8Reader.bytes(
            UTF8Reader.runes(text).map { rune in
                defer { previous = rune }
                return isSeparator(previous) ? toTitle(rune) : rune
            })
    }

    private static func isSeparator(_ rune: UInt32) -> Bool {
        if rune < 0x80 { return !(isLetter(rune) || isDigit(rune) || rune == 0x5F) }
        return isLetter(rune) || isDigit(rune) ? false : Bytes.isSpace(rune)
    }

    static func untitle(_ text: [UInt8]) -> [UInt8] {
        var isStart = true
        return UTF8Reader.bytes(
            UTF8Reader.runes(text).map { rune in
                if Bytes.isSpace(rune) {
                    isStart = true
                    return rune
                }
                defer { isStart = false }
                return isStart ? toLower(rune) : rune
            })
    }

    static func swapCase(_ text: [UInt8]) -> [UInt8] {
        var afterSpace = true
        return UTF8Reader.bytes(
            UTF8Reader.runes(text).map { rune in
                defer { afterSpace = Bytes.isSpace(rune) }
                if isUpper(rune) { return toLower(rune) }
                if isLower(rune) { return afterSpace ? toTitle(rune) : toUpper(rune) }
                return rune
            })
    }

    /// `goutils.Initials`, which takes each byte for a character.
    static func initials(_ text: [UInt8]) -> [UInt8] {
        var isStart = true
        var found: [UInt32] = []
        for rune in text.map(UInt32.init) {
            if Bytes.isSpace(rune) {
                isStart = true
            } else if isStart {
                found.append(rune)
                isStart = false
            }
        }
        return UTF8Reader.bytes(found)
    }

    /// `goutils.DeleteWhiteSpace`, which takes each byte for a character.
    static func withoutSpace(_ text: [UInt8]) -> [UInt8] {
        let kept = text.filter { !Bytes.isSpace(UInt32($0)) }
        return kept.count == text.count ? text : UTF8Reader.bytes(kept.map(UInt32.init))
    }

    // MARK: - Width

    static func abbreviate(_ text: [UInt8], offset: Int, width: Int) -> [UInt8] {
        let marker = Array("...".utf8)
        guard text.count > width, width >= 4 else { return text.isEmpty || width >= 4 ? text : [] }
        var offset = min(offset, text.count)
        if text.count - offset < width - 3 { offset = text.count - (width - 3) }
        if offset <= 4 { return text[..<(width - 3)] + marker }
        guard width >= 7 else { return [] }
        if offset + width - 3 < text.count {
            return marker + abbreviate(Array(text[offset...]), offset: 0, width: width - 3)
        }
        return marker + text[(text.count - (width - 3))...]
    }

    /// `goutils.WrapCustom`
    static func wrap(_ text: [UInt8], width: Int, newline: [UInt8], breaksWords: Bool) -> [UInt8] {
        let width = max(width, 1)
        let newline = newline.isEmpty ? [10] : newline
        var output: [UInt8] = []
        var offset = 0
        while text.count - offset > width {
            if text[offset] == 0x20 {
                offset += 1
                continue
            }
            if let space = text[offset...(offset + width)].lastIndex(of: 0x20) {
                output += text[offset..<space] + newline
                offset = space + 1
            } else if breaksWords {
                output += text[offset..<(offset + width)] + newline
                offset += width
            } else if let space = text[(offset + width)...].firstIndex(of: 0x20) {
                output += text[offset..<space] + newline
                offset = space + 1
            } else {
                output += text[offset...]
                offset = text.count
            }
        }
        return output + text[offset...]
    }
}
