/// Makes requests of one repository: with its credentials where they belong, following redirects without them, again
/// where a failure may pass.
struct Exchange: Sendable {
    private static let maximumRedirects = 10

    let transport: any ArtifactTransport
    let retries: ArtifactRetries
    let limits: ArtifactLimits
    let access: ArtifactAccess
    /// The repository without credentials, for messages.
    let location: String
    /// Who may see credentials.
    let home: WebAddress.Origin

    /// One request before redirects.
    struct Question {
        var method = "GET"
        var address: WebAddress
        var headers: [(name: String, value: String)] = []
        var maximumBytes: Int
        /// The header `Authorization`, sent to ``Exchange/home`` alone.
        var authorization: String?
        /// Statuses besides 200 that are answers and no failures.
        var accepted: Set<Int> = []
    }

    /// Asks until there is an answer that counts.
    func ask(_ question: Question) async throws -> ArtifactResponse {
        try await retries.run { try await askOnce(question) }
    }

    private func askOnce(_ question: Question) async throws -> ArtifactResponse {
        var address = question.address
        for _ in 0...Exchange.maximumRedirects {
            let response = try await send(question, to: address)
            if response.status == 200 { return response }
            // What another server wants to be shown is no question to the repository's credentials.
            if question.accepted.contains(response.status), response.status != 401 || address.origin == home {
                return response
            }
            guard [301, 302, 303, 307, 308].contains(response.status), let target = response["Location"] else {
                throw failure(response, at: address, hadCredentials: question.authorization != nil)
            }
            let next = try address.resolving(target)
            guard next.origin.isSecure || !address.origin.isSecure else {
                throw ArtifactError(
                    .redirectRefused, "redirected from https to http; use the address it should come from",
                    location: "\(address)")
            }
            address = next
        }
        throw ArtifactError(
            .redirectRefused, "more than \(Exchange.maximumRedirects) redirects", location: "\(question.address)")
    }

    private func send(_ question: Question, to address: WebAddress) async throws -> ArtifactResponse {
        let isHome =
            address.origin == home || address.origin == home.upgraded
            || (access.passesCredentials && address.origin == question.address.origin)
        var trust = access.trust
        if !isHome { trust.identity = nil }
        var request = ArtifactRequest(
            method: question.method, address, headers: question.headers, maximumBytes: question.maximumBytes,
            timeout: limits.timeout, trust: trust, proxy: access.proxy)
        if isHome, let authorization = question.authorization {
            request.headers.append(("Authorization", authorization))
        }
        do {
            return try await transport.send(request)
        } catch let error as ArtifactError {
            throw error.at("\(address)")
        }
    }

    private func failure(_ response: ArtifactResponse, at address: WebAddress, hadCredentials: Bool) -> ArtifactError {
        let place = "\(address)"
        var error: ArtifactError
        switch response.status {
        case 401 where !hadCredentials, 403 where !hadCredentials:
            error = ArtifactError(
                .credentialsRequired,
                "the server asks for credentials (status \(response.status)); give those of the repository",
                location: place)
        case 401, 403:
            error = ArtifactError(
                .authenticationFailed, "the server refused the credentials (status \(response.status))", location: place
            )
        case 404, 410:
            error = ArtifactError(
                .notFound, "not found; check the address and whether the credentials may see it", location: place)
        case 408, 429, 500...599:
            error = ArtifactError(.server, "the server answered with status \(response.status)", location: place)
            if let seconds = response["Retry-After"].flatMap(Int64.init), seconds >= 0 {
                error.retryAfter = .seconds(min(seconds, 3_600))
            }
        default:
            error = ArtifactError(
                .unsupported, "the server answered with status \(response.status), which was not expected",
                location: place)
        }
        return error
    }
}

extension WebAddress.Origin {
    /// The same host over TLS, for servers that send there whoever comes without.
    fileprivate var upgraded: WebAddress.Origin? {
        isSecure || port != 80 ? nil : WebAddress.Origin(isSecure: true, host: host, port: 443)
    }
}
