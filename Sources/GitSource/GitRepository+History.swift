public import SourceTrees

extension GitRepository {
    /// A commit that was fetched, by its identifier.
    ///
    /// - Throws: ``GitError/Code/objectNotFound`` where it is not at hand; ``resolve(_:progress:)`` brings it.
    public func commit(_ id: ObjectID) throws(GitError) -> GitCommit {
        try naming { () throws(GitError) in try backend.objects.commit(id) }
    }

    /// The files of a commit that was fetched.
    public func tree(of id: ObjectID) throws(GitError) -> GitTree {
        GitTree(try commit(id).tree, in: backend.objects, cache: trees)
    }

    /// The files in which two commits differ, in order; both must have been fetched.
    ///
    /// Directories with equal content are passed over without being read.
    public func changes(from old: ObjectID, to new: ObjectID) throws(GitError) -> [GitChange] {
        try naming { () throws(GitError) in
            var comparison = TreeComparison(objects: backend.objects, cache: trees)
            return try comparison.compare(
                try backend.objects.commit(old).tree, try backend.objects.commit(new).tree)
        }
    }

    /// The paths of the files in which two commits differ, in order; both must have been fetched.
    public func changedPaths(from old: ObjectID, to new: ObjectID) throws(GitError) -> [TreePath] {
        try changes(from: old, to: new).map(\.path)
    }

    /// The history of a commit that was fetched: the commit itself and those before it, newest first.
    ///
    /// - Parameters:
    ///   - id: where to begin.
    ///   - limit: most commits told.
    public func commits(from id: ObjectID, limit: Int) throws(GitError) -> [GitCommit] {
        try naming { () throws(GitError) in
            var history = History(objects: backend.objects)
            return try history.commits(from: id, limit: limit)
        }
    }

    /// The fewest digits, at least seven, that tell a fetched object from all others.
    public func abbreviation(of id: ObjectID) throws(GitError) -> String {
        for length in 7..<40 {
            let digits = id.abbreviated(to: length)
            do throws(GitError) {
                _ = try backend.objects.object(startingWith: digits)
                return digits
            } catch  where error.code == .ambiguousRevision {
                continue
            }
        }
        return id.description
    }
}
