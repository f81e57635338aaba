import LinearRegex

/// Regular expressions with RE2's meaning.
enum RegexFunctions {
    static var all: [TemplateFunction] {
        pair("regexFind", "ss") { call, pattern in
            let text = call.bytes(1)
            guard let match = pattern.firstMatch(in: text) else { return .string("") }
            return .bytes(Array(text[match.range]))
        }
            + pair("regexFindAll", "ssi") { call, pattern in
                let text = call.bytes(1)
                let limit = call.int(2)
                let found = pattern.allMatches(in: text, limit: limit < 0 ? nil : limit)
                return .list(
                    GoList(found.map { .bytes(Array(text[$0.range])) }, type: .strings, isNil: found.isEmpty))
            }
            + pair("regexReplaceAll", "sss") { call, pattern in
                let (text, template) = (call.bytes(1), call.bytes(2))
                // Each reference gives back no more than the text all in all.
                try call.reserve(bytes: text.count * template.count { $0 == UInt8(ascii: "$") })
                try call.reserve(text.count, of: template.count) { pattern.allMatches(in: text, limit: nil).count }
                return .bytes(pattern.replacingMatches(in: text, with: template))
            }
            + pair("regexReplaceAllLiteral", "sss") { call, pattern in
                let (text, literal) = (call.bytes(1), call.bytes(2))
                try call.reserve(text.count, of: literal.count) { pattern.allMatches(in: text, limit: nil).count }
                return .bytes(pattern.replacingMatches(in: text, withLiteral: literal))
            }
            + pair("regexSplit", "ssi") { call, pattern in
                let text = call.bytes(1)
                let limit = call.int(2)
                let pieces = pattern.split(text, limit: limit < 0 ? nil : limit)
                return .list(
                    GoList(pieces.map { .bytes(Array(text[$0])) }, type: .strings, isNil: limit == 0))
            } + matching
    }

    private static var matching: [TemplateFunction] {
        [
            TemplateFunction("regexMatch", "ss") { call in
                .bool((try? call.execution.pattern(call.string(0)))?.matches(call.bytes(1)) ?? false)
            },
            TemplateFunction("mustRegexMatch", "ss") { call in
                .bool(try compiled(call, must: true).matches(call.bytes(1)))
            },
            TemplateFunction("regexQuoteMeta", "s") { call in .string(RegexPattern.quoted(call.string(0))) },
        ]
    }

    private static func pair(
        _ name: String, _ signature: String, _ body: @escaping @Sendable (FunctionCall, RegexPattern) throws -> GoValue
    ) -> [TemplateFunction] {
        let must = "must" + name.prefix(1).uppercased() + name.dropFirst()
        return [
            TemplateFunction(name, signature) { call in try body(call, compiled(call, must: false)) },
            TemplateFunction(must, signature) { call in try body(call, compiled(call, must: true)) },
        ]
    }

    private static func compiled(_ call: FunctionCall, must: Bool) throws -> RegexPattern {
        do {
            return try call.execution.pattern(call.string(0))
        } catch {
            let text = String(describing: error)
            throw FunctionFailure(must ? text : "regexp: Compile(`\(call.string(0))`): \(text)")
        }
    }
}

extension Execution {
    /// A compiled expression, kept for the rest of the execution.
    func pattern(_ source: String) throws(RegexError) -> RegexPattern {
        if let known = patterns[source] { return known }
        let pattern = try RegexPattern(source)
        patterns[source] = pattern
        return pattern
    }
}
