/// Keeps what was fetched: content by its digest, and short notes by name.
///
/// Content under a digest never changes, so it is fetched once. Notes say what a server answered last and how to ask
/// whether that still holds.
public protocol ArtifactCache: Sendable {
    /// The bytes with a digest, nil where they are not at hand or are damaged.
    func content(_ digest: ArtifactDigest) -> [UInt8]?

    /// Keeps bytes under their digest.
    ///
    /// - Throws: ``ArtifactError/Code/cache`` where they cannot be kept.
    func keep(_ bytes: [UInt8], as digest: ArtifactDigest) throws(ArtifactError)

    /// The note with a name, nil where there is none.
    func note(_ name: String) -> CacheNote?

    /// Keeps a note in the place of an earlier one with the name.
    ///
    /// - Throws: ``ArtifactError/Code/cache`` where it cannot be kept.
    func keep(_ note: CacheNote, named name: String) throws(ArtifactError)
}

/// What a server said last about an address: which content stood there, and what tells whether it has changed.
public struct CacheNote: Hashable, Sendable {
    /// The content.
    public var digest: ArtifactDigest
    /// The header `ETag`.
    public var entityTag: String?
    /// The header `Last-Modified`.
    public var lastModified: String?

    /// A note.
    public init(digest: ArtifactDigest, entityTag: String? = nil, lastModified: String? = nil) {
        self.digest = digest
        self.entityTag = entityTag
        self.lastModified = lastModified
    }

    /// The note as a text of lines.
    var text: String { [digest.description, entityTag ?? "", lastModified ?? ""].joined(separator: "\n") }

    /// Reads a note; nil for a text that is none.
    init?(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count == 3, let digest = ArtifactDigest(lines[0]) else { return nil }
        self.init(
            digest: digest, entityTag: lines[1].isEmpty ? nil : lines[1],
            lastModified: lines[2].isEmpty ? nil : lines[2])
    }
}
