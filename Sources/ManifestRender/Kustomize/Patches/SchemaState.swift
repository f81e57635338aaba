internal import Values

/// The schema that strategic merge goes by, one for a whole build: the first kustomization that names one decides.
final class SchemaState {
    private(set) var current = PatchSchema.builtIn
    private var isDecided = false

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
            // Below the root the tool has begun with the built-in schema, and adds to it.
            current = PatchSchema(
                openAPI: try SchemaState.read(bytes, file: openAPI["path"] ?? ""), over: reset ? nil : current)
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
