import ArtifactSource
import ManifestRender
import SourceTrees

/// What a chart is rendered with besides its own files: dependencies that were fetched, value files from other sources
/// and from the web.
struct ChartInputs: Sendable {
    /// The options, remote value files replaced by their texts.
    var options: HelmOptions
    /// Charts that were fetched.
    var charts: [HelmChart] = []
    /// Folders of the chart's own tree that hold charts it needs.
    var folders: [TreePath] = []
    /// The other sources of the application, by their names.
    var references: [String: RenderSource]
    /// What decides the result besides the tree and the options: a text for each fetched chart and each referenced file.
    var key: [String] = []

    /// Renders the chart in a folder.
    func render(
        _ source: RenderSource, with renderer: HelmRenderer, context: RenderContext
    ) throws(RenderError) -> RenderedManifests {
        var renderer = renderer
        renderer.references = references
        var added = charts
        for folder in folders {
            added.append(try HelmChart(RenderSource(source.tree, path: folder), limits: context.limits))
        }
        let chart = try HelmChart(source, limits: context.limits).adding(added)
        return try renderer.render(chart, options: options, context: context)
    }
}

/// Gathers what charts need before they are rendered.
struct ChartPreparation: Sendable {
    let artifacts: (any ArtifactProvider)?
    /// Addresses of repositories that dependencies call `@name` or `alias:name`.
    let namedRepositories: [String: String]

    /// Fetches what a chart needs; with everything at hand nothing is asked of anybody.
    ///
    /// - Parameter isFresh: whether repositories are to be asked anew, whatever they said a moment ago.
    func inputs(
        for source: RenderSource, options: HelmOptions, references: [String: RenderSource], context: RenderContext,
        isFresh: Bool
    ) async throws -> ChartInputs {
        var inputs = ChartInputs(options: options, references: references)
        for position in options.valueFiles.indices {
            guard case .path(let written) = options.valueFiles[position] else { continue }
            let path = context.environment.substitute(in: written)
            if path.hasPrefix("https://") || path.hasPrefix("http://") {
                let bytes = try await provider("the value file").file(at: path)
                inputs.options.valueFiles[position] = .content(
                    name: ChartPreparation.name(of: path), text: String(decoding: bytes, as: UTF8.self))
            } else if let key = try ChartPreparation.referenceKey(written, references) {
                inputs.key.append(key)
            }
        }
        for parameter in options.fileParameters {
            if let key = try ChartPreparation.referenceKey(parameter.path, references) { inputs.key.append(key) }
        }
        for dependency in try HelmDependency.missing(in: source, limits: context.limits) {
            try await add(dependency, of: source, to: &inputs, limits: context.limits, isFresh: isFresh)
        }
        return inputs
    }

    private func add(
        _ dependency: HelmDependency, of source: RenderSource, to inputs: inout ChartInputs, limits: RenderLimits,
        isFresh: Bool
    ) async throws {
        let repository = try address(of: dependency)
        if repository.hasPrefix("file://") {
            inputs.folders.append(try source.path.appending(String(repository.dropFirst("file://".count))))
            return
        }
        let provider = try provider("the dependency '\(dependency.name)'")
        let revision = try await provider.resolve(
            ArtifactReference(chart: dependency.name, repository: repository, version: dependency.version),
            isFresh: isFresh)
        let tree = try await provider.tree(of: revision)
        inputs.charts.append(try HelmChart(RenderSource(tree), limits: limits))
        inputs.key.append("\(dependency.name) \(try tree.digest(of: .root))")
    }

    private func address(of dependency: HelmDependency) throws(RenderError) -> String {
        for prefix in ["@", "alias:"] where dependency.repository.hasPrefix(prefix) {
            let name = String(dependency.repository.dropFirst(prefix.count))
            if let address = namedRepositories[name] { return address }
            throw RenderError(
                .invalidOptions,
                "the dependency '\(dependency.name)' comes from the repository '\(name)', which nobody has given an address",
                file: "Chart.yaml")
        }
        guard !dependency.repository.isEmpty else {
            throw RenderError(
                .malformed,
                "the dependency '\(dependency.name)' names no repository and is not in charts/; add one of the two",
                file: "Chart.yaml")
        }
        return dependency.repository
    }

    private func provider(_ subject: String) throws(RenderError) -> any ArtifactProvider {
        guard let artifacts else {
            throw RenderError(
                .unsupported, "\(subject) cannot be fetched: this process was given no access to repositories of charts"
            )
        }
        return artifacts
    }

    /// An address without what may be secret in it.
    private static func name(of address: String) -> String {
        (try? WebAddress(address)).map(\.description) ?? "value file"
    }

    /// What stands where a value file of another source is looked for; a pattern stands for the folder it is matched in.
    private static func referenceKey(_ path: String, _ references: [String: RenderSource]) throws -> String? {
        guard path.hasPrefix("$") else { return nil }
        let name = String(path.dropFirst().prefix { $0 != "/" })
        guard let source = references[name] else { return nil }
        let parts = path.dropFirst(name.count + 1).split(separator: "/")
        let fixed = parts.prefix { part in !part.contains { "*?[".contains($0) } }
        guard let place = try? TreePath(fixed.joined(separator: "/")), let (found, _) = try source.tree.resolve(place)
        else { return "\(path) missing" }
        return "\(path) \(try source.tree.digest(of: found))"
    }
}
