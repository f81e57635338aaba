/// Queries of URLs.
enum QueryText {
    /// The items of a query; those that are malformed or have a semicolon are dropped, as Go does it.
    static func decode(_ text: String) -> [(name: String, value: String)] {
        var items: [(name: String, value: String)] = []
        for part in text.split(separator: "&") where !part.contains(";") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = unescape(pair[0]), let value = unescape(pair.count > 1 ? pair[1] : "") else { continue }
            items.append((name, value))
        }
        return items
    }

    private static func unescape(_ text: Substring) -> String? {
        var output: [UInt8] = []
        var bytes = text.utf8[...]
        func digit(_ byte: UInt8) -> UInt8? {
            switch byte {
            case 0x30...0x39: byte - 0x30
            case 0x41...0x46: byte - 0x41 + 10
            case 0x61...0x66: byte - 0x61 + 10
            default: nil
            }
        }
        while let byte = bytes.popFirst() {
            if byte == 0x2B {
                output.append(0x20)
            } else if byte == 0x25 {
                guard let high = bytes.popFirst().flatMap(digit), let low = bytes.popFirst().flatMap(digit) else {
                    return nil
                }
                output.append(high << 4 | low)
            } else {
                output.append(byte)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
