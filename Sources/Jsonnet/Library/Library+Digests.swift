extension Library {
    private static func digest(_ name: String, _ function: @escaping @Sendable ([UInt8]) -> [UInt8]) -> Builtin {
        Builtin(name, "s") { vm, a throws(Failure) in
            let bytes = Array(vm.bytes(try vm.string(a[0])))
            return .string(vm.string(Digests.hexadecimal(function(bytes))))
        }
    }

    /// Hashes, Base64 and UTF-8.
    static let digests: [Builtin] = [
        digest("md5") { Digests.md5($0) },
        digest("sha1") { Digests.sha1($0) },
        digest("sha256") { Digests.sha256($0) },
        digest("sha512") { Digests.sha512($0) },
        digest("sha3") { Digests.sha3($0) },
        Builtin("base64", "input") { vm, a throws(Failure) in .string(vm.string(Base64Text.encode(try vm.octets(a[0]))))
        },
        Builtin("base64Decode", "str") { vm, a throws(Failure) in
            let bytes = try vm.base64Decode(a[0])
            return .string(vm.string(String(decoding: bytes, as: UTF8.self)))
        },
        Builtin("base64DecodeBytes", "str") { vm, a throws(Failure) in
            let bytes = try vm.base64Decode(a[0])
            try vm.ensureRoom(count: bytes.count, of: 32)
            return .array(vm.array(bytes.map { .number(Double($0)) }))
        },
        Builtin("encodeUTF8", "str") { vm, a throws(Failure) in
            let string = try vm.string(a[0])
            try vm.ensureRoom(count: string.pointee.byteCount, of: 32)
            return .array(vm.array(vm.bytes(string).map { .number(Double($0)) }))
        },
        Builtin("decodeUTF8", "arr") { vm, a throws(Failure) in
            let array = try vm.array(a[0])
            var bytes: [UInt8] = []
            for index in 0..<array.pointee.count {
                let value = try vm.integer(try vm.element(array, index))
                guard let byte = UInt8(exactly: value) else {
                    throw Failure("Bytes must be integers in range [0, 255], got \(value)")
                }
                bytes.append(byte)
            }
            return .string(vm.string(String(decoding: bytes, as: UTF8.self)))
        },
    ]
}

extension Interpreter {
    /// The bytes that `std.base64` encodes.
    fileprivate func octets(_ value: Datum) throws(Failure) -> [UInt8] {
        let range = "base64 encountered invalid codepoint value in the array (must be 0 <= X <= 255), got"
        switch value {
        case .string(let string):
            for scalar in text(string).unicodeScalars where scalar.value > 255 {
                throw Failure("\(range) \(scalar.value)")
            }
            return Array(bytes(string))
        case .array(let array):
            var bytes: [UInt8] = []
            for index in 0..<array.pointee.count {
                let element = try element(array, index)
                guard case .number(let number) = element, let integer = Int32(exactly: number) else {
                    throw Failure("base64 encountered a non-integer value in the array, got \(element.typeName)")
                }
                guard let byte = UInt8(exactly: integer) else { throw Failure("\(range) \(integer)") }
                bytes.append(byte)
            }
            return bytes
        default:
            throw Failure(
                "base64 can only base64 encode strings / arrays of single bytes, got \(value.typeName)")
        }
    }

    fileprivate func base64Decode(_ value: Datum) throws(Failure) -> [UInt8] {
        guard case .string(let string) = value else {
            throw Failure("base64DecodeBytes requires a string, got \(value.typeName)")
        }
        let bytes = Array(bytes(string))
        guard bytes.count % 4 == 0 else {
            throw Failure(
                "input string appears not to be a base64 encoded string. Wrong length found (\(bytes.count))")
        }
        switch Base64Text.decode(bytes) {
        case .success(let decoded): return decoded
        case .failure(let problem):
            throw Failure("failed to decode: illegal base64 data at input byte \(problem.offset)")
        }
    }
}

/// Base64 with the standard alphabet and padding.
enum Base64Text {
    /// Where a text is not Base64.
    struct Problem: Error {
        var offset: Int
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count + 2) / 3 * 4)
        var index = 0
        while index < bytes.count {
            let left = bytes.count - index
            let word =
                UInt32(bytes[index]) << 16 | (left > 1 ? UInt32(bytes[index + 1]) << 8 : 0)
                | (left > 2 ? UInt32(bytes[index + 2]) : 0)
            for place in 0..<4 {
                let isPadding = place > left
                result.append(isPadding ? UInt8(ascii: "=") : alphabet[Int(word >> (18 - 6 * UInt32(place)) & 63)])
            }
            index += 3
        }
        return result
    }

    static func decode(_ text: [UInt8]) -> Result<[UInt8], Problem> {
        var result: [UInt8] = []
        var word: UInt32 = 0
        var bits = 0
        var end = text.count
        while end > 0, text.count - end < 2, text[end - 1] == UInt8(ascii: "=") { end -= 1 }
        for (offset, byte) in text[..<end].enumerated() {
            guard let value = value(byte) else { return .failure(Problem(offset: offset)) }
            word = word << 6 | value
            bits += 6
            if bits >= 8 {
                bits -= 8
                result.append(UInt8(truncatingIfNeeded: word >> UInt32(bits)))
            }
        }
        return .success(result)
    }

    private static func value(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte) - 71
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte) + 4
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
