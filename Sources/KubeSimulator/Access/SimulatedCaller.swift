/// Somebody whom a client certificate names.
///
/// ```swift
/// let jane = cluster.transport(as: SimulatedCaller(name: "jane", groups: ["dev"]))
/// ```
public struct SimulatedCaller: Sendable, Hashable {
    /// The user's name: the certificate's common name.
    public var name: String
    /// The user's groups: the certificate's organisations. Members of `system:masters` may do everything.
    public var groups: [String]

    /// A caller.
    ///
    /// - Parameters:
    ///   - name: the user's name.
    ///   - groups: the user's groups; `system:authenticated` is added by the server.
    public init(name: String, groups: [String] = []) {
        self.name = name
        self.groups = groups
    }

    var requester: Requester {
        let last = "system:authenticated"
        return Requester(name: name, groups: groups.contains(last) ? groups : groups + [last])
    }
}

extension SimulatedCluster {
    /// The way in for somebody who showed a certificate.
    ///
    /// What the caller may do is checked where ``SimulatorConfiguration/administratorToken`` is set.
    ///
    /// - Parameter caller: who sends the requests; nil for somebody without a certificate.
    public func transport(as caller: SimulatedCaller?) -> SimulatedTransport {
        SimulatedTransport(cluster: self, caller: caller)
    }
}
