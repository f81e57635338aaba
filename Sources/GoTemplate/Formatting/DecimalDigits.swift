/// A finite number as decimal digits: `0.d₁d₂… × 10^point`.
struct DecimalDigits {
    var digits: [UInt8]
    var point: Int

    /// The fewest digits that read back as the same number.
    init(shortest value: Double) {
        digits = []
        point = 0
        let text = value.magnitude.description
        var exponent = 0
        var seenPoint = false
        var integerDigits = 0
        var bytes = Array(text.utf8)[...]
        if let mark = bytes.firstIndex(of: UInt8(ascii: "e")) {
            exponent = Int(String(decoding: bytes[(mark + 1)...], as: UTF8.self)) ?? 0
            bytes = bytes[..<mark]
        }
        for byte in bytes {
            if byte == UInt8(ascii: ".") {
                seenPoint = true
            } else {
                digits.append(byte)
                if !seenPoint { integerDigits += 1 }
            }
        }
        point = integerDigits + exponent
        trim()
    }

    /// All digits of the number's exact value.
    init(exactly value: Double) {
        let bits = value.magnitude
        let exponent = bits.exponentBitPattern == 0 ? -1074 : Int(bits.exponentBitPattern) - 1075
        let mantissa =
            bits.exponentBitPattern == 0 ? bits.significandBitPattern : bits.significandBitPattern | 1 << 52
        var number = BigDecimalNumber(mantissa)
        if exponent >= 0 {
            for _ in 0..<(exponent / 30) { number.multiply(by: 1 << 30) }
            number.multiply(by: 1 << UInt64(exponent % 30))
        } else {
            for _ in 0..<(-exponent / 13) { number.multiply(by: 1_220_703_125) }
            for _ in 0..<(-exponent % 13) { number.multiply(by: 5) }
        }
        digits = number.digits
        point = digits.count + min(exponent, 0)
        trim()
    }

    private mutating func trim() {
        let leading = digits.prefix { $0 == UInt8(ascii: "0") }.count
        digits.removeFirst(leading)
        point -= leading
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        if digits.isEmpty { point = 0 }
    }

    /// Keeps `count` digits, rounding to nearest, ties to even; right only for exact digits.
    mutating func round(to count: Int) {
        guard count < digits.count else { return }
        if count < 0 {
            digits = []
            point = 0
            return
        }
        let next = digits[count]
        let isHalf = next == UInt8(ascii: "5") && count + 1 == digits.count
        let isOdd = count > 0 && digits[count - 1] & 1 == 1
        let goesUp = isHalf ? isOdd : next >= UInt8(ascii: "5")
        digits.removeLast(digits.count - count)
        if goesUp {
            var index = count - 1
            while index >= 0, digits[index] == UInt8(ascii: "9") {
                digits.removeLast()
                index -= 1
            }
            if index >= 0 {
                digits[index] += 1
            } else {
                digits = [UInt8(ascii: "1")]
                point += 1
            }
        }
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        if digits.isEmpty { point = 0 }
    }

    func digit(_ index: Int) -> UInt8 { digits.indices.contains(index) ? digits[index] : UInt8(ascii: "0") }
}

/// A natural number in limbs of nine decimal digits.
private struct BigDecimalNumber {
    private var limbs: [UInt32]

    init(_ value: UInt64) {
        limbs = []
        var rest = value
        repeat {
            limbs.append(UInt32(rest % 1_000_000_000))
            rest /= 1_000_000_000
        } while rest > 0
    }

    mutating func multiply(by factor: UInt64) {
        var carry: UInt64 = 0
        for index in limbs.indices {
            let product = UInt64(limbs[index]) * factor + carry
            limbs[index] = UInt32(product % 1_000_000_000)
            carry = product / 1_000_000_000
        }
        while carry > 0 {
            limbs.append(UInt32(carry % 1_000_000_000))
            carry /= 1_000_000_000
        }
    }

    var digits: [UInt8] {
        var text: [UInt8] = []
        for (offset, limb) in limbs.reversed().enumerated() {
            let part = Array(String(limb).utf8)
            if offset > 0 { text += [UInt8](repeating: UInt8(ascii: "0"), count: 9 - part.count) }
            text += part
        }
        return text
    }
}
