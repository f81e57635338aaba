/// Go's functions on byte strings.
enum Bytes {
    /// Position of the first occurrence; nil where there is none.
    static func index(_ text: ArraySlice<UInt8>, _ needle: [UInt8]) -> Int? {
        guard let first = needle.first else { return text.startIndex }
        var position = text.startIndex
        while position + needle.count <= text.endIndex {
            guard let found = text[position...].firstIndex(of: first), found + needle.count <= text.endIndex else {
                return nil
            }
            if text[found..<(found + needle.count)].elementsEqual(needle) { return found }
            position = found + 1
        }
        return nil
    }

    /// How often a pattern occurs, one behind the other; an empty one before every byte and at the end.
    static func count(_ text: [UInt8], _ needle: [UInt8]) -> Int {
        if needle.isEmpty { return text.count + 1 }
        var count = 0
        var position = 0
        while let found = index(text[position...], needle) {
            count += 1
            position = found + needle.count
        }
        return count
    }

    /// The text with the first `limit` occurrences replaced; all for a negative limit.
    static func replace(_ text: [UInt8], _ old: [UInt8], with new: [UInt8], limit: Int) -> [UInt8] {
        if limit == 0 || old == new { return text }
        if old.isEmpty { return interleave(text, new, limit: limit) }
        guard var found = index(text[...], old) else { return text }
        var output: [UInt8] = []
        output.reserveCapacity(text.count)
        var position = 0
        var count = 0
        while limit < 0 || count < limit {
            output += text[position..<found]
            output += new
            position = found + old.count
            count += 1
            guard let next = index(text[position...], old) else { break }
            found = next
        }
        output += text[position...]
        return output
    }

    /// An empty pattern matches before every character and at the end.
    private static func interleave(_ text: [UInt8], _ new: [UInt8], limit: Int) -> [UInt8] {
        var output: [UInt8] = []
        var count = 0
        text.withUnsafeBufferPointer { buffer in
            var position = 0
            while true {
                if limit < 0 || count < limit {
                    output += new
                    count += 1
                }
                guard position < buffer.count else { break }
                let width = max(UTF8Reader.scalar(in: buffer, at: position).width, 1)
                output += buffer[position..<(position + width)]
                position += width
            }
        }
        return output
    }

    /// The pieces between separators; an empty separator cuts into characters.
    static func split(_ text: [UInt8], _ separator: [UInt8], limit: Int = -1) -> [[UInt8]] {
        if limit == 0 { return [] }
        if separator.isEmpty { return characters(text, limit: limit) }
        var pieces: [[UInt8]] = []
        var position = 0
        while limit < 0 || pieces.count < limit - 1, let found = index(text[position...], separator) {
            pieces.append(Array(text[position..<found]))
            position = found + separator.count
        }
        pieces.append(Array(text[position...]))
        return pieces
    }

    private static func characters(_ text: [UInt8], limit: Int) -> [[UInt8]] {
        var pieces: [[UInt8]] = []
        text.withUnsafeBufferPointer { buffer in
            var position = 0
            while position < buffer.count {
                if limit > 0, pieces.count == limit - 1 {
                    pieces.append(Array(buffer[position...]))
                    return
                }
                let width = max(UTF8Reader.scalar(in: buffer, at: position).width, 1)
                pieces.append(Array(buffer[position..<(position + width)]))
                position += width
            }
        }
        return pieces
    }

    static func isSpace(_ rune: UInt32) -> Bool {
        switch rune {
        case 9...13, 32, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
        default: false
        }
    }

    /// Without the characters of a kind at the ends.
    static func trim(
        _ text: [UInt8], left: Bool = true, right: Bool = true, _ matches: (UInt32) -> Bool
    ) -> ArraySlice<UInt8> {
        text.withUnsafeBufferPointer { buffer in
            var start = 0
            var end = buffer.count
            while left, start < end {
                let (rune, width) = UTF8Reader.scalar(in: buffer, at: start)
                guard matches(rune) else { break }
                start += max(width, 1)
            }
            while right, end > start {
                var before = end - 1
                while before > start, end - before < 4, buffer[before] & 0xC0 == 0x80 { before -= 1 }
                var (rune, width) = UTF8Reader.scalar(in: buffer, at: before)
                if before + max(width, 1) != end { (rune, width, before) = (0xFFFD, 1, end - 1) }
                guard matches(rune) else { break }
                end = before
            }
            return text[start..<end]
        }
    }
}
