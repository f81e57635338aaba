/// A reference as a remote repository lists it.
public struct RemoteReference: Hashable, Sendable {
    /// The full name: `refs/heads/main`, `HEAD`.
    public var name: String
    /// What it points at; of an annotated tag the tag object.
    public var target: ObjectID
    /// What an annotated tag leads to in the end, where the remote told it.
    public var peeled: ObjectID?
    /// The reference a symbolic one points at.
    public var symbolicTarget: String?

    /// A reference.
    public init(name: String, target: ObjectID, peeled: ObjectID? = nil, symbolicTarget: String? = nil) {
        self.name = name
        self.target = target
        self.peeled = peeled
        self.symbolicTarget = symbolicTarget
    }

    /// The name as people write it: `main`, `v1.0`, `pull/7/head`.
    public var shortName: String {
        for prefix in ["refs/heads/", "refs/tags/", "refs/remotes/", "refs/"] where name.hasPrefix(prefix) {
            return String(name.dropFirst(prefix.utf8.count))
        }
        return name
    }

    /// The short name of a tag, nil for anything else.
    public var tagName: String? { name.hasPrefix("refs/tags/") ? shortName : nil }

    /// The short name of a branch, nil for anything else.
    public var branchName: String? { name.hasPrefix("refs/heads/") ? shortName : nil }

    /// The object a revision of this name leads to.
    public var commit: ObjectID { peeled ?? target }
}
