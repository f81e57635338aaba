public import KubeClient
public import KubeModel

/// Says what applications may do: the seam to projects.
public protocol ProjectPermissions: Sendable {
    /// Why an application may not come from its sources or go to its destination; nil where it may.
    func refusal(of application: Application) -> String?

    /// Why an application may not have an object; nil where it may.
    ///
    /// - Parameters:
    ///   - object: the object, in the namespace that it would go to.
    ///   - resource: its kind as the cluster serves it; nil where it does not yet.
    ///   - application: the application.
    func refusal(of object: KubeObject, _ resource: APIResource?, in application: Application) -> String?
}

/// Permits everything.
public struct AllPermitted: ProjectPermissions {
    /// Permissions that permit everything.
    public init() {}

    /// Nothing is refused.
    public func refusal(of application: Application) -> String? { nil }

    /// Nothing is refused.
    public func refusal(of object: KubeObject, _ resource: APIResource?, in application: Application) -> String? {
        nil
    }
}
