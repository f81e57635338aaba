internal import SemanticVersions
internal import SourceTrees
internal import Values

/// A chart that another one declares to need: what a host fetches before it renders.
public struct HelmDependency: Hashable, Sendable {
    /// The chart's name.
    public var name: String
    /// The version that `Chart.lock` names, else the range that the chart declares; empty takes any.
    public var version: String
    /// Where the chart comes from: `https://…`, `oci://…`, `file://…`, `@name` or `alias:name`; empty for one that must
    /// stand in `charts/`.
    public var repository: String

    /// A dependency.
    public init(name: String, version: String, repository: String) {
        self.name = name
        self.version = version
        self.repository = repository
    }

    /// The charts that a chart declares and that do not stand in its `charts/`.
    ///
    /// Nearly always there are none; then this costs reading `Chart.yaml`.
    /// - Parameters:
    ///   - source: the chart's folder; a packaged chart brings all it needs.
    ///   - limits: bounds on the files read.
    /// - Throws: ``RenderError`` where files cannot be read, or `Chart.lock` does not fit `Chart.yaml`.
    public static func missing(
        in source: RenderSource, limits: RenderLimits = .standard
    ) throws(RenderError) -> [HelmDependency] {
        let folder = ChartFolder(source: source, limits: limits)
        let declared = try folder.declared()
        guard !declared.isEmpty else { return [] }
        let vendored = try folder.vendored(among: Set(declared.map(\.name)))
        let missing = declared.filter { !vendored.contains($0.name) }
        guard !missing.isEmpty else { return [] }
        let lock = try folder.lock()
        var result: [HelmDependency] = []
        for dependency in missing {
            let version = try lock.map { locked throws(RenderError) in try dependency.version(in: locked) }
            let found = HelmDependency(
                name: dependency.name, version: version ?? dependency.version, repository: dependency.repository)
            // One chart under two aliases is fetched once.
            if !result.contains(found) { result.append(found) }
        }
        return result
    }
}

extension HelmChart {
    /// The chart with others as if they stood in its `charts/`: dependencies that were fetched.
    public func adding(_ charts: [HelmChart]) -> HelmChart {
        guard !charts.isEmpty else { return self }
        var result = self
        result.loaded.dependencies += charts.map(\.loaded).sorted { left, right in
            (left.name, left.metadata.version) < (right.name, right.metadata.version)
        }
        return result
    }
}

extension ChartDependency {
    /// The version that a lock file names.
    ///
    /// - Throws: ``RenderError`` in Helm's words where it names none that this dependency accepts.
    fileprivate func version(in lock: [ChartDependency]) throws(RenderError) -> String {
        let entry = lock.first { entry in
            entry.name == name && entry.repository == repository
                && (version.isEmpty || entry.version == version || accepts(version: entry.version))
        }
        guard let entry else {
            throw RenderError(
                .malformed,
                "the lock file (Chart.lock) is out of sync with the dependencies file (Chart.yaml). Please update the "
                    + "dependencies ('\(name)' has no version in it that fits)", file: "Chart.lock")
        }
        return entry.version
    }
}

/// The files of a chart's folder that tell what it needs.
private struct ChartFolder {
    let source: RenderSource
    let limits: RenderLimits

    func declared() throws(RenderError) -> [ChartDependency] {
        if let requirements = try object("requirements.yaml") {
            return try ChartDependency.list(requirements["dependencies"], file: "requirements.yaml")
        }
        return try ChartDependency.list(try object("Chart.yaml")?["dependencies"], file: "Chart.yaml")
    }

    /// What the lock file names, nil where there is none.
    func lock() throws(RenderError) -> [ChartDependency]? {
        for name in ["Chart.lock", "requirements.lock"] {
            guard let object = try object(name) else { continue }
            return try ChartDependency.list(object["dependencies"], file: name)
        }
        return nil
    }

    /// Those of the names that charts in `charts/` have.
    ///
    /// The names of folders and files nearly always tell; only where they do not, charts are opened.
    func vendored(among names: Set<String>) throws(RenderError) -> Set<String> {
        var found: Set<String> = []
        var others: [TreeEntry] = []
        for entry in try entries() {
            let name = ChartFolder.chartName(of: entry)
            if names.contains(name), try isChart(entry, named: name) {
                found.insert(name)
            } else {
                others.append(entry)
            }
        }
        for entry in others where found != names {
            let path = try path("charts/\(entry.name)")
            guard let chart = try? HelmChart(RenderSource(source.tree, path: path), limits: limits) else { continue }
            if names.contains(chart.name) { found.insert(chart.name) }
        }
        return found
    }

    private func isChart(_ entry: TreeEntry, named name: String) throws(RenderError) -> Bool {
        if entry.isFile { return true }
        return try object("charts/\(name)/Chart.yaml")?["name"]?.looseText == name
    }

    /// Folders and packaged charts in `charts/`.
    private func entries() throws(RenderError) -> [TreeEntry] {
        let folder = try path("charts")
        do throws(TreeError) {
            guard try source.tree.isDirectory(folder) else { return [] }
            return try source.tree.list(folder).filter { entry in
                !entry.name.hasPrefix(".") && !entry.name.hasPrefix("_")
                    && (!entry.isFile || entry.name.hasSuffix(".tgz"))
            }
        } catch {
            throw RenderError(error, at: folder)
        }
    }

    /// The folder's name, or `shop` for `shop-1.2.3.tgz`.
    private static func chartName(of entry: TreeEntry) -> String {
        guard entry.isFile else { return entry.name }
        let stem = entry.name.dropLast(".tgz".count)
        for (offset, character) in stem.enumerated() where character == "-" {
            let dash = stem.index(stem.startIndex, offsetBy: offset)
            if (try? SemanticVersion(String(stem[stem.index(after: dash)...]))) != nil { return String(stem[..<dash]) }
        }
        return String(stem)
    }

    private func path(_ name: String) throws(RenderError) -> TreePath {
        do throws(TreeError) { return try source.path.appending(name) } catch {
            throw RenderError(error, at: source.path)
        }
    }

    /// The object in a YAML file, nil where there is no such file.
    private func object(_ name: String) throws(RenderError) -> Object? {
        let path = try path(name)
        do throws(TreeError) {
            guard try source.tree.isFile(path) else { return nil }
        } catch {
            throw RenderError(error, at: path)
        }
        let bytes: [UInt8]
        do throws(TreeError) {
            bytes = try source.tree.read(path, limit: limits.maximumFileBytes)
        } catch {
            throw RenderError(error, at: path)
        }
        return try ChartMetadata.object(bytes, file: name)
    }
}
