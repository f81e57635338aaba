import GoTemplate
import ManifestRender
import TemplateCertificates

extension HelmFlags {
    /// The options the flags stand for; files are read from where the command runs, as `helm` reads them.
    func options() throws -> HelmOptions {
        var options = HelmOptions(
            releaseName: name,
            valueFiles: try values.map { .content(name: $0, text: try InputFile.text($0)) },
            set: set, setString: setString, setJSON: setJson, setFile: setFile, setLiteral: setLiteral,
            includesCRDs: includeCrds, skipsTests: skipTests, isUpgrade: isUpgrade)
        for path in options.filesToSet { options.fileContents[path] = try InputFile.text(path) }
        return options
    }

    /// The rendered chart of a folder.
    func release(of source: RenderSource, context: RenderContext) throws -> HelmRelease {
        let chart = try HelmChart(source, limits: context.limits)
        return try HelmFlags.renderer.release(chart, options: options(), context: context)
    }

    /// A renderer whose charts may make certificates.
    static var renderer: HelmRenderer { HelmRenderer(host: TemplateHost(cryptography: CertificateMaker())) }
}
