/// What an object is.
public enum GitObjectKind: String, Hashable, Sendable {
    /// A commit.
    case commit
    /// A directory.
    case tree
    /// The bytes of a file, or the text of a symbolic link.
    case blob
    /// An annotated tag.
    case tag
}

/// The objects a repository has at hand, read by identifier.
///
/// Reading is synchronous and touches no network. Conforming types are read from many threads at once.
public protocol GitObjects: Sendable {
    /// The kind and the size in bytes of an object, without loading it; nil where it is not at hand.
    func header(of id: ObjectID) throws(GitError) -> (kind: GitObjectKind, size: Int)?

    /// An object's kind and bytes; nil where it is not at hand.
    func object(_ id: ObjectID) throws(GitError) -> (kind: GitObjectKind, bytes: [UInt8])?

    /// Whether an object is at hand that begins with these digits, and which.
    ///
    /// - Parameter prefix: at least four hexadecimal digits.
    /// - Throws: ``GitError/Code/ambiguousRevision`` where there are several.
    func object(startingWith prefix: String) throws(GitError) -> ObjectID?
}

extension GitObjects {
    /// Largest commit, tag or tree that is read, in bytes.
    static var maximumMetadataSize: Int { 64 << 20 }

    /// The bytes of an object that must be of one kind.
    func bytes(of id: ObjectID, _ kind: GitObjectKind) throws(GitError) -> [UInt8] {
        guard let header = try header(of: id) else { throw GitError(.objectNotFound, "there is no object \(id)") }
        guard header.kind == kind else {
            throw GitError(.wrongObject, "the object \(id) is a \(header.kind.rawValue), not a \(kind.rawValue)")
        }
        guard header.size <= Self.maximumMetadataSize else {
            throw GitError(.corrupt, "the \(kind.rawValue) \(id) is \(header.size) bytes large")
        }
        guard let object = try object(id) else { throw GitError(.objectNotFound, "there is no object \(id)") }
        return object.bytes
    }

    /// The commit an object leads to through annotated tags.
    func peeled(_ id: ObjectID) throws(GitError) -> ObjectID {
        var id = id
        for _ in 0..<32 {
            guard let header = try header(of: id) else { throw GitError(.objectNotFound, "there is no object \(id)") }
            switch header.kind {
            case .commit: return id
            case .tag: id = try TagObject(try bytes(of: id, .tag), id: id).target
            case .tree, .blob:
                throw GitError(.wrongObject, "the object \(id) is a \(header.kind.rawValue), not a commit")
            }
        }
        throw GitError(.corrupt, "annotated tags lead to one another")
    }

    /// A commit with everything it says.
    func commit(_ id: ObjectID) throws(GitError) -> GitCommit { try GitCommit(try bytes(of: id, .commit), id: id) }
}
