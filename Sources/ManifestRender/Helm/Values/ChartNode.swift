internal import GoTemplate
internal import Values

/// A chart in the tree of one rendering: subcharts under their aliases, disabled ones gone, values completed.
final class ChartNode {
    let chart: LoadedChart
    var name: String
    var dependencies: [ChartDependency]
    var values: Object
    var children: [ChartNode] = []
    /// The chart's place below the top one, such as `parent/charts/child`.
    var path: String

    /// A chart with all its subcharts.
    init(_ chart: LoadedChart, name: String? = nil, parent: String? = nil) {
        self.chart = chart
        self.name = name ?? chart.name
        dependencies = chart.metadata.dependencies
        values = chart.values
        path = ""
        children = chart.dependencies.map { ChartNode($0) }
        setPath(parent)
    }

    private func setPath(_ parent: String?) {
        path = parent.map { "\($0)/charts/\(name)" } ?? name
        for child in children { child.setPath(path) }
    }

    private func copy(named alias: String) -> ChartNode { ChartNode(chart, name: alias) }

    // MARK: - Dependencies

    /// The names of declared dependencies that are not there.
    var missingDependencies: [String] {
        dependencies.map(\.name).filter { name in !children.contains { $0.chart.name == name } }
    }

    /// Takes dependencies by their aliases and drops those that conditions and tags switch off.
    func enableDependencies(_ given: Object, prefix: String = "", depth: Int = 0) throws(RenderError) {
        guard !dependencies.isEmpty else { return }
        var kept = children.filter { child in
            !dependencies.contains { $0.name == child.name && $0.accepts(version: child.chart.metadata.version) }
        }
        for index in dependencies.indices {
            let dependency = dependencies[index]
            let match = children.first {
                $0.name == dependency.name && dependency.accepts(version: $0.chart.metadata.version)
            }
            if let match { kept.append(match.copy(named: dependency.effectiveName)) }
            if !dependency.alias.isEmpty { dependencies[index].name = dependency.alias }
        }
        children = kept
        setPath(path.hasSuffix("/charts/\(name)") ? String(path.dropLast("/charts/\(name)".count)) : nil)
        let combined = try Coalescing.values(of: self, given: given)
        for index in dependencies.indices {
            dependencies[index].isEnabled = isEnabled(dependencies[index], combined, prefix)
        }
        let disabled = Set(dependencies.filter { !$0.isEnabled }.map(\.name))
        children.removeAll { disabled.contains($0.name) }
        dependencies.removeAll { disabled.contains($0.name) }
        for child in children {
            try child.enableDependencies(combined, prefix: prefix + child.name + ".", depth: depth + 1)
        }
    }

    private func isEnabled(_ dependency: ChartDependency, _ values: Object, _ prefix: String) -> Bool {
        var result = true
        if let tags = values["tags"]?.objectValue {
            let flags = dependency.tags.compactMap { tags[$0]?.boolValue }
            if !flags.contains(true), flags.contains(false) { result = false }
        }
        for condition in dependency.condition[...].trimmed.split(separator: Character(",")) {
            let path = ChartNode.path(prefix + condition)
            if let flag = Value.object(values).value(at: path)?.boolValue { return flag }
        }
        return result
    }

    /// Copies values that subcharts export up into this chart's, under what the chart sets itself.
    func importValues() throws(RenderError) {
        for child in children { try child.importValues() }
        guard !dependencies.isEmpty else { return }
        let combined = try Coalescing.values(of: self, given: Object(), merging: true)
        var imported = Object()
        for dependency in dependencies {
            for item in dependency.importValues {
                guard let (from, to) = ChartNode.mapping(item) else { continue }
                let path = ChartNode.path("\(dependency.name).\(from)")
                guard let table = Value.object(combined).value(at: path)?.objectValue else { continue }
                let nested = ChartNode.nest(table, under: to)
                Coalescing.merge(nested, under: &imported, keepsNull: true)
            }
        }
        var result = combined
        Coalescing.merge(imported, under: &result, keepsNull: true)
        values = result
    }

    private static func mapping(_ item: Value) -> (from: String, to: String)? {
        if let name = item.stringValue { return ("exports.\(name)", ".") }
        guard let object = item.objectValue else { return nil }
        // A key that is not there reads as the text "<nil>", in Helm too.
        func text(_ key: String) -> String {
            GoText.format("%v", GoValue(object[key] ?? .null, wholeNumbersAsFloats: true))
        }
        return (text("child"), text("parent"))
    }

    /// The keys of a path, of which some may be empty.
    private static func path(_ text: String) -> [String] {
        text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    }

    private static func nest(_ table: Object, under path: String) -> Object {
        guard path != "." else { return table }
        var result = table
        for key in ChartNode.path(path).reversed() { result = Object([(key, .object(result))]) }
        return result
    }
}
