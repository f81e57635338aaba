internal import Values

/// What becomes of values that Go's library writes as JSON and reads as YAML before it writes them as YAML.
extension Value {
    /// The value as it is read: U+0085 in a string is a line break there and is folded.
    ///
    /// - Throws: ``FunctionFailure`` for characters that YAML does not allow, and for keys that are too long to be told
    ///   from values or have more than a line.
    func readAsYAML() throws(FunctionFailure) -> Value {
        var nextLines = 0
        try checkReadable(&nextLines)
        return nextLines > 0 ? foldingNextLines() : self
    }

    private func checkReadable(_ nextLines: inout Int) throws(FunctionFailure) {
        switch self {
        case .string(let text): try Value.check(text, &nextLines)
        case .array(let elements): for element in elements { try element.checkReadable(&nextLines) }
        case .object(let object):
            for member in object {
                let (key, value) = (member.key, member.value)
                let before = nextLines
                try Value.check(key, &nextLines)
                if nextLines > before {
                    throw FunctionFailure("yaml: line \(nextLines): did not find expected ',' or '}'")
                }
                if key.utf8.count > 160, Value.lengthInJSON(key) > 1024 {
                    throw FunctionFailure("yaml: did not find expected ',' or '}'")
                }
                try value.checkReadable(&nextLines)
            }
        default: break
        }
    }

    private static func check(_ text: String, _ nextLines: inout Int) throws(FunctionFailure) {
        // All that matters begins with one of these bytes: DEL, U+0080 and above to U+009F, U+FFFE and U+FFFF.
        guard text.utf8.contains(where: { $0 == 0x7F || $0 == 0xC2 || $0 == 0xEF }) else { return }
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x85: nextLines += 1
            case 0x7F..<0xA0, 0xFFFE, 0xFFFF: throw FunctionFailure("yaml: control characters are not allowed")
            default: break
            }
        }
    }

    /// Characters of a text as Go's JSON package quotes it.
    private static func lengthInJSON(_ text: String) -> Int {
        text.unicodeScalars.reduce(2) { length, scalar in
            switch scalar {
            case "\"", "\\", "\n", "\r", "\t", "\u{8}", "\u{C}": length + 2
            case "\u{0}"..<" ", "<", ">", "&", "\u{2028}", "\u{2029}": length + 6
            default: length + 1
            }
        }
    }

    private func foldingNextLines() -> Value {
        switch self {
        case .string(let text) where text.unicodeScalars.contains("\u{85}"): return .string(Value.folded(text))
        case .array(let elements): return .array(elements.map { $0.foldingNextLines() })
        case .object(let object): return .object(object.mapValues { $1.foldingNextLines() })
        default: return self
        }
    }

    private static func folded(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var breaks = 0
        for scalar in text.unicodeScalars {
            if scalar == "\u{85}" {
                if breaks == 0 { while let last = result.last, last == " " || last == "\t" { result.removeLast() } }
                breaks += 1
                continue
            }
            if breaks > 0 {
                if scalar == " " || scalar == "\t" { continue }
                result.append(
                    contentsOf: breaks == 1
                        ? " ".unicodeScalars : String(repeating: "\n", count: breaks - 1).unicodeScalars)
                breaks = 0
            }
            result.append(scalar)
        }
        if breaks > 0 {
            result.append(
                contentsOf: breaks == 1 ? " ".unicodeScalars : String(repeating: "\n", count: breaks - 1).unicodeScalars
            )
        }
        return String(result)
    }
}
