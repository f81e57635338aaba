/// HMAC-SHA-256, PBKDF2 and scrypt, for `derivePassword`.
enum Scrypt {
    static func authenticationCode(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        var block = key.count > 64 ? Digests.sha256(key) : key
        block += [UInt8](repeating: 0, count: 64 - block.count)
        let inner = Digests.sha256(block.map { $0 ^ 0x36 } + message)
        return Digests.sha256(block.map { $0 ^ 0x5C } + inner)
    }

    private static func derive(_ password: [UInt8], _ salt: [UInt8], count: Int) -> [UInt8] {
        var output: [UInt8] = []
        var index: UInt32 = 1
        while output.count < count {
            let number = stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: index >> UInt32($0)) }
            output += authenticationCode(salt + number, key: password)
            index += 1
        }
        return Array(output.prefix(count))
    }

    /// The key of a password.
    ///
    /// - Parameters:
    ///   - cost: a power of two.
    ///   - blocks: size of a block in 128 bytes.
    ///   - lanes: how many blocks are mixed.
    static func key(
        _ password: [UInt8], salt: [UInt8], cost: Int, blocks: Int, lanes: Int, count: Int
    ) -> [UInt8] {
        var mixed = derive(password, salt, count: lanes * 128 * blocks)
        let words = 32 * blocks
        var table = [UInt32](repeating: 0, count: words * cost)
        for lane in 0..<lanes {
            let start = lane * 128 * blocks
            var block = (0..<words).map { index in
                (0..<4).reduce(UInt32(0)) { $0 | UInt32(mixed[start + index * 4 + $1]) << UInt32($1 * 8) }
            }
            mix(&block, &table, cost: cost, words: words)
            for index in 0..<words {
                for byte in 0..<4 {
                    mixed[start + index * 4 + byte] = UInt8(truncatingIfNeeded: block[index] >> UInt32(byte * 8))
                }
            }
        }
        return derive(password, mixed, count: count)
    }

    private static func mix(_ block: inout [UInt32], _ table: inout [UInt32], cost: Int, words: Int) {
        var other = [UInt32](repeating: 0, count: words)
        block.withUnsafeMutableBufferPointer { block in
            table.withUnsafeMutableBufferPointer { table in
                other.withUnsafeMutableBufferPointer { other in
                    for step in 0..<cost {
                        for index in 0..<words { table[step * words + index] = block[index] }
                        shuffle(block, other, words)
                    }
                    for _ in 0..<cost {
                        let row = Int(block[words - 16]) & (cost - 1)
                        for index in 0..<words { block[index] ^= table[row * words + index] }
                        shuffle(block, other, words)
                    }
                }
            }
        }
    }

    private static func shuffle(
        _ block: UnsafeMutableBufferPointer<UInt32>, _ other: UnsafeMutableBufferPointer<UInt32>, _ words: Int
    ) {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 32) { scratch in
            for index in 0..<16 { scratch[index] = block[words - 16 + index] }
            let chunks = words / 16
            for chunk in 0..<chunks {
                for index in 0..<16 { scratch[index] ^= block[chunk * 16 + index] }
                salsa(scratch)
                let target = (chunk / 2 + (chunk & 1) * (chunks / 2)) * 16
                for index in 0..<16 { other[target + index] = scratch[index] }
            }
            for index in 0..<words { block[index] = other[index] }
        }
    }

    private static func salsa(_ x: UnsafeMutableBufferPointer<UInt32>) {
        for index in 0..<16 { x[16 + index] = x[index] }
        @inline(__always)
        func quarter(_ a: Int, _ b: Int, _ c: Int, _ d: Int) {
            var sum = x[a] &+ x[d]
            x[b] ^= sum << 7 | sum >> 25
            sum = x[b] &+ x[a]
            x[c] ^= sum << 9 | sum >> 23
            sum = x[c] &+ x[b]
            x[d] ^= sum << 13 | sum >> 19
            sum = x[d] &+ x[c]
            x[a] ^= sum << 18 | sum >> 14
        }
        for _ in 0..<4 {
            quarter(0, 4, 8, 12)
            quarter(5, 9, 13, 1)
            quarter(10, 14, 2, 6)
            quarter(15, 3, 7, 11)
            quarter(0, 1, 2, 3)
            quarter(5, 6, 7, 4)
            quarter(10, 11, 8, 9)
            quarter(15, 12, 13, 14)
        }
        for index in 0..<16 { x[index] &+= x[16 + index] }
    }
}
