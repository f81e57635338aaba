/// What to watch, and how.
public struct WatchOptions: Hashable, Sendable {
    /// How the state at the start is read.
    public struct InitialList: Hashable, Sendable {
        private let isStreamed: Bool

        /// With lists, page by page. Works with every server.
        public static let paged = InitialList(isStreamed: false)
        /// As events of the watch itself, which spares the server memory; falls back to lists where a server cannot.
        public static let streamed = InitialList(isStreamed: true)
    }

    /// Label selector; nil for all.
    public var labelSelector: String?
    /// Field selector; nil for all.
    public var fieldSelector: String?
    /// Objects for one answer of the list at the start.
    public var pageSize: Int?
    /// After what time the server ends a watch, which is then resumed.
    public var serverTimeout: Duration
    /// How the state at the start is read.
    public var initialList: InitialList
    /// How long to wait after failures.
    public var backoff: BackoffPolicy

    /// Options for a watch.
    ///
    /// - Parameters:
    ///   - labelSelector: label selector.
    ///   - fieldSelector: field selector.
    ///   - pageSize: objects for one answer of the list at the start.
    ///   - serverTimeout: after what time the server ends a watch, which is then resumed. A connection on which nothing
    ///     comes for five seconds longer is given up.
    ///   - initialList: how the state at the start is read.
    ///   - backoff: how long to wait after failures.
    public init(
        labelSelector: String? = nil, fieldSelector: String? = nil, pageSize: Int? = 500,
        serverTimeout: Duration = .seconds(290), initialList: InitialList = .paged,
        backoff: BackoffPolicy = .watch
    ) {
        self.labelSelector = labelSelector
        self.fieldSelector = fieldSelector
        self.pageSize = pageSize
        self.serverTimeout = serverTimeout
        self.initialList = initialList
        self.backoff = backoff
    }

    /// The list that comes before the watch.
    var list: ListOptions {
        ListOptions(labelSelector: labelSelector, fieldSelector: fieldSelector, pageSize: pageSize)
    }
}
