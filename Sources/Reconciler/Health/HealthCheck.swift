public import KubeModel

/// Judges the health of live objects.
///
/// Implement it to teach the engine a kind of your own; ``HealthAssessor`` asks its checks in order and takes the
/// first answer.
///
/// ```swift
/// struct DatabaseCheck: HealthCheck {
///     func health(of object: KubeObject) -> ResourceHealth? {
///         guard object.kind == "Database" else { return nil }
///         return object.value["status", "ready"] == true ? ResourceHealth(.healthy) : ResourceHealth(.progressing)
///     }
/// }
/// ```
public protocol HealthCheck: Sendable {
    /// The health of an object, nil where this check has nothing to say about its kind.
    func health(of object: KubeObject) -> ResourceHealth?
}

/// Finds the health of any object: the rule on deletion first, then custom checks, then those built in.
public struct HealthAssessor: HealthCheck {
    /// Checks that come before the built-in ones.
    public var checks: [any HealthCheck]

    /// An assessor.
    ///
    /// - Parameter checks: asked in order before the built-in ones.
    public init(checks: [any HealthCheck] = []) { self.checks = checks }

    /// The health of an object; nil where its kind has no check, which means that it never holds anything up.
    ///
    /// An object that is being deleted is progressing, unless it is a finished hook that is only kept by the
    /// engine's own finalizer.
    public func health(of object: KubeObject) -> ResourceHealth? {
        if object.deletionTimestamp != nil, !object.finalizers.contains(Annotations.hookFinalizer) {
            return ResourceHealth(.progressing, "Pending deletion")
        }
        for check in checks {
            if let health = check.health(of: object) { return health }
        }
        return BuiltInHealthCheck().health(of: object)
    }
}
