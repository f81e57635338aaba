import SourceTrees

/// The SSH keys that servers are known by, as `known_hosts` files list them.
///
/// Names may be plain, with `*` and `?`, negated with `!`, with a port as `[host]:port`, or hashed. `@revoked` keys are
/// refused; lines of `@cert-authority` are passed over, since the SSH library beneath knows no host certificates.
public struct KnownHosts: Hashable, Sendable {
    /// What is known of a key that a server shows.
    public enum Answer: Hashable, Sendable {
        /// It is the host's key.
        case known
        /// Keys are known for the host, but not this one.
        case mismatch
        /// The host has known keys, all of them of other types.
        case otherTypes([String])
        /// No key is known for the host.
        case unknown
        /// The key is marked as revoked.
        case revoked
    }

    private struct Line: Hashable {
        var isRevoked: Bool
        var names: [String]
        var type: String
        var key: [UInt8]
    }

    private let lines: [Line]

    /// Reads the text of a `known_hosts` file; lines that make no sense are passed over, as `ssh` does.
    public init(_ text: String) {
        lines = text.utf8.split(whereSeparator: { $0 == 0x0a || $0 == 0x0d })
            .compactMap { KnownHosts.line(String(decoding: $0, as: UTF8.self)) }
    }

    private static func line(_ text: String) -> Line? {
        var words = text.utf8.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 }).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard let first = words.first, !first.hasPrefix("#") else { return nil }
        var isRevoked = false
        if first.hasPrefix("@") {
            guard first == "@revoked" else { return nil }
            isRevoked = true
            words.removeFirst()
        }
        guard words.count >= 3, let key = Base64.decoded(words[2]) else { return nil }
        let names = words[0].hasPrefix("|") ? [words[0]] : words[0].split(separator: ",").map(String.init)
        return Line(isRevoked: isRevoked, names: names, type: words[1], key: key)
    }

    /// What is known of a key.
    ///
    /// - Parameters:
    ///   - key: the key in SSH's wire format.
    ///   - host: the host's name.
    ///   - port: the port it was reached at.
    public func check(_ key: [UInt8], host: String, port: Int = 22) -> Answer {
        let name = port == 22 ? host.lowercased() : "[\(host.lowercased())]:\(port)"
        let matching = lines.filter { KnownHosts.matches($0.names, name) }
        if matching.contains(where: { $0.isRevoked && $0.key == key }) { return .revoked }
        let known = matching.filter { !$0.isRevoked }
        if known.contains(where: { $0.key == key }) { return .known }
        guard !known.isEmpty else { return .unknown }
        let type = KnownHosts.type(of: key)
        return known.contains { $0.type == type } ? .mismatch : .otherTypes(known.map(\.type))
    }

    /// The type that a key in wire format names itself.
    static func type(of key: [UInt8]) -> String {
        guard key.count >= 4 else { return "" }
        let count = key[..<4].reduce(0) { $0 << 8 | Int($1) }
        return String(decoding: key[4..<min(key.count, 4 + min(count, 64))], as: UTF8.self)
    }

    private static func matches(_ patterns: [String], _ name: String) -> Bool {
        var found = false
        for pattern in patterns {
            if pattern.hasPrefix("|") {
                if matches(hashed: pattern, name) { return true }
            } else if pattern.hasPrefix("!") {
                if matches(pattern: String(pattern.dropFirst()), name) { return false }
            } else if matches(pattern: pattern, name) {
                found = true
            }
        }
        return found
    }

    /// Only `*` and `?` are special; brackets belong to the port.
    private static func matches(pattern: String, _ name: String) -> Bool {
        let pattern = pattern.lowercased()
        guard pattern.utf8.contains(where: { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") }) else {
            return pattern == name
        }
        let escaped = pattern.unicodeScalars.map { ["*", "?"].contains($0) ? "\($0)" : "\\\($0)" }.joined()
        return (try? PathGlob(escaped, separator: nil))?.matches(name) ?? false
    }

    /// `|1|salt|hash`: the hash of the name under the salt.
    private static func matches(hashed pattern: String, _ name: String) -> Bool {
        let parts = pattern.split(separator: "|")
        guard parts.count == 3, parts[0] == "1", let salt = Base64.decoded(String(parts[1])),
            let hash = Base64.decoded(String(parts[2]))
        else { return false }
        return SHA1.authenticationCode(of: Array(name.utf8), key: salt) == hash
    }
}
