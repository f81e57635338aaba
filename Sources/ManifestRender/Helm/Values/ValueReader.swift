internal import SourceTrees
internal import Values

/// Gathers the values a release is given, in their order of precedence.
struct ValueReader {
    let chart: HelmChart
    let options: HelmOptions
    let context: RenderContext
    let references: [String: RenderSource]

    /// All values but the chart's own.
    func values() throws(RenderError) -> Object {
        var result = Object()
        for file in options.valueFiles {
            for (name, bytes) in try contents(of: file) {
                let values = try ValueFile.object(bytes, name: name) { message in
                    "failed to parse \(name): cannot unmarshal yaml document: \(message)"
                }
                ValueFile.merge(values, into: &result)
            }
        }
        if !options.values.isEmpty {
            let text = context.environment.substitute(in: options.values)
            let values = try ValueFile.object(Array(text.utf8), name: "values") { "failed to parse values: \($0)" }
            ValueFile.merge(values, into: &result)
        }
        if let object = options.valuesObject?.objectValue {
            ValueFile.merge(object.mapValues { $1.withFloatNumbers }, into: &result)
        }
        try applyExpressions(to: &result)
        return result
    }

    private func applyExpressions(to values: inout Object) throws(RenderError) {
        var room = SetExpression.room
        func apply(_ text: String, _ typing: SetExpression.Typing) throws(RenderError) {
            try SetExpression.apply(text, typing: typing, to: &values, room: &room)
        }
        func apply(_ parameter: HelmParameter, _ typing: SetExpression.Typing) throws(RenderError) {
            var parameter = parameter
            parameter.value = context.environment.substitute(in: parameter.value)
            try apply(parameter.expression, typing)
        }
        for expression in options.setJSON {
            guard expression.unicodeScalars.first(where: { !$0.properties.isWhitespace }) == "{" else {
                try apply(expression, .json)
                continue
            }
            guard let object = (try? Value(json: expression, limits: .chart))?.objectValue else {
                throw RenderError(.invalidOptions, "failed parsing --set-json data JSON: \(expression)")
            }
            ValueFile.merge(object.mapValues { $1.withFloatNumbers }, into: &values)
        }
        for expression in options.set { try apply(expression, .guessed) }
        for parameter in options.parameters where !parameter.forceString { try apply(parameter, .guessed) }
        for expression in options.setString { try apply(expression, .text) }
        for parameter in options.parameters where parameter.forceString { try apply(parameter, .text) }
        for expression in options.setFile { try apply(expression, .file(parameterText)) }
        for parameter in options.fileParameters {
            try apply(HelmParameter(name: parameter.name, value: parameter.path), .file(parameterText))
        }
        for expression in options.setLiteral { try apply(expression, .literal) }
    }

    // MARK: - Files

    private func parameterText(_ path: String) throws(RenderError) -> String {
        if let text = options.fileContents[path] { return text }
        guard let bytes = try file(path) else {
            throw RenderError(.unreadableFile, "open \(path): no such file or directory; check the path of the file")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func contents(of file: HelmValueFile) throws(RenderError) -> [(name: String, bytes: [UInt8])] {
        switch file {
        case .content(let name, let text): return [(name, Array(text.utf8))]
        case .path(let written):
            // A reference looks like a variable, and goes before it.
            let isReference =
                written.hasPrefix("$") && references[String(written.dropFirst().prefix { $0 != "/" })] != nil
            let path = isReference ? written : context.environment.substitute(in: written)
            if path.contains(where: { "*?[".contains($0) }) { return try matching(path) }
            if let bytes = try self.file(path) { return [(path, bytes)] }
            if options.ignoresMissingValueFiles { return [] }
            throw RenderError(
                .unreadableFile, "open \(path): no such file or directory; check the path of the value file", file: path
            )
        }
    }

    /// The source a path points into and the path there.
    private func place(_ path: String) throws(RenderError) -> (tree: any SourceTree, path: TreePath) {
        do throws(TreeError) {
            if path.hasPrefix("$") {
                let name = String(path.dropFirst().prefix { $0 != "/" })
                guard let source = references[name] else {
                    throw TreeError(.notFound, path: path, detail: "no source is named '\(name)'")
                }
                return (source.tree, try join(.root, String(path.dropFirst(name.count + 2))))
            }
            let isRooted = path.hasPrefix("/")
            return (
                chart.source.tree,
                try join(isRooted ? .root : chart.source.path, isRooted ? String(path.dropFirst()) : path)
            )
        } catch {
            throw RenderError(.unreadableFile, error.description, file: path)
        }
    }

    private func join(_ base: TreePath, _ relative: String) throws(TreeError) -> TreePath {
        var result = base
        for part in relative.split(separator: "/") where part != "." {
            if part == ".." {
                guard !result.isRoot else { throw TreeError(.escapesRoot, path: relative) }
                result = result.parent
            } else {
                result = try result.child(String(part))
            }
        }
        return result
    }

    private func file(_ path: String) throws(RenderError) -> [UInt8]? {
        let (tree, place) = try place(path)
        do throws(TreeError) {
            guard try tree.isFile(place) else { return nil }
            return try tree.read(place, limit: context.limits.maximumFileBytes)
        } catch {
            throw RenderError(error, at: place)
        }
    }

    private func matching(_ path: String) throws(RenderError) -> [(name: String, bytes: [UInt8])] {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let fixed = parts.prefix { part in !part.contains { "*?[".contains($0) } }
        let pattern = parts.dropFirst(fixed.count).joined(separator: "/")
        guard let matcher = FilePattern(glob: pattern) else {
            throw RenderError(.invalidOptions, "'\(path)' is no pattern of file names", file: path)
        }
        let folder = fixed.joined(separator: "/") + (fixed.isEmpty ? "" : "/")
        let (tree, place) = try place(folder.isEmpty ? "." : folder)
        var found: [(name: String, bytes: [UInt8])] = []
        try walk(tree, place, prefix: "", depth: 0) { (name, file) throws(TreeError) in
            guard matcher.matches(name) else { return }
            let bytes = try tree.read(file, limit: context.limits.maximumFileBytes)
            found.append((folder + name, bytes))
        }
        guard !found.isEmpty || options.ignoresMissingValueFiles else {
            throw RenderError(.unreadableFile, "no value file matches '\(path)'", file: path)
        }
        return found
    }

    private func walk(
        _ tree: any SourceTree, _ folder: TreePath, prefix: String, depth: Int,
        _ visit: (String, TreePath) throws(TreeError) -> Void
    ) throws(RenderError) {
        do throws(TreeError) {
            guard depth < context.limits.maximumFolderDepth, try tree.isDirectory(folder) else { return }
            for entry in try tree.list(folder) {
                let path = try folder.child(entry.name)
                if entry.isDirectory {
                    do throws(RenderError) {
                        try walk(tree, path, prefix: prefix + entry.name + "/", depth: depth + 1, visit)
                    } catch {
                        throw TreeError(.notFound, path: path.description, detail: error.message)
                    }
                } else if entry.isFile {
                    try visit(prefix + entry.name, path)
                }
            }
        } catch {
            throw RenderError(error, at: folder)
        }
    }
}
