internal import Values

/// A part of the deprecated `patchesJson6902`.
struct PatchJSON6902Transformer: KustomizeTransformer {
    private let operations: Value
    private let target: PatchSelection
    private let place: String

    /// - Throws: `RenderError` where there is no target with a name, or the patch cannot be read or is empty.
    init(_ patch: KustomizePatch, loader: KustomizeLoader) throws(RenderError) {
        guard let selector = patch.target, !selector.id.name.isEmpty else {
            throw RenderError(.invalidOptions, "patchesJson6902: must specify the target name")
        }
        target = try PatchSelection(selector)
        let text = try PatchText(patch, loader: loader)
        place = text.place
        operations = try PatchText.operations(text.text, place: place)
        guard case .array(let list) = operations, !list.isEmpty else {
            throw RenderError(.invalidOptions, "patch appears to be empty", file: place)
        }
    }

    func transform(_ resources: inout ResourceMap) throws(RenderError) {
        try OperationsPatch.apply(operations, at: target.positions(in: &resources), of: &resources, place: place)
    }
}
