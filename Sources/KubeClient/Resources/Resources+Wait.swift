public import KubeModel

extension Resources {
    /// Waits until an object is as it should be, or is gone.
    ///
    /// ```swift
    /// let pod = try await pods.wait(for: "web-0", timeout: .seconds(60)) { $0?.value["status", "phase"] == "Running" }
    /// try await pods.wait(for: "web-0") { $0 == nil }
    /// ```
    ///
    /// Connections that break are made again. A kind that is not served yet counts as an object that is not there yet.
    ///
    /// - Parameters:
    ///   - name: the object.
    ///   - timeout: how long to wait; nil for as long as it takes.
    ///   - clock: what measures, and waits between attempts.
    ///   - isDone: looks at the object, nil for its absence; called at first with what is there, then at each change.
    /// - Returns: the object that was waited for; nil where its absence was.
    /// - Throws: ``KubeError`` with ``KubeError/Code/timeout``, or where the server refuses for good.
    @discardableResult
    public func wait(
        for name: String, timeout: Duration? = nil, clock: any Clock<Duration> = ContinuousClock(),
        until isDone: @escaping @Sendable (KubeObject?) -> Bool
    ) async throws -> KubeObject? {
        guard let timeout else { return try await follow(name, clock, isDone) }
        let outcome = try await within(timeout, by: clock) { Found(object: try await follow(name, clock, isDone)) }
        guard let outcome else {
            throw KubeError(
                .timeout, "\(resource.kind) \"\(name)\" was not as it was waited for within \(timeout)")
        }
        return outcome.object
    }

    private struct Found: Sendable {
        var object: KubeObject?
    }

    private func follow(
        _ name: String, _ clock: any Clock<Duration>, _ isDone: (KubeObject?) -> Bool
    ) async throws -> KubeObject? {
        var initial: KubeObject?
        for await change in changes(WatchOptions(fieldSelector: "metadata.name=\(name)"), clock: clock) {
            switch change {
            case .restarted: initial = nil
            case .initial(let object): initial = object
            case .synced: if isDone(initial) { return initial }
            case .applied(let object): if isDone(object) { return object }
            case .deleted: if isDone(nil) { return nil }
            case .interrupted(let error, _):
                guard error.isTransient || error.isExpired || error.isNotFound || error.code == .undecodable else {
                    throw error
                }
            }
        }
        throw CancellationError()
    }
}
