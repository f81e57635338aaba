import KubeClient
import KubeModel
import Values

/// Watches a namespace and remembers when each object appeared, by the cluster's own counter.
actor ClusterObserver {
    /// An object's appearance.
    struct Appearance: Sendable {
        var name: String
        var version: Int
    }

    private var appearances: [Appearance] = []
    private var seen: Set<String> = []
    private var tasks: [Task<Void, Never>] = []
    private var synced = 0

    /// Starts to watch, and returns when all that is there has been seen.
    init(_ api: KubeAPI, namespace: String, kinds: [GroupVersionKind]) async throws {
        for kind in kinds {
            let resources = try await api.resources(for: kind, in: namespace)
            tasks.append(
                Task { [weak self] in
                    for await change in resources.changes() { await self?.note(change) }
                })
        }
        let end = ContinuousClock.now + .seconds(30)
        while synced < kinds.count {
            guard ContinuousClock.now < end else { throw DemoError("the watches did not begin") }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    deinit { for task in tasks { task.cancel() } }

    private func note(_ change: ResourceChange) {
        let object: KubeObject
        switch change {
        case .initial(let known), .applied(let known): object = known
        case .synced:
            synced += 1
            return
        default: return
        }
        guard seen.insert(object.uid).inserted else { return }
        appearances.append(
            Appearance(name: "\(object.kind)/\(object.name)", version: Int(object.resourceVersion) ?? 0))
    }

    /// What has appeared so far, in the order in which the cluster made it.
    var inOrder: [String] { appearances.sorted { $0.version < $1.version }.map(\.name) }

    /// How often an object of that name was made.
    func count(of name: String) -> Int { appearances.filter { $0.name == name }.count }
}
