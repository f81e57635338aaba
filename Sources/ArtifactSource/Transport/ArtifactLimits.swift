/// Bounds on what is fetched, so that no repository can exhaust the process that asks it.
public struct ArtifactLimits: Sendable, Hashable {
    /// Most bytes of a Helm repository's index.
    public var indexBytes: Int
    /// Most bytes of a manifest of an OCI registry, or of a page of its tags.
    public var manifestBytes: Int
    /// Most bytes of a packed chart or layer.
    public var archiveBytes: Int
    /// Most bytes of an unpacked layer; charts have Helm's own bound of 100 MiB.
    public var unpackedBytes: Int
    /// Most files of an unpacked layer.
    public var files: Int
    /// Most tags of one repository that are looked at.
    public var tags: Int
    /// Most bytes of a value file.
    public var valueFileBytes: Int
    /// How long one answer may take.
    public var timeout: Duration

    /// Bounds.
    ///
    /// - Parameters:
    ///   - indexBytes: bytes of a Helm repository's index; the largest public ones have some twenty million.
    ///   - manifestBytes: bytes of a manifest, as registries themselves bound them.
    ///   - archiveBytes: bytes of a packed chart or layer.
    ///   - unpackedBytes: bytes of an unpacked layer.
    ///   - files: files of an unpacked layer.
    ///   - tags: tags looked at.
    ///   - valueFileBytes: bytes of a value file.
    ///   - timeout: how long one answer may take.
    public init(
        indexBytes: Int = 64 << 20, manifestBytes: Int = 4 << 20, archiveBytes: Int = 100 << 20,
        unpackedBytes: Int = 256 << 20, files: Int = 50_000, tags: Int = 100_000, valueFileBytes: Int = 16 << 20,
        timeout: Duration = .seconds(120)
    ) {
        self.indexBytes = indexBytes
        self.manifestBytes = manifestBytes
        self.archiveBytes = archiveBytes
        self.unpackedBytes = unpackedBytes
        self.files = files
        self.tags = tags
        self.valueFileBytes = valueFileBytes
        self.timeout = timeout
    }

    /// The defaults.
    public static let standard = ArtifactLimits()
}
