internal import Values

/// The field specs of one transformer, ready to be applied: paths are split once, an object sees only the specs of its
/// kind, and is searched for all of them at once.
struct FieldSpecTable: Sendable {
    /// The specs that an object of some kind sees.
    private final class Group: Sendable {
        /// Positions in the table, ascending.
        let positions: [Int]
        let plan: FieldSpecPlan

        init(_ positions: [Int], _ editors: [FieldSpecEditor]) {
            self.positions = positions
            plan = FieldSpecPlan(
                positions.map { FieldSpecPlan.Entry(path: editors[$0].path, creates: editors[$0].creates) })
        }
    }

    private let specs: [FieldSpec]
    private let editors: [FieldSpecEditor]
    private let anyKind: Group
    private let byKind: [String: Group]

    init(_ specs: [FieldSpec], created: FieldSpecEditor.Created = .nothing) {
        let editors = specs.map { FieldSpecEditor($0, created: created) }
        let anyKind = specs.indices.filter { specs[$0].kind.isEmpty }
        var byKind: [String: [Int]] = [:]
        for position in specs.indices where !specs[position].kind.isEmpty {
            byKind[specs[position].kind, default: []].append(position)
        }
        self.specs = specs
        namesAnnotations = specs.contains { $0.path == "metadata/annotations" }
        self.editors = editors
        self.anyKind = Group(anyKind, editors)
        self.byKind = byKind.mapValues { Group((anyKind + $0).sorted(), editors) }
    }

    /// Whether some spec names the annotations, among which the tool keeps its notes.
    let namesAnnotations: Bool

    subscript(position: Int) -> FieldSpec {
        _read { yield specs[position] }
    }

    /// Positions of the specs of an object, in their order, that there may be something to change for.
    func positions(in object: Value, as id: ResourceID) -> [Int] {
        let group = byKind[id.kind] ?? anyKind
        guard !group.positions.isEmpty else { return [] }
        return group.plan.concerned(object).compactMap { number in
            let position = group.positions[number]
            return specs[position].selects(id) ? position : nil
        }
    }

    /// Lets a closure change every field of an object that one spec names.
    ///
    /// - Throws: `RenderError` with the path, and what the closure throws.
    func edit(
        _ object: inout Value, at position: Int, _ body: (inout Value) throws(RenderError) -> Void
    ) throws(RenderError) {
        try editors[position].edit(&object, body)
    }

    /// Lets a closure change every field of an object that the specs name, in their order.
    ///
    /// - Throws: `RenderError` with the object and the path, and what the closure throws.
    func edit(
        _ object: inout Value, as id: ResourceID, where isWanted: (FieldSpec) -> Bool = { _ in true },
        _ body: (inout Value) throws(RenderError) -> Void
    ) throws(RenderError) {
        for position in positions(in: object, as: id) where isWanted(specs[position]) {
            do throws(RenderError) {
                try edit(&object, at: position, body)
            } catch {
                throw error.of(id)
            }
        }
    }

    /// Where the fields of an object that the specs name are, in the order in which they are edited.
    func places(in object: Value, as id: ResourceID) -> [NodePlace] {
        positions(in: object, as: id).flatMap { editors[$0].places(in: object) }
    }
}

extension RenderError {
    /// The error with the object that it is about.
    func of(_ id: ResourceID) -> RenderError {
        var copy = self
        copy.message = "\(id): \(message)"
        return copy
    }
}
