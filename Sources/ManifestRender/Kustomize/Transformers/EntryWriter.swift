internal import Values

/// Writes the same entries into every object that field specs name.
///
/// An object, as closures on all threads hold on to it.
final class EntryWriter: Sendable {
    /// What was done to a field.
    private struct Written {
        /// The spec that names the field.
        var spec: Int
        /// Positions of the entries that were not there before.
        var added: [Int]
    }

    private let entries: [(key: String, value: String)]
    private let table: FieldSpecTable
    /// For each spec and each entry, where the entry stands in an object without lists on the way.
    private let places: [[NodePlace]]
    private let allEntries: [Int]

    init(_ entries: [(key: String, value: String)], fieldSpecs: [FieldSpec]) {
        self.entries = entries
        table = FieldSpecTable(fieldSpecs, created: .object)
        allEntries = Array(entries.indices)
        places = fieldSpecs.map { spec in
            let field = FieldSpecPath(spec.path).steps.map { NodePlace.Step.key($0.key) }
            return entries.map { NodePlace(steps: field + [.key($0.key)]) }
        }
    }

    func write(to resources: inout ResourceMap) throws(RenderError) {
        guard !entries.isEmpty else { return }
        try resources.updateAll { (resource) throws(RenderError) in try write(to: &resource) }
    }

    private func write(to resource: inout KustomizeResource) throws(RenderError) {
        let id = resource.id
        var written: [Written] = []
        for spec in table.positions(in: resource.value, as: id) {
            do throws(RenderError) {
                try table.edit(&resource.value, at: spec) { (node) throws(RenderError) in
                    written.append(Written(spec: spec, added: try write(to: &node)))
                }
            } catch { throw error.of(id) }
        }
        if resource.sharedScalars.contains(where: isWritten) { resource.settleSharedScalars() }
        share(written, in: &resource, as: id)
    }

    private func write(to node: inout Value) throws(RenderError) -> [Int] {
        guard !node.isNull else { return [] }
        guard var members = node.takeMembers() else { throw FieldPath.wrongKind(node, expected: "MappingNode") }
        defer { node = .object(members) }
        var added: [Int] = []
        for (position, entry) in entries.enumerated() {
            if !members.contains(key: entry.key) {
                try WrittenText.check(key: entry.key)
                try WrittenText.check(entry.value)
                added.append(position)
            }
            members[entry.key] = .string(entry.value)
        }
        return added.count == allEntries.count ? allEntries : added
    }

    // MARK: - Shared scalars

    /// Whether a scalar is what an entry was written over.
    private func isWritten(_ scalar: SharedScalar) -> Bool {
        entries.contains { entry in scalar.places.contains { $0.steps.last == .key(entry.key) } }
    }

    /// Notes for each entry that is new in several places that it is one scalar to the tool.
    private func share(_ written: [Written], in resource: inout KustomizeResource, as id: ResourceID) {
        guard written.count > 1, written.lazy.filter({ !$0.added.isEmpty }).count > 1 else { return }
        let fields: [NodePlace]?
        if isPlain(written, in: resource.value) {
            fields = nil
        } else {
            let found = table.places(in: resource.value, as: id)
            guard found.count == written.count else { return }
            fields = found
        }
        for entry in allEntries {
            var shared: [NodePlace] = []
            for (number, field) in written.enumerated() where field.added.contains(entry) {
                shared.append(fields?[number].appending(.key(entries[entry].key)) ?? places[field.spec][entry])
            }
            resource.share(.string(entries[entry].value), at: shared)
        }
    }

    /// Whether every field is where its spec says, with no list on the way.
    private func isPlain(_ written: [Written], in object: Value) -> Bool {
        guard !entries.isEmpty else { return true }
        for (number, field) in written.enumerated() {
            if number > 0, written[number - 1].spec == field.spec { return false }
            if object.node(at: places[field.spec][0]) == nil { return false }
        }
        return true
    }
}
