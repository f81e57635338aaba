/// Elementary functions with the rounding of Go's library, which shows in the last digits of what programs print.
///
/// The methods are the public ones that Go documents: Cephes for angles, the FreeBSD library for logarithms, Shibata's
/// for the exponential, and repeated squaring for powers. The system's own functions differ from them by a unit in the
/// last place now and then, and from one system to the next.
enum GoMath {
    /// A polynomial by Horner's rule, the highest power first.
    @inline(__always)
    static func polynomial(_ x: Double, _ coefficients: Double...) -> Double {
        var sum = 0.0
        for (index, coefficient) in coefficients.enumerated() {
            sum = index == 0 ? coefficient : sum * x + coefficient
        }
        return sum
    }

    /// A number as a fraction in [1/2, 1) and a power of two.
    static func split(_ x: Double) -> (fraction: Double, exponent: Int) {
        guard x != 0, x.isFinite else { return (x, 0) }
        let exponent = Int(x.exponent) + 1
        let fraction = Double(sign: x.sign, exponent: -1, significand: x.significand)
        return (fraction, exponent)
    }

    /// The length of the hypotenuse.
    static func hypot(_ x: Double, _ y: Double) -> Double {
        let longer = max(abs(x), abs(y))
        let shorter = min(abs(x), abs(y))
        guard longer > 0 else { return 0 }
        let ratio = shorter / longer
        return longer * (1 + ratio * ratio).squareRoot()
    }
}
