/// Finds the host in an address of a repository.
enum RemoteHost {
    private static let schemes = ["ssh://", "https://", "http://", "file://"]
    private static let user = "git@"

    /// The host with scheme, user and separator, and what stands behind; the host is empty where the text has none.
    static func split(_ text: String) -> (host: String, rest: String) {
        var rest = dropping("git::", from: text) ?? text
        var scheme = ""
        for candidate in schemes {
            guard let tail = dropping(candidate, from: rest) else { continue }
            (scheme, rest) = (candidate, tail)
            break
        }
        var user = ""
        if let tail = dropping(RemoteHost.user, from: rest) { (user, rest) = (RemoteHost.user, tail) }
        let lower = rest.prefix(11).lowercased()
        let isGitHub = lower == "github.com/" || lower == "github.com:"
        let allowsColon = scheme.isEmpty && (!user.isEmpty || isGitHub)
        if scheme.isEmpty, !allowsColon { return ("", rest) }
        if scheme.hasPrefix("http"), !user.isEmpty { return ("", rest) }
        if scheme == "file://" { return (scheme, user + rest) }
        guard let end = separator(in: rest, allowsColon: allowsColon) else { return ("", rest) }
        let host = String(rest[...end])
        rest = String(rest[rest.index(after: end)...])
        if isGitHub {
            return (scheme == "ssh://" || !user.isEmpty ? "\(user)github.com:" : "https://github.com/", rest)
        }
        return (scheme + user + host, rest)
    }

    /// Where the host ends: at the first slash, or at a colon before it in the short form of ssh.
    private static func separator(in text: String, allowsColon: Bool) -> String.Index? {
        guard let slash = text.firstIndex(of: "/") else { return nil }
        if allowsColon, let colon = text[..<slash].firstIndex(of: ":"), colon > text.startIndex { return colon }
        return slash
    }

    private static func dropping(_ prefix: String, from text: String) -> String? {
        guard text.utf8.count >= prefix.utf8.count, text.lowercased().hasPrefix(prefix) else { return nil }
        return String(text.dropFirst(prefix.count))
    }
}
