internal import CLibYAML

/// Turns libyaml's events into values as they come; no tree of nodes stands between.
struct YAMLReader: ~Copyable {
    var events: YAMLEventStream
    private var started = false
    private var remainingDepth: Int
    /// Least ``remainingDepth`` within the innermost open anchor, or the document.
    private var leastRemainingDepth = Int.max
    private let limits: ParseLimits
    var budget: YAMLBudget
    private var values = Scratch<Value>(capacity: 64)
    private var members = Scratch<Object.Member>(capacity: 64)
    private var origins = Scratch<KeyOrigin>(capacity: 64)
    var keys: KeyCache
    private var anchors: [String: Anchor] = [:]
    private var openAnchors: [String] = []
    /// Whether of several equal keys of a mapping the last one counts; else they are refused.
    var keepsLastOfEqualKeys = false
    /// What plain scalars mean, and which keys win where mappings are merged.
    var dialect = YAMLDialect.kubernetes
    /// Whether the document at hand has a scalar that is not written as it is printed.
    var hasUnusualSpellings = false
    /// How many collections in brackets or braces are open.
    private(set) var flowDepth = 0
    /// Texts of the document at hand that are written in quotes.
    var quotedTexts: Set<String> = []
    /// Longer texts are not remembered.
    static var longestQuotedText: Int { 256 }

    /// Where a key of an open mapping comes from.
    struct KeyOrigin {
        var fingerprint: UInt64
        var mark: YAMLMark
        var isMerged: Bool
    }

    /// What an alias repeats, and what repeating it costs.
    struct Anchor {
        var value: Value
        var cost: YAMLBudget.Cost
        /// How deep lists and objects are nested in it.
        var depth = 0
    }

    /// - Parameter linesBefore: lines of the text before the bytes.
    init(_ bytes: UnsafeBufferPointer<UInt8>, limits: ParseLimits, linesBefore: Int) throws(BoxedParseError) {
        events = try YAMLEventStream(bytes, linesBefore: linesBefore)
        self.limits = limits
        remainingDepth = limits.effectiveDepth
        budget = YAMLBudget(limits)
        keys = KeyCache(bytes: bytes.count)
    }

    /// The next document of the stream, nil at its end.
    mutating func nextDocument() throws(BoxedParseError) -> YAMLDocument? {
        if !started {
            started = true
            try events.advance()
        }
        try events.advance()
        guard events.kind == YAML_DOCUMENT_START_EVENT else { return nil }
        let start = events.mark
        anchors.removeAll()
        hasUnusualSpellings = false
        quotedTexts.removeAll()
        budget = YAMLBudget(limits)
        try events.advance()
        let mark = events.mark
        let isEmpty =
            events.kind == YAML_SCALAR_EVENT && events.text.isEmpty && events.isPlainImplicit
            && events.scalarAnchor == nil
        let value = try readNode()
        try events.advance()
        var document = YAMLDocument(value: value, line: Int(isEmpty ? start.line : mark.line), isEmpty: isEmpty)
        document.hasUnusualSpellings = hasUnusualSpellings
        document.quotedTexts = quotedTexts
        return document
    }

    @inline(never)
    func failure(_ code: ParseError.Code, _ message: String, at mark: YAMLMark? = nil) -> BoxedParseError {
        let mark = mark ?? events.mark
        return .error(ParseError(code, message, line: Int(mark.line), column: Int(mark.column)))
    }

    /// The failure of what is well-formed but cannot be meant; what is not well-formed further on comes first, as to
    /// those who read the whole document before they look into it.
    @inline(never)
    mutating func refusal(
        _ code: ParseError.Code, _ message: String, at mark: YAMLMark? = nil
    ) throws(BoxedParseError) -> BoxedParseError {
        let mark = mark ?? events.mark
        while events.kind != YAML_DOCUMENT_END_EVENT, events.kind != YAML_STREAM_END_EVENT { try events.advance() }
        return failure(code, message, at: mark)
    }

    @inline(never)
    private func tooMuch(_ message: StaticString) -> BoxedParseError { failure(.limitExceeded, "\(message)") }

    @inline(never)
    private func unexpectedEvent() -> BoxedParseError { failure(.syntax, "expected a value") }

    /// Reads the node whose first event is at hand, up to and including its last event.
    @inline(never)
    mutating func readNode() throws(BoxedParseError) -> Value {
        try spend(1)
        let kind = events.kind
        if kind == YAML_SCALAR_EVENT { return try readScalar() }
        if kind == YAML_MAPPING_START_EVENT { return try readCollection(isMapping: true) }
        if kind == YAML_SEQUENCE_START_EVENT { return try readCollection(isMapping: false) }
        guard kind == YAML_ALIAS_EVENT else { throw unexpectedEvent() }
        return try readAlias()
    }

    @inline(__always)
    private mutating func spend(_ nodes: Int) throws(BoxedParseError) {
        guard budget.spend(nodes) else { throw tooMuch("the document has more nodes than allowed") }
    }

    @inline(never)
    private mutating func readScalar() throws(BoxedParseError) -> Value {
        let anchor = events.scalarAnchor
        budget.countBytes(events.text.count)
        let value = try scalarValue()
        if let anchor {
            anchors[anchor] = Anchor(value: value, cost: YAMLBudget.Cost(nodes: 1, bytes: events.text.count))
        }
        return value
    }

    private mutating func readCollection(isMapping: Bool) throws(BoxedParseError) -> Value {
        remainingDepth &-= 1
        guard remainingDepth >= 0 else { throw tooMuch("lists and objects are nested too deeply") }
        defer { remainingDepth &+= 1 }
        leastRemainingDepth = min(leastRemainingDepth, remainingDepth)
        let flow = events.isFlow(isMapping: isMapping) ? 1 : 0
        flowDepth &+= flow
        defer { flowDepth &-= flow }
        guard let anchor = events.collectionAnchor(isMapping: isMapping) else {
            return isMapping ? try readMapping() : try readSequence()
        }
        return try readAnchored(anchor, isMapping: isMapping)
    }

    @inline(never)
    private mutating func readAnchored(_ anchor: String, isMapping: Bool) throws(BoxedParseError) -> Value {
        let before = budget.total
        let leastBefore = leastRemainingDepth
        leastRemainingDepth = remainingDepth
        anchors[anchor] = nil
        openAnchors.append(anchor)
        let value = isMapping ? try readMapping() : try readSequence()
        openAnchors.removeLast()
        let depth = remainingDepth - leastRemainingDepth + 1
        anchors[anchor] = Anchor(value: value, cost: budget.total - before, depth: depth)
        leastRemainingDepth = min(leastBefore, leastRemainingDepth)
        return value
    }

    @inline(never)
    private mutating func readAlias() throws(BoxedParseError) -> Value {
        let name = events.aliasName
        guard let anchor = anchors[name] else {
            throw failure(
                .syntax,
                openAnchors.contains(name)
                    ? "the anchor `\(name)` contains itself" : "there is no anchor `\(name)` before this alias")
        }
        guard budget.spendAlias(anchor.cost) else {
            throw failure(.limitExceeded, "the document's aliases expand to more than is allowed")
        }
        // Aliases of aliases nest as deep as if they were written out.
        guard anchor.depth <= remainingDepth else { throw tooMuch("lists and objects are nested too deeply") }
        leastRemainingDepth = min(leastRemainingDepth, remainingDepth - anchor.depth)
        return anchor.value
    }

    private mutating func readSequence() throws(BoxedParseError) -> Value {
        let start = values.count
        while true {
            try events.advance()
            if events.kind == YAML_SEQUENCE_END_EVENT { break }
            values.push(try readNode())
        }
        return .array(values.take(from: start))
    }

    /// Reads members up to the end of the mapping. Everything but the values themselves is done elsewhere, so that a level
    /// of nesting takes little of the stack.
    private mutating func readMapping() throws(BoxedParseError) -> Value {
        let start = members.count
        var index = KeyIndex()
        var hasMerged = false
        while true {
            try events.advance()
            if events.kind == YAML_MAPPING_END_EVENT { break }
            let mark = events.mark
            let member = try beginMember(start, &index)
            try events.advance()
            let value = try readNode()
            if let member {
                members[member].value = value
            } else {
                guard !hasMerged || dialect == .kubernetes else { throw secondMerge(mark) }
                hasMerged = true
                try merge(value, start, &index, at: mark)
            }
        }
        origins.drop(from: start)
        return .object(Object(uniqueMembers: members.take(from: start)))
    }

    /// Reads a key and tells the position of the member that waits for its value; nil for the merge key.
    @inline(never)
    private mutating func beginMember(_ start: Int, _ index: inout KeyIndex) throws(BoxedParseError) -> Int? {
        let mark = events.mark
        guard let (key, fingerprint) = try readKey() else { return nil }
        let origin = KeyOrigin(fingerprint: fingerprint, mark: mark, isMerged: false)
        guard let earlier = position(of: key, fingerprint, start: start, index: index) else {
            add(key, .null, origin, start, &index)
            return members.count &- 1
        }
        guard origins[earlier].isMerged || keepsLastOfEqualKeys else {
            throw failure(
                .duplicateKey, "the key `\(key)` stands here and at \(origins[earlier].mark); keep one of them",
                at: mark)
        }
        origins[earlier] = origin
        return earlier
    }

    /// Position of a key among the members of the open mapping that begins at `start`.
    @inline(__always)
    private func position(of key: String, _ fingerprint: UInt64, start: Int, index: borrowing KeyIndex) -> Int? {
        if index.isEmpty {
            var position = start
            while position < members.count {
                if origins[position].fingerprint == fingerprint, members[position].key.hasSameBytes(as: key) {
                    return position
                }
                position &+= 1
            }
            return nil
        }
        return index.find(key) { members[start &+ $0].key.hasSameBytes(as: key) }.map { start &+ $0 }
    }

    @inline(__always)
    private mutating func add(
        _ key: String, _ value: Value, _ origin: KeyOrigin, _ start: Int, _ index: inout KeyIndex
    ) {
        members.push(Object.Member(key: key, value: value))
        origins.push(origin)
        let count = members.count &- start
        guard count > Object.indexingThreshold else { return }
        if index.isEmpty {
            for position in 0..<count { index.insert(members[start &+ position].key, position) }
        } else {
            index.insert(key, count &- 1)
        }
    }

    /// Sets the members of what a `<<` key names; keys after replace what was merged. Keys that stand before are replaced
    /// as well in the dialect of Kubernetes, as Go's library did it up to its version 2.
    @inline(never)
    private mutating func merge(
        _ merged: Value, _ start: Int, _ index: inout KeyIndex, at mark: YAMLMark
    ) throws(BoxedParseError) {
        switch merged {
        case .object(let object): merge(object, start, &index, at: mark)
        case .array(let elements):
            // The first of several has the last word.
            for element in elements.reversed() {
                guard case .object(let object) = element else { throw try wrongMerge(mark) }
                merge(object, start, &index, at: mark)
            }
        default: throw try wrongMerge(mark)
        }
    }

    @inline(never)
    private func secondMerge(_ mark: YAMLMark) -> BoxedParseError {
        failure(.duplicateKey, "a mapping may have one `<<`; give it a list to merge several", at: mark)
    }

    private mutating func wrongMerge(_ mark: YAMLMark) throws(BoxedParseError) -> BoxedParseError {
        try refusal(.syntax, "`<<` needs a mapping or a list of mappings", at: mark)
    }

    private mutating func merge(_ object: Object, _ start: Int, _ index: inout KeyIndex, at mark: YAMLMark) {
        for member in object {
            var key = member.key
            let fingerprint = key.withUTF8 { KeyCache.fingerprint($0) }
            let origin = KeyOrigin(fingerprint: fingerprint, mark: mark, isMerged: true)
            if let earlier = position(of: key, fingerprint, start: start, index: index) {
                guard origins[earlier].isMerged || dialect == .kubernetes else { continue }
                members[earlier].value = member.value
                origins[earlier].isMerged = true
            } else {
                add(key, member.value, origin, start, &index)
            }
        }
    }

    /// Reads a key as a string; nil for the merge key.
    private mutating func readKey() throws(BoxedParseError) -> (String, UInt64)? {
        if events.kind == YAML_SCALAR_EVENT {
            try spend(1)
            try checkEscapes()
            let text = events.text
            budget.countBytes(text.count)
            if events.scalarAnchor == nil, !events.hasScalarTag,
                !events.isPlainImplicit || YAMLScalar.isCertainlyString(text)
            {
                let fingerprint = KeyCache.fingerprint(text)
                if text.count <= SmallText.capacity { return (String(valid: text), fingerprint) }
                if let known = keys.find(text, fingerprint) { return (known, fingerprint) }
                let key = String(valid: text)
                keys.remember(key, fingerprint)
                return (key, fingerprint)
            }
            if isMergeKey { return nil }
            if let anchor = events.scalarAnchor {
                anchors[anchor] = Anchor(
                    value: try scalarValue(isKey: true), cost: YAMLBudget.Cost(nodes: 1, bytes: text.count))
            }
            return fingerprinted(try keyText(try scalarValue(isKey: true)))
        }
        guard events.kind == YAML_ALIAS_EVENT else {
            let mark = events.mark
            throw try refusal(.unsupported, collectionKey(try readNode()), at: mark)
        }
        try spend(1)
        return fingerprinted(try keyText(try readAlias()))
    }

    private func fingerprinted(_ key: String) -> (String, UInt64) {
        var key = key
        let fingerprint = key.withUTF8 { KeyCache.fingerprint($0) }
        return (key, fingerprint)
    }

    private var isMergeKey: Bool {
        events.text.elementsEqual("<<".utf8)
            && (events.isPlainImplicit || events.scalarTag == "tag:yaml.org,2002:merge")
    }
}
