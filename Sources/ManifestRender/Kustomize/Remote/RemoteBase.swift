/// A folder of another repository, as a kustomization names it: `github.com/org/repo//path?ref=v1`.
///
/// The forms are those of kustomize: `https://`, `http://`, `ssh://` and `file://` URLs, `git@host:org/repo`, and
/// `github.com/…` without a scheme; what is behind `.git`, `_git/NAME`, `//`, or two path components is the folder.
public struct RemoteBase: Hashable, Sendable {
    /// Everything before the repository, with its separator: `https://github.com/` or `git@github.com:`.
    public var host: String
    /// The repository at the host, such as `org/repo`.
    public var repository: String
    /// The folder in the repository; empty for its root.
    public var path: String
    /// The branch, tag or commit; empty for the default branch.
    public var reference: String
    /// Whether submodules are wanted.
    public var submodules: Bool
    /// The longest the fetching may take.
    public var timeout: Duration
    /// What the address of the repository ends with: `.git` or nothing.
    private var suffix: String

    /// The address that Git fetches from.
    public var repositoryURL: String {
        let keepsName = ["dev.azure.com", "visualstudio.com", "amazonaws.com"].contains { host.contains($0) }
        return host + repository + (keepsName ? "" : suffix)
    }

    /// Reads an address.
    ///
    /// - Throws: ``RenderError/Code/invalidOptions`` for what is no address of a repository, paths of this source among it.
    public init(_ text: String) throws(RenderError) {
        guard !text.hasPrefix("/") else { throw RemoteBase.failure("uri looks like abs path", text) }
        let query = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let options = RemoteBaseOptions(query.count > 1 ? String(query[1]) : "")
        reference = options.reference
        timeout = options.timeout
        submodules = options.submodules
        let place = RemoteBase.place(String(query[0]))
        (host, repository, suffix) = (place.host, place.repository, place.suffix)
        path = RemoteBase.normalized(place.path)
        guard !repository.isEmpty else { throw RemoteBase.failure("url lacks repoPath", text) }
        guard !host.isEmpty else { throw RemoteBase.failure("url lacks host", text) }
        guard path.split(separator: "/").first != ".." else {
            throw RemoteBase.failure("url path exits repo", text)
        }
    }

    private static func failure(_ message: String, _ text: String) -> RenderError {
        RenderError(.invalidOptions, "\(message): \(text)")
    }

    // MARK: - Taking apart

    private typealias Place = (host: String, repository: String, path: String, suffix: String)

    private static func place(_ text: String) -> Place {
        if let (before, after) = text.cut(at: "_git/") {
            let parts = after.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            return (
                normalizedHost(before + "_git/"), String(parts[0]), parts.count > 1 ? String(parts[1]) : "", ""
            )
        }
        let (host, rest) = RemoteHost.split(text)
        let isLocal = host.hasPrefix("file://")
        if let (repository, path) = rest.cut(at: ".git") {
            return (host, repository, path.hasPrefix("/") ? String(path.dropFirst()) : path, ".git")
        }
        if isLocal {
            guard let (repository, path) = rest.cut(at: "//"), !repository.isEmpty else { return (host, rest, "", "") }
            return (host, repository, path, "")
        }
        let parts = rest.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, !parts[0].isEmpty else { return (host, "", rest, ".git") }
        return (host, "\(parts[0])/\(parts[1])", parts.count > 2 ? String(parts[2]) : "", ".git")
    }

    /// The host of an address with `_git/` in it.
    private static func normalizedHost(_ host: String) -> String {
        let lower = host.lowercased()
        if lower.contains("github.com") {
            return lower.contains("git@") || lower.contains("ssh:") ? "git@github.com:" : "https://github.com/"
        }
        return lower.hasPrefix("git::") ? String(host.dropFirst(5)) : host
    }

    /// The path without `.`, empty parts and what `..` takes back.
    private static func normalized(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else {
                parts.append(part)
            }
        }
        return parts.joined(separator: "/")
    }
}

extension String {
    /// What stands before and behind the first occurrence of a text.
    func cut(at mark: String) -> (before: String, after: String)? {
        let (bytes, wanted) = (Array(utf8), Array(mark.utf8))
        guard bytes.count >= wanted.count else { return nil }
        for start in 0...(bytes.count - wanted.count) where bytes[start..<start + wanted.count].elementsEqual(wanted) {
            return (
                String(decoding: bytes[..<start], as: UTF8.self),
                String(decoding: bytes[(start + wanted.count)...], as: UTF8.self)
            )
        }
        return nil
    }
}
