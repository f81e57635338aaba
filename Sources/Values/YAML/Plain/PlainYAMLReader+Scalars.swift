extension PlainYAMLReader {
    /// A scalar on one line and whether a colon makes it a key.
    struct ScalarToken {
        var start: Int
        var end: Int
        var isQuoted: Bool
        /// Whether the bytes are in ``PlainYAMLReader/unescaped`` instead.
        var isUnescaped = false
        var isKey = false
    }

    /// libyaml allows a key 1,024 characters up to its colon.
    private static var longestKey: Int { 1_000 }

    /// Reads the scalar at the position, and the colon after it if it is a key.
    @inline(__always)
    mutating func readScalarToken() throws(Beyond) -> ScalarToken {
        let byte = base[position]
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { return try readQuotedToken(byte) }
        guard PlainYAMLReader.canStartPlain(byte), byte != UInt8(ascii: "-") || !isBlank(at: position &+ 1) else {
            throw Beyond()
        }
        let start = position
        var token = ScalarToken(start: start, end: start, isQuoted: false)
        while true {
            position = endOfPlainRun(from: position)
            guard position < count else { break }
            let found = base[position]
            if found == 0x0A { break }
            if found == UInt8(ascii: ":") {
                if isBlank(at: position &+ 1) {
                    token.isKey = true
                    break
                }
            } else if found == UInt8(ascii: "#") {
                if base[position &- 1] == 0x20 { break }
            } else {
                throw Beyond()
            }
            position &+= 1
        }
        token.end = position
        while token.end > start, base[token.end &- 1] == 0x20 { token.end &-= 1 }
        if token.isKey {
            guard position &- start <= PlainYAMLReader.longestKey else { throw Beyond() }
            position &+= 1
        } else {
            // The space before a comment counts for `finishLine`.
            position = token.end
        }
        return token
    }

    /// First position from `start` on that holds a line feed, a colon, a number sign or a tab.
    @inline(__always)
    private func endOfPlainRun(from start: Int) -> Int {
        var position = start
        let ones: UInt64 = 0x0101_0101_0101_0101
        let high: UInt64 = 0x8080_8080_8080_8080
        while position &+ 8 <= count {
            let word = UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self)
            // Below a space there are only tabs and line feeds; ``PlainYAMLText`` has seen to that.
            let control = (word &- ones &* 0x20) & ~word
            let colon = word ^ (ones &* 0x3A)
            let number = word ^ (ones &* 0x23)
            let found = (control | ((colon &- ones) & ~colon) | ((number &- ones) & ~number)) & high
            if found != 0 { return position &+ (UInt64(littleEndian: found).trailingZeroBitCount >> 3) }
            position &+= 8
        }
        while position < count {
            let byte = base[position]
            if byte < 0x20 || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "#") { return position }
            position &+= 1
        }
        return position
    }

    /// Whether a plain scalar may start with a byte. A colon or a question mark may as well, but seldom does.
    @inline(__always)
    static func canStartPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x00...0x20, UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"),
            UInt8(ascii: "#"), UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"), UInt8(ascii: "|"),
            UInt8(ascii: ">"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "%"), UInt8(ascii: "@"),
            UInt8(ascii: "`"), UInt8(ascii: "?"), UInt8(ascii: ":"):
            return false
        default: return true
        }
    }

    private mutating func readQuotedToken(_ quote: UInt8) throws(Beyond) -> ScalarToken {
        let start = position
        var token = try readQuoted(quote)
        var next = position
        while next < count, base[next] == 0x20 { next &+= 1 }
        if next < count, base[next] == UInt8(ascii: ":"), isBlank(at: next &+ 1) {
            guard next &- start <= PlainYAMLReader.longestKey else { throw Beyond() }
            token.isKey = true
            position = next &+ 1
        }
        return token
    }

    /// Reads a quoted scalar that ends on its line.
    mutating func readQuoted(_ quote: UInt8) throws(Beyond) -> ScalarToken {
        position &+= 1
        let start = position
        while position < count {
            let byte = base[position]
            if byte == quote {
                let next = position &+ 1
                if quote == UInt8(ascii: "'"), next < count, base[next] == quote { break }
                position = next
                return ScalarToken(start: start, end: next &- 1, isQuoted: true)
            }
            if byte < 0x20 { throw Beyond() }
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") { break }
            position &+= 1
        }
        try unescape(quote, from: start)
        return ScalarToken(start: start, end: start, isQuoted: true, isUnescaped: true)
    }

    /// Reads on from the first escape of a quoted scalar.
    private mutating func unescape(_ quote: UInt8, from start: Int) throws(Beyond) {
        unescaped.removeAll(keepingCapacity: true)
        unescaped.append(contentsOf: UnsafeBufferPointer(start: base + start, count: position - start))
        while position < count {
            let byte = base[position]
            let next = position &+ 1 < count ? base[position &+ 1] : 0
            if byte < 0x20 { throw Beyond() }
            if byte == quote {
                position &+= 1
                if quote == UInt8(ascii: "\"") || next != quote { return }
                unescaped.append(quote)
            } else if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                switch next {
                case UInt8(ascii: "n"): unescaped.append(0x0A)
                case UInt8(ascii: "t"): unescaped.append(0x09)
                case UInt8(ascii: "\""), UInt8(ascii: "\\"): unescaped.append(next)
                default: throw Beyond()
                }
                position &+= 1
            } else {
                unescaped.append(byte)
            }
            position &+= 1
        }
        throw Beyond()
    }

    /// What a scalar stands for.
    @inline(__always)
    mutating func makeValue(_ token: ScalarToken) throws(Beyond) -> Value {
        if token.isUnescaped { return noteQuoted(String(decoding: unescaped, as: UTF8.self)) }
        let text = UnsafeBufferPointer(start: base + token.start, count: token.end &- token.start)
        if token.isQuoted { return noteQuoted(string(text)) }
        guard let scalar = YAMLScalar(plain: text, dialect: dialect) else { return .string(string(text)) }
        if dialect == .go3, !scalar.isSpelledAsPrinted(text) { hasUnusualSpellings = true }
        switch scalar {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .int(let value): return .int(value)
        case .unsigned(let value): return .unsigned(value)
        case .double(let value), .bigInteger(let value):
            guard value.isFinite else { throw Beyond() }
            return .double(value)
        case .timestamp:
            guard dialect == .go3 else { return .string(string(text)) }
            guard let time = GoTimestamp.jsonText(text) else { throw Beyond() }
            return .string(time)
        }
    }

    /// The key that a scalar is, and a number that equal keys share.
    @inline(__always)
    mutating func makeKey(_ token: ScalarToken) throws(Beyond) -> (String, UInt64) {
        if token.isUnescaped {
            return (
                String(decoding: unescaped, as: UTF8.self),
                unescaped.withUnsafeBufferPointer { KeyCache.fingerprint($0) }
            )
        }
        let text = UnsafeBufferPointer(start: base + token.start, count: token.end &- token.start)
        if !token.isQuoted, !YAMLScalar.isCertainlyString(text) {
            guard !text.elementsEqual("<<".utf8), YAMLScalar(plain: text, dialect: dialect) == nil else {
                throw Beyond()
            }
        }
        let fingerprint = KeyCache.fingerprint(text)
        if text.count <= SmallText.capacity { return (String(valid: text), fingerprint) }
        return (string(text, fingerprint), fingerprint)
    }

    /// A string; one that was made before is used again.
    @inline(__always)
    private mutating func string(_ text: UnsafeBufferPointer<UInt8>) -> String {
        guard text.count > SmallText.capacity, text.count <= KeyCache.longestValue else { return String(valid: text) }
        return string(text, KeyCache.fingerprint(text))
    }

    @inline(__always)
    private mutating func string(_ text: UnsafeBufferPointer<UInt8>, _ fingerprint: UInt64) -> String {
        if let known = keys.find(text, fingerprint) { return known }
        let string = String(valid: text)
        keys.remember(string, fingerprint)
        return string
    }
}
