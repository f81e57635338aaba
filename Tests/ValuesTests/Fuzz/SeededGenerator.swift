import Values

/// Random numbers that are the same on every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

extension SeededGenerator {
    /// A value of any kind, nested at most `depth` deep.
    mutating func value(depth: Int) -> Value {
        switch Int.random(in: 0..<(depth > 0 ? 10 : 7), using: &self) {
        case 0: .null
        case 1: .bool(Bool.random(using: &self))
        case 2: .int(integer())
        case 3: .integer(UInt64.random(in: .min ... .max, using: &self))
        case 4: .double(double())
        case 5, 6: .string(text())
        case 7: .array((0..<Int.random(in: 0..<5, using: &self)).map { _ in value(depth: depth - 1) })
        default: .object(object(depth: depth - 1))
        }
    }

    private mutating func object(depth: Int) -> Object {
        var object = Object()
        let count = Int.random(in: 0..<10, using: &self) == 0 ? 40 : Int.random(in: 0..<5, using: &self)
        for _ in 0..<count { object[text()] = value(depth: depth) }
        return object
    }

    private mutating func integer() -> Int64 {
        let shift = Int64.random(in: 0..<64, using: &self)
        return Int64(truncatingIfNeeded: next()) >> shift
    }

    /// A finite double with an exponent anywhere.
    mutating func double() -> Double {
        if Bool.random(using: &self) { return Double(Int64.random(in: -1_000...1_000, using: &self)) / 8 }
        let number = Double(bitPattern: next())
        return number.isFinite ? number : -0.0
    }

    /// Text made of parts that mean something to one format or the other.
    mutating func text() -> String {
        let parts = [
            "a", "yes", "no", "~", "null", "true", "0x1F", "0o7", "1_000", "1e3", ".5", "-", "--- ", "...", "# c", " #",
            ": ",
            ":", "? ", "- ", "'", "\"", "\\", "\n", "\n\n", " ", "  ", "\t", "\r", "\r\n", "{", "}", "[", "]", ",",
            "&a", "*a",
            "!t", "|", ">", "%", "@", "`", "<<", "=", "é", "e\u{301}", "日本", "\u{1F600}", "\u{85}", "\u{2028}",
            "\u{2029}",
            "\u{FEFF}", "\u{A0}", "\u{7F}", "\u{1}", "\u{0}", "\u{FFFD}", "\u{FFFE}", "2020-01-01", "12:30:45", "0",
            "-1", "+1",
            "word ", "kubernetes.io/managed-by", "\u{10FFFF}", "\u{E000}", "</script>", "&amp;",
        ]
        let count = Int.random(in: 0..<6, using: &self)
        return (0..<count).map { _ in parts.randomElement(using: &self) ?? "" }.joined()
    }

    /// Bytes with a few changes: flipped, inserted, removed, repeated or cut off.
    mutating func mutate(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        let interesting =
            Array("{}[]:,\"'\\-?&*!|>%@#~\n\t \r0eE.+_<\u{0}\u{7F}".utf8) + [0x80, 0xC0, 0xED, 0xF4, 0xFF]
        for _ in 0..<Int.random(in: 1..<8, using: &self) where !bytes.isEmpty {
            let position = Int.random(in: 0..<bytes.count, using: &self)
            switch Int.random(in: 0..<6, using: &self) {
            case 0: bytes[position] = UInt8.random(in: .min ... .max, using: &self)
            case 1: bytes[position] = interesting.randomElement(using: &self) ?? 0
            case 2: bytes.insert(interesting.randomElement(using: &self) ?? 0, at: position)
            case 3: bytes.remove(at: position)
            case 4:
                let end = min(bytes.count, position + Int.random(in: 1..<40, using: &self))
                bytes.insert(contentsOf: bytes[position..<end], at: Int.random(in: 0...bytes.count, using: &self))
            default: bytes.removeLast(min(bytes.count, Int.random(in: 0..<20, using: &self)))
            }
        }
        return bytes
    }
}
