import Synchronization

/// Keeps trees that were read, up to a bounded number of entries; safe to use from many threads.
///
/// Two generations: what is used moves to the young one, and when that is full the old one is dropped.
final class TreeObjectCache: Sendable {
    private struct State {
        var young: [ObjectID: TreeObject] = [:]
        var old: [ObjectID: TreeObject] = [:]
        var size = 0
    }

    private let state = Mutex(State())
    private let capacity: Int

    /// - Parameter capacity: most directory entries in one of the two generations.
    init(capacity: Int = 100_000) {
        self.capacity = capacity
    }

    func tree(_ id: ObjectID, read: () throws(GitError) -> TreeObject) throws(GitError) -> TreeObject {
        if let known = known(id) { return known }
        let tree = try read()
        state.withLock { insert(tree, id, &$0) }
        return tree
    }

    private func known(_ id: ObjectID) -> TreeObject? {
        state.withLock { state in
            if let tree = state.young[id] { return tree }
            guard let tree = state.old[id] else { return nil }
            insert(tree, id, &state)
            return tree
        }
    }

    private func insert(_ tree: TreeObject, _ id: ObjectID, _ state: inout State) {
        guard state.young.updateValue(tree, forKey: id) == nil else { return }
        state.size += tree.entries.count + 1
        guard state.size > capacity else { return }
        state.old = state.young
        state.young = [:]
        state.size = 0
    }
}
