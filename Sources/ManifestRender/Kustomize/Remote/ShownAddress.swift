/// What a kustomization names, as messages may show it: an address without the user, the password and the query that may
/// hold a token; a path as it is.
enum ShownAddress {
    /// Keys of a query that say what is fetched, and never who fetches it.
    private static let openKeys: Set<Substring> = ["ref", "version", "submodules", "timeout", "depth"]

    static func text(_ name: String) -> String {
        guard let scheme = name.firstRange(of: "://") else { return name }
        var rest = name[scheme.upperBound...]
        var query: Substring?
        if let mark = rest.firstIndex(of: "?") {
            query = rest[rest.index(after: mark)...]
            rest = rest[..<mark]
        }
        let authority = rest.prefix { $0 != "/" }
        if let at = authority.lastIndex(of: "@"), !name.hasPrefix("ssh://") { rest = rest[rest.index(after: at)...] }
        var shown = name[..<scheme.upperBound] + rest
        if let query {
            let open = query.split(separator: "&").filter { openKeys.contains($0.prefix { $0 != "=" }) }
            if !open.isEmpty { shown += "?" + open.joined(separator: "&") }
        }
        return String(shown)
    }
}
