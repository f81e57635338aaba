internal import Values

/// Which texts of an object are written in quotes. A patch changes the value of a scalar but not its style, so that what
/// stands in quotes stays a text whatever is put there.
///
/// Texts stand for the scalars that have them; of two scalars with one text the last one seen counts.
final class TextStyles {
    private(set) var quoted: Set<String>
    /// Texts that look like something else but stand where no quotes were.
    private(set) var plain: Set<String>

    init(quoted: Set<String> = [], plain: Set<String> = []) {
        self.quoted = quoted
        self.plain = plain
    }

    func isQuoted(_ text: String) -> Bool {
        if quoted.contains(text) { return true }
        return !plain.contains(text)
            && (text.utf8.contains(UInt8(ascii: "\n"))
                || Value(plainYAMLScalar: text, dialect: .go3).stringValue == nil)
    }

    /// Notes the style that a text has where it was put.
    func note(_ text: String, isQuoted: Bool) {
        if isQuoted {
            quoted.insert(text)
            plain.remove(text)
        } else {
            plain.insert(text)
            quoted.remove(text)
        }
    }

    /// Adds the texts that a patch has in quotes, unless they were put where none are.
    func add(quoted texts: Set<String>) { quoted.formUnion(texts.subtracting(plain)) }
}
