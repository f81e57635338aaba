/// A path of a replacement: keys and list steps, separated by dots.
///
/// `\.` is a dot in a key; `[a.b]` is a key with dots; `[name=x]` takes elements of a list by a field, `[=x]` by their
/// own text, a number by position, `*` all of them.
struct FieldPath: Hashable, Sendable {
    let parts: [String]
    let text: String

    init(_ text: String) {
        self.text = text
        parts = FieldPath.joiningBrackets(FieldPath.split(text))
    }

    init(parts: [String], text: String) {
        self.parts = parts
        self.text = text
    }

    /// Splits at dots that are not escaped; a dot at the beginning counts for nothing.
    private static func split(_ text: String) -> [String] {
        var pieces = text.split(separator: ".", omittingEmptySubsequences: false)[...]
        if pieces.count > 1, pieces.first?.isEmpty == true { pieces = pieces.dropFirst() }
        var parts: [String] = []
        for piece in pieces {
            if let last = parts.last, last.hasSuffix("\\") {
                parts[parts.count - 1] = "\(last.dropLast()).\(piece)"
            } else {
                parts.append(String(piece))
            }
        }
        return parts
    }

    /// Puts together what was split inside of brackets.
    private static func joiningBrackets(_ parts: [String]) -> [String] {
        var result: [String] = []
        var position = 0
        while position < parts.count {
            let part = parts[position]
            position += 1
            guard part.hasPrefix("["), !part.hasSuffix("]") else {
                result.append(part)
                continue
            }
            var bracketed = [part]
            while position < parts.count {
                bracketed.append(parts[position])
                position += 1
                if bracketed[bracketed.count - 1].hasSuffix("]") { break }
            }
            let joined = bracketed.joined(separator: ".")
            result.append(joined.contains("=") ? joined : trimmingBrackets(joined))
        }
        return result
    }

    private static func trimmingBrackets(_ text: String) -> String {
        var text = text[...]
        while let first = text.first, first == "[" || first == "]" { text.removeFirst() }
        while let last = text.last, last == "[" || last == "]" { text.removeLast() }
        return String(text)
    }
}

/// What one part of a path takes.
enum FieldPathStep: Hashable, Sendable {
    case key(String)
    case position(Int)
    case last
    case every
    /// Elements by a field, or by their own text where the field is empty.
    case matching(field: String, value: String)
    /// `[…]` without `=`.
    case malformed(String)

    /// The part as the look-up of a source takes it: `-` is the last element, `*` a key.
    init(ofLookup part: String) {
        self = if part == "-" { .last } else { FieldPathStep(common: part) }
    }

    /// The part as the search in a target takes it: `*` is every element, `-` a key.
    init(ofSearch part: String) {
        self = if part == "*" { .every } else { FieldPathStep(common: part) }
    }

    private init(common part: String) {
        if let number = Int(part), number >= 0 {
            self = .position(number)
        } else if part.hasPrefix("["), part.hasSuffix("]") {
            let inner = part.dropFirst().dropLast()
            if let equals = inner.firstIndex(of: "=") {
                self = .matching(
                    field: String(inner[..<equals]), value: String(inner[inner.index(after: equals)...]))
            } else {
                self = .malformed(part)
            }
        } else {
            self = .key(part)
        }
    }

    /// Whether the step goes into a list.
    var entersList: Bool {
        switch self {
        case .position, .matching, .malformed: true
        case .key, .last, .every: false
        }
    }
}
