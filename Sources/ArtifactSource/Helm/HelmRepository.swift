/// Asks a Helm repository for its index and its charts.
struct HelmRepository: Sendable {
    let address: WebAddress
    let exchange: Exchange
    let fetcher: CachedFetcher

    private var authorization: String? {
        let given = exchange.access.credentials
        return (given == .none ? address.credentials : given).authorization
    }

    /// The index as it is now; what has not changed since the last time is not sent again.
    func index() async throws -> HelmIndex {
        let address = address.appending("index.yaml")
        let bytes = try await fetcher.revalidated(
            Exchange.Question(
                address: address, maximumBytes: exchange.limits.indexBytes, authorization: authorization), exchange)
        do throws(ArtifactError) {
            return try HelmIndex(bytes, limit: exchange.limits.indexBytes)
        } catch {
            throw error.at("\(address)")
        }
    }

    /// The packed chart that an entry of the index names.
    ///
    /// - Throws: also ``ArtifactError/Code/digestMismatch`` where it is not what the index promises.
    func archive(_ entry: HelmIndex.Entry, chart: String) async throws -> [UInt8] {
        guard let url = entry.urls.first else {
            throw ArtifactError(
                .malformed, "the index names no address for '\(chart)' \(entry.version)", location: "\(address)")
        }
        let target = try chartAddress(url)
        var question = Exchange.Question(address: target, maximumBytes: exchange.limits.archiveBytes)
        if target.origin == address.origin || exchange.access.passesCredentials {
            question.authorization = authorization
        } else {
            // What stands in the address itself is meant for its host.
            question.authorization = target.credentials.authorization
        }
        let exchange =
            question.authorization != nil && target.origin != address.origin && !self.exchange.access.passesCredentials
            ? self.exchange.moved(to: target.origin) : self.exchange
        let request = question
        if let digest = entry.digest {
            return try await fetcher.content(digest, from: "\(target)") { try await exchange.ask(request).body }
        }
        return try await fetcher.revalidated(request, exchange)
    }

    /// An address of the index: whole, or relative to the repository, whose query it then takes over.
    private func chartAddress(_ text: String) throws(ArtifactError) -> WebAddress {
        do throws(ArtifactError) {
            var base = address
            if !base.path.hasSuffix("/") { base.path += "/" }
            var target = try base.resolving(text)
            if AddressText.scheme(of: text) == nil, target.query == nil { target.query = address.query }
            return target
        } catch {
            throw error.at("\(address)")
        }
    }
}
