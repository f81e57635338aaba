/// Where a repository is: `https://…`, `http://…`, `ssh://…`, `git@host:path`, `git://…`, `file://…`, or a path on disk.
///
/// Descriptions never hold a password, nor a user name of a web URL; those go to ``GitCredentials``.
///
/// ```swift
/// let url = try GitURL("git@example.com:team/shop.git")
/// url.host            // example.com
/// url.comparisonKey   // git@example.com/team/shop
/// ```
public struct GitURL: Hashable, Sendable {
    /// How a repository is reached.
    public enum Scheme: String, Hashable, Sendable, CaseIterable {
        /// TLS.
        case https
        /// Plain HTTP.
        case http
        /// Secure shell.
        case ssh
        /// Git's own protocol, without authentication.
        case git
        /// A folder on this machine.
        case file

        var defaultPort: Int? {
            switch self {
            case .https: 443
            case .http: 80
            case .ssh: 22
            case .git: 9418
            case .file: nil
            }
        }
    }

    /// How the repository is reached.
    public let scheme: Scheme
    /// The user name in the URL, nil where none is written.
    public let user: String?
    /// The password in the URL, nil where none is written.
    let password: String?
    /// The host in lower case, empty for a folder.
    public let host: String
    /// The port where one is written that is not the scheme's own.
    public let port: Int?
    /// The path, beginning with `/` or, over SSH, with `~` or a name.
    public let path: String
    /// The text as it was given.
    private let original: String

    /// Reads a URL.
    ///
    /// - Parameter text: as it stands in an Application; a path on disk must be absolute.
    /// - Throws: ``GitError/Code/invalidURL``.
    public init(_ text: String) throws(GitError) {
        let text = GitURL.trimmed(text)
        guard !text.isEmpty, !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) else {
            throw GitError(.invalidURL, "the URL of a repository is empty or has control characters in it")
        }
        original = text
        if text.hasPrefix("/") {
            (scheme, user, password, host, port, path) = (.file, nil, nil, "", nil, text)
            return
        }
        guard let parts = GitURL.parts(of: text) else {
            throw GitError(
                .invalidURL,
                "'\(GitURL.redacting(text))' is no URL of a repository; expected https://, http://, ssh://, git://, "
                    + "file://, git@host:path or an absolute path")
        }
        (scheme, user, password) = (parts.scheme, parts.user, parts.password)
        (host, port, path) = (parts.host, parts.port, parts.path)
    }

    private static func trimmed(_ text: String) -> String {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d }
        let bytes = text.utf8.drop(while: isSpace)
        return String(decoding: bytes.reversed().drop(while: isSpace).reversed(), as: UTF8.self)
    }

    /// The URL to give to a transport: complete, but without user and password where a credential carries them.
    var transportURL: String {
        switch scheme {
        case .file: path
        case .ssh where !original.hasPrefix("ssh://"): original
        case .https, .http, .git: "\(scheme)://\(authority)\(path)"
        case .ssh: "\(scheme)://\(user.map { "\($0)@" } ?? "")\(authority)\(path)"
        }
    }

    private var authority: String {
        let name = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        return port.map { "\(name):\($0)" } ?? name
    }

    /// What two spellings of one repository share, and two repositories do not: the name of its cache.
    ///
    /// Scheme and host in lower case, no user, no default port, no `.git`, no slash at the end; paths keep their case.
    public var cacheKey: String {
        var path = path
        while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
        if path.hasSuffix(".git"), path.utf8.count > 5, scheme != .file { path.removeLast(4) }
        guard scheme != .file else { return "file://\(path)" }
        return "\(scheme)://\(authority)\(path.hasPrefix("/") ? "" : "/")\(path)"
    }

    /// Whether two repositories are on one server and reached in one way, so that credentials for the one may be shown to
    /// the other's. Folders on this machine are on no server.
    public func isOnServer(of other: GitURL) -> Bool {
        !host.isEmpty && scheme == other.scheme && host == other.host && port == other.port
    }

    /// What Argo CD compares repositories by: lower case, without `.git` and `ssh://`.
    public var comparisonKey: String { GitURL.comparisonKey(original) }
}

extension GitURL {
    private struct Parts {
        var scheme: Scheme
        var user: String?
        var password: String?
        var host: String
        var port: Int?
        var path: String
    }

    private static func parts(of text: String) -> Parts? {
        guard let (name, rest) = split(text, at: "://") else { return parts(ofShort: text) }
        guard let scheme = Scheme(rawValue: name.lowercased()) else { return nil }
        let slash = rest.utf8.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        let path = String(rest[slash...])
        if scheme == .file {
            guard rest[..<slash].isEmpty || rest[..<slash] == "localhost", !path.isEmpty else { return nil }
            return Parts(scheme: .file, host: "", path: decoded(path))
        }
        var authority = rest[..<slash]
        var (user, password): (String?, String?)
        if let at = authority.utf8.lastIndex(of: UInt8(ascii: "@")) {
            let pair = split(String(authority[..<at]), at: ":")
            user = decoded(pair?.0 ?? String(authority[..<at]))
            password = pair.map { decoded($0.1) }
            authority = authority[authority.utf8.index(after: at)...]
        }
        guard let (host, port) = hostAndPort(authority), !host.isEmpty, path.utf8.count > 1 else { return nil }
        return Parts(
            scheme: scheme, user: user, password: password, host: host, port: port == scheme.defaultPort ? nil : port,
            path: path)
    }

    /// `git@host:path`, as scp writes it.
    private static func parts(ofShort text: String) -> Parts? {
        guard let (place, path) = split(text, at: ":"), !path.isEmpty, !place.isEmpty, !place.contains("/") else {
            return nil
        }
        let pair = split(place, at: "@")
        let host = (pair?.1 ?? place).lowercased()
        guard !host.isEmpty, pair?.0.isEmpty != true else { return nil }
        return Parts(scheme: .ssh, user: pair?.0, host: host, path: path)
    }

    private static func hostAndPort(_ text: Substring) -> (String, Int?)? {
        var (name, rest): (Substring, Substring)
        if text.hasPrefix("[") {
            guard let end = text.utf8.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            (name, rest) = (text[..<end].dropFirst(), text[text.utf8.index(after: end)...])
        } else {
            let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) ?? text.endIndex
            (name, rest) = (text[..<colon], text[colon...])
        }
        if rest.isEmpty || rest == ":" { return (name.lowercased(), nil) }
        guard rest.hasPrefix(":"), let port = UInt16(rest.dropFirst()), port > 0 else { return nil }
        return (name.lowercased(), Int(port))
    }

    /// The text around the first occurrence of a separator.
    static func split(_ text: String, at separator: String) -> (String, String)? {
        var index = text.utf8.startIndex
        while index < text.utf8.endIndex {
            if text.utf8[index...].starts(with: separator.utf8) {
                let after = text.utf8.index(index, offsetBy: separator.utf8.count)
                return (String(text[..<index]), String(text[after...]))
            }
            index = text.utf8.index(after: index)
        }
        return nil
    }

    private static func decoded(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let byte = ObjectID.bytes(
                    ofHexadecimal: String(decoding: bytes[(index + 1)...(index + 2)], as: UTF8.self))
            {
                result += byte
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

extension GitURL: CustomStringConvertible {
    /// The URL without credentials; the user name stays where SSH needs it.
    public var description: String { GitURL.redacting(original) }

    /// A text with user and password taken out of every web URL in it, and the password out of every other.
    static func redacting(_ text: String) -> String {
        var result = ""
        var rest = text
        while let (before, after) = split(rest, at: "://") {
            let end =
                after.utf8.firstIndex { [0x2f, 0x20, 0x0a, 0x27, 0x22, 0x3f, 0x23].contains($0) } ?? after.endIndex
            let authority = after[..<end]
            result += before + "://"
            guard let at = authority.utf8.lastIndex(of: UInt8(ascii: "@")) else {
                result += authority
                rest = String(after[end...])
                continue
            }
            let user = authority[..<at].prefix { $0 != ":" }
            if before.hasSuffix("ssh"), !user.isEmpty { result += "\(user)@" }
            result += authority[authority.utf8.index(after: at)...]
            rest = String(after[end...])
        }
        return result + rest
    }
}

extension GitURL {
    /// What Argo CD compares repositories by, for any text: lower case, trimmed, without `.git` at the end and `ssh://`
    /// at the beginning, with `git@host:path` written as `git@host/path`.
    public static func comparisonKey(_ text: String) -> String {
        var text = trimmed(text).lowercased()
        if isShell(text), !text.hasPrefix("ssh://") {
            if let (place, path) = split(text, at: ":") { text = "\(place)/\(path)" }
        }
        if text.hasSuffix(".git") { text.removeLast(4) }
        if text.hasPrefix("ssh://") { text.removeFirst(6) }
        return text
    }

    /// Whether the text is `user@rest` with a user that has neither `/` nor `:` in it, after an optional `ssh://`.
    private static func isShell(_ text: String) -> Bool {
        let rest = text.hasPrefix("ssh://") ? String(text.dropFirst(6)) : text
        guard let (user, place) = split(rest, at: "@"), !place.isEmpty else { return false }
        return !user.contains("/") && !user.contains(":") && !place.contains("@")
    }
}
