internal import Values

/// The deprecated `patchesStrategicMerge`: files of patches, or the patches themselves.
struct PatchStrategicMergeTransformer: KustomizeTransformer {
    private var patches: [(object: KustomizeResource, place: String)] = []
    private let schema: SchemaState

    /// - Parameter paths: names of files; a text that reads as objects is a patch itself.
    /// - Throws: `RenderError` where a file cannot be read, or holds nothing.
    init(_ paths: [String], loader: KustomizeLoader) throws(RenderError) {
        schema = loader.session.schema
        for path in paths {
            if let objects = PatchStrategicMergeTransformer.inline(path) {
                patches += objects.map { ($0, "the patch in '\(loader.root)'") }
            } else {
                let objects = try ResourceReader.resources(try loader.load(path), file: path, isPatch: true)
                patches += objects.map { ($0, path) }
            }
        }
        for position in patches.indices { try patches[position].object.turnMetadataIntoText() }
        guard !patches.isEmpty else {
            throw RenderError(
                .invalidOptions, "patch appears to be empty; files=[\(paths.joined(separator: " "))]",
                file: paths.first)
        }
    }

    /// The objects of a text that is no name of a file.
    private static func inline(_ text: String) -> [KustomizeResource]? {
        guard text.utf8.contains(UInt8(ascii: ":")) || text.isEmpty else { return nil }
        return try? ResourceReader.resources(Array(text.utf8), file: "patchesStrategicMerge", isPatch: true)
    }

    func transform(_ resources: inout ResourceMap) throws(RenderError) {
        let patch = StrategicPatch(state: schema)
        for (object, place) in patches { try patch.apply(object, to: &resources, place: place) }
    }
}
