/// Reads numbers as Go's `strconv` does.
enum GoNumberText {
    /// An unsigned integer; base 0 takes prefixes and underscores.
    static func unsigned(_ text: String, base: Int) -> UInt64? { magnitude(Array(text.utf8)[...], base: base)?.value }

    private static func magnitude(_ text: ArraySlice<UInt8>, base: Int) -> (value: UInt64, overflow: Bool)? {
        let result = scan(text, base: base)
        if let result, result.overflow { return nil }
        return result
    }

    private static func scan(_ text: ArraySlice<UInt8>, base: Int) -> (value: UInt64, overflow: Bool)? {
        var text = text
        var radix = UInt64(base)
        let whole = text
        if base == 0 {
            radix = 10
            if text.first == UInt8(ascii: "0") {
                switch text.dropFirst().first.map({ $0 | 0x20 }) {
                case UInt8(ascii: "x") where text.count >= 3: (radix, text) = (16, text.dropFirst(2))
                case UInt8(ascii: "b") where text.count >= 3: (radix, text) = (2, text.dropFirst(2))
                case UInt8(ascii: "o") where text.count >= 3: (radix, text) = (8, text.dropFirst(2))
                default: if text.count > 1 { (radix, text) = (8, text.dropFirst()) }
                }
            }
        }
        guard !text.isEmpty else { return nil }
        var value: UInt64 = 0
        var overflow = false
        var sawUnderscore = false
        for byte in text {
            let digit: UInt64
            switch byte {
            case 0x30...0x39: digit = UInt64(byte - 0x30)
            case 0x41...0x5A: digit = UInt64(byte - 0x41) + 10
            case 0x61...0x7A: digit = UInt64(byte - 0x61) + 10
            case 0x5F where base == 0:
                sawUnderscore = true
                continue
            default: return nil
            }
            guard digit < radix else { return nil }
            let (product, first) = value.multipliedReportingOverflow(by: radix)
            let (sum, second) = product.addingReportingOverflow(digit)
            if first || second { overflow = true }
            value = sum
        }
        if sawUnderscore, !underscoresAreGood(whole) { return nil }
        return (overflow ? .max : value, overflow)
    }

    /// Underscores must stand between digits or behind a base prefix.
    private static func underscoresAreGood(_ text: ArraySlice<UInt8>) -> Bool {
        var previous: UInt8 = UInt8(ascii: "^")
        var rest = text
        if let first = rest.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        var isHex = false
        if rest.count >= 2, rest.first == UInt8(ascii: "0"), "bBoOxX".utf8.contains(rest[rest.startIndex + 1]) {
            isHex = rest[rest.startIndex + 1] | 0x20 == UInt8(ascii: "x")
            rest = rest.dropFirst(2)
            previous = UInt8(ascii: "0")
        }
        for byte in rest {
            let isDigit = (0x30...0x39).contains(byte) || (isHex && (0x61...0x66).contains(byte | 0x20))
            if isDigit {
                previous = UInt8(ascii: "0")
            } else if byte == UInt8(ascii: "_") {
                guard previous == UInt8(ascii: "0") else { return false }
                previous = byte
            } else {
                guard previous != UInt8(ascii: "_") else { return false }
                previous = UInt8(ascii: "!")
            }
        }
        return previous != UInt8(ascii: "_")
    }

    /// A signed integer; nil for bad syntax or what does not fit.
    static func integer(_ text: String, base: Int) -> Int64? {
        let result = saturating(text, base: base)
        return result.isExact ? result.value : nil
    }

    /// A signed integer that stops at the ends of the range; zero for bad syntax, as Go's `ParseInt` returns it.
    static func saturating(_ text: String, base: Int) -> (value: Int64, isExact: Bool) {
        var bytes = Array(text.utf8)[...]
        var isNegative = false
        if let first = bytes.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            isNegative = first == UInt8(ascii: "-")
            bytes = bytes.dropFirst()
        }
        guard let (magnitude, overflow) = scan(bytes, base: base) else { return (0, false) }
        if isNegative {
            if overflow || magnitude > 1 << 63 { return (.min, false) }
            return (Int64(truncatingIfNeeded: 0 &- magnitude), true)
        }
        if overflow || magnitude > UInt64(Int64.max) { return (.max, false) }
        return (Int64(magnitude), true)
    }

    /// A floating-point number as `ParseFloat` reads it; nil for bad syntax and for what is out of range.
    static func float(_ text: String) -> Double? {
        var bytes = Array(text.utf8)
        if bytes.contains(UInt8(ascii: "_")) {
            let lower = text.lowercased()
            // ParseFloat takes underscores only with a base prefix; templates and casts pass plain ones through it too.
            guard underscoresAreGood(bytes[...]), !lower.isEmpty else { return nil }
            bytes.removeAll { $0 == UInt8(ascii: "_") }
        }
        var digits = bytes[...]
        if let first = digits.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            digits = digits.dropFirst()
        }
        guard let first = digits.first else { return nil }
        let word = String(decoding: digits, as: UTF8.self).lowercased()
        let isNegative = bytes.first == UInt8(ascii: "-")
        if word == "inf" || word == "infinity" { return isNegative ? -.infinity : .infinity }
        if word == "nan" { return digits.count == bytes.count ? .nan : nil }
        let isHex = word.hasPrefix("0x")
        if isHex {
            guard word.utf8.contains(UInt8(ascii: "p")) else { return nil }
        } else {
            guard (0x30...0x39).contains(first) || first == UInt8(ascii: ".") else { return nil }
            guard digits.allSatisfy({ (0x30...0x39).contains($0) || ".eE+-".utf8.contains($0) }) else { return nil }
        }
        var normal = String(decoding: bytes, as: UTF8.self)
        if !isHex { normal = pointed(normal) ?? "" }
        guard let value = Double(normal), value.isFinite else { return nil }
        return value
    }

    /// Adds the digits around a point that Swift insists on.
    private static func pointed(_ text: String) -> String? {
        var bytes = Array(text.utf8)
        guard bytes.contains(where: { (0x30...0x39).contains($0) }) else { return nil }
        if let point = bytes.firstIndex(of: UInt8(ascii: ".")) {
            let hasDigitBefore = point > 0 && (0x30...0x39).contains(bytes[point - 1])
            let hasDigitAfter = point + 1 < bytes.count && (0x30...0x39).contains(bytes[point + 1])
            guard hasDigitBefore || hasDigitAfter else { return nil }
            if !hasDigitAfter { bytes.insert(UInt8(ascii: "0"), at: point + 1) }
            if !hasDigitBefore { bytes.insert(UInt8(ascii: "0"), at: point) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
