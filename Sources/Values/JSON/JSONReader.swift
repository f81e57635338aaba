/// Reads JSON from bytes into a ``Value`` in one pass, without an intermediate form.
///
/// Elements of all open lists live on one shared stack, so each list is allocated once, at its exact size; a key longer
/// than a small string's 15 bytes is allocated once per text.
struct JSONReader: ~Copyable {
    let bytes: UnsafeBufferPointer<UInt8>
    let base: UnsafePointer<UInt8>
    let count: Int
    var position = 0
    private let depth: Int
    private var remainingNodes: Int
    private var open = Scratch<OpenContainer>(capacity: 16)
    private var values = Scratch<Value>(capacity: 64)
    private var members = Scratch<Object.Member>(capacity: 64)
    private var fingerprints = Scratch<UInt64>(capacity: 64)
    var keys: KeyCache
    /// Unescaped bytes of the string at hand.
    var unescaped: [UInt8] = []

    /// A list or an object whose end has not come yet.
    struct OpenContainer {
        var isObject: Bool
        /// Where its elements or members begin on their stack.
        var start: Int
        /// Position of the member that waits for its value.
        var member = 0
    }

    init(_ bytes: UnsafeBufferPointer<UInt8>, limits: ParseLimits) throws(BoxedParseError) {
        guard let base = bytes.baseAddress else {
            throw .error(ParseError(.syntax, "the text is empty; JSON needs a value", line: 1, column: 1))
        }
        self.bytes = bytes
        self.base = base
        count = bytes.count
        depth = limits.effectiveDepth
        keys = KeyCache(bytes: bytes.count)
        remainingNodes = limits.maximumNodes
    }

    /// The one value of the text; anything but white space after it is an error.
    mutating func readDocument() throws(BoxedParseError) -> Value {
        let value = try readValue()
        skipSpace()
        guard position == count else { throw failure("unexpected text after the value") }
        return value
    }

    @inline(never)
    func failure(_ message: String, code: ParseError.Code = .syntax, at offset: Int? = nil) -> BoxedParseError {
        .error(ParseError(code, message, in: bytes, at: offset ?? position))
    }

    @inline(__always)
    mutating func skipSpace() {
        while position < count {
            let byte = base[position]
            guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            position &+= 1
        }
    }

    /// Reads one value with all that is in it. Nesting costs no stack: open containers wait in ``open``.
    private mutating func readValue() throws(BoxedParseError) -> Value {
        while true {
            skipSpace()
            guard position < count else { throw failure("the text ends where a value should stand") }
            remainingNodes &-= 1
            guard remainingNodes >= 0 else { throw tooManyNodes() }
            var value: Value
            switch base[position] {
            case UInt8(ascii: "\""): value = .string(try readString())
            case UInt8(ascii: "{"):
                guard try openObject() else { continue }
                value = .object(Object())
            case UInt8(ascii: "["):
                guard try openArray() else { continue }
                value = .array([])
            default: value = try readPlainScalar()
            }
            // The value is complete, and with it perhaps the containers around it.
            while true {
                guard open.count > 0 else { return value }
                let container = open[open.count &- 1]
                if container.isObject {
                    members[container.member].value = value
                } else {
                    values.push(value)
                }
                guard try closes(container) else { break }
                value =
                    container.isObject
                    ? .object(takeObject(from: container.start)) : .array(values.take(from: container.start))
            }
        }
    }

    @inline(never)
    private func tooManyNodes() -> BoxedParseError {
        failure("the text has more nodes than allowed", code: .limitExceeded)
    }

    /// Reads a number or a word.
    @inline(never)
    private mutating func readPlainScalar() throws(BoxedParseError) -> Value {
        let byte = base[position]
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try readNumber()
        case UInt8(ascii: "t"): return try readWord("true", .bool(true))
        case UInt8(ascii: "f"): return try readWord("false", .bool(false))
        case UInt8(ascii: "n"): return try readWord("null", .null)
        default: throw failure("expected a value, found \(describe(byte))")
        }
    }

    private mutating func readWord(_ word: StaticString, _ value: Value) throws(BoxedParseError) -> Value {
        let length = word.utf8CodeUnitCount
        for offset in 0..<length {
            guard position &+ offset < count, base[position &+ offset] == word.utf8Start[offset] else {
                throw failure("expected `\(word)`")
            }
        }
        position &+= length
        return value
    }

    /// Goes past the opening bracket.
    @inline(__always)
    private mutating func enter(_ container: OpenContainer) throws(BoxedParseError) {
        guard open.count < depth else {
            throw failure("lists and objects are nested too deeply", code: .limitExceeded)
        }
        position &+= 1
        skipSpace()
        open.push(container)
    }

    /// Opens a list; true if it was empty and is closed again.
    @inline(__always)
    private mutating func openArray() throws(BoxedParseError) -> Bool {
        try enter(OpenContainer(isObject: false, start: values.count))
        guard position < count, base[position] == UInt8(ascii: "]") else { return false }
        position &+= 1
        open.drop(from: open.count &- 1)
        return true
    }

    /// Opens an object up to its first value; true if it was empty and is closed again.
    @inline(__always)
    private mutating func openObject() throws(BoxedParseError) -> Bool {
        try enter(OpenContainer(isObject: true, start: members.count))
        guard position < count, base[position] == UInt8(ascii: "}") else {
            try beginMember()
            return false
        }
        position &+= 1
        open.drop(from: open.count &- 1)
        return true
    }

    /// After a value: true at the end of its container, false where another value follows.
    @inline(__always)
    private mutating func closes(_ container: OpenContainer) throws(BoxedParseError) -> Bool {
        skipSpace()
        let end = container.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
        guard position < count else { throw unfinished(end) }
        let byte = base[position]
        if byte == UInt8(ascii: ",") {
            position &+= 1
            if container.isObject {
                skipSpace()
                try beginMember()
            }
            return false
        }
        guard byte == end else { throw expectedCommaOr(end) }
        position &+= 1
        open.drop(from: open.count &- 1)
        return true
    }

    @inline(never)
    private func unfinished(_ end: UInt8) -> BoxedParseError {
        failure("the text ends inside \(end == UInt8(ascii: "}") ? "an object; `}`" : "a list; `]`") is missing")
    }

    @inline(never)
    private func expectedCommaOr(_ end: UInt8) -> BoxedParseError {
        let place = end == UInt8(ascii: "}") ? "`}` in an object" : "`]` in a list"
        return failure("expected `,` or \(place), found \(describe(base[position]))")
    }

    /// Reads a key and its colon. A key that the object has already gets the new value in its old place.
    @inline(__always)
    private mutating func beginMember() throws(BoxedParseError) {
        guard position < count else { throw unfinished(UInt8(ascii: "}")) }
        guard base[position] == UInt8(ascii: "\"") else {
            throw failure("expected a key in double quotes, found \(describe(base[position]))")
        }
        let (key, fingerprint) = try readKey()
        skipSpace()
        guard position < count, base[position] == UInt8(ascii: ":") else {
            throw failure("expected `:` after a key")
        }
        position &+= 1
        let last = open.count &- 1
        let start = open[last].start
        if members.count &- start <= Object.indexingThreshold {
            for earlier in start..<members.count
            where fingerprints[earlier] == fingerprint && members[earlier].key.hasSameBytes(as: key) {
                open[last].member = earlier
                return
            }
        }
        open[last].member = members.count
        members.push(Object.Member(key: key, value: .null))
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
