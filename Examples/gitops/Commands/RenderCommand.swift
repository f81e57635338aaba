import ArgumentParser
import GitOps
import KubeModel
import ManifestRender
import SourceTrees
import Values

/// `gitops render`: prints the manifests of a source.
struct RenderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Prints the manifests of a folder, on disk or in a commit.",
        discussion: """
            PATH is a folder on disk, REPO@REVISION:PATH to read a commit without a checkout, oci://HOST/PATH, or with
            --repo the name of a chart.
            """)

    @Argument(help: "A folder, or REPO@REVISION:PATH.")
    var path: String

    @Option(help: "directory, helm, kustomize or jsonnet; told by the files unless given.")
    var type: RenderType?

    @Option(help: "Namespace of the application.")
    var namespace = ""

    @Option(help: "Version of the cluster.")
    var kubeVersion: String?

    @Option(help: ArgumentHelp("What the cluster serves; may be given several times.", valueName: "gv[/k]"))
    var apiVersions: [String] = []

    @Flag(help: "Directory: read folders below too.")
    var recurse = false

    @Option(help: "Directory: files to take, as a glob.")
    var include = ""

    @Option(help: "Directory: files to leave out, as a glob.")
    var exclude = ""

    @OptionGroup(title: "Helm")
    var helm: HelmFlags

    @OptionGroup(title: "Kustomize")
    var kustomize: KustomizeFlags

    @Flag(help: "Kustomize: fetch bases, files and charts that the kustomization names elsewhere.")
    var allowRemote = false

    @OptionGroup(title: "Jsonnet")
    var jsonnet: JsonnetFlags

    @OptionGroup var remote: RemoteChartFlags

    @OptionGroup(title: "Git")
    var git: GitFlags

    func run() async throws {
        let located = try await LocatedSource(
            path, git: git, remote: remote, isChart: type == .helm, reaching: jsonnet.libraryPaths)
        let context = RenderContext(
            namespace: namespace, kubeVersion: kubeVersion, apiVersions: apiVersions,
            applicationName: helm.name ?? "")
        switch try kind(of: located.source) {
        case .helm:
            Terminal.standard.print(try helm.release(of: located.source, context: context).text)
            return
        case .kustomize:
            let (text, warnings) = try await kustomize.text(
                of: located.source, context: context, remotes: allowRemote ? try remoteInputs : nil)
            for warning in warnings { Terminal.standard.message("warning: \(warning)") }
            Terminal.standard.printRaw(Array(text.utf8))
            return
        default: break
        }
        let rendered = try ManifestRender.render(located.source, as: try options(in: located), context: context)
        for warning in rendered.warnings { Terminal.standard.message("warning: \(warning)") }
        Terminal.standard.print(rendered.objects.map { $0.value.yamlText() }.joined(separator: "---\n"))
    }

    /// What a kustomization may name elsewhere: anything, with the access to the repository it comes from and no other.
    private var remoteInputs: RemoteInputs {
        get throws {
            var home: String?
            if case .commit(let repository, _, _) = try SourceLocation(path) { home = repository }
            return RemoteInputs(
                repositories: RepositoryPool(cache: git.cache, access: try git.optionsForNamed(bySourceIn: home)),
                artifacts: try remote.access.client { _ in nil }, policy: .everything)
        }
    }

    /// The kind that is asked for, or that the files tell.
    private func kind(of source: RenderSource) throws -> RenderType? {
        guard type == nil, try options() == .detected else { return type }
        switch try SourceType.detect(in: source) {
        case .helm: return .helm
        case .kustomize: return .kustomize
        case .directory, .plugin: return nil
        }
    }

    private func options(in located: LocatedSource? = nil) throws -> SourceOptions {
        let directory = DirectoryOptions(recurse: recurse, include: include, exclude: exclude)
        switch type {
        case .directory: return .directory(directory)
        case nil: return directory == DirectoryOptions() ? .detected : .directory(directory)
        case .jsonnet: return .jsonnet(try jsonnet.options(in: located))
        case .helm: return .helm(try helm.options())
        case .kustomize: return .kustomize(kustomize.options)
        }
    }
}

/// The values of `--type`.
enum RenderType: String, ExpressibleByArgument, CaseIterable {
    case directory
    case helm
    case kustomize
    case jsonnet
}
