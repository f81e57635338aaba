internal import GoTemplate
internal import SourceTrees
internal import Values

/// `helmCharts`: the objects of a chart that stands in the source.
struct HelmChartGenerator: KustomizeGenerator {
    private let arguments: HelmChartArguments
    private let loader: KustomizeLoader
    private let chartPath: String

    /// - Parameter namespace: the release's namespace where the chart names none.
    /// - Throws: `RenderError` where charts are not allowed, or the arguments say nothing usable.
    init(
        _ arguments: HelmChartArguments, globals: HelmGlobals?, namespace: String, loader: KustomizeLoader
    ) throws(RenderError) {
        guard loader.session.options.enablesHelm else {
            throw RenderError(
                .unsupported, "must specify --enable-helm: the kustomization has helmCharts, which are not allowed here"
            )
        }
        guard !arguments.name.isEmpty else { throw RenderError(.invalidOptions, "chart name cannot be empty") }
        guard ["", "merge", "override", "replace"].contains(arguments.valuesMerge) else {
            throw RenderError(.invalidOptions, "valuesMerge must be one of [merge override replace]")
        }
        var home = globals?.chartHome ?? ""
        if home.isEmpty { home = "charts" }
        if !arguments.version.isEmpty, !arguments.repo.isEmpty {
            home += "/\(arguments.name)-\(arguments.version)"
        }
        chartPath = "\(home)/\(arguments.name)"
        var arguments = arguments
        if arguments.namespace.isEmpty { arguments.namespace = namespace }
        self.arguments = arguments
        self.loader = loader
    }

    func generate() throws(RenderError) -> [KustomizeResource] {
        let source = try chartSource
        let limits = loader.session.context.limits
        let chart = try HelmChart(source, limits: limits)
        var release = try renderer.release(chart, options: try options, context: context)
        if arguments.skipHooks { release.hooks = [] }
        let bytes = Array(release.text.utf8)
        try loader.session.countBytes(bytes.count, of: source.path)
        var resources = try ResourceReader.resources(bytes, file: source.path.description)
        for position in resources.indices { resources[position].isFromHelm = true }
        return resources
    }

    private var renderer: HelmRenderer { loader.session.helm }

    /// The chart's files: those in the source or, where there are none, those of its repository.
    private var chartSource: RenderSource {
        get throws(RenderError) {
            if let local = localChart { return local }
            guard !arguments.repo.isEmpty else {
                throw RenderError(.sourceNotFound, "no repo specified for pull, no chart found at '\(chartPath)'")
            }
            // A version that is not released yet counts where it is asked for.
            let version = arguments.version.nonEmpty ?? (arguments.devel ? ">0.0.0-0" : "")
            return try loader.session.remotes.source(
                of: RemoteChart(repository: arguments.repo, name: arguments.name, version: version))
        }
    }

    private var localChart: RenderSource? {
        guard let path = try? loader.root.appending(chartPath), let (folder, entry) = try? loader.tree.resolve(path),
            entry.isDirectory
        else { return nil }
        return RenderSource(loader.tree, path: folder)
    }

    private var context: RenderContext {
        var context = loader.session.context
        context.namespace = ""
        context.applicationName = ""
        if !apiVersions.isEmpty { context.apiVersions = [] }
        return context
    }

    private var apiVersions: [String] {
        arguments.apiVersions.isEmpty ? loader.session.options.apiVersions : arguments.apiVersions
    }

    private var options: HelmOptions {
        get throws(RenderError) {
            HelmOptions(
                releaseName: try releaseName, valueFiles: try valueFiles, includesCRDs: arguments.includeCRDs,
                skipsTests: arguments.skipTests,
                kubeVersion: arguments.kubeVersion.nonEmpty ?? loader.session.options.kubeVersion,
                apiVersions: apiVersions,
                namespace: arguments.namespace.nonEmpty ?? "default")
        }
    }

    /// The name that is given, made by a template, or made up from the chart's.
    private var releaseName: String {
        get throws(RenderError) {
            if !arguments.nameTemplate.isEmpty { return try renderer.releaseName(ofTemplate: arguments.nameTemplate) }
            return arguments.releaseName.nonEmpty ?? "\(arguments.name)-\(renderer.host.now().seconds)"
        }
    }

    // MARK: - Values

    private var valueFiles: [HelmValueFile] {
        get throws(RenderError) {
            var files = [HelmValueFile.content(name: "values.yaml", text: try mainValues)]
            for path in arguments.additionalValuesFiles {
                let bytes: [UInt8]
                do throws(RenderError) {
                    bytes = try loader.load(path)
                } catch { throw RenderError(error.code, "could not load additionalValuesFile: \(error.message)") }
                files.append(.content(name: path, text: String(decoding: bytes, as: UTF8.self)))
            }
            return files
        }
    }

    /// The file of values: the one that is named, or the chart's own.
    private var valuesFile: (path: String, bytes: [UInt8]) {
        get throws(RenderError) {
            if let path = arguments.valuesFile.nonEmpty { return (path, try loader.load(path)) }
            let path = "\(chartPath)/values.yaml"
            if localChart != nil { return (path, try loader.load(path)) }
            let source = try chartSource
            do throws(TreeError) {
                let file = try source.path.appending("values.yaml")
                let limit = loader.session.context.limits.maximumFileBytes
                return (path, try source.tree.contents(of: file, limit: limit))
            } catch { throw RenderError(.unreadableFile, "'\(path)': \(error)") }
        }
    }

    /// The values of the file, those given inline, or both merged.
    private var mainValues: String {
        get throws(RenderError) {
            let inline = Value.object(arguments.valuesInline ?? Object())
            if arguments.valuesInline?.isEmpty == false, arguments.valuesMerge == "replace" {
                return inline.yamlText()
            }
            let (path, bytes) = try valuesFile
            guard arguments.valuesInline?.isEmpty == false else { return String(decoding: bytes, as: UTF8.self) }
            let file = try KustomizeYAML.documents(bytes, file: path).first?.value ?? .object(Object())
            let merged =
                arguments.valuesMerge == "merge"
                ? HelmValuesMerge.merge(file, into: inline) : HelmValuesMerge.merge(inline, into: file)
            return merged.yamlText()
        }
    }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
