/// Something that the server wants people to know about a request that it carried out (or refused) all the same.
public struct KubeWarning: Hashable, Sendable {
    /// The server's sentence: `unknown field "spec.replica"`.
    public var message: String
    /// The request's method.
    public var method: String
    /// The request's path.
    public var path: String
}

extension KubeWarning {
    /// Reads a `Warning` header field: `299 - "text"`, with a date after it if need be, and several joined by commas where a
    /// proxy put fields together. Entries without text are left out.
    static func read(header: String, request: KubeRequest) -> [KubeWarning] {
        quotedTexts(header).compactMap { text in
            text.isEmpty ? nil : KubeWarning(message: text, method: request.method, path: request.path)
        }
    }

    /// The first quoted text of each entry; a second one is its date.
    private static func quotedTexts(_ header: String) -> [String] {
        var texts: [String] = []
        var open: String?
        var isEscaped = false
        var hasText = false
        for character in header {
            guard var text = open else {
                if character == "\"" { open = "" }
                if character == "," { hasText = false }
                continue
            }
            if isEscaped || (character != "\\" && character != "\"") {
                text.append(character)
                isEscaped = false
                open = text
            } else if character == "\\" {
                isEscaped = true
            } else {
                if !hasText { texts.append(text) }
                hasText = true
                open = nil
            }
        }
        if let open, !hasText { texts.append(open) }
        return texts
    }
}
