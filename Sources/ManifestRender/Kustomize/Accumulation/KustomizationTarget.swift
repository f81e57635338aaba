internal import SourceTrees

/// One folder of a build: its kustomization, and what is made of it.
struct KustomizationTarget {
    private(set) var kustomization: Kustomization
    let fileName: String
    let loader: KustomizeLoader
    /// Options of the root's `buildMetadata`, which hold for every folder below it.
    let buildMetadata: [String]
    /// Where the folder is, as seen from the root; nil where nothing is recorded.
    let origin: ResourceOrigin?
    /// The namespace that charts are rendered for: the folder's own, or that of the nearest one above it.
    let namespace: String

    var session: KustomizeSession { loader.session }

    /// The folder a build begins in.
    init(root loader: KustomizeLoader) throws(RenderError) {
        var (kustomization, fileName) = try Kustomization.load(with: loader)
        if let overrides = loader.session.options.overrides {
            try kustomization.apply(overrides, loader: loader)
        }
        (self.kustomization, self.fileName) = (kustomization, fileName)
        self.loader = loader
        buildMetadata = kustomization.buildMetadata
        origin = buildMetadata.isEmpty ? nil : ResourceOrigin()
        namespace = kustomization.namespace
        try useSchema(isRoot: true)
    }

    private init(
        folder loader: KustomizeLoader, path: String, parent: KustomizationTarget
    ) throws(RenderError) {
        (kustomization, fileName) = try Kustomization.load(with: loader)
        self.loader = loader
        buildMetadata = parent.buildMetadata
        origin = parent.origin?.appending(path)
        namespace = kustomization.namespace.isEmpty ? parent.namespace : kustomization.namespace
        try useSchema(isRoot: false)
    }

    private func useSchema(isRoot: Bool) throws(RenderError) {
        let bytes: [UInt8]? = if let path = kustomization.openAPI["path"] { try loader.load(path) } else { nil }
        try session.schema.use(kustomization.openAPI, bytes: bytes, reset: isRoot)
    }

    /// Everything the folder stands for: its resources, generated and transformed.
    ///
    /// - Parameter parent: what a component works on; a kustomization begins with nothing.
    func accumulate(into parent: ResourceAccumulator = ResourceAccumulator()) throws(RenderError) -> ResourceAccumulator
    {
        var accumulator = parent
        do throws(RenderError) {
            try add(kustomization.resources, to: &accumulator)
        } catch { throw error.wrapped("accumulating resources") }
        try accumulator.merge(configuration())
        try accumulator.merge(CRDConfiguration.configuration(of: kustomization.crds, loader: loader))
        try runGenerators(&accumulator)
        do throws(RenderError) {
            try addComponents(to: &accumulator)
        } catch { throw error.wrapped("accumulating components") }
        try runTransformers(&accumulator)
        try runValidators(&accumulator)
        try accumulator.variables.merge(kustomization.vars, in: &accumulator.resources)
        try session.checkCount(accumulator.resources.count)
        return accumulator
    }

    /// The folder's own configuration and, behind it, the standard one: a field of the standard one that covers more
    /// kinds than one of the folder's gives way to it, as in the tool.
    private func configuration() throws(RenderError) -> TransformerConfiguration {
        guard !kustomization.configurations.isEmpty else { return .standard }
        var configuration = TransformerConfiguration()
        try configuration.merge(files: kustomization.configurations, loader: loader)
        configuration.sort()
        try configuration.merge(.standard)
        configuration.sort()
        return configuration
    }

    // MARK: - Parts

    /// Adds files and folders; each path is tried as a file first.
    func add(_ paths: [String], to accumulator: inout ResourceAccumulator) throws(RenderError) {
        for start in stride(from: 0, to: paths.count, by: ResourceFile.mostAhead) {
            let batch = Array(paths[start..<min(paths.count, start + ResourceFile.mostAhead)])
            let files = ResourceFile.read(batch, from: loader.files, budget: session.remainingBytes)
            for (path, file) in zip(batch, files) { try add(path, file, to: &accumulator) }
        }
    }

    /// - Parameter file: what was read at the path already.
    private func add(
        _ path: String, _ file: ResourceFile?, to accumulator: inout ResourceAccumulator
    ) throws(RenderError) {
        let failure: RenderError
        do throws(RenderError) {
            return try addFile(path, file, to: &accumulator)
        } catch {
            guard ![.limitExceeded, .notFetched].contains(error.code) else { throw error }
            failure = error
        }
        let folder: KustomizeLoader
        do throws(RenderError) {
            folder = try loader.folder(path)
        } catch {
            // What is there but cannot be read as resources was meant as a file.
            if [.limitExceeded, .notFetched].contains(error.code) { throw error }
            if failure.code == .malformed { throw failure }
            throw RenderError(
                error.code == .malformed ? .malformed : failure.code,
                "accumulation err='\(failure.message)': \(error.message)",
                file: failure.file, line: failure.line, column: failure.column)
        }
        do throws(RenderError) {
            try addFolder(folder, path: path, to: &accumulator)
        } catch { throw error.wrapped("'\(ShownAddress.text(path))'") }
    }

    private func addFile(
        _ path: String, _ file: ResourceFile?, to accumulator: inout ResourceAccumulator
    ) throws(RenderError) {
        var resources: [KustomizeResource]
        do throws(RenderError) {
            resources = try self.resources(path, file)
        } catch { throw error.wrapped("accumulating resources from '\(ShownAddress.text(path))'") }
        session.schema.noteKinds(of: resources)
        if let origin {
            let origin = origin.appending(path)
            for position in resources.indices { resources[position].origin = origin }
        }
        do throws(RenderError) {
            for resource in resources { try accumulator.resources.append(resource) }
        } catch { throw error.wrapped("merging resources from '\(ShownAddress.text(path))'") }
    }

    private func resources(_ path: String, _ file: ResourceFile?) throws(RenderError) -> [KustomizeResource] {
        guard let file else {
            return try ResourceReader.resources(try loader.load(path), file: loader.name(of: path))
        }
        if let size = file.size { try session.countBytes(size.bytes, of: size.path) }
        return try file.content.get()
    }

    private func target(_ folder: KustomizeLoader, path: String) throws(RenderError) -> KustomizationTarget {
        do throws(RenderError) {
            return try KustomizationTarget(folder: folder, path: path, parent: self)
        } catch { throw error.wrapped("couldn't make target for path '\(folder.root)'") }
    }

    private func addFolder(
        _ folder: KustomizeLoader, path: String, to accumulator: inout ResourceAccumulator
    ) throws(RenderError) {
        let target = try target(folder, path: path)
        guard !target.kustomization.isComponent else {
            throw RenderError(
                .malformed, "expected kind != 'Component' for path '\(folder.root)'; name it under 'components'",
                file: folder.root.description)
        }
        let gathered: ResourceAccumulator
        do throws(RenderError) {
            gathered = try target.accumulate()
        } catch { throw error.wrapped("recursed accumulation of path '\(folder.root)'") }
        do throws(RenderError) {
            try accumulator.merge(gathered)
        } catch { throw error.wrapped("recursed merging from path '\(folder.root)'") }
    }

    /// Components work on what their parent has gathered so far.
    private func addComponents(to accumulator: inout ResourceAccumulator) throws(RenderError) {
        for path in kustomization.components {
            let folder = try loader.folder(path)
            let target = try target(folder, path: path)
            guard target.kustomization.isComponent else {
                throw RenderError(
                    .malformed,
                    "expected kind 'Component' for path '\(folder.root)' but got '\(target.kustomization.kind)'",
                    file: folder.root.description)
            }
            do throws(RenderError) {
                // Moved out and back, so that nothing is copied.
                let gathered = accumulator
                accumulator = ResourceAccumulator()
                accumulator = try target.accumulate(into: gathered)
            } catch { throw error.wrapped("recursed accumulation of path '\(folder.root)'") }
        }
    }
}

extension RenderError {
    /// The error with a word about what was being done; places stay.
    func wrapped(_ activity: String) -> RenderError {
        var copy = self
        copy.message = "\(activity): \(message)"
        return copy
    }
}
