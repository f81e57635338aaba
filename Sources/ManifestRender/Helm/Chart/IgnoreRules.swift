/// The rules of a `.helmignore` file.
struct IgnoreRules {
    private struct Rule {
        var pattern: FilePattern
        var isNegated: Bool
        var wantsDirectory: Bool
        /// Whether only the last part of a path is compared.
        var isBaseOnly: Bool
    }

    private var rules: [Rule] = []

    /// The rules of a text, with Helm's own in addition.
    ///
    /// - Throws: ``RenderError`` for `**`, which Helm does not take, and for a pattern that is none.
    init(_ text: String) throws(RenderError) {
        for line in text.split(whereSeparator: \.isNewline) { try add(line) }
        try add("templates/.?*")
    }

    private mutating func add(_ line: Substring) throws(RenderError) {
        var rule = line.trimmed
        guard !rule.isEmpty, !rule.hasPrefix("#") else { return }
        guard !rule.contains("**") else {
            throw RenderError(.malformed, "double-star (**) syntax is not supported", file: ".helmignore")
        }
        let isNegated = rule.hasPrefix("!")
        if isNegated { rule = rule.dropFirst() }
        let wantsDirectory = rule.hasSuffix("/")
        if wantsDirectory { rule = rule.dropLast() }
        let isRooted = rule.hasPrefix("/")
        let isBaseOnly = !isRooted && !rule.contains("/")
        guard let pattern = FilePattern(String(isRooted ? rule.dropFirst() : rule)) else {
            throw RenderError(.malformed, "syntax error in pattern '\(line)'", file: ".helmignore")
        }
        rules.append(
            Rule(pattern: pattern, isNegated: isNegated, wantsDirectory: wantsDirectory, isBaseOnly: isBaseOnly))
    }

    /// Whether a path is left out.
    func ignores(_ path: String, isDirectory: Bool) -> Bool {
        guard !path.isEmpty else { return false }
        let base = path.split(separator: "/").last.map(String.init) ?? path
        for rule in rules {
            let matches = rule.pattern.matches(rule.isBaseOnly ? base : path)
            if rule.isNegated {
                if rule.wantsDirectory, !isDirectory { return true }
                if !matches { return true }
                continue
            }
            if rule.wantsDirectory, !isDirectory { continue }
            if matches { return true }
        }
        return false
    }
}

extension Substring {
    /// Without white space at the ends.
    var trimmed: Substring {
        var result = self
        while let first = result.first, first.isWhitespace { result = result.dropFirst() }
        while let last = result.last, last.isWhitespace { result = result.dropLast() }
        return result
    }
}
