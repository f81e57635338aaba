/// Reads the part of YAML that nearly all manifests are written in, several times faster than libyaml scans it.
///
/// That part is: mappings and lists in block style, scalars on one line (plain, or quoted with the usual escapes), literal
/// blocks, small flow collections on one line, comments. The reader knows nothing of errors. Where a document holds
/// anything else, be it an anchor, a tag, a folded text or a mistake, it throws ``Beyond`` and the document is read
/// again through libyaml, which also words all errors. Whatever it does accept means exactly what libyaml's events give.
struct PlainYAMLReader: ~Copyable {
    /// The document needs more than this reader knows.
    struct Beyond: Error {}

    let base: UnsafePointer<UInt8>
    let count: Int
    /// Where reading stands: between two documents, the start of a line.
    var position = 0
    /// The line of the position, from 1.
    var line = 1
    private var lineStart = 0
    /// Spaces before the content of the line at hand; -1 where the document ends.
    private var indent = -1
    private let limits: ParseLimits
    let dialect: YAMLDialect
    /// Whether the document at hand has a scalar that is not written as it is printed.
    var hasUnusualSpellings = false
    /// Texts of the document at hand that are written in quotes.
    private var quotedTexts: Set<String> = []
    private var remainingNodes = 0
    private var remainingDepth = 0
    private var values = Scratch<Value>(capacity: 64)
    private var members = Scratch<Object.Member>(capacity: 64)
    private var fingerprints = Scratch<UInt64>(capacity: 64)
    var keys: KeyCache
    /// Bytes of the scalar at hand where they are not those of the text.
    var unescaped: [UInt8] = []

    init(_ bytes: UnsafeBufferPointer<UInt8>, base: UnsafePointer<UInt8>, limits: ParseLimits, dialect: YAMLDialect) {
        self.base = base
        count = bytes.count
        keys = KeyCache(bytes: bytes.count)
        self.limits = limits
        self.dialect = dialect
    }

    /// The next document; nil at the end of the text.
    mutating func nextDocument() throws(Beyond) -> YAMLDocument? {
        remainingNodes = limits.maximumNodes
        hasUnusualSpellings = false
        quotedTexts.removeAll()
        remainingDepth = limits.effectiveDepth
        try skipToContent()
        var start: Int?
        if indent < 0 {
            guard position < count else { return nil }
            start = line
            position += 3
            try finishLine()
            try skipToContent()
        }
        guard indent >= 0 else { return YAMLDocument(value: .null, line: start ?? line, isEmpty: true) }
        let contentLine = line
        let value = try readBlock(column: indent)
        guard indent < 0 else { throw Beyond() }
        var document = YAMLDocument(value: value, line: contentLine)
        document.hasUnusualSpellings = hasUnusualSpellings
        document.quotedTexts = quotedTexts
        return document
    }

    /// Forgets a half-read document and goes on from a position.
    mutating func resume(at position: Int, line: Int) {
        values.drop(from: 0)
        members.drop(from: 0)
        fingerprints.drop(from: 0)
        self.position = position
        self.line = line
    }

    // MARK: - Lines

    @inline(__always)
    func isBlank(at position: Int) -> Bool {
        position >= count || base[position] == 0x20 || base[position] == 0x0A
    }

    /// Goes to the first character of the next line that holds more than space or a comment.
    private mutating func skipToContent() throws(Beyond) {
        while true {
            lineStart = position
            while position < count, base[position] == 0x20 { position &+= 1 }
            guard position < count else {
                indent = -1
                return
            }
            switch base[position] {
            case 0x0A:
                position &+= 1
                line &+= 1
            case UInt8(ascii: "#"):
                skipLine()
            case 0x09:
                throw Beyond()
            default:
                indent = position &- lineStart
                if indent == 0, isMarker(UInt8(ascii: "-")) { indent = -1 }
                if indent == 0, isMarker(UInt8(ascii: ".")) { throw Beyond() }
                return
            }
        }
    }

    /// Whether the position holds `---` or `...` and then blank.
    @inline(__always)
    private func isMarker(_ byte: UInt8) -> Bool {
        guard base[position] == byte, position &+ 2 < count else { return false }
        return base[position &+ 1] == byte && base[position &+ 2] == byte
            && (isBlank(at: position &+ 3) || base[position &+ 3] == 0x09)
    }

    @inline(__always)
    private mutating func skipLine() {
        while position < count, base[position] != 0x0A { position &+= 1 }
        if position < count {
            position &+= 1
            line &+= 1
        }
    }

    /// Leaves a line on which nothing may follow but a comment.
    @inline(__always)
    mutating func finishLine() throws(Beyond) {
        let end = position
        while position < count, base[position] == 0x20 { position &+= 1 }
        guard position < count else { return }
        if base[position] == 0x0A {
            position &+= 1
            line &+= 1
        } else {
            guard base[position] == UInt8(ascii: "#"), position > end else { throw Beyond() }
            skipLine()
        }
    }

    /// Whether the rest of the line is space or a comment; leaves the line if so.
    @inline(__always)
    private mutating func restIsEmpty() throws(Beyond) -> Bool {
        while position < count, base[position] == 0x20 { position &+= 1 }
        guard position < count, base[position] != 0x0A, base[position] != UInt8(ascii: "#") else {
            // A comment needs a space before it; what leads here has consumed at least a `:` or a `-`.
            guard position >= count || base[position] == 0x0A || base[position &- 1] == 0x20 else { throw Beyond() }
            skipLine()
            return true
        }
        return false
    }

    // MARK: - Blocks

    @inline(__always)
    mutating func spendNode() throws(Beyond) {
        remainingNodes &-= 1
        guard remainingNodes >= 0 else { throw Beyond() }
    }

    /// Counts one level of nesting; balanced by adding one to ``remainingDepth`` where the level ends.
    mutating func enter() throws(Beyond) {
        remainingDepth &-= 1
        guard remainingDepth >= 0 else { throw Beyond() }
    }

    mutating func leave() { remainingDepth &+= 1 }

    @inline(__always)
    private func isDash() -> Bool { base[position] == UInt8(ascii: "-") && isBlank(at: position &+ 1) }

    /// Remembers a text that is written in quotes, where the dialect wants to know.
    @inline(__always)
    mutating func noteQuoted(_ text: String) -> Value {
        if dialect == .go3, text.utf8.count <= YAMLReader.longestQuotedText { quotedTexts.insert(text) }
        return .string(text)
    }

    @inline(__always)
    private mutating func emptyScalar() -> Value {
        if dialect == .go3 { hasUnusualSpellings = true }
        return dialect.emptyScalar
    }

    /// Reads the list or the mapping whose first line is at hand.
    private mutating func readBlock(column: Int) throws(Beyond) -> Value {
        if isDash() { return try readSequence(column: column) }
        let key = try readScalarToken()
        guard key.isKey else { throw Beyond() }
        return try readMapping(column: column, firstKey: key)
    }

    /// Reads the entries at a column. Afterwards the line at hand is the first that is no entry.
    private mutating func readSequence(column: Int) throws(Beyond) -> Value {
        try enter()
        try spendNode()
        let start = values.count
        repeat {
            position &+= 1
            if try restIsEmpty() {
                try skipToContent()
                if indent > column {
                    values.push(try readBlock(column: indent))
                } else {
                    try spendNode()
                    values.push(emptyScalar())
                }
            } else {
                values.push(try readEntry(column: column))
            }
            guard indent <= column else { throw Beyond() }
        } while indent == column && isDash()
        leave()
        return .array(values.take(from: start))
    }

    /// Reads what follows a dash on its line.
    private mutating func readEntry(column: Int) throws(Beyond) -> Value {
        let inner = position &- lineStart
        if isDash() { return try readSequence(column: inner) }
        if startsUnusualValue() { return try readUnusualValue(parent: column) }
        let token = try readScalarToken()
        if token.isKey { return try readMapping(column: inner, firstKey: token) }
        try spendNode()
        let value = try makeValue(token)
        try finishLine()
        try skipToContent()
        return value
    }

    /// Reads the members at a column; the first key is read already, and the position stands after its colon.
    private mutating func readMapping(column: Int, firstKey: ScalarToken) throws(Beyond) -> Value {
        try enter()
        try spendNode()
        let start = members.count
        var index = KeyIndex()
        var token = firstKey
        while true {
            try spendNode()
            let (key, fingerprint) = try makeKey(token)
            let value = try readValue(column: column)
            try add(key, fingerprint, value, start, &index)
            if indent < column { break }
            guard indent == column, !isDash() else { throw Beyond() }
            token = try readScalarToken()
            guard token.isKey else { throw Beyond() }
        }
        leave()
        fingerprints.drop(from: start)
        return .object(Object(uniqueMembers: members.take(from: start)))
    }

    /// Reads the value after a key and goes to the next line with content.
    @inline(__always)
    private mutating func readValue(column: Int) throws(Beyond) -> Value {
        if try restIsEmpty() {
            try skipToContent()
            if indent > column { return try readBlock(column: indent) }
            if indent == column, isDash() { return try readSequence(column: column) }
            try spendNode()
            return emptyScalar()
        }
        if startsUnusualValue() { return try readUnusualValue(parent: column) }
        guard !isDash() else { throw Beyond() }
        let token = try readScalarToken()
        guard !token.isKey else { throw Beyond() }
        try spendNode()
        let value = try makeValue(token)
        try finishLine()
        try skipToContent()
        guard indent <= column else { throw Beyond() }
        return value
    }

    @inline(__always)
    private func startsUnusualValue() -> Bool {
        let byte = base[position]
        return byte == UInt8(ascii: "|") || byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{")
    }

    /// Reads a literal block or a flow collection.
    @inline(never)
    private mutating func readUnusualValue(parent: Int) throws(Beyond) -> Value {
        let value: Value
        if base[position] == UInt8(ascii: "|") {
            try spendNode()
            value = noteQuoted(try readLiteral(parent: parent))
        } else {
            value = try readFlow()
            try finishLine()
        }
        try skipToContent()
        guard indent <= parent else { throw Beyond() }
        return value
    }

    @inline(__always)
    private mutating func add(
        _ key: String, _ fingerprint: UInt64, _ value: Value, _ start: Int, _ index: inout KeyIndex
    ) throws(Beyond) {
        let count = members.count &- start
        if index.isEmpty {
            for earlier in start..<members.count
            where fingerprints[earlier] == fingerprint && members[earlier].key.hasSameBytes(as: key) {
                throw Beyond()
            }
        } else if index.find(key, isMatch: { members[start &+ $0].key.hasSameBytes(as: key) }) != nil {
            throw Beyond()
        }
        members.push(Object.Member(key: key, value: value))
        fingerprints.push(fingerprint)
        guard count >= Object.indexingThreshold else { return }
        if index.isEmpty {
            for position in 0...count { index.insert(members[start &+ position].key, position) }
        } else {
            index.insert(key, count)
        }
    }
}
