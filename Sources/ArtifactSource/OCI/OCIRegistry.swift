internal import Values

/// Asks a registry about one of its repositories, by the OCI distribution specification.
struct OCIRegistry: Sendable {
    let repository: OCIRepository
    let exchange: Exchange
    let fetcher: CachedFetcher
    let tokens: RegistryTokens

    private var isSecure: Bool { !exchange.access.usesPlainHTTP }

    private var tokenKey: RegistryTokens.Key {
        RegistryTokens.Key(
            registry: exchange.home, path: repository.path, credentials: exchange.access.credentials)
    }

    private func address(_ suffix: String) -> WebAddress { repository.address(suffix, isSecure: isSecure) }

    /// Asks with what the registry accepted last, and answers its challenge where it wants something else.
    private func ask(_ question: Exchange.Question) async throws -> ArtifactResponse {
        var question = question
        let credentials = exchange.access.credentials
        if case .bearer = credentials.kind {
            question.authorization = credentials.authorization
            return try await exchange.ask(question)
        }
        question.authorization = tokens.known(tokenKey)
        let wasAccepted = question.accepted
        question.accepted.insert(401)
        let response = try await exchange.ask(question)
        guard response.status == 401 else { return response }
        let challenges = response.values("WWW-Authenticate").flatMap(AuthChallenge.list)
        question.authorization = try await tokens.authorization(for: challenges, of: tokenKey, exchange)
        question.accepted = wasAccepted
        if question.authorization == nil {
            throw ArtifactError(
                .credentialsRequired, "the registry asks for credentials; give those of the repository",
                location: "\(repository)")
        }
        return try await exchange.ask(question)
    }

    // MARK: - Tags

    /// All tags of the repository.
    ///
    /// - Throws: also ``ArtifactError/Code/tooLarge`` where there are more than are looked at.
    func tags() async throws -> [String] {
        var tags: [String] = []
        var next: WebAddress? = address("tags/list")
        next?.query = "n=1000"
        var pages = 0
        while let page = next {
            let response = try await ask(
                Exchange.Question(address: page, maximumBytes: exchange.limits.manifestBytes))
            let limits = ParseLimits(
                maximumBytes: exchange.limits.manifestBytes, maximumDepth: 16, maximumNodes: 2_000_000)
            guard let list = try? Value(json: response.body, limits: limits) else {
                throw ArtifactError(.malformed, "the registry's list of tags is no JSON", location: "\(repository)")
            }
            tags += list["tags"]?.arrayValue?.compactMap(\.stringValue) ?? []
            pages += 1
            guard tags.count <= exchange.limits.tags, pages <= 1_000 else {
                throw ArtifactError(
                    .tooLarge, "the repository has more than \(exchange.limits.tags) tags; name a version in full",
                    location: "\(repository)")
            }
            next = try OCIRegistry.nextPage(response, after: page)
        }
        return tags
    }

    /// `Link: </v2/…>; rel="next"`; another server is not asked for the rest of a list.
    static func nextPage(_ response: ArtifactResponse, after page: WebAddress) throws(ArtifactError) -> WebAddress? {
        for link in response.values("Link").flatMap({ $0.split(separator: ",") }) {
            guard link.contains("rel=\"next\"") || link.contains("rel=next"),
                let start = link.firstIndex(of: "<"), let end = link.lastIndex(of: ">"), start < end
            else { continue }
            let next = try page.resolving(String(link[link.index(after: start)..<end]))
            guard next.origin == page.origin, next != page else {
                throw ArtifactError(.redirectRefused, "the list of tags goes on elsewhere", location: "\(next)")
            }
            return next
        }
        return nil
    }

    // MARK: - Manifests and layers

    /// The digest that a tag stands for now, nil where there is no such tag.
    func digest(ofTag tag: String) async throws -> ArtifactDigest? {
        guard OCIRepository.isTag(tag) else {
            throw ArtifactError(
                .invalidReference, "'\(tag)' is neither a tag, a digest nor a range of versions",
                location: "\(repository)")
        }
        var question = Exchange.Question(
            method: "HEAD", address: address("manifests/\(tag)"), headers: [("Accept", OCIManifest.accepted)],
            maximumBytes: exchange.limits.manifestBytes, accepted: [404, 405])
        let head = try await ask(question)
        if head.status == 404 { return nil }
        if head.status == 200, let text = head["Docker-Content-Digest"], let digest = ArtifactDigest(text) {
            return digest
        }
        question.method = "GET"
        question.accepted = [404]
        let response = try await ask(question)
        guard response.status == 200 else { return nil }
        let digest = ArtifactDigest(of: response.body)
        fetcher.cache.keepIfPossible(response.body, as: digest)
        return digest
    }

    /// The manifest with a digest; of a list of manifests its only one.
    func manifest(_ digest: ArtifactDigest) async throws -> OCIManifest {
        var digest = digest
        for _ in 0..<3 {
            let address = address("manifests/\(digest)")
            let bytes = try await fetcher.content(digest, from: "\(repository)") {
                try await ask(
                    Exchange.Question(
                        address: address, headers: [("Accept", OCIManifest.accepted)],
                        maximumBytes: exchange.limits.manifestBytes)
                ).body
            }
            let manifest = try OCIManifest(bytes)
            guard manifest.layers.isEmpty, !manifest.manifests.isEmpty else { return manifest }
            guard manifest.manifests.count == 1 else {
                throw ArtifactError(
                    .unsupported,
                    "the reference stands for \(manifest.manifests.count) manifests; name one by its digest",
                    location: "\(repository)")
            }
            digest = manifest.manifests[0].digest
        }
        throw ArtifactError(.unsupported, "lists of manifests are nested too deeply", location: "\(repository)")
    }

    /// The bytes of a layer.
    func layer(_ layer: OCIManifest.Descriptor) async throws -> [UInt8] {
        let limit = exchange.limits.archiveBytes
        guard layer.size <= limit else {
            throw ArtifactError(
                .tooLarge, "the layer has \(layer.size) bytes; allowed are \(limit)", location: "\(repository)")
        }
        return try await fetcher.content(layer.digest, from: "\(repository)") {
            try await ask(Exchange.Question(address: address("blobs/\(layer.digest)"), maximumBytes: limit)).body
        }
    }
}
