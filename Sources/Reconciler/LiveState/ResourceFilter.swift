public import KubeClient
import KubeModel

/// Which kinds the engine looks at.
public struct ResourceFilter: Sendable {
    private let admits: @Sendable (APIResource) -> Bool

    /// A filter.
    ///
    /// - Parameter admits: says whether a kind is looked at.
    public init(_ admits: @escaping @Sendable (APIResource) -> Bool) { self.admits = admits }

    /// Everything but what clusters make for themselves in great numbers: events, leases, endpoints.
    public static let standard = ResourceFilter { resource in
        switch (resource.group, resource.kind) {
        case (_, "Event"), (_, "EndpointSlice"), ("", "Endpoints"), ("coordination.k8s.io", _),
            ("authentication.k8s.io", _), ("authorization.k8s.io", _), ("metrics.k8s.io", _),
            ("certificates.k8s.io", "CertificateSigningRequest"), ("", "Node"), ("", "ComponentStatus"):
            false
        default: true
        }
    }

    /// Everything that can be listed and watched.
    public static let all = ResourceFilter { _ in true }

    /// Whether a kind is looked at.
    public func includes(_ resource: APIResource) -> Bool {
        resource.supports("list") && resource.supports("watch") && admits(resource)
    }
}
