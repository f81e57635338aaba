internal import Values

/// `replicas`: sets the number of copies of the workloads with a name.
struct ReplicaCountTransformer: KustomizeTransformer {
    private let replica: ReplicaRule
    private let fieldSpecs: [FieldSpec]

    init(_ replica: ReplicaRule, fieldSpecs: [FieldSpec]) {
        self.replica = replica
        self.fieldSpecs = fieldSpecs
    }

    func transform(_ resources: inout ResourceMap) throws(RenderError) {
        let named = resources.positions(named: replica.name)
        var found = false
        for spec in fieldSpecs {
            let editor = FieldSpecEditor(spec, created: .text)
            for position in named where isMeant(resources[position], by: spec) {
                found = true
                guard spec.selects(resources[position].id) else { continue }
                try resources.update(at: position) { (resource) throws(RenderError) in
                    try editor.edit(&resource.value) { (node) throws(RenderError) in
                        guard ScalarText.text(of: node) != nil else {
                            throw FieldPath.wrongKind(node, expected: "ScalarNode")
                        }
                        // What could only be written in quotes stays a text.
                        node = ScalarText.isQuoted(node) ? .string(String(replica.count)) : .int(replica.count)
                    }
                }
            }
        }
        guard found else { throw noMatch }
    }

    private func isMeant(_ resource: KustomizeResource, by spec: FieldSpec) -> Bool {
        resource.allIDs.contains { $0.name == replica.name && spec.selects($0) }
    }

    private var noMatch: RenderError {
        let kinds = fieldSpecs.map {
            ResourceID(group: $0.group, version: $0.version, kind: $0.kind).kindText
        }
        return RenderError(
            .invalidOptions,
            "resource with name \(replica.name) does not match a config with the following GVK "
                + "[\(kinds.joined(separator: " "))]")
    }
}
