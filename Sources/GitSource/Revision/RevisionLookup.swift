import SemanticVersions

/// Finds what a revision means among the references a remote lists. No object is looked at.
public struct RevisionLookup: Sendable {
    /// What a revision was found to mean.
    public enum Result: Hashable, Sendable {
        /// A reference of the remote.
        case reference(RemoteReference)
        /// A commit by its whole identifier.
        case commit(ObjectID)
        /// A commit by the digits it begins with, as they were written.
        case abbreviated(String)
    }

    /// What the remote lists, in its order.
    public let references: [RemoteReference]

    /// A lookup among references.
    public init(_ references: [RemoteReference]) {
        self.references = references
    }

    /// What a revision that needs no references means; nil where they are needed.
    static func withoutReferences(_ revision: GitRevision) -> Result? {
        switch revision.kind {
        case .commit(let text): ObjectID(text).map { .commit($0) }
        case .named(let text, _): ObjectID(text).map { .commit($0) }
        default: nil
        }
    }

    /// What a revision means.
    ///
    /// - Throws: ``GitError/Code/revisionNotFound``.
    public func find(_ revision: GitRevision) throws(GitError) -> Result {
        if let result = RevisionLookup.withoutReferences(revision) { return result }
        let result: Result? =
            switch revision.kind {
            case .head: reference(named: "HEAD")
            case .branch(let name): reference(named: "refs/heads/\(name)")
            case .tag(let name): reference(named: "refs/tags/\(name)")
            case .reference(let name): reference(named: name)
            case .commit(let digits): RevisionLookup.isHexadecimal(digits, atLeast: 4) ? .abbreviated(digits) : nil
            case .versions(let constraint, let prefix): try version(constraint, prefix: prefix)
            case .named(let text, let prefix): try named(text.isEmpty ? "HEAD" : text, prefix: prefix)
            }
        guard let result else { throw notFound(revision) }
        return result
    }

    private func reference(named name: String) -> Result? {
        guard let reference = references.first(where: { $0.name == name }) else { return nil }
        return .reference(reference)
    }

    private func version(_ text: String, prefix: String) throws(GitError) -> Result? {
        let query = TagQuery(text, prefix: prefix)
        guard query.isConstraint else {
            throw GitError(.invalidOptions, "'\(text)' is no constraint on versions; expected for example ^1.4 or 1.x")
        }
        return try selected(query).flatMap { reference(named: "refs/tags/\($0)") }
    }

    private func selected(_ query: TagQuery) throws(GitError) -> String? {
        do throws(SemanticVersionError) {
            return try query.select(from: references.compactMap(\.tagName))
        } catch {
            throw GitError(.revisionNotFound, "the tags cannot be searched: \(error)")
        }
    }

    private func named(_ text: String, prefix: String) throws(GitError) -> Result? {
        // A tag that breaks a rule ends the search over versions, not that over names.
        let name = (try? selected(TagQuery(text, prefix: prefix))) ?? text
        if let reference = references.first(where: { $0.shortName == name || $0.name == name }) {
            return .reference(reference)
        }
        return RevisionLookup.isHexadecimal(name, atLeast: 7) ? .abbreviated(name) : nil
    }

    static func isHexadecimal(_ text: String, atLeast count: Int) -> Bool {
        text.utf8.count >= count && text.utf8.allSatisfy { ObjectID.digit($0) != nil }
    }

    private func notFound(_ revision: GitRevision) -> GitError {
        let branches = references.compactMap(\.branchName)
        let hint =
            references.isEmpty
            ? "the repository has no references at all"
            : "it has \(branches.count) branches (\(branches.prefix(5).joined(separator: ", "))"
                + "\(branches.count > 5 ? ", …" : "")) and \(references.compactMap(\.tagName).count) tags"
        return GitError(.revisionNotFound, "there is no revision '\(revision)'; \(hint)")
    }
}
