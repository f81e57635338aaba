/// Adds credentials to every request, and fetches new ones when the server refuses them.
public struct AuthenticatedTransport: KubeTransport {
    private let base: any KubeTransport
    private let source: any CredentialSource

    /// A layer over another transport.
    ///
    /// - Parameters:
    ///   - base: what carries the requests on.
    ///   - source: where credentials come from.
    public init(_ base: any KubeTransport, source: any CredentialSource) {
        self.base = base
        self.source = source
    }

    /// Sends a request with credentials; after 401 once more with new ones.
    public func send(_ request: KubeRequest) async throws -> KubeResponse {
        try await attempt(request, send: base.send) { $0.status }
    }

    /// Opens a stream with credentials; after 401 once more with new ones.
    public func stream(_ request: KubeRequest) async throws -> KubeStream {
        try await attempt(request, send: base.stream) { $0.status }
    }

    /// Opens a connection with credentials; after 401 once more with new ones.
    public func connect(_ request: KubeRequest, protocols: [String]) async throws -> KubeUpgrade {
        try await attempt(request, send: { try await base.connect($0, protocols: protocols) }, status: \.status)
    }

    private func attempt<Answer>(
        _ request: KubeRequest, send: (KubeRequest) async throws -> Answer, status: (Answer) -> Int
    ) async throws -> Answer {
        let first = try await source.credential()
        let answer = try await send(try request.adding(first))
        guard status(answer) == 401 else { return answer }
        await source.wasRefused(first)
        let second = try await source.credential()
        guard second != first else { return answer }
        return try await send(try request.adding(second))
    }
}

extension KubeRequest {
    /// - Throws: ``KubeError`` where the credential cannot stand in a header field; what it is, is not told.
    fileprivate func adding(_ credential: Credential) throws -> KubeRequest {
        guard let authorization = credential.authorization, headers["Authorization"] == nil else { return self }
        guard authorization.revealed().allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw KubeError(
                .authentication, "the token holds a line break or another character that HTTP cannot carry",
                request: self)
        }
        var copy = self
        copy.headers["Authorization"] = authorization.revealedText()
        return copy
    }
}
