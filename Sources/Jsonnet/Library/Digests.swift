/// The hashes of the standard library, small and without dependencies; nothing here guards a secret.
enum Digests {
    static func hexadecimal(_ bytes: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    /// The message with a one bit, zeros, and its length in bits.
    private static func padded(_ message: [UInt8], block: Int, length: Int, bigEndian: Bool) -> [UInt8] {
        var padded = message
        padded.append(0x80)
        while padded.count % block != block - length { padded.append(0) }
        let bits = UInt64(message.count) &* 8
        padded.append(contentsOf: [UInt8](repeating: 0, count: bigEndian ? length - 8 : 0))
        for index in 0..<8 {
            padded.append(UInt8(truncatingIfNeeded: bits >> UInt64(8 * (bigEndian ? 7 - index : index))))
        }
        return padded
    }

    private static func word32(_ bytes: [UInt8], _ offset: Int, bigEndian: Bool) -> UInt32 {
        var word: UInt32 = 0
        for index in 0..<4 { word = word << 8 | UInt32(bytes[offset + (bigEndian ? index : 3 - index)]) }
        return word
    }

    private static func bytes<Word: FixedWidthInteger>(_ words: [Word], bigEndian: Bool) -> [UInt8] {
        let size = Word.bitWidth / 8
        return words.flatMap { word in
            (0..<size).map { UInt8(truncatingIfNeeded: word >> Word(8 * (bigEndian ? size - 1 - $0 : $0))) }
        }
    }

    private static func rotateLeft(_ word: UInt32, _ count: UInt32) -> UInt32 { word << count | word >> (32 - count) }
    private static func rotateRight(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }
    private static func rotateRight(_ word: UInt64, _ count: UInt64) -> UInt64 { word >> count | word << (64 - count) }

    // MARK: MD5

    private static let md5Shifts: [UInt32] = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]
    /// The whole parts of 2^32 times the sines of 1, 2, ….
    private static let md5Table: [UInt32] = (1...64).map { UInt32(abs(sine(Double($0))) * 4_294_967_296) }

    static func md5(_ message: [UInt8]) -> [UInt8] {
        var state: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476]
        let data = padded(message, block: 64, length: 8, bigEndian: false)
        for start in stride(from: 0, to: data.count, by: 64) {
            let words = (0..<16).map { word32(data, start + 4 * $0, bigEndian: false) }
            var (a, b, c, d) = (state[0], state[1], state[2], state[3])
            for round in 0..<64 {
                let mix: UInt32
                let place: Int
                switch round / 16 {
                case 0: (mix, place) = (b & c | ~b & d, round)
                case 1: (mix, place) = (d & b | ~d & c, (5 * round + 1) % 16)
                case 2: (mix, place) = (b ^ c ^ d, (3 * round + 5) % 16)
                default: (mix, place) = (c ^ (b | ~d), 7 * round % 16)
                }
                let sum = a &+ mix &+ md5Table[round] &+ words[place]
                (a, d, c, b) = (d, c, b, b &+ rotateLeft(sum, md5Shifts[round / 16 * 4 + round % 4]))
            }
            state = zip(state, [a, b, c, d]).map { $0 &+ $1 }
        }
        return bytes(state, bigEndian: false)
    }

    // MARK: SHA-1

    static func sha1(_ message: [UInt8]) -> [UInt8] {
        var state: [UInt32] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0]
        let data = padded(message, block: 64, length: 8, bigEndian: true)
        for start in stride(from: 0, to: data.count, by: 64) {
            var words = (0..<16).map { word32(data, start + 4 * $0, bigEndian: true) }
            for index in 16..<80 {
                words.append(
                    rotateLeft(words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16], 1))
            }
            var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
            for round in 0..<80 {
                let (mix, constant): (UInt32, UInt32) =
                    switch round / 20 {
                    case 0: (b & c | ~b & d, 0x5a82_7999)
                    case 1: (b ^ c ^ d, 0x6ed9_eba1)
                    case 2: (b & c | b & d | c & d, 0x8f1b_bcdc)
                    default: (b ^ c ^ d, 0xca62_c1d6)
                    }
                let sum = rotateLeft(a, 5) &+ mix &+ e &+ constant &+ words[round]
                (e, d, c, b, a) = (d, c, rotateLeft(b, 30), a, sum)
            }
            state = zip(state, [a, b, c, d, e]).map { $0 &+ $1 }
        }
        return bytes(state, bigEndian: true)
    }

    // MARK: SHA-2

    /// The first 80 primes, whose roots give the constants of SHA-2.
    private static let primes: [UInt64] = {
        var primes: [UInt64] = []
        var candidate: UInt64 = 2
        while primes.count < 80 {
            if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
            candidate += 1
        }
        return primes
    }()

    /// The first 64 bits of the fraction of a prime's square or cube root, by exact search.
    private static func rootFraction(_ prime: UInt64, cube: Bool) -> UInt64 {
        var whole: UInt64 = 1
        while cube ? (whole + 1) * (whole + 1) * (whole + 1) <= prime : (whole + 1) * (whole + 1) <= prime {
            whole += 1
        }
        var fraction: UInt64 = 0
        for bit in stride(from: UInt64(63), through: 0, by: -1) {
            let candidate = fraction | 1 << bit
            if !WideNumber(whole, candidate).power(cube ? 3 : 2, exceeds: prime) { fraction = candidate }
        }
        return fraction
    }

    private static let sha512Constants = primes.map { rootFraction($0, cube: true) }
    private static let sha512Start = primes[..<8].map { rootFraction($0, cube: false) }

    static func sha256(_ message: [UInt8]) -> [UInt8] {
        let constants = sha512Constants[..<64].map { UInt32($0 >> 32) }
        var state = sha512Start.map { UInt32($0 >> 32) }
        let data = padded(message, block: 64, length: 8, bigEndian: true)
        for start in stride(from: 0, to: data.count, by: 64) {
            var words = (0..<16).map { word32(data, start + 4 * $0, bigEndian: true) }
            for index in 16..<64 {
                let early = words[index - 15]
                let late = words[index - 2]
                words.append(
                    words[index - 16] &+ words[index - 7]
                        &+ (rotateRight(early, 7) ^ rotateRight(early, 18) ^ early >> 3)
                        &+ (rotateRight(late, 17) ^ rotateRight(late, 19) ^ late >> 10))
            }
            var s = state
            for round in 0..<64 {
                let e = s[4]
                let a = s[0]
                let first =
                    s[7] &+ (rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25)) &+ (e & s[5] ^ ~e & s[6])
                    &+ constants[round] &+ words[round]
                let second =
                    (rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22)) &+ (a & s[1] ^ a & s[2] ^ s[1] & s[2])
                s = [first &+ second, a, s[1], s[2], s[3] &+ first, e, s[5], s[6]]
            }
            state = zip(state, s).map { $0 &+ $1 }
        }
        return bytes(state, bigEndian: true)
    }

    static func sha512(_ message: [UInt8]) -> [UInt8] {
        var state = Array(sha512Start)
        let data = padded(message, block: 128, length: 16, bigEndian: true)
        for start in stride(from: 0, to: data.count, by: 128) {
            var words: [UInt64] = (0..<16).map { index in
                let high = word32(data, start + 8 * index, bigEndian: true)
                return UInt64(high) << 32 | UInt64(word32(data, start + 8 * index + 4, bigEndian: true))
            }
            for index in 16..<80 {
                let early = words[index - 15]
                let late = words[index - 2]
                words.append(
                    words[index - 16] &+ words[index - 7]
                        &+ (rotateRight(early, 1) ^ rotateRight(early, 8) ^ early >> 7)
                        &+ (rotateRight(late, 19) ^ rotateRight(late, 61) ^ late >> 6))
            }
            var s = state
            for round in 0..<80 {
                let e = s[4]
                let a = s[0]
                let first =
                    s[7] &+ (rotateRight(e, 14) ^ rotateRight(e, 18) ^ rotateRight(e, 41)) &+ (e & s[5] ^ ~e & s[6])
                    &+ sha512Constants[round] &+ words[round]
                let second =
                    (rotateRight(a, 28) ^ rotateRight(a, 34) ^ rotateRight(a, 39))
                    &+ (a & s[1] ^ a & s[2] ^ s[1] & s[2])
                s = [first &+ second, a, s[1], s[2], s[3] &+ first, e, s[5], s[6]]
            }
            state = zip(state, s).map { $0 &+ $1 }
        }
        return bytes(state, bigEndian: true)
    }
}
