/// Rounding without the C library's mathematics, which not every program links.
enum JQRounding {
    /// From here on every double is whole.
    private static let wholeFrom = 4_503_599_627_370_496.0

    private static func isWhole(_ number: Double) -> Bool { !(abs(number) < wholeFrom) }

    static func towardZero(_ number: Double) -> Double { isWhole(number) ? number : Double(Int64(number)) }

    static func down(_ number: Double) -> Double {
        let whole = towardZero(number)
        return whole > number ? whole - 1 : whole
    }

    static func up(_ number: Double) -> Double {
        let whole = towardZero(number)
        return whole < number ? whole + 1 : whole
    }

    /// Halves go away from zero.
    static func nearest(_ number: Double) -> Double {
        let whole = towardZero(number)
        let rest = number - whole
        return abs(rest) < 0.5 || isWhole(number) ? whole : whole + (rest < 0 ? -1 : 1)
    }
}
