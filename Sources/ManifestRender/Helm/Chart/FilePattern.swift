internal import LinearRegex

/// A pattern of file names, matched in time linear in the name.
struct FilePattern {
    private let expression: RegexPattern

    /// A pattern as Go's `filepath.Match` reads it: `*`, `?` and classes stop at a slash.
    init?(_ pattern: String) {
        guard let source = FilePattern.translate(pattern, isGlob: false) else { return nil }
        guard let expression = try? RegexPattern(source) else { return nil }
        self.expression = expression
    }

    /// A pattern as `.Files.Glob` reads it: `**` crosses slashes, `{a,b}` offers a choice.
    init?(glob pattern: String) {
        guard let source = FilePattern.translate(pattern, isGlob: true) else { return nil }
        guard let expression = try? RegexPattern(source) else { return nil }
        self.expression = expression
    }

    /// Whether the pattern is the whole name.
    func matches(_ name: String) -> Bool { expression.matches(name) }

    private static func translate(_ pattern: String, isGlob: Bool) -> String? {
        var result = "(?s)^"
        var depth = 0
        var rest = Substring(pattern)
        while let character = rest.popFirst() {
            switch character {
            case "*":
                if isGlob, rest.first == "*" {
                    while rest.first == "*" { rest.removeFirst() }
                    result += ".*"
                } else {
                    result += "[^/]*"
                }
            case "?": result += "[^/]"
            case "[":
                guard let set = characterClass(&rest, isGlob: isGlob) else { return nil }
                result += set
            case "\\":
                guard let next = rest.popFirst() else { return nil }
                result += RegexPattern.quoted(String(next))
            case "{" where isGlob:
                depth += 1
                result += "(?:"
            case "}" where isGlob && depth > 0:
                depth -= 1
                result += ")"
            case "," where isGlob && depth > 0: result += "|"
            default: result += RegexPattern.quoted(String(character))
            }
        }
        return depth == 0 ? result + "$" : nil
    }

    private static func characterClass(_ rest: inout Substring, isGlob: Bool) -> String? {
        var set = "["
        if rest.first == "^" || (isGlob && rest.first == "!") {
            set += "^"
            rest.removeFirst()
        }
        var isEmpty = true
        while let character = rest.popFirst() {
            if character == "]", !isEmpty { return set + "]" }
            isEmpty = false
            switch character {
            case "\\":
                guard let next = rest.popFirst() else { return nil }
                set += RegexPattern.quoted(String(next))
            case "[", "]", "^", "&", "~": set += "\\" + String(character)
            default: set.append(character)
            }
        }
        return nil
    }
}
