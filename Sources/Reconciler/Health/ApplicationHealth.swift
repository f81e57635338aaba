public import KubeModel

/// One part of an application as its overall health sees it.
public struct HealthContribution: Sendable {
    /// The part's identity.
    public var key: ObjectKey
    /// The part's health, nil where its kind has no check.
    public var health: HealthStatus?
    /// Whether it is in the cluster.
    public var isLive: Bool
    /// Whether it takes no part: a hook, a skipped or ignored object, or the application itself.
    public var isExcluded: Bool
    /// Whether its verdict does not count although its presence does.
    public var ignoresVerdict: Bool

    /// One part of an application.
    public init(
        key: ObjectKey, health: HealthStatus?, isLive: Bool, isExcluded: Bool = false, ignoresVerdict: Bool = false
    ) {
        self.key = key
        self.health = health
        self.isLive = isLive
        self.isExcluded = isExcluded
        self.ignoresVerdict = ignoresVerdict
    }
}

/// The health of a whole application.
public struct ApplicationHealth: Sendable, Hashable {
    /// The worst of its parts.
    public var status: HealthStatus
    /// Which parts are to blame, at most three by name; empty where there is nothing to blame.
    public var causes: String

    /// The health of an application from that of its parts, given in order.
    ///
    /// A part that is not in the cluster counts only when none is: then the application is missing.
    public init(of parts: some Sequence<HealthContribution>) {
        var worst = HealthStatus.healthy
        var blamed: [ObjectKey] = []
        var counted = 0
        var live = 0
        for part in parts where !part.isExcluded {
            counted += 1
            guard part.isLive else { continue }
            live += 1
            guard let health = part.health, !part.ignoresVerdict else { continue }
            // A child application that is not there yet is its own business.
            let isChild = part.key.group == "argoproj.io" && part.key.kind == "Application"
            if isChild, health == .missing || health == .unknown { continue }
            if health > worst {
                worst = health
                blamed = [part.key]
            } else if health == worst, worst != .healthy {
                blamed.append(part.key)
            }
        }
        status = counted > 0 && live == 0 ? .missing : worst
        causes = ApplicationHealth.describe(blamed)
    }

    private static func describe(_ keys: [ObjectKey]) -> String {
        guard !keys.isEmpty else { return "" }
        let names = keys.prefix(3).map { key in
            "\(key.group.isEmpty ? "" : key.group + "/")\(key.kind):"
                + "\(key.namespace.isEmpty ? "" : key.namespace + "/")\(key.name)"
        }
        let more = keys.count > 3 ? " and \(keys.count - 3) more" : ""
        return "Caused by " + names.joined(separator: ", ") + more
    }
}
