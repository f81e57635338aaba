extension JSONReader {
    /// Reads a string whose opening quote is at the position.
    @inline(__always)
    mutating func readString() throws(BoxedParseError) -> String {
        let start = position &+ 1
        position = endOfPlainText(from: start)
        if position < count, base[position] == UInt8(ascii: "\"") {
            let buffer = UnsafeBufferPointer(start: base + start, count: position &- start)
            let text =
                buffer.count > SmallText.capacity && buffer.count <= KeyCache.longestValue
                ? try knownString(buffer, KeyCache.fingerprint(buffer), at: start) : try makeString(buffer, at: start)
            position &+= 1
            return text
        }
        try unescape(from: start)
        let bytes = unescaped
        return try bytes.withUnsafeBufferPointer { (buffer) throws(BoxedParseError) in try makeString(buffer, at: start)
        }
    }

    /// Reads a key and tells a number that equal keys share.
    @inline(__always)
    mutating func readKey() throws(BoxedParseError) -> (String, UInt64) {
        let start = position &+ 1
        position = endOfPlainText(from: start)
        if position < count, base[position] == UInt8(ascii: "\"") {
            let buffer = UnsafeBufferPointer(start: base + start, count: position &- start)
            let fingerprint = KeyCache.fingerprint(buffer)
            let key =
                buffer.count > SmallText.capacity
                ? try knownString(buffer, fingerprint, at: start) : try makeString(buffer, at: start)
            position &+= 1
            return (key, fingerprint)
        }
        try unescape(from: start)
        let bytes = unescaped
        return try bytes.withUnsafeBufferPointer { (buffer) throws(BoxedParseError) in
            (try makeString(buffer, at: start), KeyCache.fingerprint(buffer))
        }
    }

    /// First position from `start` on that holds a quote, a backslash or a control character.
    @inline(__always)
    private func endOfPlainText(from start: Int) -> Int {
        var position = start
        // Eight bytes at a time: a byte is special if it is below 0x20, or equal to `"` or `\`.
        let ones: UInt64 = 0x0101_0101_0101_0101
        let high: UInt64 = 0x8080_8080_8080_8080
        while position &+ 8 <= count {
            let word = UnsafeRawPointer(base + position).loadUnaligned(as: UInt64.self)
            let quote = word ^ (ones &* 0x22)
            let backslash = word ^ (ones &* 0x5C)
            let found =
                (((word &- ones &* 0x20) & ~word) | ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash))
                & high
            if found != 0 { return position &+ (UInt64(littleEndian: found).trailingZeroBitCount >> 3) }
            position &+= 8
        }
        while position < count {
            let byte = base[position]
            if byte < 0x20 || byte == 0x22 || byte == 0x5C { return position }
            position &+= 1
        }
        return position
    }

    /// A string of the bytes, which must be valid UTF-8.
    @inline(__always)
    private func makeString(_ buffer: UnsafeBufferPointer<UInt8>, at start: Int) throws(BoxedParseError) -> String {
        if let short = SmallText.string(buffer) { return short }
        if !UTF8Check.isASCII(buffer), let offset = UTF8Check.firstInvalidByte(buffer) {
            throw failure("the string is not valid UTF-8", code: .encoding, at: start + offset)
        }
        return String(decoding: buffer, as: UTF8.self)
    }

    /// A string; one that was made before is used again.
    @inline(__always)
    private mutating func knownString(
        _ buffer: UnsafeBufferPointer<UInt8>, _ fingerprint: UInt64, at start: Int
    ) throws(BoxedParseError) -> String {
        if let known = keys.find(buffer, fingerprint) { return known }
        let string = try makeString(buffer, at: start)
        keys.remember(string, fingerprint)
        return string
    }

    /// Reads on from the position, which is not at the closing quote, into ``unescaped``.
    @inline(never)
    private mutating func unescape(from start: Int) throws(BoxedParseError) {
        unescaped.removeAll(keepingCapacity: true)
        var plainStart = start
        while true {
            unescaped.append(contentsOf: UnsafeBufferPointer(start: base + plainStart, count: position - plainStart))
            guard position < count else { throw failure("the text ends inside a string; `\"` is missing") }
            let byte = base[position]
            if byte == UInt8(ascii: "\"") {
                position += 1
                return
            }
            guard byte == UInt8(ascii: "\\") else {
                throw failure("a control character in a string must be written as an escape, such as `\\n`")
            }
            position += 1
            try unescapeOne()
            plainStart = position
            position = endOfPlainText(from: position)
        }
    }

    /// Appends what the escape after a backslash stands for.
    private mutating func unescapeOne() throws(BoxedParseError) {
        guard position < count else { throw failure("the text ends inside a string; `\"` is missing") }
        let byte = base[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): unescaped.append(byte)
        case UInt8(ascii: "b"): unescaped.append(0x08)
        case UInt8(ascii: "f"): unescaped.append(0x0C)
        case UInt8(ascii: "n"): unescaped.append(0x0A)
        case UInt8(ascii: "r"): unescaped.append(0x0D)
        case UInt8(ascii: "t"): unescaped.append(0x09)
        case UInt8(ascii: "u"): unescaped.append(contentsOf: String(try unescapeScalar()).utf8)
        default: throw failure("`\\` must be followed by one of `\"\\/bfnrtu`", at: position - 1)
        }
    }

    /// Reads the digits after `\u`, and the second half of a surrogate pair; a lone surrogate is U+FFFD.
    private mutating func unescapeScalar() throws(BoxedParseError) -> Character {
        let replacement: Character = "\u{FFFD}"
        let first = try readHex()
        guard first & 0xF800 == 0xD800 else { return UnicodeScalar(first).map { Character($0) } ?? replacement }
        guard first < 0xDC00, position + 1 < count, base[position] == UInt8(ascii: "\\"),
            base[position + 1] == UInt8(ascii: "u")
        else { return replacement }
        let beforeSecond = position
        position += 2
        let second = try readHex()
        guard second & 0xFC00 == 0xDC00 else {
            position = beforeSecond
            return replacement
        }
        let scalar = 0x10000 + (UInt32(first & 0x3FF) << 10) + UInt32(second & 0x3FF)
        return UnicodeScalar(scalar).map { Character($0) } ?? replacement
    }

    private mutating func readHex() throws(BoxedParseError) -> UInt16 {
        var result: UInt16 = 0
        for _ in 0..<4 {
            guard position < count, let digit = Character(UnicodeScalar(base[position])).hexDigitValue,
                base[position] < 0x80
            else { throw failure("`\\u` must be followed by four hexadecimal digits") }
            result = result << 4 | UInt16(digit)
            position += 1
        }
        return result
    }
}
