/// How a folder of plain manifests is read: Argo CD's `source.directory`.
public struct DirectoryOptions: Hashable, Sendable {
    /// Whether folders below are read too.
    public var recurse: Bool
    /// Files to take, as a glob over the path below the source; empty takes all.
    ///
    /// `*` matches any run of characters, `/` included; `{a,b}` matches either.
    public var include: String
    /// Files to leave out, as a glob; goes before ``include``.
    public var exclude: String
    /// How files named `*.jsonnet` are evaluated.
    public var jsonnet: JsonnetOptions

    /// Options; the defaults read the folder's own files and no folder below.
    public init(
        recurse: Bool = false, include: String = "", exclude: String = "", jsonnet: JsonnetOptions = JsonnetOptions()
    ) {
        self.recurse = recurse
        self.include = include
        self.exclude = exclude
        self.jsonnet = jsonnet
    }
}
