import SourceTrees

/// Finds the files in which two trees differ, descending only where identifiers do.
struct TreeComparison {
    let objects: any GitObjects
    let cache: TreeObjectCache
    private var pending: [(path: TreePath, old: ObjectID?, new: ObjectID?)] = []
    private(set) var changes: [GitChange] = []

    init(objects: any GitObjects, cache: TreeObjectCache) {
        self.objects = objects
        self.cache = cache
    }

    mutating func compare(_ old: ObjectID?, _ new: ObjectID?) throws(GitError) -> [GitChange] {
        pending = [(.root, old, new)]
        while let (path, old, new) = pending.popLast() {
            if old != new { try compare(entries(of: old), entries(of: new), in: path) }
        }
        return changes.sorted { $0.path < $1.path }
    }

    private func entries(of id: ObjectID?) throws(GitError) -> [TreeObject.Entry] {
        guard let id else { return [] }
        return try cache.tree(id) { () throws(GitError) in try TreeObject(try objects.bytes(of: id, .tree), id: id) }
            .entries
    }

    private mutating func compare(
        _ old: [TreeObject.Entry], _ new: [TreeObject.Entry], in folder: TreePath
    ) throws(GitError) {
        var (left, right) = (old[...], new[...])
        while left.first != nil || right.first != nil {
            var (before, after) = (left.first, right.first)
            if let first = before, let second = after, first.name != second.name {
                if first.name.lexicographicallyPrecedes(second.name) { after = nil } else { before = nil }
            }
            if before != nil { left.removeFirst() }
            if after != nil { right.removeFirst() }
            try note(before, after, in: folder)
        }
    }

    private mutating func note(
        _ before: TreeObject.Entry?, _ after: TreeObject.Entry?, in folder: TreePath
    ) throws(GitError) {
        guard let name = (after ?? before)?.name else { return }
        if let before, let after, before.id == after.id, before.kind == after.kind { return }
        guard let path = try? folder.child(String(decoding: name, as: UTF8.self)) else {
            throw GitError(.corrupt, "a tree is nested too deeply")
        }
        let isFolder = (before: before?.kind == .directory, after: after?.kind == .directory)
        if isFolder.before || isFolder.after {
            pending.append((path, isFolder.before ? before?.id : nil, isFolder.after ? after?.id : nil))
        }
        switch (isFolder.before ? nil : before, isFolder.after ? nil : after) {
        case (nil, nil): break
        case (nil, _?): changes.append(GitChange(path: path, kind: .added))
        case (_?, nil): changes.append(GitChange(path: path, kind: .removed))
        case (_?, _?): changes.append(GitChange(path: path, kind: .modified))
        }
    }
}
