/// Something that happened to an application.
public struct ApplicationEvent: Sendable, Hashable {
    /// What kind of thing.
    public struct Kind: Hashable, Sendable, CustomStringConvertible {
        private enum Name: String {
            case operationStarted = "OperationStarted"
            case waveCompleted = "WaveCompleted"
            case resourceUpdated = "ResourceUpdated"
            case operationCompleted = "OperationCompleted"
            case operationRetried = "OperationRetried"
            case syncChanged = "SyncStatusChanged"
            case healthChanged = "HealthStatusChanged"
            case comparisonFailed = "ComparisonFailed"
            case deleted = "Deleted"
            case failed = "ReconcileFailed"
        }

        private let name: Name

        /// A sync has begun.
        public static let operationStarted = Kind(name: .operationStarted)
        /// A wave of a sync was carried out.
        public static let waveCompleted = Kind(name: .waveCompleted)
        /// A sync has created, changed or deleted an object.
        public static let resourceUpdated = Kind(name: .resourceUpdated)
        /// A sync is over.
        public static let operationCompleted = Kind(name: .operationCompleted)
        /// A sync has failed and will be tried again.
        public static let operationRetried = Kind(name: .operationRetried)
        /// The sync status is another than before.
        public static let syncChanged = Kind(name: .syncChanged)
        /// The health is another than before.
        public static let healthChanged = Kind(name: .healthChanged)
        /// The comparison failed for a new reason.
        public static let comparisonFailed = Kind(name: .comparisonFailed)
        /// The application and what it owned is gone.
        public static let deleted = Kind(name: .deleted)
        /// The controller itself could not go on; it will try again.
        public static let failed = Kind(name: .failed)

        /// The name, as events of Kubernetes write reasons.
        public var description: String { name.rawValue }
    }

    /// The application.
    public var application: ApplicationID
    /// What kind of thing.
    public var kind: Kind
    /// A sentence for people.
    public var message: String
    /// When.
    public var time: Timestamp

    /// Something that happened to an application.
    public init(_ kind: Kind, _ application: ApplicationID, _ message: String, at time: Timestamp) {
        self.kind = kind
        self.application = application
        self.message = message
        self.time = time
    }
}

/// Hears what happens to applications: the seam to logs, notifications and metrics.
public protocol EventSink: Sendable {
    /// Takes an event; must not take long.
    func record(_ event: ApplicationEvent)
}

/// Hears nothing.
public struct NullEventSink: EventSink {
    /// A sink that hears nothing.
    public init() {}

    /// Does nothing.
    public func record(_ event: ApplicationEvent) {}
}

/// Hands events to a closure.
public struct ClosureEventSink: EventSink {
    private let body: @Sendable (ApplicationEvent) -> Void

    /// A sink that calls a closure.
    public init(_ body: @escaping @Sendable (ApplicationEvent) -> Void) { self.body = body }

    /// Calls the closure.
    public func record(_ event: ApplicationEvent) { body(event) }
}
