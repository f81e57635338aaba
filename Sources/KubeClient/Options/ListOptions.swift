/// Which objects to list, and how fresh they must be.
public struct ListOptions: Hashable, Sendable {
    /// What a resource version in a list means.
    public struct VersionMatch: Hashable, Sendable {
        let name: String

        /// At least as new as the version given.
        public static let notOlderThan = VersionMatch(name: "NotOlderThan")
        /// Exactly as things stood at the version given.
        public static let exact = VersionMatch(name: "Exact")
    }

    /// Label selector: `app=web,tier in (a,b)`; nil for all.
    public var labelSelector: String?
    /// Field selector: `metadata.name=web`; nil for all.
    public var fieldSelector: String?
    /// Objects for one answer; nil asks for all at once.
    public var pageSize: Int?
    /// How fresh: nil for the newest, `0` for whatever the server has at hand.
    public var resourceVersion: String?
    /// What ``resourceVersion`` means; nil for the server's default.
    public var versionMatch: VersionMatch?
    /// How long to wait for an answer.
    public var timeout: Duration?

    /// Options for a list; without any, all objects, newest state, 500 for each answer.
    ///
    /// - Parameters:
    ///   - labelSelector: label selector.
    ///   - fieldSelector: field selector.
    ///   - pageSize: objects for one answer; nil asks for all at once.
    ///   - resourceVersion: how fresh.
    ///   - versionMatch: what the resource version means.
    ///   - timeout: how long to wait for an answer.
    public init(
        labelSelector: String? = nil, fieldSelector: String? = nil, pageSize: Int? = 500,
        resourceVersion: String? = nil, versionMatch: VersionMatch? = nil, timeout: Duration? = nil
    ) {
        self.labelSelector = labelSelector
        self.fieldSelector = fieldSelector
        self.pageSize = pageSize
        self.resourceVersion = resourceVersion
        self.versionMatch = versionMatch
        self.timeout = timeout
    }

    /// Query items of one page. With a token neither version nor match may be sent.
    func query(continuing token: String?) -> [(name: String, value: String)] {
        var query = selectors
        if let pageSize { query.append(("limit", String(pageSize))) }
        if let token {
            query.append(("continue", token))
        } else {
            if let resourceVersion { query.append(("resourceVersion", resourceVersion)) }
            if let versionMatch { query.append(("resourceVersionMatch", versionMatch.name)) }
        }
        return query
    }

    var selectors: [(name: String, value: String)] {
        var query: [(name: String, value: String)] = []
        if let labelSelector, !labelSelector.isEmpty { query.append(("labelSelector", labelSelector)) }
        if let fieldSelector, !fieldSelector.isEmpty { query.append(("fieldSelector", fieldSelector)) }
        return query
    }
}
