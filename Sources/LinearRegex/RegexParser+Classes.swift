extension RegexParser {
    /// A class in brackets.
    mutating func bracketed() throws(RegexError) -> ScalarSet {
        let start = position
        var set = ScalarSet()
        position += 1
        if peek() == scalar("^") {
            position += 1
            set.isNegated = true
        }
        var isFirst = true
        while true {
            guard let next = peek() else { throw RegexError(.missingBracket, fragment(from: start)) }
            if next == scalar("]"), !isFirst { break }
            if next == scalar("-"), !isFirst, peek(1) != scalar("]") {
                // A hyphen stands for itself only at the ends, as Perl has it.
                guard peek(1) != nil else { throw RegexError(.missingBracket, fragment(from: start)) }
                throw RegexError(.invalidCharacterRange, fragment(from: position, to: position + 2))
            }
            isFirst = false
            if next == scalar("["), peek(1) == scalar(":"), try posixClass(into: &set) { continue }
            let before = position
            if next == scalar("\\"), try classEscape(into: &set) { continue }
            position = before
            try range(into: &set, classStart: start)
        }
        position += 1
        set.folds = flags.folds
        set.seal()
        return set
    }

    private mutating func range(into set: inout ScalarSet, classStart: Int) throws(RegexError) {
        let start = position
        let low = try classScalar(classStart)
        var high = low
        if peek() == scalar("-"), let after = peek(1), after != scalar("]") {
            position += 1
            high = try classScalar(classStart)
            guard high >= low else { throw RegexError(.invalidCharacterRange, fragment(from: start)) }
        }
        set.insert(low, high)
    }

    private mutating func classScalar(_ classStart: Int) throws(RegexError) -> UInt32 {
        guard let next = peek() else { throw RegexError(.missingBracket, fragment(from: classStart)) }
        if next == scalar("\\") { return try escapedScalar() }
        position += 1
        return next
    }

    private mutating func posixClass(into set: inout ScalarSet) throws(RegexError) -> Bool {
        var end = position + 2
        while end + 1 < text.count, !(text[end] == scalar(":") && text[end + 1] == scalar("]")) { end += 1 }
        guard end + 1 < text.count else { return false }
        let whole = fragment(from: position, to: end + 2)
        var name = fragment(from: position + 2, to: end)
        let isNegated = name.hasPrefix("^")
        if isNegated { name.removeFirst() }
        guard let ranges = RegexParser.posix[name] else { throw RegexError(.invalidCharacterRange, whole) }
        insert(ranges, negated: isNegated, into: &set)
        position = end + 2
        return true
    }

    private func insert(_ ranges: [(UInt32, UInt32)], negated: Bool, into set: inout ScalarSet) {
        if negated {
            set.insertComplement(of: ranges)
        } else {
            for (low, high) in ranges { set.insert(low, high) }
        }
    }

    private static let posix: [String: [(UInt32, UInt32)]] = [
        "alnum": [(0x30, 0x39), (0x41, 0x5A), (0x61, 0x7A)], "alpha": [(0x41, 0x5A), (0x61, 0x7A)],
        "ascii": [(0, 0x7F)], "blank": [(0x09, 0x09), (0x20, 0x20)], "cntrl": [(0, 0x1F), (0x7F, 0x7F)],
        "digit": [(0x30, 0x39)], "graph": [(0x21, 0x7E)], "lower": [(0x61, 0x7A)], "print": [(0x20, 0x7E)],
        "punct": [(0x21, 0x2F), (0x3A, 0x40), (0x5B, 0x60), (0x7B, 0x7E)], "space": [(0x09, 0x0D), (0x20, 0x20)],
        "upper": [(0x41, 0x5A)], "word": [(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)],
        "xdigit": [(0x30, 0x39), (0x41, 0x46), (0x61, 0x66)],
    ]

    /// `\d`, `\pL` and their like; false where the escape stands for one scalar.
    mutating func classEscape(into set: inout ScalarSet) throws(RegexError) -> Bool {
        guard let kind = peek(1) else { return false }
        let ranges: [(UInt32, UInt32)]
        switch kind {
        case scalar("d"), scalar("D"): ranges = [(0x30, 0x39)]
        case scalar("s"), scalar("S"): ranges = [(0x09, 0x0A), (0x0C, 0x0D), (0x20, 0x20)]
        case scalar("w"), scalar("W"): ranges = [(0x30, 0x39), (0x41, 0x5A), (0x5F, 0x5F), (0x61, 0x7A)]
        case scalar("p"), scalar("P"): return try unicodeClass(into: &set, negated: kind == scalar("P"))
        default: return false
        }
        insert(ranges, negated: kind < 0x61, into: &set)
        position += 2
        return true
    }

    private mutating func unicodeClass(into set: inout ScalarSet, negated: Bool) throws(RegexError) -> Bool {
        let start = position
        guard let first = peek(2) else {
            throw RegexError(.invalidCharacterRange, fragment(from: start, to: start + 2))
        }
        position += 3
        var name = fragment(from: start + 2)
        if first == scalar("{") {
            let nameStart = position
            while let next = peek(), next != scalar("}") { position += 1 }
            guard !isAtEnd else { throw RegexError(.invalidCharacterRange, fragment(from: start, to: text.count)) }
            name = fragment(from: nameStart)
            position += 1
        }
        var isNegated = negated
        if name.hasPrefix("^") {
            isNegated.toggle()
            name.removeFirst()
        }
        guard let property = UnicodeProperty(name: name) else {
            throw RegexError(.invalidCharacterRange, fragment(from: start))
        }
        set.insert(property, negated: isNegated)
        return true
    }

    /// One scalar written with a backslash.
    mutating func escapedScalar() throws(RegexError) -> UInt32 {
        let start = position
        position += 1
        guard let next = peek() else { throw RegexError(.trailingBackslash, "") }
        position += 1
        switch next {
        case scalar("a"): return 7
        case scalar("f"): return 12
        case scalar("n"): return 10
        case scalar("r"): return 13
        case scalar("t"): return 9
        case scalar("v"): return 11
        case scalar("x"): return try hexadecimal(start)
        case 0x31...0x37:
            // A single digit would be a back-reference; more are an octal code.
            guard let second = peek(), (0x30...0x37).contains(second) else { break }
            return octal(next)
        case 0x30: return octal(next)
        default:
            if next < 0x80, !isWordByte(UInt8(next)) { return next }
            if next == scalar("_") { return next }
        }
        throw RegexError(.invalidEscape, fragment(from: start))
    }

    private mutating func octal(_ first: UInt32) -> UInt32 {
        var value = first - 0x30
        for _ in 0..<2 {
            guard let next = peek(), (0x30...0x37).contains(next) else { break }
            value = value * 8 + next - 0x30
            position += 1
        }
        return value
    }

    private mutating func hexadecimal(_ start: Int) throws(RegexError) -> UInt32 {
        guard let first = peek() else { throw RegexError(.invalidEscape, fragment(from: start)) }
        if first != scalar("{") {
            guard let high = hexDigit(first), let low = peek(1).flatMap(hexDigit) else {
                throw RegexError(.invalidEscape, fragment(from: start, to: min(position + 2, text.count)))
            }
            position += 2
            return high * 16 + low
        }
        position += 1
        var value: UInt32 = 0
        var count = 0
        while let digit = peek().flatMap(hexDigit) {
            value = value * 16 + digit
            count += 1
            position += 1
            if value > 0x10_FFFF { break }
        }
        guard peek() == scalar("}"), count > 0, value <= 0x10_FFFF else {
            throw RegexError(.invalidEscape, fragment(from: start, to: min(position + 1, text.count)))
        }
        position += 1
        return value
    }

    private func hexDigit(_ value: UInt32) -> UInt32? {
        switch value {
        case 0x30...0x39: value - 0x30
        case 0x41...0x46: value - 0x41 + 10
        case 0x61...0x66: value - 0x61 + 10
        default: nil
        }
    }
}
