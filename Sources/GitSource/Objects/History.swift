/// Walks from a commit to those before it, the newest of all known ones first.
struct History {
    let objects: any GitObjects
    private var pending: [GitCommit] = []
    private var seen: Set<ObjectID> = []

    init(objects: any GitObjects) {
        self.objects = objects
    }

    mutating func commits(from id: ObjectID, limit: Int) throws(GitError) -> [GitCommit] {
        var told: [GitCommit] = []
        try add(id)
        while told.count < limit, let next = pending.popLast() {
            told.append(next)
            guard told.count < limit else { break }
            for parent in next.parents { try add(parent) }
        }
        return told
    }

    private mutating func add(_ id: ObjectID) throws(GitError) {
        guard seen.insert(id).inserted else { return }
        let commit = try objects.commit(id)
        // Kept with the newest at the end; of equal times the one found first comes first.
        let place = pending.firstIndex { $0.committer.seconds >= commit.committer.seconds } ?? pending.endIndex
        pending.insert(commit, at: place)
    }
}
