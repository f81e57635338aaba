/// Carries one request to a server and its answer back: the seam to HTTP.
///
/// A transport sends what it is given and follows nothing: redirects, credentials and retries are above it. The
/// production implementation is `HTTPArtifactTransport` of the module `ArtifactSourceHTTP`.
public protocol ArtifactTransport: Sendable {
    /// Sends a request and reads the whole answer, whatever its status.
    ///
    /// - Throws: ``ArtifactError`` with ``ArtifactError/Code/network``, ``ArtifactError/Code/timeout``,
    ///   ``ArtifactError/Code/certificateInvalid``, ``ArtifactError/Code/tooLarge`` (before more than the allowed bytes
    ///   are kept) or ``ArtifactError/Code/invalidOptions``; `CancellationError` where the task was cancelled.
    func send(_ request: ArtifactRequest) async throws -> ArtifactResponse
}

/// One request for bytes.
public struct ArtifactRequest: Sendable {
    /// `GET` or `HEAD`.
    public var method: String
    /// What is asked for; its credentials are not used.
    public var address: WebAddress
    /// Header fields.
    public var headers: [(name: String, value: String)]
    /// Most bytes of the answer's body.
    public var maximumBytes: Int
    /// How long the whole answer may take.
    public var timeout: Duration
    /// Whom to trust, and the client's certificate.
    public var trust: ArtifactTrust
    /// The URL of an HTTP proxy, nil for none.
    public var proxy: String?

    /// A request.
    public init(
        method: String = "GET", _ address: WebAddress, headers: [(name: String, value: String)] = [],
        maximumBytes: Int, timeout: Duration, trust: ArtifactTrust = ArtifactTrust(), proxy: String? = nil
    ) {
        self.method = method
        self.address = address
        self.headers = headers
        self.maximumBytes = maximumBytes
        self.timeout = timeout
        self.trust = trust
        self.proxy = proxy
    }
}

/// An answer, read whole.
public struct ArtifactResponse: Sendable {
    /// The status.
    public var status: Int
    /// Header fields.
    public var headers: [(name: String, value: String)]
    /// The body.
    public var body: [UInt8]

    /// An answer.
    public init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first value of a header field, nil where there is none.
    public subscript(name: String) -> String? { values(name).first }

    /// All values of a header field.
    func values(_ name: String) -> [String] {
        headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }
}
