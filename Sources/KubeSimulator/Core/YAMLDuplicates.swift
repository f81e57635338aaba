import Values

/// YAML in which keys stand more than once: of equal ones the last counts, and the others are told.
enum YAMLDuplicates {
    private static let limit = 64

    /// The value of a document and a line for each key that was there already.
    static func read(_ bytes: [UInt8]) throws(ParseError) -> (value: Value, duplicates: [String]) {
        do throws(ParseError) {
            return (try Value(yaml: bytes), [])
        } catch {
            guard error.code == .duplicateKey else { throw error }
            let value = try Value(yaml: bytes, keepingLastOfEqualKeys: true)
            return (value, lines(bytes, first: error))
        }
    }

    /// Finds one repetition after the other, each made unique before the next is looked for.
    private static func lines(_ bytes: [UInt8], first: ParseError) -> [String] {
        var result: [String] = []
        var text = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
        var error = first
        while result.count < limit {
            guard text.indices.contains(error.line - 1) else { return result }
            let line = text[error.line - 1]
            guard let start = line.index(line.startIndex, offsetBy: error.column - 1, limitedBy: line.endIndex) else {
                return result
            }
            let quote = line[start...].first.map { $0 == "\"" || $0 == "'" } ?? false
            let after = quote ? line.index(after: start) : start
            let key = line[after...].prefix { quote ? $0 != line[start] : $0 != ":" }
            result.append("line \(error.line): key \(Value.string(String(key)).jsonText(.compact)) already set in map")
            text[error.line - 1].insert(contentsOf: "repeated-\(result.count)-", at: after)
            do throws(ParseError) {
                _ = try Value(yaml: Array(text.joined(separator: "\n").utf8))
                return result
            } catch let next {
                guard next.code == .duplicateKey else { return result }
                error = next
            }
        }
        return result
    }

    /// What go-yaml says of text that is no YAML.
    static func failure(_ error: ParseError) -> String {
        var problem = error.message
        if problem.hasPrefix("while "), let colon = problem.firstIndex(of: ":") {
            problem = String(problem[problem.index(after: colon)...].drop { $0 == " " })
        }
        return error.line > 1 ? "yaml: line \(error.line): \(problem)" : "yaml: \(problem)"
    }
}
