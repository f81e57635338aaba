internal import SourceTrees

extension Kustomization {
    /// Reads the kustomization of a folder.
    ///
    /// - Returns: the kustomization and the name of its file.
    /// - Throws: `RenderError` where there is none or more than one, and where it says what it may not.
    static func load(with loader: KustomizeLoader) throws(RenderError) -> (Kustomization, fileName: String) {
        try loader.session.enterFolder(loader.root)
        var found: [(name: String, bytes: [UInt8])] = []
        for name in SourceType.kustomizationFiles {
            do throws(RenderError) { found.append((name, try loader.load(name))) } catch {
                if error.code == .limitExceeded { throw error }
            }
        }
        guard let (name, bytes) = found.first else {
            throw RenderError(
                .sourceNotFound,
                "unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory "
                    + "'\(loader.root)'", file: loader.root.description)
        }
        guard found.count == 1 else {
            throw RenderError(
                .malformed, "Found multiple kustomization files under: \(loader.root)", file: loader.root.description)
        }
        let file = loader.name(of: name)
        do throws(RenderError) {
            var kustomization = try Kustomization(try KustomizeYAML.kustomization(bytes, file: file))
            try kustomization.complete(root: loader.root)
            for warning in kustomization.warnings { loader.session.warn(warning, file: try? TreePath(file)) }
            return (kustomization, name)
        } catch {
            throw RenderError(
                error.code, error.message, file: error.file ?? file, line: error.line, column: error.column)
        }
    }

    /// Sets what was left out, and checks what was not.
    private mutating func complete(root: TreePath) throws(RenderError) {
        if kind.isEmpty { kind = Kustomization.kind }
        let wanted = isComponent ? "kustomize.config.k8s.io/v1alpha1" : "kustomize.config.k8s.io/v1beta1"
        if apiVersion.isEmpty { apiVersion = wanted }
        var mistakes: [String] = []
        if kind != Kustomization.kind, !isComponent {
            mistakes.append("kind should be Kustomization or Component")
        }
        if apiVersion != wanted { mistakes.append("apiVersion for \(kind) should be \(wanted)") }
        guard mistakes.isEmpty else {
            throw RenderError(
                .malformed,
                "Failed to read kustomization file under \(root):\n" + mistakes.joined(separator: "\n"))
        }
    }
}
