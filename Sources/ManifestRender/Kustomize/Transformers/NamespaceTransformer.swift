internal import KubeModel
internal import Values

/// `namespace`: puts resources that have a namespace into one, and the references that go along.
struct NamespaceTransformer: KustomizeTransformer {
    private let editor: NamespaceEditor
    private let schema: SchemaState?

    /// - Parameters:
    ///   - editor: what is done to each resource.
    ///   - schema: tells which kinds belong to no namespace, beside those that are known.
    init(_ editor: NamespaceEditor, schema: SchemaState? = nil) {
        self.editor = editor
        self.schema = schema
    }

    func transform(_ resources: inout ResourceMap) throws(RenderError) {
        guard !editor.namespace.isEmpty else { return }
        let clusterScoped = schema?.clusterScoped ?? []
        try resources.updateAll { [editor] (resource) throws(RenderError) in
            guard !resource.isFromHelm else { return }
            resource.storePreviousID()
            try editor.edit(&resource.value, as: resource.id, clusterScoped: clusterScoped)
        }
        for position in resources.indices where !resources[position].isFromHelm {
            let id = resources[position].id
            guard resources.currentPositions(of: id).count == 1 else {
                throw RenderError(
                    .malformed,
                    "namespace transformation produces ID conflict: more than one resource is now called \(id)")
            }
        }
    }
}

/// Puts one object into a namespace.
final class NamespaceEditor: Sendable {
    /// Which subjects of role bindings follow.
    enum Subjects: String {
        /// Those named `default`.
        case defaultOnly
        /// All service accounts.
        case allServiceAccounts
        /// None.
        case none
    }

    let namespace: String
    private let unsetOnly: Bool
    private let subjects: Subjects
    private let ownNamespace: FieldSpecEditor
    private let table: FieldSpecTable

    /// - Parameters:
    ///   - namespace: where resources go; empty changes nothing.
    ///   - unsetOnly: whether a namespace that is there stays.
    ///   - subjects: which subjects of role bindings follow.
    init(
        _ namespace: String, fieldSpecs: [FieldSpec], unsetOnly: Bool = false, subjects: Subjects = .defaultOnly
    ) {
        self.namespace = namespace
        self.unsetOnly = unsetOnly
        self.subjects = subjects
        ownNamespace = FieldSpecEditor(FieldSpec(NamespaceEditor.ownPath, create: true), created: .text)
        table = FieldSpecTable(fieldSpecs.filter { $0.path != NamespaceEditor.ownPath }, created: .text)
    }

    private static let ownPath = "metadata/namespace"

    /// - Parameter clusterScoped: kinds that belong to no namespace, beside those that are known.
    func edit(
        _ object: inout Value, as id: ResourceID, clusterScoped: Set<GroupVersionKind> = []
    ) throws(RenderError) {
        if !id.isClusterScoped, clusterScoped.isEmpty || !clusterScoped.contains(id.groupVersionKind) {
            try ownNamespace.edit(&object, set)
        }
        let isRoleBinding = id.kind == "RoleBinding" || id.kind == "ClusterRoleBinding"
        if isRoleBinding { try editSubjects(&object) }
        let isCore = id.group.isEmpty && id.version == "v1"
        try table.edit(
            &object, as: id,
            where: { spec in
                // Only the core kind Namespace is renamed; the subjects of bindings were dealt with above.
                (isCore || spec.path != "metadata/name") && !(isRoleBinding && spec.path == "subjects/namespace")
            }, set)
    }

    private func set(_ node: inout Value) throws(RenderError) {
        guard let text = ScalarText.text(of: node) else {
            throw RenderError(.malformed, "namespace field specs must target scalar nodes")
        }
        if unsetOnly, !node.isNull, !text.isEmpty { return }
        node = .string(namespace)
    }

    private func editSubjects(_ object: inout Value) throws(RenderError) {
        guard subjects != .none, let list = object["subjects"], !list.isNull else { return }
        guard case .array(var elements) = list else {
            throw RenderError(.malformed, "the subjects of a role binding must be a list, found a \(list.kindName)")
        }
        object["subjects"] = .null
        defer { object["subjects"] = .array(elements) }
        for position in elements.indices where follows(elements[position]) {
            var namespace = elements[position]["namespace"] ?? .string("")
            try set(&namespace)
            elements[position]["namespace"] = namespace
        }
    }

    private func follows(_ subject: Value) -> Bool {
        switch subjects {
        case .defaultOnly: subject["name"]?.stringValue == "default"
        case .allServiceAccounts: subject["kind"]?.stringValue == "ServiceAccount"
        case .none: false
        }
    }
}
