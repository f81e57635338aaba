public import Values

/// How and when an application is synced.
public struct SyncPolicy: ValueView {
    /// The `syncPolicy` of a resource.
    public var value: Value

    /// Takes a `syncPolicy`.
    public init(_ value: Value) { self.value = value }

    /// A policy of automatic syncs.
    ///
    /// - Parameters:
    ///   - prune: whether objects that are no longer desired are deleted.
    ///   - selfHeal: whether changes made in the cluster are undone.
    ///   - options: sync options such as `CreateNamespace=true`.
    public static func automated(prune: Bool = false, selfHeal: Bool = false, options: [String] = []) -> SyncPolicy {
        var value: Value = ["automated": ["prune": .bool(prune), "selfHeal": .bool(selfHeal)]]
        if !options.isEmpty { value["syncOptions"] = .array(options.map(Value.string)) }
        return SyncPolicy(value)
    }

    private var automated: Value? {
        guard let automated = value["automated"], !automated.isNull else { return nil }
        return automated
    }

    /// Whether it syncs by itself.
    public var isAutomated: Bool { automated.map { $0["enabled"]?.boolValue ?? true } ?? false }

    /// Whether an automatic sync deletes objects that are no longer desired.
    public var prune: Bool { automated?["prune"]?.boolValue ?? false }

    /// Whether changes made in the cluster are undone.
    public var selfHeal: Bool { automated?["selfHeal"]?.boolValue ?? false }

    /// Whether an automatic sync may delete everything.
    public var allowEmpty: Bool { automated?["allowEmpty"]?.boolValue ?? false }

    /// Sync options such as `CreateNamespace=true`.
    public var options: SyncOptions { SyncOptions(texts("syncOptions")) }

    /// How failed syncs are repeated; nil where nothing is said.
    public var retry: RetryPolicy? { view("retry") }

    /// Labels and annotations for the namespace that a sync creates; nil where it is not managed.
    public var managedNamespaceMetadata: NamespaceMetadata? {
        guard let metadata = value["managedNamespaceMetadata"], !metadata.isNull else { return nil }
        let view = SyncPolicy(metadata)
        return NamespaceMetadata(labels: view.dictionary("labels"), annotations: view.dictionary("annotations"))
    }
}

/// How failed syncs are repeated.
public struct RetryPolicy: ValueView {
    /// The `retry` of a sync policy or an operation.
    public var value: Value

    /// Takes a `retry`.
    public init(_ value: Value) { self.value = value }

    /// A policy with the default pauses.
    ///
    /// - Parameter limit: how often to try again; negative for ever.
    public init(limit: Int64) { value = ["limit": .int(limit)] }

    /// How often to try again; negative for ever.
    public var limit: Int64 { value["limit"]?.intValue ?? 0 }

    /// Whether the revision is resolved again for each attempt.
    public var refresh: Bool { flag("refresh") }

    /// The pause before an attempt.
    ///
    /// - Parameter count: how many attempts were repeated already.
    public func delay(after count: Int64) -> Duration {
        let first = GoDuration.parse(text("backoff", "duration")) ?? .seconds(5)
        let most = GoDuration.parse(text("backoff", "maxDuration")) ?? .seconds(180)
        let factor = value["backoff"]?["factor"]?.doubleValue ?? 2
        var delay = first
        for _ in 0..<max(0, min(count, 64)) where delay < most { delay = delay * max(0, min(factor, 1_000_000)) }
        return min(delay, most)
    }
}

/// Reads durations as Go writes them: `5s`, `1m30s`, or a bare number of seconds.
enum GoDuration {
    static func parse(_ text: String) -> Duration? {
        if let seconds = Int64(text), seconds >= 0, seconds < 1 << 40 { return .seconds(seconds) }
        var rest = Substring(text)
        var total = Duration.zero
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isNumber || $0 == "." }
            guard let number = Double(digits), number >= 0, number < 1e12 else { return nil }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { !$0.isNumber && $0 != "." }
            guard let scale = units[String(unit)] else { return nil }
            rest = rest.dropFirst(unit.count)
            total += .seconds(number * scale)
        }
        return total
    }

    private static let units: [String: Double] = [
        "ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3_600,
    ]
}
