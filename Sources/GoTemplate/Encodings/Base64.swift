/// Binary-to-text encodings as Go's standard library has them, with its error texts.
struct Base64 {
    let alphabet: [UInt8]
    let bits: Int
    let name: String

    static let standard = Base64(
        alphabet: Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8), bits: 6,
        name: "base64")
    static let base32 = Base64(alphabet: Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8), bits: 5, name: "base32")

    /// Bytes and characters of one group.
    private var group: (bytes: Int, characters: Int) { bits == 6 ? (3, 4) : (5, 8) }

    func encode(_ bytes: [UInt8]) -> String {
        var output: [UInt8] = []
        output.reserveCapacity((bytes.count / group.bytes + 1) * group.characters)
        var buffer: UInt32 = 0
        var count = 0
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            count += 8
            while count >= bits {
                count -= bits
                output.append(alphabet[Int(buffer >> UInt32(count)) & (1 << bits - 1)])
            }
            buffer &= 1 << UInt32(count) - 1
        }
        if count > 0 { output.append(alphabet[Int(buffer << UInt32(bits - count)) & (1 << bits - 1)]) }
        while output.count % group.characters != 0 { output.append(UInt8(ascii: "=")) }
        return String(decoding: output, as: UTF8.self)
    }

    /// The bytes, or the position Go blames.
    func decode(_ text: [UInt8]) -> Result<[UInt8], FunctionFailure> {
        var reverse = [UInt8](repeating: 255, count: 256)
        for (value, letter) in alphabet.enumerated() { reverse[Int(letter)] = UInt8(value) }
        var output: [UInt8] = []
        var digits: [UInt8] = []
        var index = 0
        func corrupt(_ position: Int) -> Result<[UInt8], FunctionFailure> {
            .failure(FunctionFailure("illegal \(name) data at input byte \(position)"))
        }
        while index < text.count {
            let byte = text[index]
            if byte == 10 || byte == 13 {
                index += 1
                continue
            }
            if byte == UInt8(ascii: "=") { return padding(text, index, &output, digits) }
            guard reverse[Int(byte)] != 255 else { return corrupt(index) }
            digits.append(reverse[Int(byte)])
            index += 1
            if digits.count == group.characters {
                flush(&digits, into: &output)
                digits = []
            }
        }
        guard digits.isEmpty else { return corrupt(index - digits.count) }
        return .success(output)
    }

    private func padding(
        _ text: [UInt8], _ start: Int, _ output: inout [UInt8], _ digits: [UInt8]
    ) -> Result<[UInt8], FunctionFailure> {
        func corrupt(_ position: Int) -> Result<[UInt8], FunctionFailure> {
            .failure(FunctionFailure("illegal \(name) data at input byte \(position)"))
        }
        let allowed = bits == 6 ? [2, 3] : [2, 4, 5, 7]
        guard allowed.contains(digits.count) else { return corrupt(start) }
        var index = start
        var pads = 0
        let wanted = group.characters - digits.count
        while index < text.count, pads < wanted {
            if text[index] == 10 || text[index] == 13 {
                index += 1
                continue
            }
            guard text[index] == UInt8(ascii: "=") else { return corrupt(bits == 6 ? index : index - 1) }
            pads += 1
            index += 1
        }
        guard pads == wanted else { return corrupt(text.count) }
        while index < text.count, text[index] == 10 || text[index] == 13 { index += 1 }
        guard index == text.count else { return corrupt(index) }
        var rest = digits
        flush(&rest, into: &output)
        return .success(output)
    }

    private func flush(_ digits: inout [UInt8], into output: inout [UInt8]) {
        var buffer: UInt64 = 0
        for digit in digits { buffer = buffer << UInt64(bits) | UInt64(digit) }
        let total = digits.count * bits
        let bytes = total / 8
        buffer >>= UInt64(total - bytes * 8)
        for shift in stride(from: (bytes - 1) * 8, through: 0, by: -8) {
            output.append(UInt8(truncatingIfNeeded: buffer >> UInt64(shift)))
        }
    }
}
