/// Fetches what the cache does not have.
struct CachedFetcher: Sendable {
    let cache: any ArtifactCache

    /// The content with a digest: from the cache, or fetched and compared with it.
    ///
    /// - Parameters:
    ///   - location: where it comes from, for messages.
    ///   - fetch: brings it.
    func content(
        _ digest: ArtifactDigest, from location: String, fetch: () async throws -> [UInt8]
    ) async throws -> [UInt8] {
        if let kept = cache.content(digest) { return kept }
        var bytes = try await fetch()
        // What does not fit its digest may have been spoilt on the way, so it is asked for once more.
        if !digest.matches(bytes) { bytes = try await fetch() }
        guard digest.matches(bytes) else {
            throw ArtifactError(
                .digestMismatch,
                "what was sent has the digest \(ArtifactDigest(of: bytes, algorithm: digest.algorithm)), not the "
                    + "\(digest) that was promised; somebody replaced it, or the repository is damaged",
                location: location)
        }
        cache.keepIfPossible(bytes, as: digest)
        return bytes
    }

    /// What stands at an address now; unchanged content is told by the server and taken from the cache.
    func revalidated(_ question: Exchange.Question, _ exchange: Exchange) async throws -> [UInt8] {
        // Who asks with other credentials may be told something else.
        let name = "\(exchange.access.credentials.hashText) \(question.address.url)"
        let note = cache.note(name)
        let kept = note.flatMap { cache.content($0.digest) }
        var conditional = question
        if let note, kept != nil {
            if let tag = note.entityTag { conditional.headers.append(("If-None-Match", tag)) }
            if let date = note.lastModified { conditional.headers.append(("If-Modified-Since", date)) }
            conditional.accepted = [304]
        }
        let response = try await exchange.ask(conditional)
        if response.status == 304, let kept { return kept }
        let digest = ArtifactDigest(of: response.body)
        let (tag, date) = (response["ETag"], response["Last-Modified"])
        if tag != nil || date != nil {
            cache.keepIfPossible(response.body, as: digest)
            cache.keepIfPossible(CacheNote(digest: digest, entityTag: tag, lastModified: date), named: name)
        }
        return response.body
    }
}

extension ArtifactCache {
    /// Keeps bytes; what cannot be kept is fetched again the next time, and that is no reason to fail now.
    func keepIfPossible(_ bytes: [UInt8], as digest: ArtifactDigest) { try? keep(bytes, as: digest) }

    /// Keeps a note, where that is possible.
    func keepIfPossible(_ note: CacheNote, named name: String) { try? keep(note, named: name) }
}

extension ArtifactCredentials {
    /// A text that differs for different credentials and tells nothing of them.
    fileprivate var hashText: String {
        authorization.map { ArtifactDigest(of: Array($0.utf8)).description } ?? "-"
    }
}

extension Exchange {
    /// The same exchange with credentials for another server.
    func moved(to home: WebAddress.Origin) -> Exchange {
        var access = access
        access.trust.identity = nil
        return Exchange(
            transport: transport, retries: retries, limits: limits, access: access, location: location, home: home)
    }
}
