/// Texts: sprig's functions on strings, which work on bytes as Go's do.
enum StringFunctions {
    static var all: [TemplateFunction] { cutting + joining + casing + testing + padding }

    private static var cutting: [TemplateFunction] {
        [
            TemplateFunction("hello", "") { _ in .string("Hello!") },
            TemplateFunction("abbrev", "is") { call in
                let text = call.bytes(1)
                guard call.int(0) >= 4 else { return call[1] }
                return .bytes(WordText.abbreviate(text, offset: 0, width: call.int(0)))
            },
            TemplateFunction("abbrevboth", "iis") { call in
                let (left, right) = (call.int(0), call.int(1))
                if right < 4 || (left > 0 && right < 7) { return call[2] }
                return .bytes(WordText.abbreviate(call.bytes(2), offset: left, width: right))
            },
            TemplateFunction("trunc", "is") { call in
                let count = call.int(0)
                // Go's bytes are no more than these.
                if count >= 0, call.string(1).utf8.count <= count { return call[1] }
                let text = call.bytes(1)
                if count < 0, text.count + count > 0 { return .bytes(Array(text[(text.count + count)...])) }
                if count >= 0, text.count > count { return .bytes(Array(text[..<count])) }
                return call[1]
            },
            TemplateFunction("substr", "iis") { call in try substring(call.int(0), call.int(1), call.bytes(2)) },
            TemplateFunction("trim", "s") { call in
                .string(ByteText.string(Bytes.trim(call.bytes(0), Bytes.isSpace)))
            },
            TemplateFunction("trimall", "ss", trimAll),
            TemplateFunction("trimAll", "ss", trimAll),
            TemplateFunction("trimSuffix", "ss") { call in
                if let last = call.string(0).utf8.last, call.string(1).utf8.last != last { return call[1] }
                let (suffix, text) = (call.bytes(0), call.bytes(1))
                return text.suffix(suffix.count).elementsEqual(suffix) && text.count >= suffix.count
                    ? .bytes(Array(text.dropLast(suffix.count))) : call[1]
            },
            TemplateFunction("trimPrefix", "ss") { call in
                let (prefix, text) = (call.bytes(0), call.bytes(1))
                return text.starts(with: prefix) ? .bytes(Array(text.dropFirst(prefix.count))) : call[1]
            },
            TemplateFunction("nospace", "s") { call in .bytes(WordText.withoutSpace(call.bytes(0))) },
        ]
    }

    private static func trimAll(_ call: FunctionCall) -> GoValue {
        let set = Set(UTF8Reader.runes(call.bytes(0)))
        return .string(ByteText.string(Bytes.trim(call.bytes(1)) { set.contains($0) }))
    }

    private static func substring(_ start: Int, _ end: Int, _ text: [UInt8]) throws -> GoValue {
        if start < 0 {
            guard (0...text.count).contains(end) else {
                throw FunctionFailure("runtime error: slice bounds out of range [:\(end)] with length \(text.count)")
            }
            return .bytes(Array(text[..<end]))
        }
        let end = end < 0 || end > text.count ? text.count : end
        guard start <= end else {
            throw FunctionFailure("runtime error: slice bounds out of range [\(start):\(end)]")
        }
        return .bytes(Array(text[start..<end]))
    }

    private static var joining: [TemplateFunction] {
        [
            TemplateFunction("cat", "a*") { call in
                let parts = call.arguments.filter { !$0.isNil }.map { GoPrinter.text($0) }
                let text = parts.joined(separator: " ")
                return .string(text)
            },
            TemplateFunction("quote", "a*") { call in
                if call.count == 1, case .string(let text) = call[0] { return .string(GoQuoting.quoted(text)) }
                return .string(
                    call.arguments.filter { !$0.isNil }.map { GoQuoting.quoted(Conversion.string($0)) }
                        .joined(separator: " "))
            },
            TemplateFunction("squote", "a*") { call in
                .string(call.arguments.filter { !$0.isNil }.map { "'\(GoPrinter.text($0))'" }.joined(separator: " "))
            },
            TemplateFunction("repeat", "is") { call in
                let (count, text) = (call.int(0), call.string(1))
                guard count >= 0 else { throw FunctionFailure("strings: negative Repeat count") }
                let (size, overflow) = count.multipliedReportingOverflow(by: text.utf8.count)
                try call.reserve(bytes: overflow ? .max : size)
                return .string(String(repeating: text, count: count))
            },
            TemplateFunction("replace", "sss") { call in
                let old = call.bytes(0)
                if let first = old.first, first < 0x80, !call.string(2).utf8.contains(first) { return call[2] }
                let new = call.bytes(1)
                let text = call.bytes(2)
                try call.reserve(text.count, of: new.count) { Bytes.count(text, old) }
                return .bytes(Bytes.replace(text, old, with: new, limit: -1))
            },
            TemplateFunction("plural", "ssi") { call in call.int(2) == 1 ? call[0] : call[1] },
            TemplateFunction("toString", "a") { call in .string(Conversion.string(call[0])) },
            TemplateFunction("initials", "s") { call in .bytes(WordText.initials(call.bytes(0))) },
            TemplateFunction("shuffle", "s") { call in
                var runes = UTF8Reader.runes(call.bytes(0))
                for index in runes.indices.dropFirst().reversed() {
                    runes.swapAt(index, call.host.random(below: index + 1))
                }
                return .bytes(UTF8Reader.bytes(runes))
            },
        ]
    }

    private static var casing: [TemplateFunction] {
        [
            TemplateFunction("upper", "s") { call in .string(WordText.upper(call.string(0))) },
            TemplateFunction("lower", "s") { call in .string(WordText.lower(call.string(0))) },
            TemplateFunction("title", "s") { call in .bytes(WordText.title(call.bytes(0))) },
            TemplateFunction("untitle", "s") { call in .bytes(WordText.untitle(call.bytes(0))) },
            TemplateFunction("swapcase", "s") { call in .bytes(WordText.swapCase(call.bytes(0))) },
            TemplateFunction("snakecase", "s") { call in .bytes(WordText.delimited(call.bytes(0), by: letter("_"))) },
            TemplateFunction("kebabcase", "s") { call in .bytes(WordText.delimited(call.bytes(0), by: letter("-"))) },
            TemplateFunction("camelcase", "s") { call in .bytes(WordText.pascal(call.bytes(0))) },
        ]
    }

    private static var testing: [TemplateFunction] {
        [
            TemplateFunction("contains", "ss") { call in .bool(Bytes.index(call.bytes(1)[...], call.bytes(0)) != nil) },
            TemplateFunction("hasPrefix", "ss") { call in .bool(call.bytes(1).starts(with: call.bytes(0))) },
            TemplateFunction("hasSuffix", "ss") { call in
                let (suffix, text) = (call.bytes(0), call.bytes(1))
                return .bool(text.count >= suffix.count && text.suffix(suffix.count).elementsEqual(suffix))
            },
        ]
    }

    private static var padding: [TemplateFunction] {
        [
            TemplateFunction("indent", "is") { call in .string(try indented(call, prefix: "")) },
            TemplateFunction("nindent", "is") { call in .string(try indented(call, prefix: "\n")) },
            TemplateFunction("wrap", "is") { call in
                .bytes(WordText.wrap(call.bytes(1), width: call.int(0), newline: [10], breaksWords: false))
            },
            TemplateFunction("wrapWith", "iss") { call in
                .bytes(WordText.wrap(call.bytes(2), width: call.int(0), newline: call.bytes(1), breaksWords: true))
            },
        ]
    }

    private static func indented(_ call: FunctionCall, prefix: String) throws -> String {
        let count = call.int(0)
        guard count >= 0 else { throw FunctionFailure("strings: negative Repeat count") }
        var text = call.string(1)
        let size = text.utf8.count
        let lines = text.utf8.reduce(1) { $1 == 10 ? $0 + 1 : $0 }
        let (padding, overflow) = lines.multipliedReportingOverflow(by: count)
        try call.reserve(bytes: overflow ? .max : padding.addingReportingOverflow(size).partialValue)
        let total = prefix.utf8.count + size + padding
        return String(unsafeUninitializedCapacity: total) { buffer in
            var position = 0
            for byte in prefix.utf8 {
                buffer[position] = byte
                position += 1
            }
            text.withUTF8 { source in
                for _ in 0..<count {
                    buffer[position] = 0x20
                    position += 1
                }
                for byte in source {
                    buffer[position] = byte
                    position += 1
                    if byte == 10 {
                        for _ in 0..<count {
                            buffer[position] = 0x20
                            position += 1
                        }
                    }
                }
            }
            return position
        }
    }
}
