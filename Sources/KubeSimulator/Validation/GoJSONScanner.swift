/// Walks through JSON only to find the sentence with which Go's decoder would refuse it.
struct GoJSONScanner {
    private let bytes: [UInt8]
    private var position = 0
    /// Deeper than any value that is read here; Go's own limit would need more stack than a thread has.
    private static let depthLimit = 512

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The sentence; nil where the bytes are JSON.
    mutating func firstFailure() -> String? {
        skipSpace()
        if let failure = value(depth: 0) { return failure }
        skipSpace()
        return position < bytes.count ? "invalid character \(shown) after top-level value" : nil
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private var shown: String {
        guard let byte = current else { return "''" }
        switch byte {
        case 0x27: return "'\\''"
        case 0x22: return "'\"'"
        case 0..<0x20:
            let short: [UInt8: String] = [9: "\\t", 10: "\\n", 13: "\\r"]
            if let text = short[byte] { return "'\(text)'" }
            let hex = String(byte, radix: 16)
            return "'\\x\(hex.utf8.count == 1 ? "0" : "")\(hex)'"
        case 0x7F...:
            return "'\\x\(String(byte, radix: 16))'"
        default: return "'\(String(decoding: [byte], as: UTF8.self))'"
        }
    }

    private static let ended = "unexpected end of JSON input"

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    private mutating func value(depth: Int) -> String? {
        guard let byte = current else { return GoJSONScanner.ended }
        guard depth < GoJSONScanner.depthLimit else { return "exceeded max depth" }
        switch byte {
        case 0x7B: return object(depth: depth)
        case 0x5B: return array(depth: depth)
        case 0x22: return string()
        case 0x2D, 0x30...0x39: return number()
        case 0x74: return literal("true")
        case 0x66: return literal("false")
        case 0x6E: return literal("null")
        default: return "invalid character \(shown) looking for beginning of value"
        }
    }

    private mutating func literal(_ word: String) -> String? {
        for (index, expected) in word.utf8.enumerated() {
            guard let byte = current else { return GoJSONScanner.ended }
            if byte != expected {
                return
                    "invalid character \(shown) in literal \(word) (expecting '\(word[word.index(word.startIndex, offsetBy: index)])')"
            }
            position += 1
        }
        return nil
    }

    private mutating func number() -> String? {
        if current == 0x2D { position += 1 }
        guard let first = current else { return GoJSONScanner.ended }
        guard (0x30...0x39).contains(first) else { return "invalid character \(shown) in numeric literal" }
        if first == 0x30 { position += 1 } else { digits() }
        if current == 0x2E {
            position += 1
            guard let next = current else { return GoJSONScanner.ended }
            guard (0x30...0x39).contains(next) else {
                return "invalid character \(shown) after decimal point in numeric literal"
            }
            digits()
        }
        if current == 0x65 || current == 0x45 {
            position += 1
            if current == 0x2B || current == 0x2D { position += 1 }
            guard let next = current else { return GoJSONScanner.ended }
            guard (0x30...0x39).contains(next) else {
                return "invalid character \(shown) in exponent of numeric literal"
            }
            digits()
        }
        return nil
    }

    private mutating func digits() { while let byte = current, (0x30...0x39).contains(byte) { position += 1 } }

    private mutating func string() -> String? {
        position += 1
        while let byte = current {
            if byte == 0x22 {
                position += 1
                return nil
            }
            if byte < 0x20 { return "invalid character \(shown) in string literal" }
            if byte == 0x5C {
                position += 1
                guard let next = current else { return GoJSONScanner.ended }
                if next == 0x75 {
                    for _ in 0..<4 {
                        position += 1
                        guard let digit = current else { return GoJSONScanner.ended }
                        let isHex =
                            (0x30...0x39).contains(digit) || (0x41...0x46).contains(digit)
                            || (0x61...0x66).contains(digit)
                        if !isHex { return "invalid character \(shown) in \\u hexadecimal character escape" }
                    }
                } else if ![0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74].contains(next) {
                    return "invalid character \(shown) in string escape code"
                }
            }
            position += 1
        }
        return GoJSONScanner.ended
    }

    private mutating func object(depth: Int) -> String? {
        position += 1
        skipSpace()
        if current == 0x7D {
            position += 1
            return nil
        }
        while true {
            guard let byte = current else { return GoJSONScanner.ended }
            guard byte == 0x22 else { return "invalid character \(shown) looking for beginning of object key string" }
            if let failure = string() { return failure }
            skipSpace()
            guard let colon = current else { return GoJSONScanner.ended }
            guard colon == 0x3A else { return "invalid character \(shown) after object key" }
            position += 1
            skipSpace()
            if let failure = value(depth: depth + 1) { return failure }
            skipSpace()
            guard let next = current else { return GoJSONScanner.ended }
            if next == 0x7D {
                position += 1
                return nil
            }
            guard next == 0x2C else { return "invalid character \(shown) after object key:value pair" }
            position += 1
            skipSpace()
        }
    }

    private mutating func array(depth: Int) -> String? {
        position += 1
        skipSpace()
        if current == 0x5D {
            position += 1
            return nil
        }
        while true {
            if let failure = value(depth: depth + 1) { return failure }
            skipSpace()
            guard let next = current else { return GoJSONScanner.ended }
            if next == 0x5D {
                position += 1
                return nil
            }
            guard next == 0x2C else { return "invalid character \(shown) after array element" }
            position += 1
            skipSpace()
        }
    }
}
