internal import KubeModel
internal import Values

/// The schema that strategic merge goes by, one for a whole build: the first kustomization that names one decides. A supplied
/// schema stands for the built-in one, unless that was gone by before.
final class SchemaState {
    private(set) var current = PatchSchema.builtIn
    private var isDecided = false
    /// Whether the schema was gone by already: the tool reads it no sooner, and keeps what it has read.
    private var isUsed = false
    /// Kinds that a supplied schema tells to belong to no namespace.
    private(set) var clusterScoped: Set<GroupVersionKind> = []

    /// Versions of Kubernetes whose schema is built in.
    private static let versions: Set<String> = ["v1.21.2"]

    init() {}

    /// Takes what the `openapi` field of a kustomization says.
    ///
    /// - Parameters:
    ///   - openAPI: the field.
    ///   - bytes: the file that its `path` names.
    ///   - reset: whether to go by it even though another kustomization has decided before; true at the root.
    /// - Throws: `RenderError` for an unknown version, for a version beside a path, and for a file that is no schema.
    func use(_ openAPI: [String: String], bytes: [UInt8]?, reset: Bool) throws(RenderError) {
        guard reset || !isDecided else { return }
        let version = openAPI["version"]
        if let bytes {
            guard version == nil else {
                throw RenderError(
                    .invalidOptions, "openapi: builtin version and custom schema provided, cannot use both")
            }
            let document = try SchemaState.read(bytes, file: openAPI["path"] ?? "")
            current = PatchSchema(openAPI: document, over: isUsed ? current : nil)
            clusterScoped = SchemaState.clusterScopedKinds(of: document)
            isDecided = true
            return
        }
        guard let version, !version.isEmpty else { return }
        guard SchemaState.versions.contains(version) else {
            throw RenderError(.invalidOptions, "openapi: the specified OpenAPI version is not built in: \(version)")
        }
        current = .builtIn
        isDecided = true
    }

    /// Remembers that a patch was merged by the schema.
    func noteUse() { isUsed = true }

    /// Remembers that the schema was asked for the scope of kinds that are not known without it.
    func noteKinds(of resources: [KustomizeResource]) {
        guard !isUsed else { return }
        isUsed = resources.contains { resource in
            let (group, version) = ResourceID.split(resource.apiVersion)
            return !ClusterScope.isKnown(group: group, version: version, kind: resource.kind)
        }
    }

    /// The kinds that can be got by paths without a namespace only.
    private static func clusterScopedKinds(of document: Value) -> Set<GroupVersionKind> {
        guard let paths = document["paths"]?.objectValue else { return [] }
        var scoped: (namespaced: Set<GroupVersionKind>, cluster: Set<GroupVersionKind>) = ([], [])
        for path in paths {
            guard let kind = path.value["get"]?["x-kubernetes-group-version-kind"] else { continue }
            func text(_ field: String) -> String { kind[field]?.stringValue ?? "" }
            let name = GroupVersionKind(group: text("group"), version: text("version"), kind: text("kind"))
            if path.key.contains("namespaces/{namespace}") {
                scoped.namespaced.insert(name)
            } else {
                scoped.cluster.insert(name)
            }
        }
        return scoped.cluster.subtracting(scoped.namespaced)
    }

    private static func read(_ bytes: [UInt8], file: String) throws(RenderError) -> Value {
        do throws(ParseError) {
            let document = try Value(yaml: bytes, keepingLastOfEqualKeys: true)
            guard case .object = document else {
                throw ParseError(
                    .unsupported, "an OpenAPI document is an object with `definitions`", line: 1, column: 1)
            }
            return document
        } catch {
            throw RenderError(malformed: error, file: file, linesBefore: 0)
        }
    }
}
