import Values

/// Sends requests through a transport and turns refusals into errors.
struct Requester: Sendable {
    let transport: any KubeTransport
    let onWarning: (@Sendable (KubeWarning) -> Void)?

    /// The most of an error's body that is read from a stream.
    static let maximumErrorBytes = 1 << 20

    /// Sends a request; an answer outside 200–299 that is not among those accepted is thrown.
    func send(_ request: KubeRequest, accepting: Set<Int> = []) async throws -> KubeResponse {
        let response = try await translatingErrors(of: request) { try await transport.send(request) }
        report(response.headers, request)
        guard (200..<300).contains(response.status) || accepting.contains(response.status) else {
            throw Requester.rejection(response, to: request)
        }
        return response
    }

    /// Sends a request and reads the answer's body as a value; an empty body is null.
    func value(for request: KubeRequest) async throws -> Value {
        try value(of: try await send(request), to: request)
    }

    /// Reads an answer's body as a value; an empty body is null.
    func value(of response: KubeResponse, to request: KubeRequest) throws -> Value {
        switch response.body {
        case .value(let value): return value
        case .bytes(let bytes) where bytes.isEmpty: return .null
        case .bytes(let bytes):
            do {
                return try Value(json: bytes)
            } catch {
                throw KubeError(
                    .undecodable, "the answer is no JSON: line \(error.line), column \(error.column)",
                    request: request)
            }
        }
    }

    /// Opens a streamed answer; one outside 200–299 is read to its end and thrown.
    func stream(_ request: KubeRequest) async throws -> KubeStream {
        let stream = try await translatingErrors(of: request) { try await transport.stream(request) }
        report(stream.headers, request)
        if (200..<300).contains(stream.status) { return stream }
        var response = KubeResponse(status: stream.status, headers: stream.headers)
        var bytes: [UInt8] = []
        try await translatingErrors(of: request) {
            for try await piece in stream.body {
                switch piece {
                case .value(let value): response.body = .value(value)
                case .bytes(let more): bytes += more
                }
                if bytes.count > Requester.maximumErrorBytes { break }
            }
        }
        if !bytes.isEmpty { response.body = .bytes(bytes) }
        throw Requester.rejection(response, to: request)
    }

    /// Opens a connection; an answer instead of one is thrown.
    func connect(_ request: KubeRequest, protocols: [String]) async throws -> KubeSocket {
        let upgrade = try await translatingErrors(of: request) {
            try await transport.connect(request, protocols: protocols)
        }
        switch upgrade {
        case .socket(let socket): return socket
        case .refused(let response):
            report(response.headers, request)
            throw Requester.rejection(response, to: request)
        }
    }

    private func report(_ headers: KubeHeaders, _ request: KubeRequest) {
        guard let onWarning else { return }
        for text in headers.values("Warning") {
            for warning in KubeWarning.read(header: text, request: request) { onWarning(warning) }
        }
    }

    /// Wraps what a transport throws; cancellation and ``KubeError`` pass as they are.
    private func translatingErrors<Result>(
        of request: KubeRequest, _ body: () async throws -> Result
    ) async throws -> Result {
        do {
            return try await body()
        } catch let error as KubeError {
            throw error.method.isEmpty ? error.naming(request) : error
        } catch let error as CancellationError {
            throw error
        } catch {
            if Task.isCancelled { throw CancellationError() }
            throw KubeError(.unreachable, "the API server cannot be reached: \(error)", request: request, cause: error)
        }
    }

    /// The error that an answer outside 200–299 stands for.
    static func rejection(_ response: KubeResponse, to request: KubeRequest) -> KubeError {
        var status: KubeStatus?
        var text = ""
        switch response.body {
        case .value(let value): status = KubeStatus(value)
        case .bytes(let bytes):
            status = (try? Value(json: bytes)).flatMap(KubeStatus.init)
            text = String(decoding: bytes.prefix(2_000), as: UTF8.self)
        }
        var known = status ?? .synthesized(httpStatus: response.status, text: text)
        if known.code == 0 { known.code = response.status }
        if known.message.isEmpty {
            known.message = KubeStatus.synthesized(httpStatus: response.status, text: "").message
        }
        if request.isAboutSecrets { known.hideValues() }
        let wish =
            response.headers.retryAfter(now: WallClock.system.now)
            ?? known.retryAfterSeconds.map { .seconds(min(max($0, 0), 86_400)) }
        return KubeError(
            .rejected, known.message, status: known, request: request, retryAfter: wish.map { min($0, .seconds(3_600)) }
        )
    }
}

extension KubeRequest {
    /// Whether objects of kind Secret are read or written, of which nothing may be told.
    fileprivate var isAboutSecrets: Bool {
        let parts = path.split(separator: "/")
        return parts.starts(with: ["api", "v1"])
            && (parts.dropFirst(2).first == "secrets"
                || parts.count > 4 && parts[2] == "namespaces" && parts[4] == "secrets")
    }
}

extension KubeStatus {
    /// Leaves out what the server quotes of the object.
    fileprivate mutating func hideValues() {
        message = Redaction.hidingValues(in: message)
        for position in causes.indices {
            causes[position].message = Redaction.hidingValues(in: causes[position].message)
        }
    }
}

extension KubeError {
    /// The same error with the request's method and path.
    func naming(_ request: KubeRequest) -> KubeError {
        var copy = self
        copy.method = request.method
        copy.path = request.path
        return copy
    }
}
