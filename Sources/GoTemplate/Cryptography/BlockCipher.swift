/// AES-256 in CBC mode, for `encryptAES` and `decryptAES`.
struct BlockCipher {
    private static let box: [UInt8] = {
        var box = [UInt8](repeating: 0, count: 256)
        var p: UInt8 = 1
        var q: UInt8 = 1
        repeat {
            p = p ^ p << 1 ^ (p & 0x80 != 0 ? 0x1B : 0)
            q ^= q << 1
            q ^= q << 2
            q ^= q << 4
            if q & 0x80 != 0 { q ^= 0x09 }
            func rotate(_ count: UInt8) -> UInt8 { q << count | q >> (8 - count) }
            box[Int(p)] = q ^ rotate(1) ^ rotate(2) ^ rotate(3) ^ rotate(4) ^ 0x63
        } while p != 1
        box[0] = 0x63
        return box
    }()

    private static let inverse: [UInt8] = {
        var inverse = [UInt8](repeating: 0, count: 256)
        for (index, value) in box.enumerated() { inverse[Int(value)] = UInt8(index) }
        return inverse
    }()

    private let schedule: [[UInt8]]

    /// A cipher with a key of 32 bytes; shorter ones are filled with zeros.
    init(key: [UInt8]) {
        let key = Array((key + [UInt8](repeating: 0, count: 32)).prefix(32))
        var words = stride(from: 0, to: 32, by: 4).map { Array(key[$0..<($0 + 4)]) }
        var constant: UInt8 = 1
        for index in 8..<60 {
            var word = words[index - 1]
            if index % 8 == 0 {
                word = [word[1], word[2], word[3], word[0]].map { BlockCipher.box[Int($0)] }
                word[0] ^= constant
                constant <<= 1
            } else if index % 8 == 4 {
                word = word.map { BlockCipher.box[Int($0)] }
            }
            words.append(zip(words[index - 8], word).map { $0 ^ $1 })
        }
        schedule = stride(from: 0, to: 60, by: 4).map { start in Array(words[start..<(start + 4)].joined()) }
    }

    private static func double(_ value: UInt8) -> UInt8 { value << 1 ^ (value & 0x80 != 0 ? 0x1B : 0) }

    private static func times(_ value: UInt8, _ factor: UInt8) -> UInt8 {
        var (result, power, factor): (UInt8, UInt8, UInt8) = (0, value, factor)
        while factor > 0 {
            if factor & 1 == 1 { result ^= power }
            power = double(power)
            factor >>= 1
        }
        return result
    }

    private static func mix(_ state: inout [UInt8], _ factors: [UInt8]) {
        for column in stride(from: 0, to: 16, by: 4) {
            let old = Array(state[column..<(column + 4)])
            for row in 0..<4 {
                var sum: UInt8 = 0
                for index in 0..<4 { sum ^= times(old[index], factors[(index - row + 4) % 4]) }
                state[column + row] = sum
            }
        }
    }

    private func encrypt(_ block: [UInt8]) -> [UInt8] {
        var state = zip(block, schedule[0]).map { $0 ^ $1 }
        for round in 1...14 {
            let old = state.map { BlockCipher.box[Int($0)] }
            for index in 0..<16 { state[index] = old[(index + 4 * (index % 4)) % 16] }
            if round < 14 { BlockCipher.mix(&state, [2, 3, 1, 1]) }
            state = zip(state, schedule[round]).map { $0 ^ $1 }
        }
        return state
    }

    private func decrypt(_ block: [UInt8]) -> [UInt8] {
        var state = zip(block, schedule[14]).map { $0 ^ $1 }
        for round in stride(from: 13, through: 0, by: -1) {
            let old = state
            for index in 0..<16 { state[(index + 4 * (index % 4)) % 16] = old[index] }
            state = state.map { BlockCipher.inverse[Int($0)] }
            state = zip(state, schedule[round]).map { $0 ^ $1 }
            if round > 0 { BlockCipher.mix(&state, [14, 11, 13, 9]) }
        }
        return state
    }

    func encryptChained(_ bytes: [UInt8], vector: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        var previous = vector
        for start in stride(from: 0, to: bytes.count, by: 16) {
            previous = encrypt(zip(bytes[start..<(start + 16)], previous).map { $0 ^ $1 })
            output += previous
        }
        return output
    }

    func decryptChained(_ bytes: [UInt8], vector: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        var previous = vector
        for start in stride(from: 0, to: bytes.count, by: 16) {
            let block = Array(bytes[start..<(start + 16)])
            output += zip(decrypt(block), previous).map { $0 ^ $1 }
            previous = block
        }
        return output
    }
}
