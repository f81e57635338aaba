extension PlainYAMLReader {
    /// Reads a flow collection that ends on its line and whose plain scalars are simple words.
    mutating func readFlow() throws(Beyond) -> Value {
        try enter()
        try spendNode()
        let isList = base[position] == UInt8(ascii: "[")
        position &+= 1
        skipSpaces()
        let value = isList ? try readFlowList() : try readFlowObject()
        leave()
        return value
    }

    private mutating func skipSpaces() {
        while position < count, base[position] == 0x20 { position &+= 1 }
    }

    /// Whether a byte is at the position; goes past it if so.
    private mutating func accept(_ byte: UInt8) -> Bool {
        guard position < count, base[position] == byte else { return false }
        position &+= 1
        return true
    }

    private mutating func readFlowList() throws(Beyond) -> Value {
        var elements: [Value] = []
        if accept(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            elements.append(try readFlowNode())
            skipSpaces()
            if accept(UInt8(ascii: "]")) { return .array(elements) }
            guard accept(UInt8(ascii: ",")) else { throw Beyond() }
            skipSpaces()
        }
    }

    private mutating func readFlowObject() throws(Beyond) -> Value {
        var object = Object()
        if accept(UInt8(ascii: "}")) { return .object(object) }
        while true {
            let key = try readFlowKey()
            guard !object.contains(key: key) else { throw Beyond() }
            object[key] = try readFlowNode()
            skipSpaces()
            if accept(UInt8(ascii: "}")) { return .object(object) }
            guard accept(UInt8(ascii: ",")) else { throw Beyond() }
            skipSpaces()
        }
    }

    private mutating func readFlowNode() throws(Beyond) -> Value {
        guard position < count else { throw Beyond() }
        if base[position] == UInt8(ascii: "[") || base[position] == UInt8(ascii: "{") { return try readFlow() }
        return try readFlowLeaf()
    }

    @inline(never)
    private mutating func readFlowLeaf() throws(Beyond) -> Value {
        try spendNode()
        return try makeValue(try readFlowScalar())
    }

    /// Reads a key, its colon and the space after it.
    @inline(never)
    private mutating func readFlowKey() throws(Beyond) -> String {
        try spendNode()
        let (key, _) = try makeKey(try readFlowScalar())
        guard accept(UInt8(ascii: ":")), accept(0x20) else { throw Beyond() }
        skipSpaces()
        return key
    }

    /// A quoted scalar, or a word of letters, digits and `_ . / - + = $`.
    private mutating func readFlowScalar() throws(Beyond) -> ScalarToken {
        guard position < count else { throw Beyond() }
        let first = base[position]
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") { return try readQuoted(first) }
        let start = position
        while position < count, PlainYAMLReader.isWord(base[position]) { position &+= 1 }
        guard position > start, position < count, position &- start > 1 || first != UInt8(ascii: "-") else {
            throw Beyond()
        }
        return ScalarToken(start: start, end: position, isQuoted: false)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "/"),
            UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "="), UInt8(ascii: "$"):
            true
        default: false
        }
    }
}
