import SourceTrees
public import Values

/// Parameter overrides that stand in the repository beside the source: `.argocd-source.yaml`, and after it
/// `.argocd-source-<application>.yaml`.
///
/// Each is a JSON merge patch for the Application's `source`; where the source comes from and which path and revision
/// are taken stays as the Application says.
public enum SourceOverrides {
    private static let fixedFields = ["chart", "path", "repoURL", "targetRevision"]

    /// The source with the overrides of its folder merged in.
    ///
    /// - Parameters:
    ///   - declared: an Application's `source`.
    ///   - source: the folder it renders.
    ///   - applicationName: the application; empty looks for the common file alone.
    /// - Throws: ``RenderError`` where an override is no YAML mapping.
    public static func merged(
        into declared: Value, from source: RenderSource, applicationName: String
    ) throws(RenderError) -> Value {
        var merged = declared
        var names = [".argocd-source.yaml"]
        if !applicationName.isEmpty { names.append(".argocd-source-\(applicationName).yaml") }
        for name in names {
            guard let patch = try patch(named: name, in: source) else { continue }
            merged = merged.applyingMergePatch(patch)
        }
        for field in fixedFields { merged[field] = declared[field] }
        return merged
    }

    private static func patch(named name: String, in source: RenderSource) throws(RenderError) -> Value? {
        let path: TreePath
        let bytes: [UInt8]
        do throws(TreeError) {
            path = try source.path.child(name)
            guard try source.tree.isFile(path) else { return nil }
            bytes = TextEncoding.utf8(try source.tree.read(path, limit: 1 << 20))
        } catch {
            throw RenderError(error, at: source.path)
        }
        do throws(ParseError) {
            let patch = try Value(yaml: bytes)
            if patch.isNull { return nil }
            guard case .object = patch else {
                throw ParseError(.unsupported, "overrides must be a mapping", line: 1, column: 1)
            }
            return patch
        } catch {
            throw RenderError(error, file: path)
        }
    }
}
