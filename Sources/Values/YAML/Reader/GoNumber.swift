/// Numbers as Go's `strconv` reads them, which is what its YAML library goes by.
enum GoNumber {
    /// A scalar that starts with a digit or a sign as a number; nil for a string.
    static func number(_ text: UnsafeBufferPointer<UInt8>) -> YAMLScalar? {
        // Decimal integers up to 18 digits are by far the most; settle them first.
        if let quick = smallDecimal(text) { return .int(quick) }
        var plain: [UInt8] = []
        plain.reserveCapacity(text.count)
        for byte in text where byte != UInt8(ascii: "_") { plain.append(byte) }
        return plain.withUnsafeBufferPointer { number(withoutUnderscores: $0) }
    }

    private static func smallDecimal(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard text.count <= 18, text.count == 1 || text[0] != UInt8(ascii: "0") else { return nil }
        var result: Int64 = 0
        for byte in text {
            let digit = byte &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            result = result &* 10 &+ Int64(digit)
        }
        return result
    }

    private static func number(withoutUnderscores text: UnsafeBufferPointer<UInt8>) -> YAMLScalar? {
        var position = 0
        var isNegative = false
        var isSigned = false
        if let first = text.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            isNegative = first == UInt8(ascii: "-")
            isSigned = true
            position = 1
        }
        let digits = Digits(UnsafeBufferPointer(rebasing: text[position...]))
        if let magnitude = digits.magnitude {
            if isNegative, magnitude <= UInt64(Int64.max) + 1 {
                return .int(Int64(truncatingIfNeeded: 0 &- magnitude))
            }
            if !isNegative, magnitude <= UInt64(Int64.max) { return .int(Int64(magnitude)) }
            if !isSigned { return .unsigned(magnitude) }
        }
        if isDecimalFloat(text), let number = float(text, allowsUnderscores: false) { return .double(number) }
        if digits.overflows, !isSigned { return .bigInteger(digits.approximation) }
        return nil
    }

    /// Whether it has the form `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`.
    private static func isDecimalFloat(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var position = 0
        func digits() -> Int {
            let start = position
            while position < text.count, text[position] &- UInt8(ascii: "0") <= 9 { position += 1 }
            return position - start
        }
        func accept(_ first: UInt8, _ second: UInt8) -> Bool {
            guard position < text.count, text[position] == first || text[position] == second else { return false }
            position += 1
            return true
        }
        _ = accept(UInt8(ascii: "-"), UInt8(ascii: "+"))
        let whole = digits()
        var fraction = 0
        if accept(UInt8(ascii: "."), UInt8(ascii: ".")) { fraction = digits() }
        guard whole > 0 || fraction > 0 else { return false }
        if accept(UInt8(ascii: "e"), UInt8(ascii: "E")) {
            _ = accept(UInt8(ascii: "-"), UInt8(ascii: "+"))
            guard digits() > 0 else { return false }
        }
        return position == text.count
    }

    /// A decimal floating-point number in range; nil for anything else.
    static func float(_ text: UnsafeBufferPointer<UInt8>, allowsUnderscores: Bool) -> Double? {
        var plain: [UInt8] = []
        plain.reserveCapacity(text.count)
        for (position, byte) in text.enumerated() {
            if byte == UInt8(ascii: "_") {
                // Go wants an underscore between two digits.
                guard allowsUnderscores, position > 0, position + 1 < text.count,
                    text[position - 1] &- UInt8(ascii: "0") <= 9, text[position + 1] &- UInt8(ascii: "0") <= 9
                else { return nil }
            } else {
                plain.append(byte)
            }
        }
        guard plain.withUnsafeBufferPointer({ isDecimalFloat($0) }) else { return nil }
        // The standard library wants a digit on both sides of the point.
        if let point = plain.firstIndex(of: UInt8(ascii: ".")) {
            if point + 1 == plain.count || plain[point + 1] &- UInt8(ascii: "0") > 9 {
                plain.insert(UInt8(ascii: "0"), at: point + 1)
            }
            if point == 0 || plain[point - 1] &- UInt8(ascii: "0") > 9 { plain.insert(UInt8(ascii: "0"), at: point) }
        }
        guard let number = Double(String(decoding: plain, as: UTF8.self)), number.isFinite else { return nil }
        return number
    }

    /// The digits of a whole number with Go's base prefixes: `0x`, `0o`, `0b`, and `0` for octal.
    private struct Digits {
        /// The number, nil where it is malformed or beyond 64 bits.
        var magnitude: UInt64?
        /// Whether it is well-formed but beyond 64 bits.
        var overflows = false
        /// The number as a double where it overflows.
        var approximation = 0.0

        init(_ text: UnsafeBufferPointer<UInt8>) {
            var base: UInt64 = 10
            var position = 0
            if text.count >= 2, text[0] == UInt8(ascii: "0") {
                switch text[1] | 0x20 {
                case UInt8(ascii: "x"): (base, position) = (16, 2)
                case UInt8(ascii: "o"): (base, position) = (8, 2)
                case UInt8(ascii: "b"): (base, position) = (2, 2)
                default: (base, position) = (8, 1)
                }
            }
            guard position < text.count else { return }
            var value: UInt64 = 0
            while position < text.count {
                guard let digit = Digits.value(text[position]), digit < base else {
                    overflows = false
                    return
                }
                let (product, first) = value.multipliedReportingOverflow(by: base)
                let (sum, second) = product.addingReportingOverflow(digit)
                overflows = overflows || first || second
                approximation = approximation * Double(base) + Double(digit)
                value = sum
                position += 1
            }
            if !overflows { magnitude = value }
        }

        private static func value(_ byte: UInt8) -> UInt64? {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a")) + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A")) + 10
            default: nil
            }
        }
    }
}
