internal import Values

/// What a registry was shown last and accepted: a token of its own, or user and password.
struct RegistryToken: Sendable {
    /// The value of the header `Authorization`.
    var authorization: String
    /// How long it serves.
    var lifetime: Duration
}

/// The tokens that registries gave, one for each repository and each one who asks.
struct RegistryTokens: Sendable {
    struct Key: Hashable, Sendable {
        var registry: WebAddress.Origin
        var path: String
        var credentials: ArtifactCredentials
    }

    private let answers: SharedAnswers<Key, RegistryToken>

    init(now: @escaping @Sendable () -> ContinuousClock.Instant) {
        answers = SharedAnswers(capacity: 1_000, lifetime: .zero, now: now)
    }

    /// What is known to be accepted, without asking anybody.
    func known(_ key: Key) -> String? { answers.known(key)?.authorization }

    /// Answers a registry's challenge.
    ///
    /// - Returns: the header to come back with; nil where nothing at hand answers the challenge.
    func authorization(
        for challenges: [AuthChallenge], of key: Key, _ exchange: Exchange
    ) async throws -> String? {
        for challenge in challenges {
            switch challenge.scheme {
            case "bearer" where challenge.parameters["realm"] != nil:
                return try await answers.answer(key, isFresh: true, life: \.lifetime) {
                    try await RegistryTokens.token(challenge, key, exchange)
                }
                .authorization
            case "basic":
                guard let authorization = key.credentials.authorization else { continue }
                let token = RegistryToken(authorization: authorization, lifetime: .seconds(600))
                answers.keep(token, for: token.lifetime, as: key)
                return authorization
            default: continue
            }
        }
        return nil
    }

    private static func token(
        _ challenge: AuthChallenge, _ key: Key, _ exchange: Exchange
    ) async throws -> RegistryToken {
        var address = try WebAddress(challenge.parameters["realm"] ?? "")
        guard address.origin.isSecure || !key.registry.isSecure else {
            throw ArtifactError(
                .redirectRefused, "the registry sends for a token to a server without TLS", location: "\(address)")
        }
        let scope = challenge.parameters["scope"] ?? "repository:\(key.path):pull"
        var query = [address.query, challenge.parameters["service"].map { "service=\(AddressText.encodedValue($0))" }]
        query += scope.split(separator: " ").map { "scope=\(AddressText.encodedValue(String($0)))" }
        address.query = query.compactMap { $0 }.joined(separator: "&")
        let response = try await exchange.moved(to: address.origin).ask(
            Exchange.Question(
                address: address, maximumBytes: 1 << 20, authorization: key.credentials.authorization))
        let limits = ParseLimits(maximumBytes: 1 << 20, maximumDepth: 16, maximumNodes: 1_000)
        guard let answer = try? Value(json: response.body, limits: limits),
            let token = (answer["token"] ?? answer["access_token"])?.stringValue, !token.isEmpty,
            token.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw ArtifactError(.malformed, "the registry's token server gave no token", location: "\(address)") }
        // A token that ends while it is on its way is of no use.
        let seconds = min(max(answer["expires_in"]?.intValue ?? 60, 20), 3_600)
        return RegistryToken(authorization: "Bearer \(token)", lifetime: .seconds(seconds * 3 / 4))
    }
}
