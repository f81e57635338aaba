/// A decimal number of any precision: a whole mantissa times a power of ten.
///
/// Small enough for what quantities need (add, compare, scale, split off factors) and nothing else.
struct DecimalNumber: Sendable {
    /// Digits of the magnitude in base 10^9, least significant first, without leading zeros; empty for zero.
    private(set) var limbs: [UInt32]
    /// Whether the number is below zero; never set for zero.
    private(set) var isNegative: Bool
    /// Power of ten that the mantissa is multiplied with.
    private(set) var scale: Int

    private static let base: UInt64 = 1_000_000_000

    static let zero = DecimalNumber(limbs: [], isNegative: false, scale: 0)

    private init(limbs: [UInt32], isNegative: Bool, scale: Int) {
        self.limbs = limbs
        while self.limbs.last == 0 { self.limbs.removeLast() }
        self.isNegative = isNegative && !self.limbs.isEmpty
        self.scale = scale
    }

    /// A whole number.
    init(_ number: Int64) {
        var rest = number.magnitude
        var limbs: [UInt32] = []
        while rest > 0 {
            limbs.append(UInt32(rest % DecimalNumber.base))
            rest /= DecimalNumber.base
        }
        self.init(limbs: limbs, isNegative: number < 0, scale: 0)
    }

    /// A number from its ASCII digits, most significant first.
    init(digits: some BidirectionalCollection<UInt8>, isNegative: Bool, scale: Int) {
        var limbs: [UInt32] = []
        var limb: UInt32 = 0
        var place: UInt32 = 1
        for digit in digits.reversed() {
            limb += UInt32(digit - 48) * place
            if place == 100_000_000 {
                limbs.append(limb)
                limb = 0
                place = 1
            } else {
                place *= 10
            }
        }
        limbs.append(limb)
        self.init(limbs: limbs, isNegative: isNegative, scale: scale)
    }

    var isZero: Bool { limbs.isEmpty }

    var negated: DecimalNumber { DecimalNumber(limbs: limbs, isNegative: !isNegative, scale: scale) }

    /// The digits of the mantissa without sign; `0` for zero.
    var digits: String {
        guard let top = limbs.last else { return "0" }
        var text = String(top)
        for limb in limbs.dropLast().reversed() {
            let part = String(limb)
            text += String(repeating: "0", count: 9 - part.utf8.count) + part
        }
        return text
    }

    /// Multiplies the mantissa.
    mutating func multiply(by factor: UInt32) {
        var carry: UInt64 = 0
        for position in limbs.indices {
            let product = UInt64(limbs[position]) * UInt64(factor) + carry
            limbs[position] = UInt32(product % DecimalNumber.base)
            carry = product / DecimalNumber.base
        }
        while carry > 0 {
            limbs.append(UInt32(carry % DecimalNumber.base))
            carry /= DecimalNumber.base
        }
        if factor == 0 { self = .zero }
    }

    /// Divides the mantissa towards zero and tells the remainder of its magnitude.
    @discardableResult
    mutating func divide(by divisor: UInt32) -> UInt32 {
        var remainder: UInt64 = 0
        for position in limbs.indices.reversed() {
            let current = remainder * DecimalNumber.base + UInt64(limbs[position])
            limbs[position] = UInt32(current / UInt64(divisor))
            remainder = current % UInt64(divisor)
        }
        while limbs.last == 0 { limbs.removeLast() }
        if limbs.isEmpty { isNegative = false }
        return UInt32(remainder)
    }

    /// The remainder of the mantissa's magnitude.
    func remainder(by divisor: UInt32) -> UInt32 {
        var remainder: UInt64 = 0
        for limb in limbs.reversed() { remainder = (remainder * DecimalNumber.base + UInt64(limb)) % UInt64(divisor) }
        return UInt32(remainder)
    }

    /// The same number with its mantissa freed of factors of ten.
    var normalized: DecimalNumber {
        guard !isZero else { return .zero }
        var copy = self
        while copy.limbs.count > 1, copy.limbs[0] == 0 {
            copy.limbs.removeFirst()
            copy.scale += 9
        }
        while copy.remainder(by: 10) == 0 {
            copy.divide(by: 10)
            copy.scale += 1
        }
        return copy
    }

    /// Moves the power of ten by adding to it.
    mutating func shift(by exponent: Int) { scale += exponent }

    /// The same number at a lower or equal scale, with a longer mantissa.
    func lowered(to target: Int) -> DecimalNumber {
        var copy = self
        guard !isZero else {
            copy.scale = target
            return copy
        }
        while copy.scale - 9 >= target {
            copy.limbs.insert(0, at: 0)
            copy.scale -= 9
        }
        while copy.scale > target {
            copy.multiply(by: 10)
            copy.scale -= 1
        }
        return copy
    }

    /// The number at a scale; digits below it are rounded away from zero.
    func rounded(to target: Int) -> DecimalNumber {
        guard scale < target else { return lowered(to: target) }
        var copy = self
        var lost = false
        while copy.scale < target, !copy.isZero {
            if copy.divide(by: 10) != 0 { lost = true }
            copy.scale += 1
        }
        copy.scale = target
        if lost {
            let one = DecimalNumber(limbs: [1], isNegative: isNegative, scale: target)
            copy = copy + one
        }
        return copy
    }

    /// The mantissa where it fits, for numbers of scale zero.
    var int64: Int64? {
        var result: Int64 = 0
        for limb in limbs.reversed() {
            let (product, overflow) = result.multipliedReportingOverflow(by: Int64(DecimalNumber.base))
            let part = isNegative ? -Int64(limb) : Int64(limb)
            let (sum, carry) = product.addingReportingOverflow(part)
            guard !overflow, !carry else { return nil }
            result = sum
        }
        return result
    }
}

extension DecimalNumber {
    private static func compareMagnitudes(_ left: [UInt32], _ right: [UInt32]) -> Int {
        if left.count != right.count { return left.count < right.count ? -1 : 1 }
        for position in left.indices.reversed() where left[position] != right[position] {
            return left[position] < right[position] ? -1 : 1
        }
        return 0
    }

    private static func addMagnitudes(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
        var result: [UInt32] = []
        var carry: UInt64 = 0
        for position in 0..<max(left.count, right.count) {
            let a = position < left.count ? UInt64(left[position]) : 0
            let b = position < right.count ? UInt64(right[position]) : 0
            let sum = a + b + carry
            result.append(UInt32(sum % base))
            carry = sum / base
        }
        if carry > 0 { result.append(UInt32(carry)) }
        return result
    }

    /// Subtracts a magnitude that is not larger.
    private static func subtractMagnitudes(_ left: [UInt32], _ right: [UInt32]) -> [UInt32] {
        var result: [UInt32] = []
        var borrow: Int64 = 0
        for position in left.indices {
            var difference = Int64(left[position]) - borrow
            if position < right.count { difference -= Int64(right[position]) }
            borrow = difference < 0 ? 1 : 0
            result.append(UInt32(difference < 0 ? difference + Int64(base) : difference))
        }
        return result
    }

    static func + (left: DecimalNumber, right: DecimalNumber) -> DecimalNumber {
        let scale = left.isZero ? right.scale : (right.isZero ? left.scale : min(left.scale, right.scale))
        let a = left.lowered(to: scale)
        let b = right.lowered(to: scale)
        if a.isNegative == b.isNegative {
            return DecimalNumber(limbs: addMagnitudes(a.limbs, b.limbs), isNegative: a.isNegative, scale: scale)
        }
        switch compareMagnitudes(a.limbs, b.limbs) {
        case 0: return .zero
        case 1:
            return DecimalNumber(limbs: subtractMagnitudes(a.limbs, b.limbs), isNegative: a.isNegative, scale: scale)
        default:
            return DecimalNumber(limbs: subtractMagnitudes(b.limbs, a.limbs), isNegative: b.isNegative, scale: scale)
        }
    }

    /// -1, 0 or 1 as the left number is smaller, equal or larger.
    static func compare(_ left: DecimalNumber, _ right: DecimalNumber) -> Int {
        if left.isZero || right.isZero || left.isNegative != right.isNegative {
            return left.sign < right.sign ? -1 : (left.sign > right.sign ? 1 : 0)
        }
        let scale = min(left.scale, right.scale)
        let order = compareMagnitudes(left.lowered(to: scale).limbs, right.lowered(to: scale).limbs)
        return left.isNegative ? -order : order
    }

    /// -1, 0 or 1.
    var sign: Int { isZero ? 0 : (isNegative ? -1 : 1) }
}
