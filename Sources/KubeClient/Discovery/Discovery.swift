public import KubeModel
import Values

/// Keeps an ``APICatalog`` of one server: loads it when first asked, again when it is out of date.
///
/// A kind that is not found makes it look again once, because a custom resource definition may just have been made.
/// Several tasks that ask at the same time share one load.
public actor Discovery {
    private let requester: Requester
    private var catalog: APICatalog?
    private var loading: Task<APICatalog, any Error>?
    private var generation = 0
    private var aggregated: [String: Aggregated] = [:]

    private struct Aggregated {
        var etag: String
        var document: Value
    }

    init(requester: Requester) { self.requester = requester }

    /// The catalogue, from memory if it was loaded before.
    ///
    /// - Throws: ``KubeError`` where the server does not even tell its groups. A group whose resources cannot be read is
    ///   no error; it stands in ``APICatalog/failures``.
    public func current() async throws -> APICatalog {
        if let catalog { return catalog }
        return try await reload()
    }

    /// Forgets what was loaded; the next question asks the server again.
    public func invalidate() {
        catalog = nil
        generation += 1
        loading = nil
    }

    /// Loads the catalogue anew.
    public func reload() async throws -> APICatalog {
        if let loading { return try await loading.value }
        let task = Task { try await self.load() }
        loading = task
        let started = generation
        defer { if generation == started { loading = nil } }
        let loaded = try await task.value
        if generation == started { catalog = loaded }
        return loaded
    }

    /// The resource that serves a kind.
    ///
    /// - Throws: ``KubeError`` with ``KubeError/Code/unknownResource`` where nothing serves it, also after looking again.
    public func resource(for kind: GroupVersionKind) async throws -> APIResource {
        if let found = catalog?.resource(for: kind) { return found }
        let fresh = try await reload()
        if let found = fresh.resource(for: kind) { return found }
        if let failure = fresh.failures.first(where: { $0.groupVersion == kind.groupVersion }) {
            throw KubeError(
                .unknownResource,
                "cannot tell whether the server has kind \(kind.kind) in \(kind.apiVersion): \(failure.message)")
        }
        throw KubeError(
            .unknownResource,
            "the server has no kind \(kind.kind) in \(kind.apiVersion); is its custom resource definition installed?")
    }

    /// The resource that a person means; see ``APICatalog/resource(named:)``.
    public func resource(named name: String) async throws -> APIResource {
        if let found = catalog?.resource(named: name) { return found }
        if let found = try await reload().resource(named: name) { return found }
        throw KubeError(.unknownResource, "the server has no resource type \"\(name)\"")
    }

    private func load() async throws -> APICatalog {
        async let core = discovered("/api")
        async let groups = discovered("/apis")
        let documents = try await [core, groups]
        if documents.allSatisfy({ $0["kind"]?.stringValue == "APIGroupDiscoveryList" }) {
            return APICatalog(aggregated: documents)
        }
        return await loadLegacy(core: documents[0], groups: documents[1])
    }

    private static let aggregatedAccept =
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
        + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json"

    private func discovered(_ path: String) async throws -> Value {
        var request = KubeRequest("GET", path, headers: ["Accept": Discovery.aggregatedAccept])
        let known = aggregated[path]
        if let known { request.headers["If-None-Match"] = known.etag }
        let response = try await requester.send(request, accepting: [304])
        if response.status == 304, let known { return known.document }
        let document = try requester.value(of: response, to: request)
        aggregated[path] = response.headers["ETag"].map { Aggregated(etag: $0, document: document) }
        return document
    }

    private func loadLegacy(core: Value, groups: Value) async -> APICatalog {
        let groups = [APICatalog.coreGroup(core)] + APICatalog.legacyGroups(groups)
        let versions = groups.flatMap { group in
            group.versions.map { GroupVersion(group: group.name, version: $0) }
        }
        var lists = [Result<[APIResource], KubeError>?](repeating: nil, count: versions.count)
        await withTaskGroup(of: (Int, Result<[APIResource], KubeError>).self) { tasks in
            for (position, version) in versions.enumerated() {
                if position >= 8, let (done, result) = await tasks.next() { lists[done] = result }
                tasks.addTask { [requester] in (position, await Discovery.resources(of: version, requester)) }
            }
            for await (done, result) in tasks { lists[done] = result }
        }
        var resources: [APIResource] = []
        var failures: [APICatalog.Failure] = []
        for (version, list) in zip(versions, lists) {
            switch list {
            case .success(let found): resources += found
            case .failure(let error): failures.append(.init(groupVersion: version, message: error.description))
            case nil: break
            }
        }
        return APICatalog(groups: groups, resources: resources, failures: failures)
    }

    private static func resources(
        of version: GroupVersion, _ requester: Requester
    ) async -> Result<[APIResource], KubeError> {
        let request = KubeRequest("GET", version.apiRoot, headers: ["Accept": "application/json"])
        do {
            let document = try await requester.value(for: request)
            return .success(APICatalog.legacyResources(document, in: version))
        } catch let error as KubeError {
            return .failure(error)
        } catch {
            return .failure(KubeError(.unreachable, "discovery was cancelled", request: request, cause: error))
        }
    }
}
