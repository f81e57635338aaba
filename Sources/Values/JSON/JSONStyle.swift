/// How JSON text is laid out.
public struct JSONStyle: Hashable, Sendable {
    /// Spaces per level; nil puts everything on one line without spaces.
    public var indent: Int?
    /// Whether `<`, `>`, `&`, U+2028 and U+2029 are written as `\u` escapes, as Go's `encoding/json` does by default.
    public var escapesHTML: Bool

    /// A layout.
    public init(indent: Int? = nil, escapesHTML: Bool = false) {
        self.indent = indent
        self.escapesHTML = escapesHTML
    }

    /// One line without spaces.
    public static let compact = JSONStyle()

    /// One member or element a line.
    ///
    /// - Parameter indent: spaces per level.
    public static func pretty(indent: Int = 2) -> JSONStyle { JSONStyle(indent: indent) }

    /// One line, with the escapes of Go's `encoding/json`.
    public static let go = JSONStyle(escapesHTML: true)
}
