import SourceTrees

/// Names for files and references made from text of any kind.
enum ContentName {
    /// The first bytes of the text's hash in hexadecimal.
    static func short(of text: String, bytes count: Int) -> String {
        var hash = SHA1()
        hash.update(Array(text.utf8))
        return hash.finish().prefix(count).map { byte in
            let text = String(byte, radix: 16)
            return text.utf8.count == 1 ? "0\(text)" : text
        }
        .joined()
    }
}
