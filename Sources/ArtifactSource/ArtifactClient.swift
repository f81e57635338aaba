public import SourceTrees

/// Charts and other artifacts of real repositories, kept in a cache that several processes may share.
///
/// ```swift
/// let artifacts = ArtifactClient(transport: HTTPArtifactTransport(), cache: .directory("/var/cache/gitops/artifacts"))
/// let chart = try await artifacts.tree(
///     of: ArtifactReference(chart: "shop", repository: "https://charts.example.com", version: "^1.2"))
/// ```
///
/// Many who ask the same at the same time cause one request. What a repository says of its versions serves for a short
/// time and is then asked for again, by `ETag` where the server knows them; content with a digest is fetched once.
public final class ArtifactClient: ArtifactProvider {
    private struct ListingKey: Hashable {
        var reference: ArtifactReference
        var access: ArtifactAccess
    }

    private let transport: any ArtifactTransport
    private let fetcher: CachedFetcher
    private let limits: ArtifactLimits
    private let retries: ArtifactRetries
    private let access: @Sendable (String) throws -> ArtifactAccess
    private let trees: ArtifactTrees
    private let tokens: RegistryTokens
    private let indexes: SharedAnswers<ListingKey, HelmIndex>
    private let revisions: SharedAnswers<ListingKey, ArtifactRevision>
    private let archives = SingleFlight<ArchiveKey, any SourceTree>()

    private struct ArchiveKey: Hashable {
        var revision: ArtifactRevision
        var access: ArtifactAccess
    }

    /// A client.
    ///
    /// - Parameters:
    ///   - transport: carries requests.
    ///   - cache: keeps what was fetched.
    ///   - limits: bounds on what is fetched.
    ///   - retries: how often requests are made again.
    ///   - listingLifetime: how long a repository's index, and what a tag stands for, serves all who ask.
    ///   - treeBytes: most bytes of unpacked artifacts kept in memory.
    ///   - now: the time, for tests.
    ///   - access: credentials and trust for a repository, by the text that names it in the reference.
    public init(
        transport: any ArtifactTransport, cache: any ArtifactCache = .memory, limits: ArtifactLimits = .standard,
        retries: ArtifactRetries = ArtifactRetries(), listingLifetime: Duration = .seconds(10),
        treeBytes: Int = 256 << 20, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        access: @escaping @Sendable (String) throws -> ArtifactAccess = { _ in ArtifactAccess() }
    ) {
        self.transport = transport
        self.limits = limits
        self.retries = retries
        self.access = access
        fetcher = CachedFetcher(cache: cache)
        trees = ArtifactTrees(limits: limits, maximumBytes: treeBytes)
        tokens = RegistryTokens(now: now)
        indexes = SharedAnswers(capacity: 64, lifetime: listingLifetime, now: now)
        revisions = SharedAnswers(capacity: 10_000, lifetime: listingLifetime, now: now)
    }

    /// What a reference stands for now.
    public func resolve(_ reference: ArtifactReference, isFresh: Bool) async throws -> ArtifactRevision {
        let access = try access(to: reference)
        switch reference.place {
        case .index(let address, let chart):
            let index = try await index(reference, address, access, isFresh: isFresh)
            let entry = try located(address) { () throws(ArtifactError) in
                try index.entry(chart, version: reference.revision)
            }
            return ArtifactRevision(reference, version: entry.version, digest: entry.digest)
        case .ociChart(let repository), .oci(let repository):
            let key = ListingKey(reference: reference, access: access)
            return try await revisions.answer(key, isFresh: isFresh) { [self] in
                try await resolve(reference, in: registry(repository, access))
            }
        }
    }

    /// The files of a version.
    public func tree(of revision: ArtifactRevision) async throws -> any SourceTree {
        let access = try access(to: revision.reference)
        if case .index = revision.reference.place, let digest = revision.digest,
            let kept = trees.kept(digest, as: .chart)
        {
            return kept
        }
        return try await archives.answer(ArchiveKey(revision: revision, access: access)) { [self] in
            switch revision.reference.place {
            case .index(let address, let chart): try await fetchChart(revision, address, chart, access)
            case .ociChart(let repository): try await fetchLayer(revision, repository, access, chartOnly: true)
            case .oci(let repository): try await fetchLayer(revision, repository, access, chartOnly: false)
            }
        }
    }

    /// The bytes at an address, revalidated each time.
    public func file(at text: String) async throws -> [UInt8] {
        let address = try WebAddress(text)
        let access = try access(text)
        let exchange = exchange(access, location: "\(address)", home: address.origin)
        let given = access.credentials == .none ? address.credentials : access.credentials
        return try await fetcher.revalidated(
            Exchange.Question(
                address: address, maximumBytes: limits.valueFileBytes, authorization: given.authorization), exchange)
    }
}

// MARK: - Helm repositories

extension ArtifactClient {
    private func access(to reference: ArtifactReference) throws -> ArtifactAccess {
        var access = try access(reference.repository)
        if reference.passesCredentials { access.passesCredentials = true }
        return access
    }

    private func exchange(_ access: ArtifactAccess, location: String, home: WebAddress.Origin) -> Exchange {
        Exchange(
            transport: transport, retries: retries, limits: limits, access: access, location: location, home: home)
    }

    private func located<Result>(
        _ place: some CustomStringConvertible, _ body: () throws(ArtifactError) -> Result
    ) throws(ArtifactError) -> Result {
        do throws(ArtifactError) { return try body() } catch { throw error.at(place.description) }
    }

    private func helmRepository(_ address: WebAddress, _ access: ArtifactAccess) -> HelmRepository {
        HelmRepository(
            address: address, exchange: exchange(access, location: "\(address)", home: address.origin),
            fetcher: fetcher)
    }

    private func index(
        _ reference: ArtifactReference, _ address: WebAddress, _ access: ArtifactAccess, isFresh: Bool
    ) async throws -> HelmIndex {
        // One index serves all charts and versions of its repository.
        var shared = reference
        shared.revision = ""
        shared.passesCredentials = false
        shared.place = .index(address, chart: "")
        return try await indexes.answer(ListingKey(reference: shared, access: access), isFresh: isFresh) { [self] in
            try await helmRepository(address, access).index()
        }
    }

    private func fetchChart(
        _ revision: ArtifactRevision, _ address: WebAddress, _ chart: String, _ access: ArtifactAccess
    ) async throws -> any SourceTree {
        let index = try await index(revision.reference, address, access, isFresh: false)
        let entry = try located(address) { () throws(ArtifactError) in
            try index.entry(chart, version: revision.version)
        }
        guard revision.digest == nil || revision.digest == entry.digest else {
            throw ArtifactError(
                .digestMismatch,
                "version \(entry.version) of '\(chart)' was replaced in the repository in the meantime",
                location: "\(address)")
        }
        let bytes = try await helmRepository(address, access).archive(entry, chart: chart)
        return try located("chart '\(chart)' \(entry.version) of \(address)") { () throws(ArtifactError) in
            try trees.tree(bytes, digest: entry.digest ?? ArtifactDigest(of: bytes), as: .chart)
        }
    }
}

// MARK: - OCI registries

extension ArtifactClient {
    private func registry(_ repository: OCIRepository, _ access: ArtifactAccess) -> OCIRegistry {
        let home = repository.address("", isSecure: !access.usesPlainHTTP).origin
        return OCIRegistry(
            repository: repository, exchange: exchange(access, location: "\(repository)", home: home),
            fetcher: fetcher, tokens: tokens)
    }

    private func resolve(
        _ reference: ArtifactReference, in registry: OCIRegistry
    ) async throws -> ArtifactRevision {
        let revision = reference.revision
        if let digest = ArtifactDigest(revision), revision.contains(":") {
            return ArtifactRevision(reference, version: digest.description, digest: digest)
        }
        let tag: String
        var isChart = false
        if case .ociChart = reference.place { isChart = true }
        if isChart ? RegistryVersion.isExact(revision) : !RegistryVersion.isRange(revision) {
            tag = RegistryVersion.tag(ofVersion: revision.isEmpty ? "latest" : revision)
        } else {
            let tags = try await registry.tags()
            let exact = RegistryVersion.tag(ofVersion: revision)
            tag =
                tags.contains(exact)
                ? exact
                : try located(registry.repository) { () throws(ArtifactError) in
                    try RegistryVersion.highest(revision, of: tags)
                }
        }
        guard let digest = try await registry.digest(ofTag: tag) else {
            throw ArtifactError(
                .versionNotFound, "there is no tag '\(tag)', or the credentials may not see the repository",
                location: "\(registry.repository)")
        }
        return ArtifactRevision(
            reference, version: isChart ? RegistryVersion.version(ofTag: tag) : digest.description, digest: digest)
    }

    private func fetchLayer(
        _ revision: ArtifactRevision, _ repository: OCIRepository, _ access: ArtifactAccess, chartOnly: Bool
    ) async throws -> any SourceTree {
        let registry = registry(repository, access)
        guard let digest = revision.digest else {
            throw ArtifactError(.invalidReference, "the revision has no digest", location: "\(repository)")
        }
        let manifest = try await registry.manifest(digest)
        let (layer, isChart) = try located(repository) { () throws(ArtifactError) in
            try manifest.content(chartOnly: chartOnly)
        }
        let form: ArtifactTrees.Form = isChart ? .chart : .files
        if let kept = trees.kept(layer.digest, as: form) { return kept }
        let bytes = try await registry.layer(layer)
        return try located(repository) { () throws(ArtifactError) in
            try trees.tree(bytes, digest: layer.digest, as: form)
        }
    }
}
