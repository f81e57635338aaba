import ArgumentParser
import ManifestRender

/// `gitops template`: the exact text of one template of a chart.
struct TemplateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "template",
        abstract: "Executes one template of a chart, with all that it sees, and prints its exact text.")

    @Argument(help: "A chart's folder, REPO@REVISION:PATH, oci://HOST/PATH, or with --repo a chart's name.")
    var chart: String

    @Argument(help: "The template's path in the chart, such as templates/web.yaml.")
    var file: String

    @Option(help: "Namespace of the release.")
    var namespace = ""

    @Option(help: "Version of the cluster.")
    var kubeVersion: String?

    @Option(help: ArgumentHelp("What the cluster serves; may be given several times.", valueName: "gv[/k]"))
    var apiVersions: [String] = []

    @OptionGroup(title: "Helm")
    var helm: HelmFlags

    @OptionGroup var remote: RemoteChartFlags

    @OptionGroup(title: "Git")
    var git: GitFlags

    func run() async throws {
        let located = try await LocatedSource(chart, git: git, remote: remote, isChart: true)
        let context = RenderContext(
            namespace: namespace, kubeVersion: kubeVersion, apiVersions: apiVersions, applicationName: helm.name ?? "")
        let bytes = try HelmFlags.renderer.bytes(
            ofTemplate: file, in: HelmChart(located.source, limits: context.limits), options: helm.options(),
            context: context)
        Terminal.standard.printRaw(bytes)
    }
}
