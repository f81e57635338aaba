import SourceTrees
import Synchronization

/// Keeps renderings under what they read, so that a commit which touches none of it costs no rendering.
///
/// A rendering is looked up by a key of the host's choosing (repository, folder, options) and taken when reading the
/// same paths from the new tree would find the same. Failures are kept like results: a broken chart fails again
/// without being rendered again, until a file it read changes.
///
/// ```swift
/// let cache = RenderCache<String>(capacity: 1_000)
/// let rendered = try cache.rendered("shop", from: source) { source throws(RenderError) in
///     try ManifestRender.render(source)
/// }
/// ```
///
/// Safe to use from many tasks; two that miss at once both render.
public final class RenderCache<Key: Hashable & Sendable>: Sendable {
    private struct Entry {
        var recording: TreeRecording
        var result: Result<RenderedManifests, RenderError>
        var lastUse: UInt64
    }

    private struct State {
        var entries: [Key: [Entry]] = [:]
        var count = 0
        var clock: UInt64 = 0
        var hits = 0
        var misses = 0
    }

    /// Most renderings kept of one key: the current one and what a rollback goes back to.
    private let entriesPerKey = 3
    private let capacity: Int
    private let state = Mutex(State())

    /// A cache.
    ///
    /// - Parameter capacity: most renderings kept in all; the least recently used go first.
    public init(capacity: Int) {
        self.capacity = max(1, capacity)
    }

    /// How often a rendering was found, and how often it was not.
    public var statistics: (hits: Int, misses: Int) { state.withLock { ($0.hits, $0.misses) } }

    /// The rendering of a source, kept or made anew.
    ///
    /// - Parameters:
    ///   - key: everything that decides the result besides the files: the repository, the folder, the options.
    ///   - source: the folder to render.
    ///   - render: renders the source it is given, which records what is read.
    /// - Throws: what `render` throws, or threw when the same files were rendered before.
    public func rendered(
        _ key: Key, from source: RenderSource,
        render: (RenderSource) throws(RenderError) -> RenderedManifests
    ) throws(RenderError) -> RenderedManifests {
        if let kept = kept(key, for: source.tree) { return try kept.get() }
        let recorder = RecordingTree(source.tree)
        let result: Result<RenderedManifests, RenderError>
        do throws(RenderError) {
            result = .success(try render(RenderSource(recorder, path: source.path)))
        } catch {
            result = .failure(error)
        }
        if result.isKeepable { keep(Entry(recording: recorder.recording, result: result, lastUse: 0), under: key) }
        return try result.get()
    }

    private func kept(_ key: Key, for tree: any SourceTree) -> Result<RenderedManifests, RenderError>? {
        // Comparing reads the tree, so it happens outside the lock on a copy of the candidates.
        let candidates = state.withLock { $0.entries[key] } ?? []
        let found = candidates.first { (try? $0.recording.isUnchanged(in: tree)) == true }
        state.withLock { state in
            state.clock += 1
            guard let found else {
                state.misses += 1
                return
            }
            state.hits += 1
            for position in state.entries[key]?.indices ?? 0..<0
            where state.entries[key]?[position].recording == found.recording {
                state.entries[key]?[position].lastUse = state.clock
            }
        }
        return found?.result
    }

    private func keep(_ entry: Entry, under key: Key) {
        state.withLock { state in
            state.clock += 1
            var entry = entry
            entry.lastUse = state.clock
            var entries = state.entries[key] ?? []
            state.count -= entries.count
            entries.removeAll { $0.recording == entry.recording }
            entries.append(entry)
            if entries.count > entriesPerKey {
                entries.sort { $0.lastUse > $1.lastUse }
                entries.removeLast(entries.count - entriesPerKey)
            }
            state.count += entries.count
            state.entries[key] = entries
            if state.count > capacity { RenderCache.evict(from: &state, to: capacity - capacity / 8) }
        }
    }

    /// Drops the least recently used in one go, so that a full cache does not sort itself at every insertion.
    private static func evict(from state: inout State, to count: Int) {
        let uses = state.entries.values.flatMap { $0.map(\.lastUse) }.sorted(by: >)
        let oldestKept = uses[min(max(count, 1), uses.count) - 1]
        for (key, entries) in state.entries {
            let kept = entries.filter { $0.lastUse >= oldestKept }
            state.entries[key] = kept.isEmpty ? nil : kept
        }
        state.count = state.entries.values.reduce(0) { $0 + $1.count }
    }
}

extension Result where Failure == RenderError {
    /// A failure of the store beneath the tree may be gone at the next try, and so may what is not fetched yet; anything
    /// else follows from the files.
    fileprivate var isKeepable: Bool {
        if case .failure(let error) = self { ![.unreadableFile, .notFetched].contains(error.code) } else { true }
    }
}
