/// A decimal number of up to 38 digits: enough to add and multiply what templates hold without binary rounding, as
/// sprig does with its decimal package. Beyond that it falls back to floating point.
struct SmallDecimal {
    private var mantissa: Int128
    private var exponent: Int
    /// Set where the number does not fit the decimal form.
    private var fallback: Double?

    /// The decimal with the fewest digits that reads as the number.
    init(_ value: Double) throws {
        guard value.isFinite else {
            throw FunctionFailure("Cannot create a Decimal from \(FloatText.string(value))")
        }
        let digits = DecimalDigits(shortest: value)
        var mantissa: Int128 = 0
        for digit in digits.digits { mantissa = mantissa * 10 + Int128(digit - 0x30) }
        self.mantissa = value < 0 ? -mantissa : mantissa
        exponent = digits.digits.isEmpty ? 0 : digits.point - digits.digits.count
    }

    private init(_ mantissa: Int128, _ exponent: Int) {
        self.mantissa = mantissa
        self.exponent = exponent
    }

    private static func approximate(_ value: Double) throws -> SmallDecimal {
        var result = SmallDecimal(0, 0)
        guard value.isFinite else {
            throw FunctionFailure("Cannot create a Decimal from \(FloatText.string(value))")
        }
        result.fallback = value
        return result
    }

    var double: Double {
        if let fallback { return fallback }
        return Double("\(mantissa)e\(exponent)") ?? 0
    }

    var negated: SmallDecimal {
        var result = self
        result.mantissa = -mantissa
        result.fallback = fallback.map { -$0 }
        return result
    }

    private func scaled(by places: Int) -> Int128? {
        guard places <= 38 else { return mantissa == 0 ? 0 : nil }
        var result = mantissa
        for _ in 0..<places {
            let (product, overflow) = result.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            result = product
        }
        return result
    }

    func adding(_ other: SmallDecimal) throws -> SmallDecimal {
        let smallest = min(exponent, other.exponent)
        if fallback == nil, other.fallback == nil, let left = scaled(by: exponent - smallest),
            let right = other.scaled(by: other.exponent - smallest)
        {
            let (sum, overflow) = left.addingReportingOverflow(right)
            if !overflow { return SmallDecimal(sum, smallest) }
        }
        return try .approximate(double + other.double)
    }

    func multiplied(by other: SmallDecimal) throws -> SmallDecimal {
        let (product, overflow) = mantissa.multipliedReportingOverflow(by: other.mantissa)
        if fallback == nil, other.fallback == nil, !overflow {
            return SmallDecimal(product, exponent + other.exponent)
        }
        return try .approximate(double * other.double)
    }

    /// The quotient to sixteen places, rounded half away from zero.
    func divided(by other: SmallDecimal) throws -> SmallDecimal {
        guard other.fallback != nil || other.mantissa != 0 else { throw FunctionFailure("decimal division by 0") }
        let places = exponent - other.exponent + 16
        if fallback == nil, other.fallback == nil, places >= 0, let numerator = scaled(by: places) {
            let (quotient, rest) = numerator.quotientAndRemainder(dividingBy: other.mantissa)
            let isUp = rest.magnitude >= other.mantissa.magnitude - rest.magnitude && rest != 0
            let sign: Int128 = (numerator < 0) == (other.mantissa < 0) ? 1 : -1
            return SmallDecimal(isUp ? quotient + sign : quotient, -16)
        }
        if fallback == nil, other.fallback == nil, places < 0 {
            // The divisor is so large that little or nothing is left at the sixteenth place.
            guard let denominator = other.scaled(by: -places) else { return SmallDecimal(0, 0) }
            let (quotient, rest) = mantissa.quotientAndRemainder(dividingBy: denominator)
            let isUp = rest.magnitude >= denominator.magnitude - rest.magnitude && rest != 0
            let sign: Int128 = (mantissa < 0) == (denominator < 0) ? 1 : -1
            return SmallDecimal(isUp ? quotient + sign : quotient, -16)
        }
        return try .approximate(double / other.double)
    }
}
