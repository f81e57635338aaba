import KubeClient

/// What was asked of a cluster: counts by method and path, and the latest requests themselves.
///
/// Its memory is bounded: paths beyond the first ``limit`` are counted in the totals alone.
public struct RequestLog: Sendable {
    /// One request.
    public struct Entry: Sendable, Hashable {
        /// The HTTP method.
        public let method: String
        /// The path, without the query.
        public let path: String
    }

    /// How many requests are remembered one by one, and how many paths are counted.
    public static let limit = 10_000

    /// The latest requests, oldest first.
    public private(set) var entries: [Entry] = []
    /// How often each method was asked of each path.
    public private(set) var counts: [Entry: Int] = [:]

    /// How many requests there were in all.
    public private(set) var total = 0

    /// How many requests changed something: everything but `GET` and `HEAD`.
    public private(set) var writes = 0

    /// How many requests of a method went to paths that contain a text.
    public func count(_ method: String, containing text: String = "") -> Int {
        counts.reduce(0) {
            $0 + ($1.key.method == method && (text.isEmpty || $1.key.path.contains(text)) ? $1.value : 0)
        }
    }

    mutating func record(_ request: KubeRequest) {
        let entry = Entry(method: request.method, path: request.path)
        total += 1
        if request.method != "GET", request.method != "HEAD" { writes += 1 }
        if let count = counts[entry] {
            counts[entry] = count + 1
        } else if counts.count < RequestLog.limit {
            counts[entry] = 1
        }
        entries.append(entry)
        if entries.count > 2 * RequestLog.limit { entries.removeFirst(RequestLog.limit) }
    }
}
