/// A chart that was read and, as far as it was rendered, compiled: load once, render as often as there are releases.
///
/// ```swift
/// let chart = try HelmChart(RenderSource(tree, path: "charts/shop"))
/// for release in releases { try HelmRenderer().render(chart, options: release, context: context) }
/// ```
///
/// Immutable and safe to share; threads render it at the same time.
public struct HelmChart: Sendable {
    var loaded: LoadedChart
    let store = TemplateStore()
    /// Where the chart came from; value files are looked for there.
    public let source: RenderSource

    /// Reads the chart in a folder, or in a packaged chart, of a tree.
    ///
    /// - Throws: ``RenderError`` with Helm's words for what is missing or not well-formed.
    public init(_ source: RenderSource, limits: RenderLimits = .standard) throws(RenderError) {
        self.source = source
        loaded = try ChartReader.chart(in: source, limits: limits)
    }

    /// The chart's name.
    public var name: String { loaded.name }
    /// The chart's version.
    public var version: String { loaded.metadata.version }
}
