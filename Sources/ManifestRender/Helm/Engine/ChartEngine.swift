internal import GoTemplate
internal import Values

/// Executes the templates of a chart and its subcharts.
struct ChartEngine {
    /// A template to execute: its path, its text, and what it sees.
    private struct Renderable {
        var file: ChartFile
        var dot: GoMap
        var base: String
    }

    /// What templates see of the release.
    struct Release {
        var name: String
        var namespace: String
        var isUpgrade: Bool

        var map: GoMap {
            GoMap([
                ("Name", .string(name)), ("Namespace", .string(namespace)), ("Service", .string("Helm")),
                ("Revision", .int(1)), ("IsInstall", .bool(!isUpgrade)), ("IsUpgrade", .bool(isUpgrade)),
            ])
        }
    }

    private var renderables: [String: Renderable] = [:]
    private let release: GoMap
    private let capabilities: KubeCapabilities
    private let host: TemplateHost
    private let store: TemplateStore
    private let limits: TemplateLimits

    init(
        release: Release, capabilities: KubeCapabilities, host: TemplateHost, store: TemplateStore,
        limits: TemplateLimits
    ) {
        self.release = release.map
        self.capabilities = capabilities
        self.host = host
        self.store = store
        self.limits = limits
    }

    /// Executes all templates, or the one at a path.
    ///
    /// - Returns: texts by path, such as `shop/templates/web.yaml`; what begins with an underscore is not in it.
    mutating func render(
        _ root: ChartNode, values: Object, only wanted: String? = nil
    ) throws(RenderError) -> [String: String] {
        let top = GoMap(values.map { ($0.key, GoValue($0.value)) }, type: .named("common.Values"))
        _ = collect(root, values: top, isRoot: true)
        var set = TemplateSet(functions: .helm, limits: limits, missingKey: .zero)
        let order = renderables.keys.sorted(by: ChartEngine.precedes)
        for path in order {
            guard let renderable = renderables[path] else { continue }
            do throws(TemplateError) {
                set.add(try store.template(renderable.file, path: path, for: set))
            } catch {
                throw RenderError(error)
            }
        }
        var results: [String: String] = [:]
        for path in order where !(path.split(separator: "/").last?.hasPrefix("_") ?? false) {
            guard let renderable = renderables[path], wanted == nil || wanted == path else { continue }
            renderable.dot["Template"] = .map(
                GoMap([("Name", .string(path)), ("BasePath", .string(renderable.base))], type: .named("common.Values")))
            do throws(TemplateError) {
                results[path] = try set.execute(path, data: .map(renderable.dot), host: host).withoutNoValue
            } catch {
                throw RenderError(error)
            }
        }
        return results
    }

    /// Deeper files first, then from the end of the alphabet: what is parsed later wins.
    private static func precedes(_ left: String, _ right: String) -> Bool {
        let (first, second) = (
            left.utf8.count { $0 == UInt8(ascii: "/") }, right.utf8.count { $0 == UInt8(ascii: "/") }
        )
        if first != second { return first > second }
        return right.utf8.lexicographicallyPrecedes(left.utf8)
    }

    private mutating func collect(_ chart: ChartNode, values: GoMap, isRoot: Bool) -> GoMap {
        let subcharts = GoMap()
        let dot = GoMap(
            [
                ("Chart", .map(ChartMetadataView.map(chart, isRoot: isRoot))),
                ("Files", .map(ChartFilesView.map(chart.chart.files))), ("Release", .map(release)),
                ("Capabilities", .object(capabilities)), ("Values", .map(values)), ("Subcharts", .map(subcharts)),
            ], type: .named("common.Values"))
        for child in chart.children {
            let inner = values[child.name]?.mapValue ?? GoMap(type: .named("common.Values"))
            subcharts[child.name] = .map(collect(child, values: inner, isRoot: false))
        }
        for file in chart.chart.templates {
            if chart.chart.metadata.isLibrary, !file.baseName.hasPrefix("_") { continue }
            renderables["\(chart.path)/\(file.name)"] = Renderable(
                file: file, dot: dot, base: "\(chart.path)/templates")
        }
        return dot
    }
}

extension String {
    /// The text without Go's words for a missing value.
    fileprivate var withoutNoValue: String {
        utf8.contains(UInt8(ascii: "<")) && contains("<no value>") ? replacing("<no value>", with: "") : self
    }
}

extension RenderError {
    /// A template's failure, in Helm's words, with the innermost place.
    init(_ error: TemplateError) {
        let root = error.root
        let code: RenderError.Code =
            error.code == .syntax ? .malformed : root.code == .limitExceeded ? .limitExceeded : .evaluation
        self.init(
            code, error.helmDescription, file: root.template, line: root.line > 0 ? root.line : nil,
            column: root.column.map { $0 + 1 })
    }
}
