/// The checksums templates ask for. They are of public data, so plain code serves; no key is handled here in a way
/// that timing could tell.
package enum Digests {
    static func adler32(_ bytes: [UInt8]) -> UInt32 {
        var first: UInt32 = 1
        var second: UInt32 = 0
        for byte in bytes {
            first = (first + UInt32(byte)) % 65521
            second = (second + first) % 65521
        }
        return second << 16 | first
    }

    package static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private static func padded(_ bytes: [UInt8], block: Int) -> [UInt8] {
        var message = bytes + [0x80]
        let lengthSize = block / 8
        while message.count % block != block - lengthSize { message.append(0) }
        message += [UInt8](repeating: 0, count: lengthSize - 8)
        let bits = UInt64(bytes.count) &* 8
        for shift in stride(from: 56, through: 0, by: -8) {
            message.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
        }
        return message
    }

    static func sha1(_ bytes: [UInt8]) -> [UInt8] {
        var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0]
        let message = padded(bytes, block: 64)
        var words = [UInt32](repeating: 0, count: 80)
        for start in stride(from: 0, to: message.count, by: 64) {
            for index in 0..<16 { words[index] = word(message, start + index * 4) }
            for index in 16..<80 {
                words[index] = rotate(words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16], 1)
            }
            var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
            for index in 0..<80 {
                let mix: UInt32
                let constant: UInt32
                switch index {
                case 0..<20: (mix, constant) = ((b & c) | (~b & d), 0x5A82_7999)
                case 20..<40: (mix, constant) = (b ^ c ^ d, 0x6ED9_EBA1)
                case 40..<60: (mix, constant) = ((b & c) | (b & d) | (c & d), 0x8F1B_BCDC)
                default: (mix, constant) = (b ^ c ^ d, 0xCA62_C1D6)
                }
                let next = rotate(a, 5) &+ mix &+ e &+ constant &+ words[index]
                (e, d, c, b, a) = (d, c, rotate(b, 30), a, next)
            }
            for (index, value) in [a, b, c, d, e].enumerated() { state[index] &+= value }
        }
        return state.flatMap { value in
            stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> UInt32($0)) }
        }
    }

    private static func word(_ bytes: [UInt8], _ start: Int) -> UInt32 {
        UInt32(bytes[start]) << 24 | UInt32(bytes[start + 1]) << 16 | UInt32(bytes[start + 2]) << 8
            | UInt32(bytes[start + 3])
    }

    private static func rotate(_ value: UInt32, _ count: UInt32) -> UInt32 { value << count | value >> (32 - count) }

    private static func rotateRight(_ value: UInt32, _ count: UInt32) -> UInt32 { rotate(value, 32 - count) }

    // MARK: - SHA-2

    /// The fractional parts of the square and cube roots of the first primes, from which SHA-2 takes its constants.
    private static let primes: [UInt64] = {
        var found: [UInt64] = []
        var candidate: UInt64 = 2
        while found.count < 80 {
            if found.allSatisfy({ candidate % $0 != 0 }) { found.append(candidate) }
            candidate += 1
        }
        return found
    }()

    /// The first 64 bits of the fractional part of a root, by bisection over 128 bits and more.
    private static func fraction(of prime: UInt64, cube: Bool) -> UInt64 {
        var low = Fixed(whole: 0)
        var high = Fixed(whole: prime)
        for _ in 0..<80 {
            let middle = low.average(high)
            let square = middle.multiplied(by: middle)
            let power = cube ? square.multiplied(by: middle) : square
            if power.whole >= prime { high = middle } else { low = middle }
        }
        return low.fraction
    }

    /// A number with 32 whole and 96 fractional bits.
    private struct Fixed {
        var bits: UInt128

        init(whole: UInt64) { bits = UInt128(whole) << 96 }
        init(bits: UInt128) { self.bits = bits }

        var whole: UInt64 { UInt64(truncatingIfNeeded: bits >> 96) }
        var fraction: UInt64 { UInt64(truncatingIfNeeded: bits >> 32) }

        func average(_ other: Fixed) -> Fixed { Fixed(bits: bits / 2 + other.bits / 2 + (bits & other.bits & 1)) }

        func multiplied(by other: Fixed) -> Fixed {
            let product = bits.multipliedFullWidth(by: other.bits)
            return Fixed(bits: product.high << 32 | product.low >> 96)
        }
    }

    private static let cubeRoots: [UInt64] = primes.map { fraction(of: $0, cube: true) }
    private static let squareRoots: [UInt64] = primes.prefix(8).map { fraction(of: $0, cube: false) }
    private static let constants32: [UInt32] = cubeRoots.prefix(64).map { UInt32(truncatingIfNeeded: $0 >> 32) }

    package static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        var state = squareRoots.map { UInt32(truncatingIfNeeded: $0 >> 32) }
        let message = padded(bytes, block: 64)
        let constants = constants32
        var words = [UInt32](repeating: 0, count: 64)
        for start in stride(from: 0, to: message.count, by: 64) {
            for index in 0..<16 { words[index] = word(message, start + index * 4) }
            for index in 16..<64 {
                let (x, y) = (words[index - 15], words[index - 2])
                let first = rotateRight(x, 7) ^ rotateRight(x, 18) ^ x >> 3
                let second = rotateRight(y, 17) ^ rotateRight(y, 19) ^ y >> 10
                words[index] = words[index - 16] &+ first &+ words[index - 7] &+ second
            }
            var (a, b, c, d) = (state[0], state[1], state[2], state[3])
            var (e, f, g, h) = (state[4], state[5], state[6], state[7])
            for index in 0..<64 {
                let sum1 = rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25)
                let first = h &+ sum1 &+ ((e & f) ^ (~e & g)) &+ constants[index] &+ words[index]
                let sum0 = rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22)
                let second = sum0 &+ ((a & b) ^ (a & c) ^ (b & c))
                (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ second)
            }
            let added = [a, b, c, d, e, f, g, h]
            for index in 0..<8 { state[index] &+= added[index] }
        }
        return state.flatMap { value in
            stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> UInt32($0)) }
        }
    }

    static func sha512(_ bytes: [UInt8]) -> [UInt8] {
        func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 { value >> count | value << (64 - count) }
        var state = Array(squareRoots)
        let message = padded(bytes, block: 128)
        let constants = cubeRoots
        var words = [UInt64](repeating: 0, count: 80)
        for start in stride(from: 0, to: message.count, by: 128) {
            for index in 0..<16 {
                let high = UInt64(word(message, start + index * 8))
                words[index] = high << 32 | UInt64(word(message, start + index * 8 + 4))
            }
            for index in 16..<80 {
                let (x, y) = (words[index - 15], words[index - 2])
                let first = rotate(x, 1) ^ rotate(x, 8) ^ x >> 7
                let second = rotate(y, 19) ^ rotate(y, 61) ^ y >> 6
                words[index] = words[index - 16] &+ first &+ words[index - 7] &+ second
            }
            var work = state
            for index in 0..<80 {
                let (a, b, c, e) = (work[0], work[1], work[2], work[4])
                let sum1 = rotate(e, 14) ^ rotate(e, 18) ^ rotate(e, 41)
                let first = work[7] &+ sum1 &+ ((e & work[5]) ^ (~e & work[6])) &+ constants[index] &+ words[index]
                let sum0 = rotate(a, 28) ^ rotate(a, 34) ^ rotate(a, 39)
                let second = sum0 &+ ((a & b) ^ (a & c) ^ (b & c))
                work = [first &+ second, a, b, c, work[3] &+ first, e, work[5], work[6]]
            }
            for index in 0..<8 { state[index] &+= work[index] }
        }
        return state.flatMap { value in
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> UInt64($0)) }
        }
    }
}
