/// The password hash of htpasswd files.
enum Bcrypt {
    private static let alphabet = Array("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

    /// `$2a$10$…`
    static func hash(_ password: [UInt8], salt: [UInt8], cost: Int = 10) throws -> String {
        guard password.count <= 72 else {
            throw FunctionFailure("bcrypt: password length exceeds 72 bytes")
        }
        var state = BlowfishState.initial
        let key = password + [0]
        state.expand(salt: salt, key: key)
        for _ in 0..<(1 << cost) {
            state.expand(salt: [], key: key)
            state.expand(salt: [], key: salt)
        }
        var words = stride(from: 0, to: 24, by: 4).map { start in
            Array("OrpheanBeholderScryDoubt".utf8)[start..<(start + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        }
        for index in stride(from: 0, to: 6, by: 2) {
            for _ in 0..<64 { (words[index], words[index + 1]) = state.encrypt(words[index], words[index + 1]) }
        }
        let bytes = words.flatMap { word in
            stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> UInt32($0)) }
        }
        let costText = cost < 10 ? "0\(cost)" : "\(cost)"
        return "$2a$\(costText)$\(encode(salt))\(encode(Array(bytes.prefix(23))))"
    }

    private static func encode(_ bytes: [UInt8]) -> String {
        var output: [UInt8] = []
        var buffer: UInt32 = 0
        var count: UInt32 = 0
        for byte in bytes {
            buffer = (buffer << 8 | UInt32(byte)) & 0xFFFF
            count += 8
            while count >= 6 {
                count -= 6
                output.append(alphabet[Int(buffer >> count & 63)])
            }
        }
        if count > 0 { output.append(alphabet[Int(buffer << (6 - count) & 63)]) }
        return String(decoding: output, as: UTF8.self)
    }
}

/// Blowfish's subkeys: they begin as the digits of π.
private struct BlowfishState {
    var subkeys: [UInt32]
    var boxes: [UInt32]

    static let initial: BlowfishState = {
        let digits = PiDigits.words(18 + 1024)
        return BlowfishState(subkeys: Array(digits[..<18]), boxes: Array(digits[18...]))
    }()

    @inline(__always)
    func encrypt(_ left: UInt32, _ right: UInt32) -> (UInt32, UInt32) {
        subkeys.withUnsafeBufferPointer { subkeys in
            boxes.withUnsafeBufferPointer { boxes in BlowfishState.encrypt(left, right, subkeys, boxes) }
        }
    }

    @inline(__always)
    private static func encrypt(
        _ left: UInt32, _ right: UInt32, _ subkeys: UnsafeBufferPointer<UInt32>, _ boxes: UnsafeBufferPointer<UInt32>
    ) -> (UInt32, UInt32) {
        var (left, right) = (left, right)
        for round in 0..<16 {
            left ^= subkeys[round]
            let sum = boxes[Int(left >> 24)] &+ boxes[256 + Int(left >> 16 & 255)]
            right ^= (sum ^ boxes[512 + Int(left >> 8 & 255)]) &+ boxes[768 + Int(left & 255)]
            swap(&left, &right)
        }
        swap(&left, &right)
        right ^= subkeys[16]
        left ^= subkeys[17]
        return (left, right)
    }

    private static func word(_ bytes: [UInt8], _ position: inout Int) -> UInt32 {
        guard !bytes.isEmpty else { return 0 }
        var word: UInt32 = 0
        for _ in 0..<4 {
            word = word << 8 | UInt32(bytes[position])
            position = (position + 1) % bytes.count
        }
        return word
    }

    mutating func expand(salt: [UInt8], key: [UInt8]) {
        var position = 0
        for index in subkeys.indices { subkeys[index] ^= BlowfishState.word(key, &position) }
        position = 0
        var (left, right): (UInt32, UInt32) = (0, 0)
        for index in stride(from: 0, to: 18, by: 2) {
            left ^= BlowfishState.word(salt, &position)
            right ^= BlowfishState.word(salt, &position)
            (left, right) = encrypt(left, right)
            subkeys[index] = left
            subkeys[index + 1] = right
        }
        for index in stride(from: 0, to: 1024, by: 2) {
            left ^= BlowfishState.word(salt, &position)
            right ^= BlowfishState.word(salt, &position)
            (left, right) = encrypt(left, right)
            boxes[index] = left
            boxes[index + 1] = right
        }
    }
}

/// The fraction of π in binary, by Machin's formula: shorter than a table of a thousand numbers.
private enum PiDigits {
    static func words(_ count: Int) -> [UInt32] {
        let size = count + 3
        var sum = arctangent(of: 5, size: size, times: 16)
        let other = arctangent(of: 239, size: size, times: 4)
        var borrow: Int64 = 0
        for index in stride(from: size - 1, through: 0, by: -1) {
            let difference = Int64(sum[index]) - Int64(other[index]) - borrow
            borrow = difference < 0 ? 1 : 0
            sum[index] = UInt32(truncatingIfNeeded: difference)
        }
        return Array(sum[1...count])
    }

    /// `times · arctan(1/x)` as one whole word and a fraction.
    private static func arctangent(of x: UInt64, size: Int, times: UInt32) -> [UInt32] {
        var power = [UInt32](repeating: 0, count: size)
        power[0] = times
        var sum = [UInt32](repeating: 0, count: size)
        power.withUnsafeMutableBufferPointer { power in
            sum.withUnsafeMutableBufferPointer { sum in
                divide(power, by: x, from: 0)
                var start = 0
                var divisor: UInt64 = 1
                while start < size {
                    accumulate(power, divisor, into: sum, from: start, adding: divisor % 4 == 1)
                    divide(power, by: x * x, from: start)
                    while start < size, power[start] == 0 { start += 1 }
                    divisor += 2
                }
            }
        }
        return sum
    }

    private static func divide(_ number: UnsafeMutableBufferPointer<UInt32>, by divisor: UInt64, from start: Int) {
        var rest: UInt64 = 0
        for index in start..<number.count {
            let value = rest << 32 | UInt64(number[index])
            number[index] = UInt32(truncatingIfNeeded: value / divisor)
            rest = value % divisor
        }
    }

    private static func accumulate(
        _ number: UnsafeMutableBufferPointer<UInt32>, _ divisor: UInt64, into sum: UnsafeMutableBufferPointer<UInt32>,
        from start: Int, adding: Bool
    ) {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: number.count) { quotient in
            var rest: UInt64 = 0
            for index in start..<number.count {
                let value = rest << 32 | UInt64(number[index])
                quotient[index] = UInt32(truncatingIfNeeded: value / divisor)
                rest = value % divisor
            }
            var carry: Int64 = 0
            var index = number.count - 1
            while index >= 0, index >= start || carry != 0 {
                let part = index >= start ? Int64(quotient[index]) : 0
                let value = Int64(sum[index]) + (adding ? part : -part) + carry
                sum[index] = UInt32(truncatingIfNeeded: value)
                carry = value >> 32
                index -= 1
            }
        }
    }
}
