/// A pattern with `*`, `?`, `[a-z]`, `[!a]` and `{a,b}`; `*` crosses everything.
struct Glob: Hashable, Sendable {
    private indirect enum Part: Hashable {
        case literal(Character)
        case any
        case many
        case oneOf(Set<Character>, [ClosedRange<Character>], isNegated: Bool)
    }

    /// What the alternatives of a pattern come to; one of them must match.
    private let alternatives: [[Part]]

    private static let maximumAlternatives = 64

    init(_ pattern: String) {
        alternatives = Glob.expanded(Array(pattern)).map(Glob.parts)
    }

    func matches(_ text: String) -> Bool {
        let characters = Array(text)
        return alternatives.contains { Glob.matches($0, characters) }
    }

    /// Writes out the first group in braces until there is none.
    private static func expanded(_ pattern: [Character]) -> [[Character]] {
        var finished: [[Character]] = []
        var pending = [pattern]
        while let next = pending.popLast() {
            guard finished.count + pending.count < maximumAlternatives, let open = next.firstIndex(of: "{"),
                let close = next[open...].firstIndex(of: "}")
            else {
                finished.append(next)
                continue
            }
            for option in next[(open + 1)..<close].split(separator: ",", omittingEmptySubsequences: false) {
                pending.append(Array(next[..<open]) + Array(option) + Array(next[(close + 1)...]))
            }
        }
        return finished
    }

    private static func parts(_ pattern: [Character]) -> [Part] {
        var parts: [Part] = []
        var position = 0
        while position < pattern.count {
            let character = pattern[position]
            position += 1
            switch character {
            case "*": if parts.last != .many { parts.append(.many) }
            case "?": parts.append(.any)
            case "\\" where position < pattern.count:
                parts.append(.literal(pattern[position]))
                position += 1
            case "[":
                guard let close = pattern[position...].firstIndex(of: "]") else {
                    parts.append(.literal(character))
                    continue
                }
                parts.append(characterClass(Array(pattern[position..<close])))
                position = close + 1
            default: parts.append(.literal(character))
            }
        }
        return parts
    }

    private static func characterClass(_ text: [Character]) -> Part {
        var single: Set<Character> = []
        var ranges: [ClosedRange<Character>] = []
        let isNegated = text.first == "!" || text.first == "^"
        var position = isNegated ? 1 : 0
        while position < text.count {
            if position + 2 < text.count, text[position + 1] == "-", text[position] <= text[position + 2] {
                ranges.append(text[position]...text[position + 2])
                position += 3
            } else {
                single.insert(text[position])
                position += 1
            }
        }
        return .oneOf(single, ranges, isNegated: isNegated)
    }

    /// Greedy with one point to come back to, so the time is bounded by the product of both lengths.
    private static func matches(_ parts: [Part], _ text: [Character]) -> Bool {
        var (i, j) = (0, 0)
        var back: (part: Int, text: Int)?
        while j < text.count {
            if i < parts.count, parts[i] == .many {
                back = (i, j)
                i += 1
            } else if i < parts.count, accepts(parts[i], text[j]) {
                i += 1
                j += 1
            } else if let point = back {
                back = (point.part, point.text + 1)
                i = point.part + 1
                j = point.text + 1
            } else {
                return false
            }
        }
        return parts[i...].allSatisfy { $0 == .many }
    }

    private static func accepts(_ part: Part, _ character: Character) -> Bool {
        switch part {
        case .literal(let wanted): wanted == character
        case .any, .many: true
        case .oneOf(let single, let ranges, let isNegated):
            (single.contains(character) || ranges.contains { $0.contains(character) }) != isNegated
        }
    }
}
