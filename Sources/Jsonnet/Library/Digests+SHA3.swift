#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension Digests {
    /// The sine, which MD5 takes its constants from.
    static func sine(_ angle: Double) -> Double { sin(angle) }

    /// SHA3-512.
    static func sha3(_ message: [UInt8]) -> [UInt8] {
        let rate = 72
        var data = message
        data.append(0x06)
        while data.count % rate != 0 { data.append(0) }
        data[data.count - 1] |= 0x80
        var state = [UInt64](repeating: 0, count: 25)
        for start in stride(from: 0, to: data.count, by: rate) {
            for lane in 0..<(rate / 8) {
                var word: UInt64 = 0
                for index in 0..<8 { word |= UInt64(data[start + lane * 8 + index]) << UInt64(8 * index) }
                state[lane] ^= word
            }
            permute(&state)
        }
        return state[..<8].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) } }
    }

    /// The permutation Keccak-f[1600].
    private static func permute(_ state: inout [UInt64]) {
        var register: UInt8 = 1
        for _ in 0..<24 {
            theta(&state)
            rhoAndPi(&state)
            chi(&state)
            for exponent in 0..<7 {
                if register & 1 != 0 { state[0] ^= 1 << UInt64((1 << exponent) - 1) }
                register = register << 1 ^ (register & 0x80 != 0 ? 0x71 : 0)
            }
        }
    }

    private static func rotate(_ word: UInt64, _ count: Int) -> UInt64 {
        count == 0 ? word : word << UInt64(count) | word >> UInt64(64 - count)
    }

    private static func theta(_ state: inout [UInt64]) {
        var columns = [UInt64](repeating: 0, count: 5)
        for place in 0..<25 { columns[place % 5] ^= state[place] }
        for x in 0..<5 {
            let mix = columns[(x + 4) % 5] ^ rotate(columns[(x + 1) % 5], 1)
            for y in 0..<5 { state[x + 5 * y] ^= mix }
        }
    }

    private static func rhoAndPi(_ state: inout [UInt64]) {
        var (x, y) = (1, 0)
        var current = state[1]
        for step in 0..<24 {
            (x, y) = (y, (2 * x + 3 * y) % 5)
            let place = x + 5 * y
            let next = state[place]
            state[place] = rotate(current, (step + 1) * (step + 2) / 2 % 64)
            current = next
        }
    }

    private static func chi(_ state: inout [UInt64]) {
        for y in 0..<5 {
            let row = Array(state[(5 * y)..<(5 * y + 5)])
            for x in 0..<5 { state[x + 5 * y] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]) }
        }
    }
}

/// A whole part and a fraction of 64 bits each, exact under multiplication.
struct WideNumber {
    /// Digits to the base 2^32, the lowest first; two of them stand behind the point.
    private let digits: [UInt64]

    init(_ whole: UInt64, _ fraction: UInt64) {
        digits = [fraction & 0xffff_ffff, fraction >> 32, whole & 0xffff_ffff, whole >> 32]
    }

    /// Whether a power of this number is larger than a whole number.
    func power(_ exponent: Int, exceeds limit: UInt64) -> Bool {
        var product = digits
        for _ in 1..<exponent { product = WideNumber.multiply(product, digits) }
        let point = 2 * exponent
        let whole = product[point] | product[point + 1] << 32
        let isAbove = product[(point + 2)...].contains { $0 != 0 }
        return isAbove || whole > limit || (whole == limit && product[..<point].contains { $0 != 0 })
    }

    private static func multiply(_ left: [UInt64], _ right: [UInt64]) -> [UInt64] {
        var result = [UInt64](repeating: 0, count: left.count + right.count)
        for (i, a) in left.enumerated() {
            var carry: UInt64 = 0
            for (j, b) in right.enumerated() {
                let sum = result[i + j] + a * b + carry
                result[i + j] = sum & 0xffff_ffff
                carry = sum >> 32
            }
            result[i + right.count] += carry
        }
        return result
    }
}
