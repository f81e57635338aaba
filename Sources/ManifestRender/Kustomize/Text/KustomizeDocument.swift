internal import Values

/// A document of a resource file: its tree, and what only its text tells.
struct KustomizeDocument: Hashable {
    /// The tree. Unless it is a patch, annotations are text, as the tool makes them whenever it sees an object.
    var value: Value
    /// The line on which the document starts.
    var line: Int
    /// Members whose value was left out, `emptyDir:` for example. They are null like any other, until a strategic merge
    /// patch meets them: it keeps a written `null` and drops these.
    var emptyMembers: [JSONPointer] = []
    /// How scalars that are no text were written where that is not how they are printed: `0755` for 493.
    var spellings: [Value: String] = [:]
    /// How labels and annotations were written, where anything in the document is not written as it is printed.
    var metadataTexts: [String: [String: String]] = [:]
    /// Texts that are written in quotes. What a strategic merge patch puts in the place of one is text as well.
    var quotedTexts: Set<String> = []

    init(_ document: YAMLDocument, bytes: [UInt8], line: Int) throws(ParseError) {
        value = document.value
        quotedTexts = document.quotedTexts
        self.line = line
        guard document.hasUnusualSpellings else { return }
        let texts = try YAMLDocument.first(in: bytes, dialect: .text)?.value ?? .null
        var path: [String] = []
        compare(value, texts, &path)
    }

    /// A part of a document, and what is known of its scalars.
    init(value: Value, of document: KustomizeDocument) {
        self.value = value
        spellings = document.spellings
        quotedTexts = document.quotedTexts
        line = document.line
    }

    /// Walks the tree and that of the scalars' texts side by side.
    private mutating func compare(_ value: Value, _ raw: Value, _ path: inout [String]) {
        switch (value, raw) {
        case (.array(let elements), .array(let texts)):
            for (position, (element, text)) in zip(elements, texts).enumerated() {
                path.append(String(position))
                compare(element, text, &path)
                path.removeLast()
            }
        case (.object(let object), .object(let texts)):
            for member in object {
                guard let text = texts[member.key] else { continue }
                if path.count == 2, path[0] == "metadata", path[1] == "labels" || path[1] == "annotations" {
                    metadataTexts[path[1], default: [:]][member.key] = text.stringValue
                }
                path.append(member.key)
                if member.value.isNull, text == "" { emptyMembers.append(JSONPointer(tokens: path)) }
                compare(member.value, text, &path)
                path.removeLast()
            }
        case (.object, _), (.array, _): break
        case (.string(let text), .string(let spelling)):
            // A text that is also written in quotes is not to be changed by accident.
            if text != spelling, !quotedTexts.contains(text) { spellings[value] = spelling }
        case (_, .string(let spelling)):
            if spellings[value] == nil, value.jsonText() != spelling { spellings[value] = spelling }
        default: break
        }
    }
}
