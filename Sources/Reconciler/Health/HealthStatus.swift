/// How well a resource or an application is.
///
/// The cases compare from best to worst, so that the health of a whole is the maximum over its parts.
public enum HealthStatus: String, Sendable, Hashable, CaseIterable {
    /// It does what it was asked to.
    case healthy = "Healthy"
    /// It is paused on purpose.
    case suspended = "Suspended"
    /// It is not healthy yet but may still become so.
    case progressing = "Progressing"
    /// It is desired and not in the cluster.
    case missing = "Missing"
    /// It failed, or did not become healthy in time.
    case degraded = "Degraded"
    /// Nobody can tell.
    case unknown = "Unknown"
}

extension HealthStatus: Comparable {
    private var rank: Int {
        switch self {
        case .healthy: 0
        case .suspended: 1
        case .progressing: 2
        case .missing: 3
        case .degraded: 4
        case .unknown: 5
        }
    }

    /// Whether the left one is the better.
    public static func < (left: HealthStatus, right: HealthStatus) -> Bool { left.rank < right.rank }
}

/// What a check says about one object.
public struct ResourceHealth: Sendable, Hashable {
    /// The verdict.
    public var status: HealthStatus
    /// Why, in a sentence; empty where there is nothing to say.
    public var message: String
    /// Whether the check itself failed, so that the verdict is no more than ``HealthStatus/unknown``.
    public var isFailure: Bool

    /// A verdict.
    public init(_ status: HealthStatus, _ message: String = "", isFailure: Bool = false) {
        self.status = status
        self.message = message
        self.isFailure = isFailure
    }
}
