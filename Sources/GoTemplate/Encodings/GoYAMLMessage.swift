public import Values

/// Reading errors in the words of Go's YAML library.
public enum GoYAMLMessage {
    /// The text `sigs.k8s.io/yaml` gives a mistake, such as `yaml: line 2: did not find expected key`.
    public static func text(_ error: ParseError) -> String {
        if error.code == .unsupported { return unsupported(error.message) }
        if error.code == .encoding { return "yaml: \(error.message)" }
        if let decoding = decoding(error.message) { return "yaml: \(decoding)" }
        let problem = Problem(error)
        return problem.line.map { "yaml: line \($0): \(problem.text)" } ?? "yaml: \(problem.text)"
    }

    /// What libyaml says, which Go's library is a translation of.
    private struct Problem {
        /// What is wrong, without what was being read.
        let text: Substring
        /// The line Go's library tells. It counts from 0, but adds one for what the scanner finds.
        let line: Int?

        init(_ error: ParseError) {
            var context: Substring = ""
            var problem = error.message[...]
            if problem.hasPrefix("while "), let colon = problem.firstRange(of: ": ") {
                context = problem[..<colon.lowerBound]
                problem = problem[colon.upperBound...]
            }
            let isScanners = Problem.isScanners(context: context, problem)
            let shown = error.line - 1
            text = problem
            line = shown == 0 ? nil : shown + (isScanners ? 1 : 0)
        }

        private static func isScanners(context: Substring, _ problem: Substring) -> Bool {
            if context.isEmpty { return !problem.hasPrefix("did not find expected <") && !problem.hasPrefix("found ") }
            return !["a block", "a flow", "a node"].contains { context.hasPrefix("while parsing \($0)") }
        }
    }

    /// The words for what is well-formed and still means nothing.
    private static func decoding(_ message: String) -> String? {
        let parts = message.split(separator: "`", omittingEmptySubsequences: false)
        if message.hasPrefix("there is no anchor `") { return "unknown anchor '\(parts[1])' referenced" }
        if message.hasPrefix("the anchor `") { return "anchor '\(parts[1])' value contains itself" }
        if message.hasPrefix("`<<` needs") { return "map merge requires map or sequence of maps as the value" }
        if message.hasPrefix("a `!!binary` value") { return "!!binary value contains invalid base64 data" }
        if let end = message.firstRange(of: "`, which is a `"),
            let type = message.firstRange(of: "`, is no value of type `")
        {
            let (text, kind) = (message[..<end.lowerBound].dropFirst(), message[end.upperBound..<type.lowerBound])
            return "cannot decode \(kind) `\(text)` as a \(message[type.upperBound...].dropLast())"
        }
        return nil
    }

    /// The words for what JSON cannot say.
    private static func unsupported(_ message: String) -> String {
        if message.hasPrefix("JSON has no number for ") {
            return "json: unsupported value: \(message.dropFirst(23).prefix { $0 != ";" })"
        }
        guard let first = message.firstIndex(of: "`"), let last = message.lastIndex(of: "`"), first < last,
            let value = try? Value(json: String(message[message.index(after: first)..<last]))
        else { return message }
        let shown = GoPrinter.sprintf("%#v", [GoValue(value).decodedYAML])
        return message.hasPrefix("a key cannot be null")
            ? "unsupported map key of type: %!s(<nil>), key: <nil>, value: \(value.isNull ? "<nil>" : shown)"
            : "yaml: invalid map key: \(shown)"
    }
}

extension GoValue {
    /// The value with the types that Go's YAML library decodes to: maps have keys of any type, numbers are `int`.
    fileprivate var decodedYAML: GoValue {
        switch self {
        case .int64(let number): return .int(Int(number))
        case .list(let list): return .array(list.elements.map(\.decodedYAML))
        case .map(let map):
            let entries = map.entries.map { ($0.0, $0.1.decodedYAML) }
            return .map(GoMap(entries, type: .named("map[interface {}]interface {}")))
        default: return self
        }
    }
}
