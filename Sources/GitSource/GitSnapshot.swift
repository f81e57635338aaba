/// What a revision meant when it was resolved: a commit and the files of it.
public struct GitSnapshot: Sendable {
    /// What was looked up.
    public var revision: GitRevision
    /// The reference that answered it, nil for a commit by its identifier.
    public var reference: RemoteReference?
    /// The commit.
    public var commit: GitCommit
    /// Its files.
    public var tree: GitTree

    /// The commit's identifier.
    public var id: ObjectID { commit.id }
}
