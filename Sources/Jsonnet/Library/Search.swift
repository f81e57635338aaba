/// Finding bytes in bytes.
enum Search {
    /// Where a pattern first occurs from an offset on, nil where it does not. An empty pattern occurs at once.
    static func first(
        _ pattern: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>, from start: Int = 0
    ) -> Int? {
        guard !pattern.isEmpty else { return start <= text.count ? start : nil }
        let lead = pattern[0]
        var index = start
        while index + pattern.count <= text.count {
            if text[index] == lead, matches(pattern, text, at: index) { return index }
            index += 1
        }
        return nil
    }

    /// Where a pattern last occurs before an offset, nil where it does not.
    static func last(
        _ pattern: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>, before end: Int
    ) -> Int? {
        var index = end - pattern.count
        while index >= 0 {
            if matches(pattern, text, at: index) { return index }
            index -= 1
        }
        return nil
    }

    private static func matches(
        _ pattern: UnsafeBufferPointer<UInt8>, _ text: UnsafeBufferPointer<UInt8>, at offset: Int
    ) -> Bool {
        guard let left = pattern.baseAddress, let right = text.baseAddress else { return false }
        return equalBytes(left, right + offset, pattern.count)
    }
}
