/// A glob as projects write them: `*`, `**`, `?`, `[a-z]`, `{a,b}`, optionally with a separator that `*` does not cross.
///
/// Matching takes time in proportion to pattern times text, whatever the pattern.
struct ProjectGlob: Sendable, Hashable {
    private enum Part: Sendable, Hashable {
        case literal(UInt8)
        case one
        case some
        case many
        case set([ClosedRange<UInt8>], isNegated: Bool)
    }

    private let alternatives: [[Part]]
    private let separator: UInt8?

    init(_ pattern: String, separator: Unicode.Scalar? = nil) {
        self.separator = separator.map { UInt8(ascii: $0) }
        alternatives = ProjectGlob.expanded(Array(pattern.utf8)).map(ProjectGlob.parts)
    }

    func matches(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return alternatives.contains { matches($0, bytes) }
    }

    /// Follows all ways at once: `reached[i]` says whether the parts so far match the first `i` bytes.
    private func matches(_ parts: [Part], _ bytes: [UInt8]) -> Bool {
        var reached = [Bool](repeating: false, count: bytes.count + 1)
        reached[0] = true
        for part in parts {
            var next = [Bool](repeating: false, count: bytes.count + 1)
            switch part {
            case .some, .many:
                var isOpen = false
                for position in 0...bytes.count {
                    if position > 0, part == .some, bytes[position - 1] == separator { isOpen = false }
                    isOpen = isOpen || reached[position]
                    next[position] = isOpen
                }
            case .literal, .one, .set:
                for position in 0..<bytes.count where reached[position] && accepts(part, bytes[position]) {
                    next[position + 1] = true
                }
            }
            reached = next
        }
        return reached[bytes.count]
    }

    private func accepts(_ part: Part, _ byte: UInt8) -> Bool {
        switch part {
        case .literal(let expected): byte == expected
        case .one: byte != separator
        case .set(let ranges, let isNegated): ranges.contains { $0.contains(byte) } != isNegated
        case .some, .many: false
        }
    }

    // MARK: - Reading patterns

    private static let maximumAlternatives = 64

    private static func expanded(_ pattern: [UInt8]) -> [[UInt8]] {
        var finished: [[UInt8]] = []
        var pending = [pattern]
        while let next = pending.popLast() {
            guard finished.count + pending.count < maximumAlternatives,
                let open = next.firstIndex(of: UInt8(ascii: "{")),
                let close = next[open...].firstIndex(of: UInt8(ascii: "}"))
            else {
                finished.append(next)
                continue
            }
            let options = next[(open + 1)..<close].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            for option in options { pending.append(Array(next[..<open] + option + next[(close + 1)...])) }
        }
        return finished
    }

    private static func parts(_ pattern: [UInt8]) -> [Part] {
        var parts: [Part] = []
        var position = 0
        while position < pattern.count {
            let byte = pattern[position]
            position += 1
            switch byte {
            case UInt8(ascii: "*"):
                let isDouble = position < pattern.count && pattern[position] == byte
                while position < pattern.count, pattern[position] == byte { position += 1 }
                parts.append(isDouble ? .many : .some)
            case UInt8(ascii: "?"): parts.append(.one)
            case UInt8(ascii: "\\") where position < pattern.count:
                parts.append(.literal(pattern[position]))
                position += 1
            case UInt8(ascii: "["):
                guard let close = pattern[position...].firstIndex(of: UInt8(ascii: "]")) else {
                    parts.append(.literal(byte))
                    continue
                }
                parts.append(characterSet(pattern[position..<close]))
                position = close + 1
            default: parts.append(.literal(byte))
            }
        }
        return parts
    }

    private static func characterSet(_ text: ArraySlice<UInt8>) -> Part {
        var rest = text
        let isNegated = rest.first == UInt8(ascii: "!") || rest.first == UInt8(ascii: "^")
        if isNegated { rest = rest.dropFirst() }
        var ranges: [ClosedRange<UInt8>] = []
        while let low = rest.popFirst() {
            if rest.first == UInt8(ascii: "-"), let high = rest.dropFirst().first, low <= high {
                ranges.append(low...high)
                rest = rest.dropFirst(2)
            } else {
                ranges.append(low...low)
            }
        }
        return .set(ranges, isNegated: isNegated)
    }
}
