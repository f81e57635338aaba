internal import Values

/// The field specs of one transformer, ready to be applied: paths are split once, and an object sees only the specs of
/// its kind.
struct FieldSpecTable {
    private struct Entry {
        var spec: FieldSpec
        var editor: FieldSpecEditor
    }

    private let entries: [Entry]
    /// Positions of specs that name no kind.
    private let anyKind: [Int]
    private let byKind: [String: [Int]]

    init(_ specs: [FieldSpec], created: FieldSpecEditor.Created = .nothing) {
        entries = specs.map { Entry(spec: $0, editor: FieldSpecEditor($0, created: created)) }
        var anyKind: [Int] = []
        var byKind: [String: [Int]] = [:]
        for (position, spec) in specs.enumerated() {
            if spec.kind.isEmpty { anyKind.append(position) } else { byKind[spec.kind, default: []].append(position) }
        }
        self.anyKind = anyKind
        self.byKind = byKind
    }

    /// Lets a closure change every field of an object that the specs name, in their order.
    ///
    /// - Throws: `RenderError` with the object and the path, and what the closure throws.
    func edit(
        _ object: inout Value, as id: ResourceID, where isWanted: (FieldSpec) -> Bool = { _ in true },
        _ body: (inout Value) throws(RenderError) -> Void
    ) throws(RenderError) {
        for position in positions(of: id.kind) {
            let entry = entries[position]
            guard entry.spec.selects(id), isWanted(entry.spec) else { continue }
            do throws(RenderError) {
                try entry.editor.edit(&object, body)
            } catch {
                var error = error
                error.message = "\(id): \(error.message)"
                throw error
            }
        }
    }

    /// Where the fields of an object that the specs name are, in the order in which they are edited.
    func places(in object: Value, as id: ResourceID) -> [NodePlace] {
        positions(of: id.kind).filter { entries[$0].spec.selects(id) }.flatMap { entries[$0].editor.places(in: object) }
    }

    /// Specs of the kind and specs of any kind, in the order of the table.
    private func positions(of kind: String) -> [Int] {
        guard let own = byKind[kind] else { return anyKind }
        return anyKind.isEmpty ? own : (anyKind + own).sorted()
    }
}
