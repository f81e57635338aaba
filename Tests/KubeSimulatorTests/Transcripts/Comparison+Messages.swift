import Values

extension Comparison {
    /// A field of a message in the wire format of protocol buffers.
    private struct Field {
        var number: UInt64
        var value: UInt64 = 0
        var bytes: ArraySlice<UInt8>?
    }

    /// Compares two messages of which nothing is known but their bytes.
    mutating func compareMessages(_ expected: ArraySlice<UInt8>, _ actual: ArraySlice<UInt8>, _ path: String) {
        if expected.elementsEqual(actual) { return }
        let magic: [UInt8] = [0x6B, 0x38, 0x73, 0x00]
        if path.isEmpty, expected.starts(with: magic), actual.starts(with: magic) {
            return compareMessages(expected.dropFirst(4), actual.dropFirst(4), "/")
        }
        if let left = Comparison.text(expected), let right = Comparison.text(actual) {
            return compareContent(left, right, path)
        }
        guard let left = Comparison.fields(expected), let right = Comparison.fields(actual),
            left.map(\.number) == right.map(\.number)
        else { return note("\(path): other bytes") }
        for (first, second) in zip(left, right) {
            let place = "\(path)/\(first.number >> 3)"
            if let old = first.bytes, let new = second.bytes {
                compareMessages(old, new, place)
            } else if first.value != second.value, !Comparison.isMoment(first.value, second.value) {
                note("\(place): \(second.value), expected \(first.value)")
            }
        }
    }

    private mutating func compareContent(_ expected: String, _ actual: String, _ path: String) {
        if !expected.isEmpty, expected.allSatisfy(\.isNumber), actual.allSatisfy(\.isNumber) {
            return compare(["resourceVersion": .string(expected)], ["resourceVersion": .string(actual)], path)
        }
        compare(.string(expected), .string(actual), path)
    }

    private static func isMoment(_ left: UInt64, _ right: UInt64) -> Bool {
        left > 1_500_000_000 && right > 1_500_000_000
    }

    /// The text that bytes are, where nothing in it is beyond what can be read.
    private static func text(_ bytes: ArraySlice<UInt8>) -> String? {
        bytes.allSatisfy { $0 >= 0x20 && $0 < 0x7F } ? String(decoding: bytes, as: UTF8.self) : nil
    }

    private static func fields(_ bytes: ArraySlice<UInt8>) -> [Field]? {
        var rest = bytes
        var result: [Field] = []
        while !rest.isEmpty {
            guard let tag = varint(&rest) else { return nil }
            var field = Field(number: tag)
            switch tag & 7 {
            case 0:
                guard let value = varint(&rest) else { return nil }
                field.value = value
            case 2:
                guard let length = varint(&rest), length <= UInt64(rest.count) else { return nil }
                field.bytes = rest.prefix(Int(length))
                rest = rest.dropFirst(Int(length))
            default: return nil
            }
            result.append(field)
        }
        return result
    }

    private static func varint(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
        var result: UInt64 = 0
        var shift: UInt64 = 0
        while shift < 64, let byte = rest.popFirst() {
            result |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return result }
            shift += 7
        }
        return nil
    }
}
