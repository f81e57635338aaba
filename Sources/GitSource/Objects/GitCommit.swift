/// A commit: who changed what when, and why.
public struct GitCommit: Hashable, Sendable, Identifiable {
    /// What identifies it.
    public var id: ObjectID
    /// The tree of files it holds.
    public var tree: ObjectID
    /// The commits before it; none for the first, several for a merge.
    public var parents: [ObjectID]
    /// Who wrote the change.
    public var author: GitSignature
    /// Who put it into the repository.
    public var committer: GitSignature
    /// The message as it was written.
    public var message: String
    /// The signature where it is signed; whether it is good is another question.
    public var signature: GitCommitSignature?

    /// The first line of the message.
    public var summary: String {
        let line = message.utf8.drop { $0 == UInt8(ascii: "\n") }.prefix { $0 != UInt8(ascii: "\n") }
        return String(decoding: line, as: UTF8.self)
    }
}
