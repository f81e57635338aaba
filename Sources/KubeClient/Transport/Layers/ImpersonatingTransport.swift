/// Makes every request act as somebody else.
public struct ImpersonatingTransport: KubeTransport {
    private let base: any KubeTransport
    private let impersonation: Impersonation

    /// A layer over another transport.
    ///
    /// - Parameters:
    ///   - base: what carries the requests on.
    ///   - impersonation: whom to act as.
    public init(_ base: any KubeTransport, as impersonation: Impersonation) {
        self.base = base
        self.impersonation = impersonation
    }

    /// Sends a request as somebody else.
    public func send(_ request: KubeRequest) async throws -> KubeResponse { try await base.send(disguised(request)) }

    /// Opens a stream as somebody else.
    public func stream(_ request: KubeRequest) async throws -> KubeStream { try await base.stream(disguised(request)) }

    /// Opens a connection as somebody else.
    public func connect(_ request: KubeRequest, protocols: [String]) async throws -> KubeUpgrade {
        try await base.connect(disguised(request), protocols: protocols)
    }

    private func disguised(_ request: KubeRequest) -> KubeRequest {
        var copy = request
        for (name, value) in impersonation.headers { copy.headers.append(name, value) }
        return copy
    }
}
