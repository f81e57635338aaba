extension RegexPattern {
    /// Whether the expression matches anywhere in the text.
    public func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { slots(in: $0, from: 0) != nil }
    }

    /// Whether the expression matches anywhere in the bytes.
    public func matches(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBufferPointer { slots(in: $0, from: 0) != nil } }

    /// Whether the expression matches the text from its first to its last byte.
    ///
    /// As `^(?:expression)$` would, for a leftmost-first match: prefer writing the anchors where alternatives overlap.
    public func matchesWhole(_ text: String) -> Bool {
        guard let anchored = try? RegexPattern("^(?:\(source))$") else { return false }
        return anchored.matches(text)
    }

    /// The leftmost match in the bytes at `start` or later; nil where there is none.
    public func firstMatch(in bytes: [UInt8], from start: Int = 0) -> RegexMatch? {
        bytes.withUnsafeBufferPointer { slots(in: $0, from: start).map(RegexMatch.init) }
    }

    /// The leftmost match in a text with the texts of its groups; nil where there is none.
    public func firstMatch(in text: String) -> TextMatch? {
        let bytes = Array(text.utf8)
        return firstMatch(in: bytes).map { TextMatch($0, bytes: bytes, names: groupNames) }
    }

    /// A match together with the text it was found in.
    public struct TextMatch: Sendable {
        /// Where it is, in bytes.
        public let match: RegexMatch
        private let bytes: [UInt8]
        private let names: [String?]

        init(_ match: RegexMatch, bytes: [UInt8], names: [String?]) {
            self.match = match
            self.bytes = bytes
            self.names = names
        }

        /// The whole matched text.
        public var text: String { text(of: 0) ?? "" }

        /// The text of a group by number; nil where it took no part or does not exist.
        public func text(of group: Int) -> String? {
            guard match.groups.indices.contains(group), let range = match.groups[group] else { return nil }
            return String(decoding: bytes[range], as: UTF8.self)
        }

        /// The text of a group by name; nil where it took no part or does not exist.
        public func text(of name: String) -> String? { names.firstIndex(of: name).flatMap { text(of: $0) } }
    }

    /// All matches that do not overlap, from left to right, as Go's `FindAll` tells them.
    ///
    /// - Parameters:
    ///   - bytes: the text.
    ///   - limit: the most matches to tell; nil for all.
    public func allMatches(in bytes: [UInt8], limit: Int? = nil) -> [RegexMatch] {
        guard limit ?? 1 > 0 else { return [] }
        return bytes.withUnsafeBufferPointer { buffer in
            var found: [RegexMatch] = []
            var position = 0
            var previousEnd = -1
            while position <= buffer.count, let slots = slots(in: buffer, from: position) {
                let match = RegexMatch(slots: slots)
                let isEmpty = match.range.isEmpty
                // An empty match right behind the previous one does not count.
                let counts = !isEmpty || match.range.lowerBound != previousEnd
                previousEnd = match.range.upperBound
                if counts {
                    found.append(match)
                    if found.count == limit { break }
                }
                if !isEmpty, match.range.upperBound > position {
                    position = match.range.upperBound
                } else {
                    let width = RegexText(bytes: buffer).scalar(at: match.range.upperBound).width
                    position = match.range.upperBound + max(width, 1)
                }
            }
            return found
        }
    }

    /// The texts of all matches.
    public func allMatches(in text: String, limit: Int? = nil) -> [String] {
        let bytes = Array(text.utf8)
        return allMatches(in: bytes, limit: limit).map { String(decoding: bytes[$0.range], as: UTF8.self) }
    }

    /// The pieces between the matches, as Go's `Split` cuts them.
    ///
    /// - Parameter limit: the most pieces, the last one uncut; nil for all, 0 for none.
    public func split(_ bytes: [UInt8], limit: Int? = nil) -> [Range<Int>] {
        if limit == 0 { return [] }
        if !source.isEmpty, bytes.isEmpty { return [0..<0] }
        var pieces: [Range<Int>] = []
        var begin = 0
        var end = 0
        for match in allMatches(in: bytes, limit: limit) {
            if let limit, pieces.count == limit - 1 { break }
            end = match.range.lowerBound
            if match.range.upperBound != 0 { pieces.append(begin..<end) }
            begin = match.range.upperBound
        }
        if end != bytes.count { pieces.append(begin..<bytes.count) }
        return pieces
    }
}
