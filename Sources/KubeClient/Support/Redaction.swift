/// Takes secrets out of texts that were written by others, before such a text becomes part of an error.
enum Redaction {
    /// What stands where something was taken out.
    static let mark = "<hidden>"

    /// Hides known values, and words that look like tokens: long, and made of nothing but the letters of base64.
    static func hiding(_ secrets: [String], in text: String) -> String {
        var shown = text
        for secret in secrets.sorted(by: { $0.utf8.count > $1.utf8.count }) where secret.utf8.count >= 4 {
            shown = shown.replacing(secret, with: mark)
        }
        let words = shown.split(separator: " ", omittingEmptySubsequences: false)
        return words.map { isOpaque($0) ? mark : String($0) }.joined(separator: " ")
    }

    private static func isOpaque(_ word: Substring) -> Bool {
        // A path, an address or a name has dots and slashes between short parts.
        word.utf8.split { "/:=\"',()".utf8.contains($0) }.contains { part in
            part.count >= 40 && part.allSatisfy(isTokenByte)
        }
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: "+"):
            true
        default: false
        }
    }

    /// Hides the values that API servers quote in what they say about an invalid object.
    ///
    /// `data: Invalid value: "c2VjcmV0": must be …` keeps its place and its reason. A value whose end cannot be told hides
    /// the rest of the text.
    static func hidingValues(in text: String) -> String {
        var shown = ""
        var rest = Substring(text)
        while let range = firstValue(in: rest) {
            shown += rest[..<range.lowerBound] + mark
            rest = rest[range.upperBound...]
        }
        return shown + rest
    }

    private static func firstValue(in text: Substring) -> Range<String.Index>? {
        let starts = ["Invalid value: ", "Duplicate value: ", "Unsupported value: ", ", got "].compactMap { prefix in
            text.firstRange(of: prefix)?.upperBound
        }
        guard let start = starts.filter({ !text[$0...].hasPrefix(mark) }).min() else { return nil }
        guard text[start...].first == "\"" else { return start..<text.endIndex }
        var position = text.index(after: start)
        while position < text.endIndex {
            if text[position] == "\"" { return start..<text.index(after: position) }
            if text[position] == "\\" { position = text.index(after: position) }
            if position < text.endIndex { position = text.index(after: position) }
        }
        return start..<text.endIndex
    }
}
