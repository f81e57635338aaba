import Synchronization

/// A cache that lives as long as the process; what was used longest ago goes when it is full.
public final class MemoryArtifactCache: ArtifactCache {
    private struct State {
        var contents: [ArtifactDigest: (bytes: [UInt8], lastUse: Int)] = [:]
        var notes: [String: CacheNote] = [:]
        var size = 0
        var clock = 0
    }

    private let maximumBytes: Int
    private let state = Mutex(State())

    /// A cache.
    ///
    /// - Parameter maximumBytes: most bytes of content kept.
    public init(maximumBytes: Int = 256 << 20) { self.maximumBytes = maximumBytes }

    /// The bytes with a digest.
    public func content(_ digest: ArtifactDigest) -> [UInt8]? {
        state.withLock { state in
            state.clock += 1
            state.contents[digest]?.lastUse = state.clock
            return state.contents[digest]?.bytes
        }
    }

    /// Keeps bytes under their digest.
    public func keep(_ bytes: [UInt8], as digest: ArtifactDigest) throws(ArtifactError) {
        guard bytes.count <= maximumBytes else { return }
        state.withLock { state in
            state.clock += 1
            state.size += bytes.count - (state.contents[digest]?.bytes.count ?? 0)
            state.contents[digest] = (bytes, state.clock)
            while state.size > maximumBytes,
                let oldest = state.contents.min(by: { $0.value.lastUse < $1.value.lastUse })
            {
                state.contents[oldest.key] = nil
                state.size -= oldest.value.bytes.count
            }
        }
    }

    /// The note with a name.
    public func note(_ name: String) -> CacheNote? { state.withLock { $0.notes[name] } }

    /// Keeps a note.
    public func keep(_ note: CacheNote, named name: String) throws(ArtifactError) {
        state.withLock { state in
            if state.notes.count >= 10_000 { state.notes.removeAll() }
            state.notes[name] = note
        }
    }
}

extension ArtifactCache where Self == MemoryArtifactCache {
    /// A cache that lives as long as the process.
    public static var memory: MemoryArtifactCache { MemoryArtifactCache() }
}
