/// A small deterministic source of uids and name suffixes.
struct RandomSource: Sendable, RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    private static let hexadecimal = Array("0123456789abcdef".utf8)
    private static let suffixLetters = Array("bcdfghjklmnpqrstvwxz2456789".utf8)

    /// A version 4 UUID in lower case.
    mutating func uid() -> String {
        let high = (next() & 0xFFFF_FFFF_FFFF_0FFF) | 0x4000
        let low = (next() & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
        return String(unsafeUninitializedCapacity: 36) { buffer in
            var position = 0
            for index in 0..<32 {
                if index == 8 || index == 12 || index == 16 || index == 20 {
                    buffer[position] = 0x2D
                    position += 1
                }
                let word = index < 16 ? high : low
                let digit = Int((word >> UInt64(60 - 4 * (index & 15))) & 15)
                buffer[position] = RandomSource.hexadecimal[digit]
                position += 1
            }
            return 36
        }
    }

    /// Letters and digits as the server appends them to `generateName`.
    mutating func suffix(_ count: Int = 5) -> String {
        var letters: [UInt8] = []
        for _ in 0..<count { letters.append(RandomSource.suffixLetters[Int(next() % 27)]) }
        return String(decoding: letters, as: UTF8.self)
    }
}
