extension GoMath {
    static func log(_ x: Double) -> Double {
        guard x >= 0 else { return .nan }
        guard x > 0 else { return -.infinity }
        var (fraction, exponent) = split(x)
        if fraction < 0.5.squareRoot() {
            fraction *= 2
            exponent -= 1
        }
        let f = fraction - 1
        let k = Double(exponent)
        let s = f / (2 + f)
        let square = s * s
        let fourth = square * square
        let odd =
            square
            * polynomial(
                fourth, 1.479819860511658591e-01, 1.818357216161805012e-01, 2.857142874366239149e-01,
                6.666666666666735130e-01)
        let even =
            fourth
            * polynomial(fourth, 1.531383769920937332e-01, 2.222219843214978396e-01, 3.999999999940941908e-01)
        let half = 0.5 * f * f
        return k * 6.93147180369123816490e-01
            - ((half - (s * (half + (odd + even)) + k * 1.90821492927058770002e-10)) - f)
    }

    static func exp(_ x: Double) -> Double {
        guard x <= 7.09782712893384e+02 else { return .infinity }
        guard x >= -7.4513321910194110842e+02 else { return 0 }
        let exponent = (x * 1.4426950408889634073599246810018920).rounded(.toNearestOrEven)
        var rest = x.addingProduct(-exponent, 0.69314718055966295651160180568695068359375)
        rest = rest.addingProduct(-exponent, 0.28235290563031577122588448175013436025525412068e-12)
        // A sixteenth of it, whose series is short; squaring four times makes up for that.
        rest *= 0.0625
        var sum = 2.4801587301587301587e-5
        for coefficient in [
            1.9841269841269841270e-4, 1.3888888888888888889e-3, 8.3333333333333333333e-3, 4.1666666666666666667e-2,
            1.6666666666666666667e-1, 0.5, 1.0,
        ] {
            sum = coefficient.addingProduct(sum, rest)
        }
        var less = rest * sum
        for _ in 0..<3 { less *= less + 2 }
        let result = 1.0.addingProduct(less, less + 2)
        return scaled(result, Int(exponent))
    }

    /// A number times a power of two, in steps that neither overflow nor lose digits before their time.
    private static func scaled(_ number: Double, _ exponent: Int) -> Double {
        Double(sign: .plus, exponent: max(-5_000, min(exponent, 5_000)), significand: number)
    }

    static func pow(_ x: Double, _ y: Double) -> Double {
        if y == 0 || x == 1 { return 1 }
        if y == 1 { return x }
        if x == 0 { return powerOfZero(x, y) }
        if y == 0.5 { return x.squareRoot() }
        if y == -0.5 { return 1 / x.squareRoot() }
        var whole = abs(y).rounded(.down)
        var fraction = abs(y) - whole
        if fraction != 0, x < 0 { return .nan }
        guard whole < 9.223372036854775808e18 else {
            if x == -1 { return 1 }
            return (abs(x) < 1) == (y > 0) ? 0 : .infinity
        }
        var result = 1.0
        var exponent = 0
        if fraction != 0 {
            if fraction > 0.5 {
                fraction -= 1
                whole += 1
            }
            result = exp(fraction * log(x))
        }
        power(x, Int64(whole), &result, &exponent)
        if y < 0 {
            result = 1 / result
            exponent = -exponent
        }
        return scaled(result, exponent)
    }

    /// Multiplies a result by a whole power, mantissa and exponent apart so that neither overflows.
    private static func power(_ x: Double, _ count: Int64, _ result: inout Double, _ exponent: inout Int) {
        var (base, scale) = split(x)
        var rest = count
        while rest != 0 {
            if abs(scale) > 1 << 12 {
                // Far out of range, whatever the digits are.
                exponent += scale
                return
            }
            if rest & 1 == 1 {
                result *= base
                exponent += scale
            }
            base *= base
            scale <<= 1
            if base < 0.5 {
                base += base
                scale -= 1
            }
            rest >>= 1
        }
    }

    private static func powerOfZero(_ x: Double, _ y: Double) -> Double {
        let isOdd = abs(y) < 9.007199254740992e15 && y == y.rounded(.towardZero) && Int64(y) & 1 == 1
        let value = y < 0 ? Double.infinity : 0
        return isOdd && x.sign == .minus ? -value : value
    }
}
