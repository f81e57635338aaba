internal import Archives
import SourceTrees
import Synchronization

/// Unpacks artifacts into trees and keeps the last ones, which many applications share.
final class ArtifactTrees: Sendable {
    /// How an archive is read.
    enum Form: Hashable, Sendable {
        /// A packaged chart, whose one folder is taken off.
        case chart
        /// Any files, packed or not.
        case files
    }

    private struct Key: Hashable {
        var digest: ArtifactDigest
        var form: Form
    }

    private struct State {
        var trees: [Key: (tree: MemoryTree, size: Int, lastUse: Int)] = [:]
        var size = 0
        var clock = 0
    }

    private let limits: ArtifactLimits
    private let maximumBytes: Int
    private let state = Mutex(State())

    init(limits: ArtifactLimits, maximumBytes: Int) {
        self.limits = limits
        self.maximumBytes = maximumBytes
    }

    /// The tree of an archive that was unpacked before and is still at hand.
    func kept(_ digest: ArtifactDigest, as form: Form) -> MemoryTree? {
        let key = Key(digest: digest, form: form)
        return state.withLock { state in
            state.clock += 1
            state.trees[key]?.lastUse = state.clock
            return state.trees[key]?.tree
        }
    }

    /// The files of an archive.
    func tree(_ bytes: [UInt8], digest: ArtifactDigest, as form: Form) throws(ArtifactError) -> MemoryTree {
        if let kept = kept(digest, as: form) { return kept }
        let archive: Archive
        do throws(ArchiveError) {
            archive = try read(bytes, as: form)
        } catch {
            throw ArtifactTrees.failure(error)
        }
        let (tree, size) = try ArtifactTrees.tree(archive, withoutTopFolder: form == .chart)
        keep(tree, size: size, as: Key(digest: digest, form: form))
        return tree
    }

    private func read(_ bytes: [UInt8], as form: Form) throws(ArchiveError) -> Archive {
        if form == .chart { return try Archive(bytes, limits: .chart) }
        let bounds = Archive.Limits(
            entries: limits.files, bytes: limits.unpackedBytes, fileBytes: limits.unpackedBytes)
        return Gzip.isGzip(bytes) ? try Archive(bytes, limits: bounds) : try Archive(tar: bytes, limits: bounds)
    }

    private static func tree(
        _ archive: Archive, withoutTopFolder: Bool
    ) throws(ArtifactError) -> (MemoryTree, size: Int) {
        var contents: [String: MemoryTree.Content] = [:]
        var size = 0
        for entry in archive.entries {
            let components = withoutTopFolder ? Array(entry.path.dropFirst()) : entry.path
            guard !components.isEmpty else { continue }
            let path = components.joined(separator: "/")
            switch entry.content {
            case .file(let bytes, let isExecutable):
                contents[path] = isExecutable ? .executable(bytes) : .file(bytes)
                size += bytes.count + 256
            // A chart's links are passed over; others are followed inside the tree, or refused by it.
            case .symbolicLink(let target): if !withoutTopFolder { contents[path] = .symbolicLink(target) }
            }
        }
        guard !contents.isEmpty else { throw ArtifactError(.malformed, "the archive holds no files") }
        do throws(TreeError) {
            return (try MemoryTree(contents: contents.map { ($0.key, $0.value) }), size)
        } catch {
            throw ArtifactError(.malformed, "the archive's files contradict one another: \(error)")
        }
    }

    private static func failure(_ error: ArchiveError) -> ArtifactError {
        switch error {
        case .notGzip, .damaged, .illegalPath: ArtifactError(.malformed, "the archive \(error)")
        case .tooLarge, .tooManyEntries, .fileTooLarge: ArtifactError(.tooLarge, "the archive \(error)")
        }
    }

    private func keep(_ tree: MemoryTree, size: Int, as key: Key) {
        guard size <= maximumBytes else { return }
        state.withLock { state in
            state.clock += 1
            state.size += size - (state.trees[key]?.size ?? 0)
            state.trees[key] = (tree, size, state.clock)
            while state.size > maximumBytes, let oldest = state.trees.min(by: { $0.value.lastUse < $1.value.lastUse }) {
                state.trees[oldest.key] = nil
                state.size -= oldest.value.size
            }
        }
    }
}
