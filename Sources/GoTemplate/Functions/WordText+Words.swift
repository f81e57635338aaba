/// Cutting identifiers into words, after the `xstrings` package.
extension WordText {
    private enum Kind {
        case invalid
        case number
        case upper
        case alphabet
        case connector
        case punctuation
        case other
    }

    private static func isConnector(_ rune: UInt32) -> Bool { rune == 0x2D || rune == 0x5F || Bytes.isSpace(rune) }

    private static func isAlphabet(_ rune: UInt32) -> Bool {
        guard isLetter(rune) else { return false }
        switch rune {
        case 0x3400...0x4D85, 0x4E00...0x9FCC, 0x20000...0x2B81D: return false
        default: return true
        }
    }

    private static func run(
        _ text: ArraySlice<UInt32>, from start: Int, while holds: (UInt32) -> Bool
    ) -> Int {
        var end = start
        while end < text.endIndex, holds(text[end]) { end += 1 }
        return end
    }

    /// The next word's kind and end.
    private static func nextWord(_ text: ArraySlice<UInt32>) -> (kind: Kind, end: Int) {
        guard let first = text.first else { return (.invalid, text.startIndex) }
        let next = text.startIndex + 1
        if isConnector(first) { return (.connector, run(text, from: next, while: isConnector)) }
        if isPunctuation(first) { return (.punctuation, run(text, from: next, while: isPunctuation)) }
        if isUpper(first) { return (.upper, endOfUpper(text)) }
        if isAlphabet(first) {
            return (.alphabet, run(text, from: next) { isAlphabet($0) && !isUpper($0) })
        }
        if isNumber(first) { return (.number, run(text, from: next, while: isNumber)) }
        let end = run(text, from: next) {
            !(isConnector($0) || isAlphabet($0) || isNumber($0) || isPunctuation($0))
        }
        return (.other, end)
    }

    private static func endOfUpper(_ text: ArraySlice<UInt32>) -> Int {
        let next = text.startIndex + 1
        guard next < text.endIndex else { return next }
        if isUpper(text[next]) {
            let end = run(text, from: next, while: isUpper)
            // In "HTTPStatus" the S belongs to the second word.
            return end < text.endIndex && isAlphabet(text[end]) ? end - 1 : end
        }
        guard isAlphabet(text[next]) else { return next }
        return run(text, from: next) { isAlphabet($0) && !isUpper($0) }
    }

    private static func append(
        _ kind: Kind, _ word: ArraySlice<UInt32>, _ connector: UInt32, to output: inout [UInt32]
    ) {
        guard kind == .upper || kind == .connector else {
            output += word
            return
        }
        for rune in word { output.append(isConnector(rune) ? connector : isUpper(rune) ? toLower(rune) : rune) }
    }

    /// `snake_case` or `kebab-case`.
    static func delimited(_ text: [UInt8], by connector: UInt32) -> [UInt8] {
        let runes = UTF8Reader.runes(text)
        var rest = runes[...]
        var output: [UInt32] = []
        func take() -> (Kind, ArraySlice<UInt32>) {
            let (kind, end) = nextWord(rest)
            let word = rest[rest.startIndex..<end]
            rest = rest[end...]
            return (kind, word)
        }
        guard !runes.isEmpty else { return [] }
        var (kind, word) = take()
        while !rest.isEmpty {
            if kind != .connector { append(kind, word, connector, to: &output) }
            let (previous, last) = (kind, word)
            (kind, word) = take()
            switch previous {
            case .number:
                while kind == .alphabet || kind == .number {
                    append(kind, word, connector, to: &output)
                    (kind, word) = take()
                }
                if kind != .invalid, kind != .punctuation, kind != .connector { output.append(connector) }
            case .connector: append(previous, last, connector, to: &output)
            case .punctuation: break
            default:
                guard kind == .number else {
                    if kind != .connector, kind != .punctuation { output.append(connector) }
                    break
                }
                if rest.isEmpty { break }
                let number = word
                (kind, word) = take()
                if kind != .alphabet {
                    append(.number, number, connector, to: &output)
                    if kind != .connector, kind != .punctuation { output.append(connector) }
                    break
                }
                output.append(connector)
                append(.number, number, connector, to: &output)
                while kind == .alphabet || kind == .number {
                    append(kind, word, connector, to: &output)
                    (kind, word) = take()
                }
                if kind != .invalid, kind != .connector, kind != .punctuation { output.append(connector) }
            }
        }
        append(kind, word, connector, to: &output)
        return UTF8Reader.bytes(output)
    }

    /// `PascalCase`
    static func pascal(_ text: [UInt8]) -> [UInt8] {
        var rest = UTF8Reader.runes(text)[...]
        guard !rest.isEmpty else { return [] }
        var output: [UInt32] = []
        var isFirstUpper = false
        var current: UInt32 = 0
        while let next = rest.popFirst() {
            current = next
            if !isConnector(next) {
                isFirstUpper = isUpper(next)
                current = toUpper(next)
                break
            }
            output.append(next)
        }
        if rest.isEmpty { return UTF8Reader.bytes(output + [current]) }
        while let next = rest.popFirst() {
            let previous = current
            current = next
            if isConnector(current), isConnector(previous) {
                output.append(previous)
                continue
            }
            if isConnector(previous) {
                isFirstUpper = isUpper(current)
                current = toUpper(current)
            } else {
                if isFirstUpper {
                    if isUpper(current) { current = toLower(current) } else { isFirstUpper = false }
                }
                output.append(previous)
            }
        }
        output.append(current)
        return UTF8Reader.bytes(output)
    }
}
