/// Rewrites quantities into the form in which the server stores them: `0.5` is `500m`, `1024Mi` is `1Gi`.
enum QuantityText {
    static let failure = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"

    private static let binary: [(suffix: String, power: Int)] = [
        ("Ki", 10), ("Mi", 20), ("Gi", 30), ("Ti", 40), ("Pi", 50), ("Ei", 60),
    ]
    private static let decimal: [(suffix: String, exponent: Int)] = [
        ("n", -9), ("u", -6), ("m", -3), ("", 0), ("k", 3), ("M", 6), ("G", 9), ("T", 12), ("P", 15), ("E", 18),
    ]

    /// A quantity as a sign, digits and a power of ten, in the family of suffixes that it was written in.
    private struct Parsed {
        var isNegative = false
        var digits: [UInt8] = []
        var exponent = 0
        var binaryPower: Int?
        var usesExponent = false
    }

    /// The canonical form; nil where the text is no quantity.
    static func canonical(_ text: String) -> String? {
        guard let parsed = parse(text) else { return nil }
        if let power = parsed.binaryPower { return binaryForm(parsed, power) }
        return decimalForm(parsed)
    }

    /// Thousandths, rounded up, for comparison; nil where the text is no quantity or too large.
    static func milli(_ text: String) -> Int64? {
        guard let parsed = parse(text) else { return nil }
        var number = 0.0
        for digit in parsed.digits { number = number * 10 + Double(digit) }
        var exponent = parsed.exponent
        while exponent < 0 {
            number /= 10
            exponent += 1
        }
        while exponent > 0 {
            number *= 10
            exponent -= 1
        }
        if let power = parsed.binaryPower { number *= Double(UInt64(1) << UInt64(power)) }
        return Int64(exactly: ((parsed.isNegative ? -number : number) * 1000).rounded(.up))
    }

    private static func parse(_ text: String) -> Parsed? {
        var result = Parsed()
        var rest = Substring(text)
        if rest.first == "-" || rest.first == "+" { result.isNegative = rest.removeFirst() == "-" }
        var seenDot = false
        var seenDigit = false
        while let byte = rest.utf8.first {
            if byte == 0x2E, !seenDot {
                seenDot = true
            } else if byte >= 0x30, byte <= 0x39 {
                seenDigit = true
                result.digits.append(byte - 0x30)
                if seenDot { result.exponent -= 1 }
            } else {
                break
            }
            rest.removeFirst()
        }
        guard seenDigit, result.digits.count < 64 else { return nil }
        while result.digits.count > 1, result.digits[0] == 0 { result.digits.removeFirst() }
        if let power = binary.first(where: { $0.suffix == rest })?.power {
            result.binaryPower = power
        } else if let exponent = decimal.first(where: { $0.suffix == rest })?.exponent {
            result.exponent += exponent
        } else if rest.first == "e" || rest.first == "E", let exponent = Int(rest.dropFirst()), abs(exponent) < 64 {
            result.exponent += exponent
            result.usesExponent = true
        } else {
            return nil
        }
        return result
    }

    private static func binaryForm(_ parsed: Parsed, _ power: Int) -> String? {
        guard parsed.digits.count < 20 else { return nil }
        var number: UInt64 = 0
        for digit in parsed.digits {
            let (product, overflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
            if overflow || carry { return nil }
            number = sum
        }
        // A fraction of a binary unit is carried over into the smaller units as far as it goes.
        var scaled = Double(number)
        var exponent = parsed.exponent
        while exponent < 0 {
            scaled /= 10
            exponent += 1
        }
        if parsed.exponent < 0 {
            scaled *= Double(UInt64(1) << UInt64(power))
            guard let whole = UInt64(exactly: scaled.rounded(.up)) else { return nil }
            return sign(parsed) + largestBinary(whole, 0)
        }
        return sign(parsed) + largestBinary(number, power)
    }

    private static func largestBinary(_ number: UInt64, _ power: Int) -> String {
        var number = number
        var power = power
        if number == 0 { return "0" }
        while power < 60, number % 1024 == 0 {
            number /= 1024
            power += 10
        }
        guard power > 0 else { return String(number) }
        return String(number) + (binary.first { $0.power == power }?.suffix ?? "")
    }

    private static func decimalForm(_ parsed: Parsed) -> String {
        var digits = parsed.digits
        var exponent = parsed.exponent
        // Nothing below a nano is kept: it is rounded up.
        while exponent < -9 {
            let dropped = digits.popLast() ?? 0
            exponent += 1
            if dropped != 0 { increment(&digits) }
        }
        while digits.count > 1, digits.last == 0 {
            digits.removeLast()
            exponent += 1
        }
        if digits.isEmpty || digits == [0] { return "0" }
        while exponent % 3 != 0 || exponent > 18 {
            digits.append(0)
            exponent -= 1
        }
        let number = String(decoding: digits.map { $0 + 0x30 }, as: UTF8.self)
        if parsed.usesExponent { return sign(parsed) + number + (exponent == 0 ? "" : "e\(exponent)") }
        return sign(parsed) + number + (decimal.first { $0.exponent == exponent }?.suffix ?? "")
    }

    private static func increment(_ digits: inout [UInt8]) {
        var position = digits.count - 1
        while position >= 0 {
            if digits[position] < 9 {
                digits[position] += 1
                return
            }
            digits[position] = 0
            position -= 1
        }
        digits.insert(1, at: 0)
    }

    private static func sign(_ parsed: Parsed) -> String { parsed.isNegative && parsed.digits != [0] ? "-" : "" }
}
