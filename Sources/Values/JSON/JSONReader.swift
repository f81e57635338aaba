/// Reads JSON from bytes into a ``Value`` in one pass, without an intermediate form.
///
/// Elements of all open lists live on one shared stack, so each list is allocated once, at its exact size; a key longer
/// than a small string's 15 bytes is allocated once per text.
struct JSONReader: ~Copyable {
    let bytes: UnsafeBufferPointer<UInt8>
    let base: UnsafePointer<UInt8>
    let count: Int
    var position = 0
    private var remainingDepth: Int
    private var remainingNodes: Int
    private var values = Scratch<Value>(capacity: 64)
    private var members = Scratch<Object.Member>(capacity: 64)
    private var fingerprints = Scratch<UInt64>(capacity: 64)
    var keys = KeyCache()
    /// Unescaped bytes of the string at hand.
    var unescaped: [UInt8] = []

    init(_ bytes: UnsafeBufferPointer<UInt8>, limits: ParseLimits) throws(ParseError) {
        try limits.checkSize(bytes.count)
        guard let base = bytes.baseAddress else {
            throw ParseError(.syntax, "the text is empty; JSON needs a value", line: 1, column: 1)
        }
        self.bytes = bytes
        self.base = base
        count = bytes.count
        remainingDepth = limits.effectiveDepth
        remainingNodes = limits.maximumNodes
    }

    /// The one value of the text; anything but white space after it is an error.
    mutating func readDocument() throws(ParseError) -> Value {
        let value = try readValue()
        skipSpace()
        guard position == count else { throw failure("unexpected text after the value") }
        return value
    }

    @inline(never)
    func failure(_ message: String, code: ParseError.Code = .syntax, at offset: Int? = nil) -> ParseError {
        ParseError(code, message, in: bytes, at: offset ?? position)
    }

    @inline(__always)
    mutating func skipSpace() {
        while position < count {
            let byte = base[position]
            guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            position &+= 1
        }
    }

    private mutating func readValue() throws(ParseError) -> Value {
        skipSpace()
        guard position < count else { throw failure("the text ends where a value should stand") }
        remainingNodes &-= 1
        guard remainingNodes >= 0 else {
            throw failure("the text has more nodes than allowed", code: .limitExceeded)
        }
        let byte = base[position]
        switch byte {
        case UInt8(ascii: "\""): return .string(try readString())
        case UInt8(ascii: "{"): return try readObject()
        case UInt8(ascii: "["): return try readArray()
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try readNumber()
        case UInt8(ascii: "t"): return try readWord("true", .bool(true))
        case UInt8(ascii: "f"): return try readWord("false", .bool(false))
        case UInt8(ascii: "n"): return try readWord("null", .null)
        default: throw failure("expected a value, found \(describe(byte))")
        }
    }

    private mutating func readWord(_ word: StaticString, _ value: Value) throws(ParseError) -> Value {
        let length = word.utf8CodeUnitCount
        for offset in 0..<length {
            guard position &+ offset < count, base[position &+ offset] == word.utf8Start[offset] else {
                throw failure("expected `\(word)`")
            }
        }
        position &+= length
        return value
    }

    private mutating func enter() throws(ParseError) {
        remainingDepth &-= 1
        guard remainingDepth >= 0 else {
            throw failure("lists and objects are nested too deeply", code: .limitExceeded)
        }
        position &+= 1
    }

    private mutating func readArray() throws(ParseError) -> Value {
        try enter()
        let start = values.count
        skipSpace()
        if position < count, base[position] == UInt8(ascii: "]") {
            position &+= 1
            remainingDepth &+= 1
            return .array([])
        }
        while true {
            values.push(try readValue())
            skipSpace()
            guard position < count else { throw failure("the text ends inside a list; `]` is missing") }
            let byte = base[position]
            if byte == UInt8(ascii: ",") {
                position &+= 1
            } else if byte == UInt8(ascii: "]") {
                position &+= 1
                break
            } else {
                throw failure("expected `,` or `]` in a list, found \(describe(byte))")
            }
        }
        remainingDepth &+= 1
        return .array(values.take(from: start))
    }

    private mutating func readObject() throws(ParseError) -> Value {
        try enter()
        let start = members.count
        skipSpace()
        if position < count, base[position] == UInt8(ascii: "}") {
            position &+= 1
            remainingDepth &+= 1
            return .object(Object())
        }
        while true {
            try readMember(objectStart: start)
            skipSpace()
            guard position < count else { throw failure("the text ends inside an object; `}` is missing") }
            let byte = base[position]
            if byte == UInt8(ascii: ",") {
                position &+= 1
            } else if byte == UInt8(ascii: "}") {
                position &+= 1
                break
            } else {
                throw failure("expected `,` or `}` in an object, found \(describe(byte))")
            }
        }
        remainingDepth &+= 1
        return .object(takeObject(from: start))
    }

    /// Reads `"key": value`; a key that the object has already gets the new value in its old place.
    @inline(__always)
    private mutating func readMember(objectStart start: Int) throws(ParseError) {
        skipSpace()
        guard position < count, base[position] == UInt8(ascii: "\"") else {
            throw failure(
                position < count
                    ? "expected a key in double quotes, found \(describe(base[position]))"
                    : "the text ends inside an object; `}` is missing")
        }
        let (key, fingerprint) = try readKey()
        skipSpace()
        guard position < count, base[position] == UInt8(ascii: ":") else {
            throw failure("expected `:` after a key")
        }
        position &+= 1
        let value = try readValue()
        if members.count &- start < Object.indexingThreshold {
            for earlier in start..<members.count
            where fingerprints[earlier] == fingerprint && members[earlier].key.hasSameBytes(as: key) {
                members[earlier].value = value
                return
            }
        }
        members.push(Object.Member(key: key, value: value))
        fingerprints.push(fingerprint)
    }

    private mutating func takeObject(from start: Int) -> Object {
        let count = members.count &- start
        fingerprints.drop(from: start)
        if count <= Object.indexingThreshold { return Object(uniqueMembers: members.take(from: start)) }
        return Object(lastOfEach: members.take(from: start))
    }

    func describe(_ byte: UInt8) -> String {
        byte > 0x20 && byte < 0x7F ? "`\(Character(UnicodeScalar(byte)))`" : "byte 0x\(String(byte, radix: 16))"
    }
}
