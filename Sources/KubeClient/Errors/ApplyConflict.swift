/// A field that a server-side apply wants to set to another value than its owner did.
public struct ApplyConflict: Hashable, Sendable {
    /// Who owns the field: a field manager's name.
    public var manager: String
    /// The path in the server's notation: `.spec.containers[name="app"].image`.
    public var field: String
    /// The subresource through which the owner wrote it; nil for the object itself.
    public var subresource: String?
    /// The API version in which the owner wrote it; nil where the owner applied it.
    public var apiVersion: String?

    /// Reads the cause of a conflict; nil where the cause is something else.
    ///
    /// The server's message reads `conflict with "NAME" with subresource "SUB" using VERSION`, the last two where they apply.
    public init?(_ cause: KubeStatus.Cause) {
        guard cause.reason == "FieldManagerConflict" else { return nil }
        field = cause.field
        var rest = Substring(cause.message)
        manager = ApplyConflict.quoted(after: "conflict with ", in: &rest) ?? cause.message
        subresource = ApplyConflict.quoted(after: " with subresource ", in: &rest)
        let using = " using "
        apiVersion =
            rest.hasPrefix(using)
            ? rest.dropFirst(using.count).split(separator: " ").first.map(String.init) : nil
    }

    private static func quoted(after prefix: String, in rest: inout Substring) -> String? {
        guard rest.hasPrefix(prefix + "\"") else { return nil }
        let start = rest.index(rest.startIndex, offsetBy: prefix.count + 1)
        var text = ""
        var position = start
        while position < rest.endIndex {
            let character = rest[position]
            position = rest.index(after: position)
            if character == "\\", position < rest.endIndex {
                text.append(rest[position])
                position = rest.index(after: position)
            } else if character == "\"" {
                rest = rest[position...]
                return text
            } else {
                text.append(character)
            }
        }
        return nil
    }
}
