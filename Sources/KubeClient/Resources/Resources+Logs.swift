import Values

/// Which part of a container's log to read.
public struct LogOptions: Hashable, Sendable {
    /// The container; nil where the Pod has only one.
    public var container: String?
    /// Goes on as long as the container runs.
    public var follows: Bool
    /// Reads the log of the container's run before this one.
    public var isPrevious: Bool
    /// Reads only the last lines; nil for all.
    public var tailLines: Int?
    /// Reads only what was written in this time; nil for all.
    public var since: Duration?
    /// Reads only what was written from this moment on; nil for all. The server takes it or ``since``, not both.
    public var sinceTime: Timestamp?
    /// Reads at most so many bytes; nil for all.
    public var maximumBytes: Int?
    /// Puts the time before each line.
    public var showsTimestamps: Bool

    /// Options for a log.
    ///
    /// - Parameters:
    ///   - container: the container; nil where the Pod has only one.
    ///   - follows: goes on as long as the container runs.
    ///   - isPrevious: reads the log of the run before this one.
    ///   - tailLines: reads only the last lines.
    ///   - since: reads only what was written in this time.
    ///   - sinceTime: reads only what was written from this moment on.
    ///   - maximumBytes: reads at most so many bytes.
    ///   - showsTimestamps: puts the time before each line.
    public init(
        container: String? = nil, follows: Bool = false, isPrevious: Bool = false, tailLines: Int? = nil,
        since: Duration? = nil, sinceTime: Timestamp? = nil, maximumBytes: Int? = nil, showsTimestamps: Bool = false
    ) {
        self.container = container
        self.follows = follows
        self.isPrevious = isPrevious
        self.tailLines = tailLines
        self.since = since
        self.sinceTime = sinceTime
        self.maximumBytes = maximumBytes
        self.showsTimestamps = showsTimestamps
    }

    var query: [(name: String, value: String)] {
        var query: [(name: String, value: String)] = []
        if let container { query.append(("container", container)) }
        if follows { query.append(("follow", "true")) }
        if isPrevious { query.append(("previous", "true")) }
        if let tailLines { query.append(("tailLines", String(max(tailLines, 0)))) }
        if let since { query.append(("sinceSeconds", String(max(since.components.seconds, 1)))) }
        if let sinceTime { query.append(("sinceTime", sinceTime.seconds)) }
        if let maximumBytes { query.append(("limitBytes", String(max(maximumBytes, 1)))) }
        if showsTimestamps { query.append(("timestamps", "true")) }
        return query
    }
}

/// The lines of a log, as they are written. For one consumer.
public struct LogLines: AsyncSequence, Sendable {
    /// What comes: lines without their ends; bytes that are no UTF-8 are replaced.
    public typealias Element = String
    /// What goes wrong: ``KubeError`` and cancellation.
    public typealias Failure = any Error

    let request: KubeRequest
    let requester: Requester

    /// Sends the request when the first line is asked for.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(request: request, requester: requester) }

    /// Reads lines.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let request: KubeRequest
        let requester: Requester
        private var body: (any AsyncIteratorProtocol<KubeStream.Element, any Error>)?
        private var splitter = LineSplitter(keepsBlankLines: true)
        private var isFinished = false

        init(request: KubeRequest, requester: Requester) {
            self.request = request
            self.requester = requester
        }

        /// The next line; nil at the end of the log.
        public mutating func next() async throws -> String? {
            if body == nil, !isFinished { body = try await requester.stream(request).body.makeAsyncIterator() }
            while true {
                if let line = splitter.nextLine() { return String(decoding: line, as: UTF8.self) }
                guard !isFinished, let piece = try await piece() else {
                    isFinished = true
                    body = nil
                    return splitter.remainder().map { String(decoding: $0, as: UTF8.self) }
                }
                let bytes: [UInt8] =
                    switch piece {
                    case .bytes(let bytes): bytes
                    case .value(let value): Array(((value.stringValue ?? value.jsonText()) + "\n").utf8)
                    }
                guard splitter.append(bytes) else {
                    throw KubeError(.undecodable, "the log has a line beyond 64 MiB", request: request)
                }
            }
        }
    }
}

extension LogLines.AsyncIterator {
    private mutating func piece() async throws -> KubeStream.Element? {
        do {
            return try await body?.next()
        } catch let error as KubeError {
            throw error.naming(request)
        } catch {
            if error is CancellationError || Task.isCancelled { throw CancellationError() }
            throw KubeError(.unreachable, "the log broke off: \(error)", request: request, cause: error)
        }
    }
}

@available(*, unavailable)
extension LogLines.AsyncIterator: Sendable {}

extension Resources {
    /// The log of a Pod's container.
    ///
    /// - Parameters:
    ///   - name: the Pod.
    ///   - options: which part of which container's log.
    public func logs(_ name: String, _ options: LogOptions = LogOptions()) throws -> LogLines {
        var request = try subresource("log").request("GET", name: name, query: options.query)
        request.headers["Accept"] = "*/*"
        // A container may say nothing for a long time.
        if options.follows { request.idleTimeout = .seconds(24 * 3_600) }
        return LogLines(request: request, requester: requester)
    }

    /// Asks to delete a Pod in an orderly way: disruption budgets are respected.
    ///
    /// - Parameters:
    ///   - name: the Pod.
    ///   - options: how to delete it.
    /// - Throws: ``KubeError``; ``KubeError/isTooManyRequests`` while a disruption budget forbids it.
    public func evict(_ name: String, options: DeleteOptions = DeleteOptions()) async throws {
        var members: Object = [
            "apiVersion": "policy/v1", "kind": "Eviction", "metadata": ["name": .string(name)],
        ]
        if let body = options.body { members["deleteOptions"] = body }
        let request = try subresource("eviction").request("POST", name: name, body: .object(members))
        _ = try await requester.send(request)
    }
}
