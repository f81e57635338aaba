internal import SourceTrees

/// What one build shares from its first folder to its last: the schema, the warnings, and how much work was done.
///
/// A session lives as long as one rendering and never leaves it.
final class KustomizeSession {
    /// What the caller allows and bounds.
    let context: RenderContext
    let options: KustomizeOptions
    /// Finds what stands in other repositories.
    let remotes: any RemoteBaseResolver
    /// Renders charts.
    let helm: HelmRenderer
    /// What is known of the fields of kinds.
    let schema = SchemaState()

    /// What deserves attention but does not stop the build.
    private(set) var warnings: [RenderWarning] = []

    /// Folders entered so far. Bases may be entered many times, so a small tree could ask for endless work.
    private var visits = 0
    private var bytes = 0
    private var seenWarnings: Set<RenderWarning> = []

    init(
        options: KustomizeOptions, remotes: any RemoteBaseResolver = NoRemoteBases(),
        helm: HelmRenderer = HelmRenderer(), context: RenderContext
    ) {
        self.options = options
        self.helm = helm
        self.remotes = remotes
        self.context = context
    }

    func warn(_ message: String, file: TreePath? = nil) {
        let warning = RenderWarning(message, file: file)
        if seenWarnings.insert(warning).inserted { warnings.append(warning) }
    }

    /// Counts a folder that is entered.
    func enterFolder(_ folder: TreePath) throws(RenderError) {
        visits += 1
        guard visits <= context.limits.maximumFiles else {
            throw RenderError(
                .limitExceeded, "the kustomization enters folders more than \(context.limits.maximumFiles) times",
                file: folder.description)
        }
    }

    /// How many bytes may still be read.
    var remainingBytes: Int { context.limits.maximumManifestBytes - bytes }

    /// Counts bytes that were read.
    func countBytes(_ count: Int, of file: TreePath) throws(RenderError) {
        bytes += count
        guard bytes <= context.limits.maximumManifestBytes else {
            throw RenderError(
                .limitExceeded,
                "the kustomization reads more than \(context.limits.maximumManifestBytes) bytes", file: file.description
            )
        }
    }

    /// Fails where there are more objects than one source may have.
    func checkCount(_ count: Int) throws(RenderError) {
        guard count <= context.limits.maximumObjects else {
            throw RenderError(.limitExceeded, "the source has more than \(context.limits.maximumObjects) objects")
        }
    }
}
