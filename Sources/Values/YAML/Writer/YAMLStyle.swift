/// How YAML text is laid out.
///
/// All styles write blocks with two spaces a level.
public struct YAMLStyle: Hashable, Sendable {
    /// Whether a double that is whole keeps its point, so that it reads back as a double.
    let keepsPoint: Bool
    /// Whether a double that JSON writes as a whole number is written so.
    let writesNumbersAsJSON: Bool
    /// Column after which a string is broken at the next space.
    let foldingColumn: Int?
    /// Whether lists stand two spaces deeper than their key.
    let indentsLists: Bool
    /// Whether a string with tabs may be a literal block.
    let allowsTabsInLiterals: Bool
    /// Whether a letter right after a digit sorts before a digit, as the later one of Go's two libraries has it.
    let sortsLettersAfterDigitsFirst: Bool
    /// Whether rare characters are written as Go's libraries do: U+2028 and U+2029 are printed as they are and indent
    /// what follows, and behind a byte order mark every character is an escape.
    let hasGoOddities: Bool
    /// Whether text is what Go's library makes of JSON, in which U+0085 is a line break and folds to a space.
    let foldsNextLines: Bool

    /// Reading the text gives the same value again: a double that is whole keeps its point, `1.0`. Long strings stay on
    /// one line.
    public static let exact = YAMLStyle(
        keepsPoint: true, writesNumbersAsJSON: false, foldingColumn: nil, indentsLists: false,
        allowsTabsInLiterals: false,
        sortsLettersAfterDigitsFirst: false, hasGoOddities: false, foldsNextLines: false)

    /// The very text of `sigs.k8s.io/yaml`, which is Helm's `toYaml` (with sorted keys): a double that is whole is
    /// written as an integer, and long strings are folded at column 80.
    public static let go = YAMLStyle(
        keepsPoint: false, writesNumbersAsJSON: true, foldingColumn: 80, indentsLists: false,
        allowsTabsInLiterals: false,
        sortsLettersAfterDigitsFirst: false, hasGoOddities: true, foldsNextLines: true)

    /// The text of Helm's `toYamlPretty` (with sorted keys): like ``go``, with lists indented under their key and
    /// without folding, and with large numbers in their exponential form.
    public static let goIndented = YAMLStyle(
        keepsPoint: false, writesNumbersAsJSON: false, foldingColumn: nil, indentsLists: true,
        allowsTabsInLiterals: true,
        sortsLettersAfterDigitsFirst: true, hasGoOddities: true, foldsNextLines: false)
}
