import ArgumentParser
import GitOps

/// The flags of a kustomization's rendering, named as the `kustomize` command names them.
struct KustomizeFlags: ParsableArguments {
    /// Which files a kustomization may read.
    enum LoadRestrictor: String, ExpressibleByArgument, CaseIterable {
        case rootOnly = "LoadRestrictionsRootOnly"
        case none = "LoadRestrictionsNone"
    }

    @Option(help: "Kustomize: whether files outside the kustomization's folder may be read.")
    var loadRestrictor: LoadRestrictor = .rootOnly

    @Flag(help: "Kustomize: allow charts.")
    var enableHelm = false

    /// The options the flags stand for.
    var options: KustomizeOptions {
        KustomizeOptions(loadRestrictor: loadRestrictor == .none ? .none : .rootOnly, enablesHelm: enableHelm)
    }

    /// What `kustomize build` prints for a folder.
    ///
    /// - Parameter remotes: fetches bases, files and charts that it names elsewhere; nil to refuse them.
    func text(
        of source: RenderSource, context: RenderContext, remotes: RemoteInputs?
    ) async throws -> (text: String, warnings: [RenderWarning]) {
        let options = options
        guard let remotes else {
            return try KustomizeRenderer(helm: HelmFlags.renderer).text(of: source, options: options, context: context)
        }
        return try await remotes.rendering { resolver in
            try KustomizeRenderer(remotes: resolver, helm: HelmFlags.renderer).text(
                of: source, options: options, context: context)
        }
    }
}
