internal import Values

/// A chart with its files sorted by what they are; immutable, so that renderings share it.
struct LoadedChart: Sendable {
    var metadata: ChartMetadata
    var templates: [ChartFile] = []
    var values = Object()
    var schema: [UInt8]?
    /// The schema as a tree, where it is JSON.
    var schemaTree: Value?
    /// Everything that is nothing else: what `.Files` shows, and the CRDs.
    var files: [ChartFile] = []
    var dependencies: [LoadedChart] = []

    var name: String { metadata.name }

    /// A chart of files, subcharts included.
    ///
    /// - Parameter depth: how many charts stand around this one.
    static func load(_ files: [ChartFile], depth: Int = 0) throws(RenderError) -> LoadedChart {
        guard depth < 32 else { throw RenderError(.limitExceeded, "subcharts are nested too deeply") }
        guard let chartFile = files.first(where: { $0.name == "Chart.yaml" }) else {
            throw RenderError(.malformed, "Chart.yaml file is missing")
        }
        var chart = LoadedChart(metadata: try ChartMetadata(chartFile.data, file: "Chart.yaml"))
        var subcharts: [(name: String, files: [ChartFile])] = []
        for file in files { try chart.sort(file, into: &subcharts) }
        try chart.metadata.validate()
        for (name, files) in subcharts { try chart.addSubchart(name, files, depth: depth) }
        return chart
    }

    private mutating func sort(
        _ file: ChartFile, into subcharts: inout [(name: String, files: [ChartFile])]
    ) throws(RenderError) {
        switch file.name {
        case "Chart.yaml", "Chart.lock": break
        case "values.yaml":
            values = try ValueFile.object(file.data, name: "values.yaml") { message in
                "cannot load values.yaml: cannot unmarshal yaml document: \(message)"
            }
        case "values.schema.json":
            schema = file.data
            schemaTree = try? Value(json: file.data, limits: .chart)
        case "requirements.yaml", "requirements.lock":
            if metadata.apiVersion == "v1" { files.append(file) }
            guard file.name == "requirements.yaml" else { break }
            let requirements = try ChartMetadata.object(file.data, file: file.name)
            metadata.dependencies = try ChartDependency.list(requirements["dependencies"], file: file.name)
        case _ where file.name.hasPrefix("templates/"): templates.append(file)
        case _ where file.name.hasPrefix("charts/"):
            if file.name.hasSuffix(".prov") {
                files.append(file)
                break
            }
            let rest = file.name.dropFirst("charts/".count)
            let name = String(rest.prefix { $0 != "/" })
            let inner = ChartFile(name: String(rest), data: file.data)
            if let position = subcharts.firstIndex(where: { $0.name == name }) {
                subcharts[position].files.append(inner)
            } else {
                subcharts.append((name, [inner]))
            }
        default: files.append(file)
        }
    }

    private mutating func addSubchart(_ name: String, _ files: [ChartFile], depth: Int) throws(RenderError) {
        if name.hasPrefix("_") || name.hasPrefix(".") { return }
        do throws(RenderError) {
            if name.hasSuffix(".tgz") {
                guard let file = files.first, file.name == name else {
                    throw RenderError(
                        .malformed,
                        "error unpacking subchart tar in \(self.name): expected \(name), got \(files[0].name)")
                }
                dependencies.append(
                    try LoadedChart.load(ChartArchive.files(file.data, name: name), depth: depth + 1))
                return
            }
            let inner = files.compactMap { file -> ChartFile? in
                guard let slash = file.name.firstIndex(of: "/") else { return nil }
                return ChartFile(name: String(file.name[file.name.index(after: slash)...]), data: file.data)
            }
            dependencies.append(try LoadedChart.load(inner, depth: depth + 1))
        } catch {
            throw RenderError(
                error.code, "error unpacking subchart \(name) in \(self.name): \(error.message)",
                file: "charts/\(name)")
        }
    }
}
