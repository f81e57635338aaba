internal import SourceTrees

/// Reads the files of a chart from a folder of a tree, or from an archive.
struct ChartReader {
    private let tree: any SourceTree
    private let limits: RenderLimits
    private let rules: IgnoreRules
    private let root: TreePath
    private var files: [ChartFile] = []
    private var total = 0

    /// The chart in a folder, or in a `.tgz` file.
    static func chart(in source: RenderSource, limits: RenderLimits) throws(RenderError) -> LoadedChart {
        var archive: [UInt8]?
        do throws(TreeError) {
            if try source.tree.isFile(source.path) {
                archive = try source.tree.read(source.path, limit: ChartArchive.maximumBytes)
            } else if try !source.tree.isDirectory(source.path) {
                throw TreeError(.notFound, path: source.path.description)
            }
        } catch {
            throw RenderError(error, at: source.path)
        }
        if let archive { return try LoadedChart.load(ChartArchive.files(archive, name: source.path.name)) }
        var reader = try ChartReader(source, limits: limits)
        try reader.walk(source.path, prefix: "", depth: 0)
        return try LoadedChart.load(reader.files)
    }

    private init(_ source: RenderSource, limits: RenderLimits) throws(RenderError) {
        tree = source.tree
        root = source.path
        self.limits = limits
        var text = ""
        do throws(TreeError) {
            let file = try source.path.child(".helmignore")
            if try source.tree.isFile(file) {
                text = try String(decoding: ChartFile.withoutMark(source.tree.read(file)), as: UTF8.self)
            }
        } catch {
            throw RenderError(error, at: source.path)
        }
        rules = try IgnoreRules(text)
    }

    private mutating func walk(_ folder: TreePath, prefix: String, depth: Int) throws(RenderError) {
        guard depth <= limits.maximumFolderDepth else {
            throw RenderError(.limitExceeded, "the chart's folders are nested too deeply", file: folder.description)
        }
        for entry in try reading(folder, { (tree) throws(TreeError) in try tree.list(folder) }) {
            let name = prefix + entry.name
            let path = try reading(folder) { (_) throws(TreeError) in try folder.child(entry.name) }
            let target = try reading(path) { (tree) throws(TreeError) in try tree.resolve(path) }
            guard let target else { continue }
            if target.entry.isDirectory {
                if rules.ignores(name, isDirectory: true) { continue }
                try walk(path, prefix: name + "/", depth: depth + 1)
            } else if !rules.ignores(name, isDirectory: false) {
                try add(name, path)
            }
        }
    }

    private mutating func add(_ name: String, _ path: TreePath) throws(RenderError) {
        let limit = limits.maximumFileBytes
        let bytes = try reading(path) { (tree) throws(TreeError) in try tree.read(path, limit: limit) }
        total += bytes.count
        guard files.count < limits.maximumFiles, total <= limits.maximumManifestBytes else {
            throw RenderError(.limitExceeded, "the chart has more or larger files than allowed", file: name)
        }
        files.append(ChartFile(name: name, data: ChartFile.withoutMark(bytes)))
    }

    private func reading<Result>(
        _ path: TreePath, _ body: (any SourceTree) throws(TreeError) -> Result
    ) throws(RenderError) -> Result {
        do throws(TreeError) {
            return try body(tree)
        } catch {
            throw RenderError(error, at: path)
        }
    }
}
