internal import SourceTrees
internal import Synchronization

/// A file of resources, read and taken apart before its turn comes, while other cores do the same with its neighbours.
struct ResourceFile: Sendable {
    /// How many bytes it has, and where in the tree it stands; nil where it could not be read.
    var size: (bytes: Int, path: TreePath)?
    /// What is in it, or why that is not to be had.
    var content: Result<[KustomizeResource], RenderError>

    /// Most files that are read ahead of the one whose turn it is.
    static let mostAhead = 512

    /// Reads a file now.
    init(_ path: String, from files: LocalFiles) {
        var size: (Int, TreePath)?
        content = Result { () throws(RenderError) in
            let (bytes, place) = try files.read(path)
            size = (bytes.count, place)
            return try ResourceReader.resources(bytes, file: files.name(of: path))
        }
        self.size = size
    }

    /// Reads several files at once.
    ///
    /// - Parameters:
    ///   - paths: as the kustomization writes them.
    ///   - budget: how many bytes may be read altogether; the files beyond that are left for their turn, when it is said
    ///     of the first of them that it is one too many.
    /// - Returns: for each path its file; nil for those that are left for their turn.
    static func read(_ paths: [String], from files: LocalFiles, budget: Int) -> [ResourceFile?] {
        let remaining = Atomic(budget)
        return ParallelWork.map(paths) { path in
            guard !KustomizeLoader.isURL(path), remaining.load(ordering: .relaxed) > 0 else { return nil }
            let file = ResourceFile(path, from: files)
            remaining.subtract(file.size?.bytes ?? 0, ordering: .relaxed)
            return file
        }
    }
}
