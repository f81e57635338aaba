/// Text as Go's `fmt` writes it, for hosts whose own messages follow Go's.
public enum GoText {
    /// A text in double quotes, as `%q` prints it.
    public static func quoted(_ text: String) -> String { GoQuoting.quoted(text) }

    /// `fmt.Sprintf`.
    ///
    /// - Parameters:
    ///   - format: the text with its verbs.
    ///   - arguments: what the verbs print; a missing or superfluous one is told in the text, as in Go.
    public static func format(_ format: String, _ arguments: GoValue...) -> String {
        GoPrinter.sprintf(format, arguments)
    }
}
