import ArgumentParser
import GitOps

/// `gitops diff`: what a revision would change, in a cluster or against another revision.
struct DiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Shows what a revision would change in a cluster, or against another revision.",
        discussion: "Exits with 1 where there are differences. Values of Secrets are never shown.")

    @Option(help: ArgumentHelp("Repository: a URL or a folder.", valueName: "url"))
    var repo: String

    @Option(help: "Folder in the repository.")
    var path: String

    @Option(help: "The revision.")
    var revision = "HEAD"

    @Option(help: ArgumentHelp("The revision to compare with, instead of a cluster.", valueName: "revision"))
    var against: String?

    @Option(help: "Namespace for objects that name none.")
    var namespace = ""

    @Flag(help: "Read folders below too.")
    var recurse = false

    @OptionGroup(title: "Cluster")
    var cluster: ClusterFlags

    @OptionGroup(title: "Git")
    var git: GitFlags

    func run() async throws {
        let repository = try git.repository(repo)
        let desired = try await objects(at: revision, in: repository)
        let text: String
        if let against {
            var rendering = DiffCommand.rendering
            (rendering.oldLabel, rendering.newLabel) = (against, revision)
            text = DiffCommand.difference(
                from: try await objects(at: against, in: repository), to: desired, rendering)
        } else {
            text = try await difference(to: desired, in: KubeAPI(transport: try cluster.transport()))
        }
        guard !text.isEmpty else { return }
        Terminal.standard.print(text)
        throw ExitCode(1)
    }

    private func objects(at revision: String, in repository: GitRepository) async throws -> [KubeObject] {
        let snapshot = try await git.resolve(revision, in: repository)
        let tree = try await git.tree(of: snapshot, in: repo)
        let options: SourceOptions = recurse ? .directory(DirectoryOptions(recurse: true)) : .detected
        return try ManifestRender.render(
            RenderSource(tree, path: path), as: options, context: RenderContext(namespace: namespace)
        ).objects
    }

    private static var rendering: DiffRendering { DiffRendering(usesColors: Terminal.standard.isColoured) }

    private static func difference(
        from old: [KubeObject], to new: [KubeObject], _ rendering: DiffRendering
    ) -> String {
        let before = Dictionary(old.map { ($0.key, $0.value) }) { _, last in last }
        let after = Dictionary(new.map { ($0.key, $0.value) }) { _, last in last }
        return Set(before.keys).union(after.keys).sorted().map { key in
            rendering.render(from: before[key] ?? .null, to: after[key] ?? .null, title: key.description)
        }.joined()
    }

    private func difference(to desired: [KubeObject], in api: KubeAPI) async throws -> String {
        var options = ComparisonOptions()
        options.resourceOverrides = ResourceOverride.argoCDDefaults
        let comparer = try ObjectDiff(options)
        let catalog = try await api.discovery.current()
        var text = ""
        for object in desired {
            var object = object
            if let resource = catalog.resource(for: object.gvk), resource.isNamespaced, object.namespace.isEmpty {
                object.namespace = namespace.isEmpty ? "default" : namespace
            }
            let live = try await DiffCommand.live(object, in: api)
            let comparison = try comparer.compare(desired: object.value, live: live?.value)
            text += DiffCommand.rendering.render(comparison, title: object.key.description)
        }
        return text
    }

    /// The live object; nil also where its kind is not served yet.
    private static func live(_ object: KubeObject, in api: KubeAPI) async throws -> KubeObject? {
        do {
            return try await api.resources(of: object).find(object.name)
        } catch let error as KubeError where error.code == .unknownResource {
            return nil
        }
    }
}
