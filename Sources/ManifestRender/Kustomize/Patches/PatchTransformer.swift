internal import Values

/// A part of `patches`: a strategic merge patch or a JSON patch, for one object or for all that a target names.
struct PatchTransformer: KustomizeTransformer {
    private let content: PatchText.Content
    private let target: PatchSelection?
    private let place: String
    private let schema: SchemaState

    /// - Throws: `RenderError` where the patch cannot be read.
    init(_ patch: KustomizePatch, loader: KustomizeLoader) throws(RenderError) {
        let text = try PatchText(patch, loader: loader)
        place = text.place
        schema = loader.session.schema
        if let selector = patch.target { target = try PatchSelection(selector) } else { target = nil }
        switch try text.content() {
        case .operations(let operations): content = .operations(operations)
        case .strategic(var objects):
            for position in objects.indices {
                if patch.allowsNameChange { objects[position].allowsNameChange = true }
                if patch.allowsKindChange { objects[position].allowsKindChange = true }
                // With a target the tool merges copies of the patch.
                if target != nil { try objects[position].turnMetadataIntoText() }
            }
            content = .strategic(objects)
        }
    }

    func transform(_ resources: inout ResourceMap) throws(RenderError) {
        switch content {
        case .operations(let operations):
            guard let target else {
                throw RenderError(.invalidOptions, "must specify a target for JSON patch", file: place)
            }
            try OperationsPatch.apply(operations, at: target.positions(in: &resources), of: &resources, place: place)
        case .strategic(let objects):
            let patch = StrategicPatch(state: schema)
            guard let target else {
                for object in objects { try patch.apply(object, to: &resources, place: place) }
                return
            }
            guard objects.count == 1 else {
                throw RenderError(
                    .invalidOptions,
                    "Multiple Strategic-Merge Patches in one `patches` entry is not allowed to set "
                        + "`patches.target` field", file: place)
            }
            try patch.apply(objects[0], at: target.positions(in: &resources), of: &resources, place: place)
        }
    }
}
