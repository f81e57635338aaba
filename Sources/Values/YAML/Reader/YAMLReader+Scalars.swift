extension YAMLReader {
    /// What the scalar event at hand stands for.
    mutating func scalarValue(isKey: Bool = false) throws(BoxedParseError) -> Value {
        let text = events.text
        try checkEscapes()
        if dialect != .kubernetes {
            if dialect == .text { return .string(String(valid: text)) }
            if !events.isPlain, !events.hasScalarTag { return quotedValue(text, isKey: isKey) }
        }
        if events.hasScalarTag { return try taggedValue(text, isKey: isKey) }
        if flowDepth > 0, let text = try textInFlow(text) { return .string(text) }
        guard events.isPlainImplicit, let resolved = YAMLScalar(plain: text, dialect: dialect) else {
            return .string(String(valid: text))
        }
        if dialect == .go3, !resolved.isSpelledAsPrinted(text) { hasUnusualSpellings = true }
        return try value(of: resolved, isKey: isKey)
    }

    /// A text in quotes or a block, as it comes back once Go's library has written it.
    private mutating func quotedValue(_ text: UnsafeBufferPointer<UInt8>, isKey: Bool) -> Value {
        let string = String(valid: text)
        if events.isFolded {
            let rewritten = FoldedText.rewritten(string)
            guard rewritten == string else {
                hasUnusualSpellings = true
                return .string(rewritten)
            }
        }
        if !isKey, string.utf8.count <= YAMLReader.longestQuotedText { quotedTexts.insert(string) }
        return .string(string)
    }

    /// A plain scalar in brackets or braces that Go's library reads as text there only; nil where it is as elsewhere.
    ///
    /// Version 3 writes what it has read, and within brackets it puts nothing at all, and what has a colon, into quotes.
    private func textInFlow(_ text: UnsafeBufferPointer<UInt8>) throws(BoxedParseError) -> String? {
        guard events.isPlain else { return nil }
        guard !text.contains(UInt8(ascii: "?")) else {
            throw failure(.syntax, "did not find expected ',': in brackets and braces, quote what holds a `?`")
        }
        guard dialect == .go3 else { return nil }
        if text.isEmpty { return "" }
        return text.contains(UInt8(ascii: ":")) ? String(valid: text) : nil
    }

    /// Go's library knows no escaped slash, and tells of it as libyaml tells of other escapes.
    mutating func checkEscapes() throws(BoxedParseError) {
        guard events.isDoubleQuoted, events.hasEscapedSlash else { return }
        var mark = events.mark
        var isEscaped = false
        for byte in events.source() {
            if isEscaped, byte == UInt8(ascii: "/") {
                mark.column -= 1
                throw failure(.syntax, "while parsing a quoted scalar: found unknown escape character", at: mark)
            }
            isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
            if byte == 0x0A {
                mark.line += 1
                mark.column = 1
            } else if byte & 0xC0 != 0x80 {
                mark.column += 1
            }
        }
    }

    /// The value of a resolved scalar. Infinity and not-a-number may only be keys, where they become text.
    private mutating func value(of scalar: YAMLScalar, isKey: Bool) throws(BoxedParseError) -> Value {
        switch scalar {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .int(let value): return .int(value)
        case .unsigned(let value): return .unsigned(value)
        case .double(let value), .bigInteger(let value):
            guard value.isFinite || isKey else {
                let name = value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf"
                throw try refusal(.unsupported, "JSON has no number for \(name); quote it to mean text")
            }
            return .double(value)
        case .timestamp:
            guard dialect == .go3 else { return .string(String(decoding: events.text, as: UTF8.self)) }
            guard !isKey else { throw failure(.unsupported, "a key must be text, not a date; quote it") }
            guard let time = GoTimestamp.jsonText(events.text) else {
                throw failure(.unsupported, "JSON has no text for this point in time; quote it to mean text")
            }
            return .string(time)
        }
    }

    private mutating func taggedValue(_ text: UnsafeBufferPointer<UInt8>, isKey: Bool) throws(BoxedParseError) -> Value
    {
        let string = String(valid: text)
        let tag = events.scalarTag ?? ""
        let prefix = "tag:yaml.org,2002:"
        guard tag.hasPrefix(prefix) else { return .string(string) }
        let kind = tag.dropFirst(prefix.count)
        switch kind {
        case "binary":
            guard let bytes = Base64.decode(text) else {
                throw try refusal(.syntax, "a `!!binary` value must be Base64")
            }
            return .string(String(decoding: bytes, as: UTF8.self))
        case "bool", "int", "float", "null", "timestamp":
            let resolved = YAMLScalar(plain: text, allowsTimestamp: kind == "timestamp", dialect: dialect)
            switch (kind, resolved) {
            case ("bool", .bool), ("int", .int), ("int", .unsigned), ("int", .bigInteger), ("float", .double),
                ("null", .null), ("timestamp", .timestamp):
                guard let resolved else { return .null }
                return try value(of: resolved, isKey: isKey)
            case ("float", .int(let number)): return .double(Double(number))
            default:
                let own = resolved?.kindName ?? "str"
                throw try refusal(
                    .syntax, "`\(string.prefix(200))`, which is a `!!\(own)`, is no value of type `!!\(kind)`")
            }
        default: return .string(string)
        }
    }

    /// The text of a key that is no string, as Go's converter to JSON writes it.
    mutating func keyText(_ value: Value) throws(BoxedParseError) -> String {
        if dialect == .go3, value.stringValue == nil {
            throw failure(.unsupported, "a key must be text, not a value of kind \(value.kindName); quote it")
        }
        switch value {
        case .string(let text): return text
        case .bool(let value): return value ? "true" : "false"
        case .int(let number): return String(number)
        case .double(let number):
            if number.isNaN { return ".nan" }
            if number.isInfinite { return number < 0 ? "-.inf" : ".inf" }
            let single = Float(number)
            if single.isInfinite { return single < 0 ? "-.inf" : ".inf" }
            var bytes: [UInt8] = []
            DecimalText(single).appendGeneral(to: &bytes)
            return String(decoding: bytes, as: UTF8.self)
        default:
            guard value.isNull else { throw try refusal(.unsupported, collectionKey(value)) }
            let mark = events.mark
            try events.advance()
            let text = try readNode().jsonText()
            throw try refusal(
                .unsupported, "a key cannot be null, as that of `\(text.prefix(200))` is; quote it to mean text",
                at: mark)
        }
    }

    func collectionKey(_ value: Value) -> String {
        "a list or an object such as `\(value.jsonText())` cannot be a key; JSON has only strings as keys"
    }
}
