extension APICatalog {
    /// The resource that a person means: `deploy`, `deployment`, `deployments.apps`, `deployments.v1.apps`, `Deployment`.
    ///
    /// Of several groups that have the name, the first in the server's order wins, as in kubectl.
    ///
    /// - Parameter name: plural, singular, abbreviation or kind, in any case, with `.GROUP` or `.VERSION.GROUP` if wanted.
    public func resource(named name: String) -> APIResource? {
        let parts = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let word = parts.first, !word.isEmpty else { return nil }
        guard parts.count == 2 else { return match(word) { _ in true } }
        let scope = parts[1].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        if scope.count == 2, let found = match(word, { $0.version == scope[0] && $0.group == scope[1] }) {
            return found
        }
        return match(word) { $0.group == parts[1] }
    }

    /// The resources of a category such as `all`, one for each group and plural.
    public func resources(inCategory category: String) -> [APIResource] {
        preferred.filter { $0.categories.contains(category) }
    }

    private func match(_ word: String, _ isWanted: (APIResource) -> Bool) -> APIResource? {
        let lowered = word.lowercased()
        let tests: [(APIResource) -> Bool] = [
            { $0.plural == lowered }, { $0.singular == lowered }, { $0.shortNames.contains(lowered) },
            { $0.kind.lowercased() == lowered },
        ]
        let candidates = (preferred + resources).filter(isWanted)
        for test in tests {
            if let found = candidates.first(where: test) { return found }
        }
        return nil
    }
}
