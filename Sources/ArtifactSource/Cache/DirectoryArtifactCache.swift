import Synchronization

/// A cache in a folder that several processes share.
///
/// A file appears under its name only when it is whole, in one step; whoever is interrupted leaves a file with another
/// name, which is removed later. Content is checked against its digest when it is read, so a damaged file counts as none.
public final class DirectoryArtifactCache: ArtifactCache {
    private static let writesBetweenTrims = 64

    /// The folder.
    public let path: String
    private let maximumBytes: Int
    private let writes = Mutex(0)

    /// A cache in a folder, which is made when it is first needed.
    ///
    /// - Parameters:
    ///   - path: absolute, or from the folder the process runs in.
    ///   - maximumBytes: most bytes kept, roughly; what was used longest ago goes first.
    public init(path: String, maximumBytes: Int = 4 << 30) {
        self.path = path
        self.maximumBytes = maximumBytes
    }

    private func folder(_ digest: ArtifactDigest) -> String { "\(path)/content/\(digest.algorithm.rawValue)" }

    /// The bytes with a digest, nil where they are not at hand or are damaged.
    public func content(_ digest: ArtifactDigest) -> [UInt8]? {
        let file = "\(folder(digest))/\(digest.hex)"
        guard let bytes = CacheFile.read(file) else { return nil }
        guard digest.matches(bytes) else {
            CacheFile.remove(file)
            return nil
        }
        CacheFile.touch(file)
        return bytes
    }

    /// Keeps bytes under their digest.
    public func keep(_ bytes: [UInt8], as digest: ArtifactDigest) throws(ArtifactError) {
        let folder = folder(digest)
        let isTimeToTrim = writes.withLock { writes in
            defer { writes += 1 }
            return writes % DirectoryArtifactCache.writesBetweenTrims == 0
        }
        try CacheFile.makeFolder(folder)
        if isTimeToTrim { CacheFile.trim(folder, to: maximumBytes) }
        try CacheFile.write(bytes, to: "\(folder)/\(digest.hex)")
    }

    private func file(ofNote name: String) -> String {
        "\(path)/notes/\(ArtifactDigest(of: Array(name.utf8)).hex)"
    }

    /// The note with a name.
    public func note(_ name: String) -> CacheNote? {
        CacheFile.read(file(ofNote: name)).flatMap { CacheNote(String(decoding: $0, as: UTF8.self)) }
    }

    /// Keeps a note.
    public func keep(_ note: CacheNote, named name: String) throws(ArtifactError) {
        try CacheFile.makeFolder("\(path)/notes")
        try CacheFile.write(Array(note.text.utf8), to: file(ofNote: name))
    }
}

extension ArtifactCache where Self == DirectoryArtifactCache {
    /// A cache in a folder that several processes share.
    public static func directory(_ path: String) -> DirectoryArtifactCache { DirectoryArtifactCache(path: path) }
}
