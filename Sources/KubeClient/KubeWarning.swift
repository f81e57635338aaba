/// Something that the server wants people to know about a request that it carried out (or refused) all the same.
public struct KubeWarning: Hashable, Sendable {
    /// The server's sentence: `unknown field "spec.replica"`.
    public var message: String
    /// The request's method.
    public var method: String
    /// The request's path.
    public var path: String

    /// Reads one `Warning` header field (`299 - "text"`); nil where it has no text.
    init?(header: String, request: KubeRequest) {
        guard let open = header.firstIndex(of: "\"") else { return nil }
        var text = ""
        var isEscaped = false
        for character in header[header.index(after: open)...] {
            if isEscaped {
                text.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                break
            } else {
                text.append(character)
            }
        }
        guard !text.isEmpty else { return nil }
        message = text
        method = request.method
        path = request.path
    }
}
