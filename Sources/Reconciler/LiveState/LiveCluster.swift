public import Diff
public import KubeClient
public import KubeModel
import Synchronization
import Values

/// A cluster as the controller sees it: what is in it, kept in memory, and the way to change it.
///
/// By itself it lists when asked to ``refresh()``, which suits one-off work and tests. While ``watch(onChange:)`` runs,
/// it follows the cluster and tells which applications a change concerns.
public final class LiveCluster: Sendable {
    private struct State {
        var store: LiveStore
        var isLoaded = false
        var watched: Set<APIResource> = []
        var synced: Set<APIResource> = []
        var kubeVersion: String?
    }

    /// The cluster's API.
    public let api: KubeAPI
    /// How objects are marked.
    public let tracking: ResourceTracking
    private let filter: ResourceFilter
    private let namespaces: [String]
    private let state: Mutex<State>

    /// A cluster behind a transport.
    ///
    /// - Parameters:
    ///   - transport: carries requests.
    ///   - tracking: how objects are marked.
    ///   - filter: which kinds to look at.
    ///   - namespaces: the only namespaces to look at; empty for the whole cluster, kinds of the cluster included.
    public init(
        _ transport: any KubeTransport, tracking: ResourceTracking = ResourceTracking(),
        filter: ResourceFilter = .standard, namespaces: [String] = []
    ) {
        api = KubeAPI(transport: transport)
        self.tracking = tracking
        self.filter = filter
        self.namespaces = namespaces
        state = Mutex(State(store: LiveStore(tracking: tracking)))
    }

    /// What the cluster serves.
    public func catalog() async throws -> APICatalog { try await api.discovery.current() }

    /// The cluster's version; asked for once.
    public func kubeVersion() async throws -> String {
        if let known = state.withLock({ $0.kubeVersion }) { return known }
        let version = try await api.serverVersion()["gitVersion"]?.stringValue ?? ""
        state.withLock { $0.kubeVersion = version }
        return version
    }

    // MARK: - Reading

    /// Reads everything anew, unless a watch does so all the time.
    ///
    /// - Throws: `KubeError` where a kind that should be there cannot be listed.
    public func refresh() async throws {
        if state.withLock({ !$0.watched.isEmpty && $0.synced.isSuperset(of: $0.watched) }) { return }
        await api.discovery.invalidate()
        let resources = try await resources()
        try await withThrowingTaskGroup(of: (APIResource, [KubeObject]).self) { group in
            var rest = resources[...]
            for resource in rest.prefix(8) { group.addTask { (resource, try await self.list(resource)) } }
            rest = rest.dropFirst(8)
            while let (resource, objects) = try await group.next() {
                state.withLock { _ = $0.store.replace(resource.groupKind, with: objects) }
                if let next = rest.popFirst() { group.addTask { (next, try await self.list(next)) } }
            }
        }
        state.withLock { $0.isLoaded = true }
    }

    private func resources() async throws -> [APIResource] {
        try await catalog().preferred.filter { resource in
            filter.includes(resource) && (namespaces.isEmpty || resource.isNamespaced)
        }
    }

    private func list(_ resource: APIResource) async throws -> [KubeObject] {
        var objects: [KubeObject] = []
        for namespace in namespaces.isEmpty ? [nil] : namespaces.map(Optional.some) {
            do {
                objects += try await api.resources(resource, in: namespace).list(ListOptions(pageSize: 500)).items
            } catch let error as KubeError where error.isNotFound {
                // The kind went away since discovery.
                continue
            }
        }
        return objects
    }

    /// The live objects that matter to an application.
    ///
    /// - Parameters:
    ///   - application: the name by which its objects are marked.
    ///   - targets: what it desires.
    /// - Throws: `KubeError` where an object cannot be read.
    public func objects(
        of application: String, targets: [(key: ObjectKey, object: KubeObject)]
    ) async throws
        -> LiveObjects
    {
        if !state.withLock({ $0.isLoaded }) { try await refresh() }
        var live = LiveObjects(managed: state.withLock { $0.store.managed(by: application) })
        for (key, target) in targets {
            if let known = live.managed[key] {
                guard known.apiVersion != target.apiVersion else { continue }
                // Compared in the version in which it is written.
                if let found = try await find(target, key) { live.managed[key] = found }
            } else if let entry = state.withLock({ $0.store.entries[key] }) {
                if entry.isPartial || entry.object.apiVersion != target.apiVersion {
                    live.others[key] = try await find(target, key)
                } else {
                    live.others[key] = entry.object
                }
            } else if try await !isListed(target.gvk.groupKind), let found = try await find(target, key) {
                live.others[key] = found
            }
        }
        return live
    }

    /// One object, from the cluster itself; nil where there is none or its kind is not served.
    public func find(_ object: KubeObject, _ key: ObjectKey) async throws -> KubeObject? {
        guard let resource = try await catalog().resource(for: object.gvk) else { return nil }
        return try await api.resources(resource, in: key.namespace.isEmpty ? nil : key.namespace).find(key.name)
    }

    /// Whether the objects of a kind are all known, so that one that is not known is not there.
    private func isListed(_ kind: GroupKind) async throws -> Bool {
        guard namespaces.isEmpty, let resource = try await catalog().resource(for: kind) else { return false }
        return filter.includes(resource)
    }

    /// A namespace, nil where there is none.
    public func namespace(_ name: String) async throws -> KubeObject? {
        try await api.resources(
            for: GroupVersionKind(group: "", version: "v1", kind: "Namespace")
        ).find(name)
    }

    /// The objects that an object owns, as far as they are known.
    public func children(of object: KubeObject) -> [KubeObject] {
        state.withLock { $0.store.children(of: object.uid) }
    }

    // MARK: - What the controller itself has done

    /// Takes note of an object as the server has answered it, ahead of the watch.
    public func note(_ object: KubeObject) { state.withLock { _ = $0.store.apply(object) } }

    /// Takes note that an object is gone.
    public func noteRemoval(of key: ObjectKey) { state.withLock { _ = $0.store.remove(key) } }

    /// Forgets what the cluster serves, because definitions have changed.
    public func forgetCatalog() async { await api.discovery.invalidate() }

    // MARK: - Watching

    /// Follows the cluster until the task is cancelled.
    ///
    /// Each kind has a watch of its own, which heals itself with its own pauses. Kinds that come and go with their
    /// definitions are followed as well.
    ///
    /// - Parameter onChange: hears the names of the applications that a change concerns.
    public func watch(onChange: @escaping @Sendable (Set<String>) -> Void) async throws {
        defer {
            state.withLock {
                $0.watched = []
                $0.synced = []
                $0.isLoaded = false
            }
        }
        while !Task.isCancelled {
            let resources = Set(try await self.resources())
            state.withLock { state in
                state.watched = resources
                state.synced = []
            }
            await withTaskGroup(of: Bool.self) { group in
                for resource in resources {
                    for namespace in namespaces.isEmpty ? [nil] : namespaces.map(Optional.some) {
                        group.addTask { await self.follow(resource, namespace, onChange) }
                    }
                }
                // A watch that ends does so because definitions have changed: all begin anew with what is served now.
                _ = await group.next()
                group.cancelAll()
            }
            await api.discovery.invalidate()
        }
        throw CancellationError()
    }

    /// - Returns: whether definitions have changed, so that other kinds may be served.
    private func follow(
        _ resource: APIResource, _ namespace: String?, _ onChange: @Sendable (Set<String>) -> Void
    ) async -> Bool {
        var initial: [KubeObject] = []
        var isInitial = true
        var definitions: [String: String] = [:]
        let isDefinitions = resource.kind == "CustomResourceDefinition"
        for await change in api.resources(resource, in: namespace).changes() {
            switch change {
            case .restarted:
                initial = []
                isInitial = true
            case .initial(let object): initial.append(object)
            case .synced:
                let objects = initial
                initial = []
                isInitial = false
                onChange(sync(resource, objects))
                for object in objects { definitions[object.name] = LiveCluster.servedForm(object) }
            case .applied(let object):
                onChange(state.withLock { $0.store.apply(object) })
                guard isDefinitions, !isInitial else { continue }
                let form = LiveCluster.servedForm(object)
                if !form.isEmpty, definitions.updateValue(form, forKey: object.name) != form { return true }
            case .deleted(let object):
                onChange(state.withLock { $0.store.remove(object.key) })
                if isDefinitions { return true }
            case .interrupted: continue
            }
        }
        return false
    }

    private func sync(_ resource: APIResource, _ objects: [KubeObject]) -> Set<String> {
        state.withLock { state in
            let affected = state.store.replace(resource.groupKind, with: objects)
            state.synced.insert(resource)
            if state.synced.isSuperset(of: state.watched) { state.isLoaded = true }
            return affected
        }
    }

    /// Whether a watch has told everything that there is.
    public var isSynced: Bool { state.withLock { !$0.watched.isEmpty && $0.synced.isSuperset(of: $0.watched) } }

    /// What a definition serves once it is established; empty before.
    private static func servedForm(_ definition: KubeObject) -> String {
        let conditions = definition.value["status", "conditions"]?.arrayValue ?? []
        guard conditions.contains(where: { $0["type"] == "Established" && $0["status"] == "True" }) else { return "" }
        return (definition.value["spec", "versions"]?.arrayValue ?? []).filter { $0["served"] == true }
            .compactMap { $0["name"]?.stringValue }.joined(separator: ",")
    }
}
