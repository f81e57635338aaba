import KubeClient

/// What was asked of a cluster: counts by method and path, and the latest requests themselves.
public struct RequestLog: Sendable {
    /// One request.
    public struct Entry: Sendable, Hashable {
        /// The HTTP method.
        public let method: String
        /// The path, without the query.
        public let path: String
    }

    /// How many requests are remembered one by one.
    public static let limit = 10_000

    /// The latest requests, oldest first.
    public private(set) var entries: [Entry] = []
    /// How often each method was asked of each path.
    public private(set) var counts: [Entry: Int] = [:]

    /// How many requests there were in all.
    public var total: Int { counts.values.reduce(0, +) }

    /// How many requests changed something: everything but `GET` and `HEAD`.
    public var writes: Int {
        counts.reduce(0) { $0 + ($1.key.method == "GET" || $1.key.method == "HEAD" ? 0 : $1.value) }
    }

    /// How many requests of a method went to paths that contain a text.
    public func count(_ method: String, containing text: String = "") -> Int {
        counts.reduce(0) {
            $0 + ($1.key.method == method && (text.isEmpty || $1.key.path.contains(text)) ? $1.value : 0)
        }
    }

    mutating func record(_ request: KubeRequest) {
        let entry = Entry(method: request.method, path: request.path)
        counts[entry, default: 0] += 1
        entries.append(entry)
        if entries.count > 2 * RequestLog.limit { entries.removeFirst(RequestLog.limit) }
    }
}
