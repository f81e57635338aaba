public import ArtifactSource
import GitSource
public import ManifestRender
import SourceTrees

/// Renders kustomizations that name folders of other repositories, files by URL and charts of repositories: fetches what a
/// rendering turns out to use and renders again, until nothing is missing.
///
/// ```swift
/// let remotes = RemoteInputs(repositories: pool, artifacts: artifacts)
/// let text = try await remotes.rendering { resolver in
///     try KustomizeRenderer(remotes: resolver).text(of: source, options: options, context: context).text
/// }
/// ```
public struct RemoteInputs: Sendable {
    /// Most inputs of one rendering.
    static let maximumCount = 64
    private static let parallelism = 8

    private let repositories: RepositoryPool
    private let artifacts: (any ArtifactProvider)?
    private let policy: RemoteInputPolicy

    /// Access to what kustomizations may name.
    ///
    /// - Parameters:
    ///   - repositories: where folders of other repositories come from.
    ///   - artifacts: fetches files and charts; without it URLs are taken for repositories alone and charts are refused.
    ///   - policy: what may be fetched.
    public init(
        repositories: RepositoryPool, artifacts: (any ArtifactProvider)? = nil,
        policy: RemoteInputPolicy = .remoteHosts
    ) {
        self.repositories = repositories
        self.artifacts = artifacts
        self.policy = policy
    }

    /// Renders, as often as there is something left to fetch.
    ///
    /// - Parameter attempt: renders with the resolver it is given.
    /// - Returns: what the attempt returned for which nothing was missing.
    /// - Throws: what that attempt throws; ``ManifestRender/RenderError`` where something may not be fetched or there are
    ///   more than 64 inputs; the error of a repository or server where fetching fails.
    public func rendering<Result>(_ attempt: (any RemoteBaseResolver) throws -> Result) async throws -> Result {
        try await rendering(knowing: KnownInputs(), isFresh: false, attempt).result
    }

    /// Renders, beginning with what the last rendering is known to have used.
    func rendering<Result>(
        knowing known: KnownInputs, isFresh: Bool, _ attempt: (FetchedInputs) throws -> Result
    ) async throws -> (result: Result, used: KnownInputs) {
        var contents: [RemoteInput: RemoteContent] = [:]
        if !isFresh { for (url, reason) in known.noFiles { contents[.file(url)] = .noFile(reason) } }
        try await fetch(known.inputs.filter { contents[$0] == nil }, into: &contents, isFresh: isFresh)
        while true {
            let resolver = FetchedInputs(contents)
            do {
                return (try attempt(resolver), KnownInputs(contents))
            } catch {
                let missing = resolver.missing
                guard !missing.isEmpty else { throw error }
                guard contents.count + missing.count <= RemoteInputs.maximumCount else {
                    throw RenderError(
                        .limitExceeded, "the kustomization uses more than \(RemoteInputs.maximumCount) remote inputs")
                }
                do { try await fetch(missing, into: &contents, isFresh: isFresh) } catch {
                    throw RemoteInputs.failure(error, fetching: missing, contents)
                }
            }
        }
    }

    /// An error that also says why a URL, tried as a repository at last, is no file.
    private static func failure(
        _ error: any Error, fetching inputs: [RemoteInput], _ contents: [RemoteInput: RemoteContent]
    ) -> any Error {
        guard !(error is CancellationError) else { return error }
        for case (.file(let url), .noFile(let reason)) in contents {
            guard let base = try? RemoteBase(url), inputs.contains(.base(base)) else { continue }
            return RenderError(
                .sourceNotFound,
                "a resource by URL is neither a file (\(reason)) nor a folder of a repository (\(error))")
        }
        return error
    }

    // MARK: - Fetching

    private func fetch(
        _ inputs: [RemoteInput], into contents: inout [RemoteInput: RemoteContent], isFresh: Bool
    ) async throws {
        for input in inputs { try policy.check(input) }
        try await withThrowingTaskGroup(of: (RemoteInput, RemoteContent).self) { group in
            var waiting = inputs[...]
            for input in waiting.prefix(RemoteInputs.parallelism) {
                group.addTask { (input, try await content(of: input, isFresh)) }
            }
            waiting = waiting.dropFirst(RemoteInputs.parallelism)
            while let (input, content) = try await group.next() {
                contents[input] = content
                guard let next = waiting.popFirst() else { continue }
                group.addTask { (next, try await self.content(of: next, isFresh)) }
            }
        }
    }

    private func content(of input: RemoteInput, _ isFresh: Bool) async throws -> RemoteContent {
        switch input {
        case .base(let base): try await snapshot(of: base, isFresh)
        case .file(let url): try await file(at: url)
        case .chart(let chart): try await files(of: chart, isFresh)
        }
    }

    private func snapshot(of base: RemoteBase, _ isFresh: Bool) async throws -> RemoteContent {
        let repository = try repositories.repository(base.repositoryURL, isFresh: isFresh)
        let snapshot = try await repository.resolve(
            .named(base.reference.isEmpty ? "HEAD" : base.reference, tagPrefix: ""))
        guard base.submodules else {
            return .folder(try RenderSource(snapshot.tree, path: base.path), identity: snapshot.id.description)
        }
        let access = SubmoduleAccess(
            repositories: repositories, remoteRepositories: repositories, policy: policy)
        let tree = try await access.tree(of: snapshot, in: base.repositoryURL)
        return .folder(try RenderSource(tree, path: base.path), identity: snapshot.id.description)
    }

    /// A file by URL; a server that has none leaves the URL to be a repository's.
    private func file(at url: String) async throws -> RemoteContent {
        guard let artifacts else {
            return .noFile("files by URL are not fetched here: this process was given no access to them")
        }
        do {
            let bytes = try await artifacts.file(at: url)
            return .bytes(bytes, identity: ArtifactDigest(of: bytes).description)
        } catch let error as ArtifactError {
            return .noFile("\(error)")
        }
    }

    private func files(of chart: RemoteChart, _ isFresh: Bool) async throws -> RemoteContent {
        guard let artifacts else {
            throw RenderError(
                .unsupported,
                "the chart '\(chart.name)' cannot be fetched: this process was given no access to repositories of charts"
            )
        }
        let revision = try await artifacts.resolve(
            ArtifactReference(chart: chart.name, repository: chart.repository, version: chart.version),
            isFresh: isFresh)
        let tree = try await artifacts.tree(of: revision)
        return .folder(RenderSource(tree), identity: "\(revision.version) \(try tree.digest(of: .root))")
    }
}

/// What a rendering has used, so that the next one can begin with it.
struct KnownInputs: Sendable {
    var inputs: [RemoteInput] = []
    /// URLs that are no files, and why.
    var noFiles: [String: String] = [:]

    init() {}

    init(_ contents: [RemoteInput: RemoteContent]) {
        inputs = Array(contents.keys)
        for case (.file(let url), .noFile(let reason)) in contents { noFiles[url] = reason }
    }
}
