extension Quantity {
    /// Digits beyond this number are refused.
    static let maximumDigits = 1024
    /// Exponents beyond this magnitude are refused.
    static let maximumExponent = 4096

    /// Reads a quantity.
    ///
    /// - Parameter text: an optional sign, digits with an optional point, and a suffix or exponent.
    /// - Throws: ``QuantityError``.
    public init(_ text: String) throws(QuantityError) {
        guard let parts = Parts(text) else { throw QuantityError(.format, text: text) }
        guard let suffix = Suffix(parts.suffix) else { throw QuantityError(.suffix, text: text) }
        guard parts.whole.count + parts.fraction.count <= Quantity.maximumDigits,
            abs(suffix.exponent) <= Quantity.maximumExponent
        else { throw QuantityError(.range, text: text) }
        var amount = DecimalNumber(
            digits: parts.whole + parts.fraction, isNegative: parts.isNegative, scale: -parts.fraction.count)
        var format = suffix.format
        if format == .binarySI {
            for _ in 0..<(suffix.exponent / 10) { amount.multiply(by: 1024) }
        } else {
            amount.shift(by: suffix.exponent)
        }
        // Nothing below a billionth is kept; what is there at all is at least that.
        if amount.scale < -9 { amount = amount.normalized.rounded(to: max(-9, amount.normalized.scale)) }
        if format == .binarySI {
            let limit = DecimalNumber(.max)
            if amount.sign > 0, DecimalNumber.compare(amount, limit) > 0 { amount = limit }
            if amount.sign < 0, DecimalNumber.compare(amount, limit.negated) < 0 { amount = limit.negated }
            let one = DecimalNumber(1)
            if amount.sign > 0, DecimalNumber.compare(amount, one) < 0 { format = .decimalSI }
        }
        let quantity = Quantity(amount: amount, format: format)
        let canonical = quantity.canonicalParts
        let isKept =
            parts.fraction.isEmpty && canonical.exponent == suffix.exponent && canonical.format == suffix.format
            && !(parts.isNegative && amount.isZero) && canonical.digits == String(decoding: parts.whole, as: UTF8.self)
        self.init(amount: amount, format: format, keptText: isKept ? text : nil)
    }

    /// Sign, digits and suffix of a text, before anything is computed.
    private struct Parts {
        var isNegative = false
        /// Digits before the point without leading zeros, at least `0`.
        var whole: [UInt8] = []
        var fraction: [UInt8] = []
        var suffix: [UInt8] = []

        init?(_ text: String) {
            let bytes = Array(text.utf8)
            guard !bytes.isEmpty else { return nil }
            var position = 0
            func isDigit(_ position: Int) -> Bool { position < bytes.count && (48...57).contains(bytes[position]) }
            if bytes[0] == UInt8(ascii: "-") || bytes[0] == UInt8(ascii: "+") {
                isNegative = bytes[0] == UInt8(ascii: "-")
                position = 1
            }
            let start = position
            while position < bytes.count, bytes[position] == 48 { position += 1 }
            let significant = position
            while isDigit(position) { position += 1 }
            whole = significant == position ? [48] : Array(bytes[significant..<position])
            let hadWhole = position > start
            if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
                position += 1
                let begin = position
                while isDigit(position) { position += 1 }
                fraction = Array(bytes[begin..<position])
            }
            guard hadWhole || !fraction.isEmpty else { return nil }
            suffix = Array(bytes[position...])
        }
    }

    /// A suffix: its family and the power of ten or two it stands for.
    struct Suffix {
        var format: Format
        var exponent: Int

        init?(_ bytes: [UInt8]) {
            switch String(decoding: bytes, as: UTF8.self) {
            case "n": (format, exponent) = (.decimalSI, -9)
            case "u": (format, exponent) = (.decimalSI, -6)
            case "m": (format, exponent) = (.decimalSI, -3)
            case "": (format, exponent) = (.decimalSI, 0)
            case "k": (format, exponent) = (.decimalSI, 3)
            case "M": (format, exponent) = (.decimalSI, 6)
            case "G": (format, exponent) = (.decimalSI, 9)
            case "T": (format, exponent) = (.decimalSI, 12)
            case "P": (format, exponent) = (.decimalSI, 15)
            case "E": (format, exponent) = (.decimalSI, 18)
            case "Ki": (format, exponent) = (.binarySI, 10)
            case "Mi": (format, exponent) = (.binarySI, 20)
            case "Gi": (format, exponent) = (.binarySI, 30)
            case "Ti": (format, exponent) = (.binarySI, 40)
            case "Pi": (format, exponent) = (.binarySI, 50)
            case "Ei": (format, exponent) = (.binarySI, 60)
            default:
                guard bytes.count > 1, bytes[0] == UInt8(ascii: "e") || bytes[0] == UInt8(ascii: "E") else {
                    return nil
                }
                var digits = bytes.dropFirst()
                if digits.first == UInt8(ascii: "-") || digits.first == UInt8(ascii: "+") {
                    digits = digits.dropFirst()
                }
                guard !digits.isEmpty, digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
                // An exponent that fits no integer is beyond the bound as well.
                let magnitude = Int(String(decoding: digits.prefix(18), as: UTF8.self)) ?? Int(Int32.max)
                let isLong = digits.count > 18
                format = .decimalExponent
                exponent = (bytes[1] == UInt8(ascii: "-") ? -1 : 1) * (isLong ? Int(Int32.max) : magnitude)
            }
        }
    }
}

extension Quantity: CustomStringConvertible {
    /// The text Kubernetes stores: the shortest whole number with a suffix of the quantity's family.
    ///
    /// A text that already is in that form but for a `+`, leading zeros, a trailing point or the spelling of the
    /// exponent stays as it was written.
    public var description: String {
        if let keptText { return keptText }
        let parts = canonicalParts
        let suffix =
            switch parts.format.kind {
            case .decimalSI: Quantity.decimalSuffixes[parts.exponent] ?? ""
            case .binarySI: Quantity.binarySuffixes[parts.exponent] ?? ""
            case .decimalExponent: parts.exponent == 0 ? "" : "e\(parts.exponent)"
            }
        return (amount.isNegative ? "-" : "") + parts.digits + suffix
    }

    private static let decimalSuffixes = [
        -9: "n", -6: "u", -3: "m", 0: "", 3: "k", 6: "M", 9: "G", 12: "T", 15: "P", 18: "E",
    ]
    private static let binarySuffixes = [0: "", 10: "Ki", 20: "Mi", 30: "Gi", 40: "Ti", 50: "Pi", 60: "Ei"]

    /// Digits, exponent and family of the canonical text.
    fileprivate var canonicalParts: (digits: String, exponent: Int, format: Format) {
        guard !isZero else { return ("0", 0, .decimalSI) }
        let normalized = amount.normalized
        if format == .binarySI, normalized.scale >= 0 {
            var whole = normalized.lowered(to: 0)
            if DecimalNumber.compare(whole, DecimalNumber(whole.isNegative ? -1023 : 1023)) * whole.sign > 0 {
                var exponent = 0
                while exponent < 60, whole.remainder(by: 1024) == 0 {
                    whole.divide(by: 1024)
                    exponent += 10
                }
                return (whole.digits, exponent, exponent == 0 ? .decimalSI : .binarySI)
            }
        }
        let family: Format = format == .decimalExponent ? .decimalExponent : .decimalSI
        var exponent = normalized.scale - ((normalized.scale % 3) + 3) % 3
        if family == .decimalSI { exponent = min(exponent, 18) }
        return (
            normalized.lowered(to: exponent).digits, exponent,
            exponent == 0 && family == .decimalExponent ? .decimalSI : family
        )
    }
}
