public import KubeModel
import Values

/// Keeps an ``APICatalog`` of one server: loads it when first asked, again when it is out of date.
///
/// A kind that is not found makes it look again once, because a custom resource definition may just have been made.
/// Several tasks that ask at the same time share one load.
public actor Discovery {
    private let requester: Requester
    private var catalog: APICatalog?
    private var loading: SharedResult<APICatalog>?
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
        let started = generation
        let load = SharedResult { try await self.loadAndRemember(started) }
        loading = load
        return try await load.value
    }

    private func loadAndRemember(_ started: Int) async throws -> APICatalog {
        defer { if generation == started { loading = nil } }
        let loaded = try await load()
        if generation == started { catalog = loaded }
        return loaded
    }

    /// The resource that serves a kind.
    ///
    /// - Throws: ``KubeError`` with ``KubeError/Code/unknownResource`` where nothing serves it, also after looking again.
    public func resource(for kind: GroupVersionKind) async throws -> APIResource {
        if let found = try await find({ $0.resource(for: kind) }) { return found }
        throw unknown("kind \(kind.kind) in \(kind.apiVersion)") { $0.groupVersion == kind.groupVersion }
    }

    /// The resource that serves a kind in the group's most preferred version that has it.
    ///
    /// - Throws: ``KubeError`` with ``KubeError/Code/unknownResource`` where nothing serves it, also after looking again.
    public func resource(for kind: GroupKind) async throws -> APIResource {
        if let found = try await find({ $0.resource(for: kind) }) { return found }
        throw unknown("kind \(kind.kind) in group \"\(kind.group)\"") { $0.groupVersion.group == kind.group }
    }

    /// The resource with a group, a version and a plural.
    ///
    /// - Throws: ``KubeError`` with ``KubeError/Code/unknownResource`` where there is none, also after looking again.
    public func resource(for resource: GroupVersionResource) async throws -> APIResource {
        if let found = try await find({ $0.resource(for: resource) }) { return found }
        let version = GroupVersion(group: resource.group, version: resource.version)
        throw unknown("resource \(resource.resource) in \(version)") { $0.groupVersion == version }
    }

    /// The resource that a person means; see ``APICatalog/resource(named:)``.
    public func resource(named name: String) async throws -> APIResource {
        if let found = try await find({ $0.resource(named: name) }) { return found }
        throw KubeError(.unknownResource, "the server has no resource type \"\(name)\"")
    }

    /// Looks in the catalogue, and once more in a fresh one.
    private func find(_ look: (APICatalog) -> APIResource?) async throws -> APIResource? {
        if let found = catalog.flatMap(look) { return found }
        let isJoining = loading != nil
        if let found = look(try await reload()) { return found }
        // A load that was under way may have asked the server before the kind was there.
        return isJoining ? look(try await reload()) : nil
    }

    private func unknown(_ name: String, _ isAbout: (APICatalog.Failure) -> Bool) -> KubeError {
        if let failure = catalog?.failures.first(where: isAbout) {
            return KubeError(.unknownResource, "cannot tell whether the server has \(name): \(failure.message)")
        }
        return KubeError(
            .unknownResource, "the server has no \(name); is its custom resource definition installed?")
    }

    private func load() async throws -> APICatalog {
        async let core = discovered("/api")
        async let groups = discovered("/apis")
        let (coreDocument, groupsDocument) = try await (core, groups)
        if case .failure(let error) = coreDocument, case .failure = groupsDocument { throw error }
        let documents = [try? coreDocument.get(), try? groupsDocument.get()].map { $0 ?? .null }
        let aggregated = documents.filter { $0["kind"] == "APIGroupDiscoveryList" }
        var catalog = APICatalog(aggregated: aggregated)
        // Each of the two may come in either form: a server behind another that merges them, for one.
        var legacy: [APICatalog.Group] = []
        if documents[0]["kind"] == "APIVersions" { legacy.append(APICatalog.coreGroup(documents[0])) }
        if documents[1]["kind"] != "APIGroupDiscoveryList" { legacy += APICatalog.legacyGroups(documents[1]) }
        if !legacy.isEmpty { catalog = await loadLegacy(legacy).merged(with: catalog) }
        return catalog
    }

    private static let aggregatedAccept =
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
        + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json"

    /// A document of discovery; a failure where the server has none or does not show it, which the other one may make up
    /// for: a server of custom kinds alone has no core group.
    private func discovered(_ path: String) async throws -> Result<Value, KubeError> {
        var request = KubeRequest("GET", path, headers: ["Accept": Discovery.aggregatedAccept])
        let known = aggregated[path]
        if let known { request.headers["If-None-Match"] = known.etag }
        let response: KubeResponse
        do {
            response = try await requester.send(request, accepting: [304])
        } catch let error as KubeError where error.isNotFound || error.isForbidden {
            return .failure(error)
        }
        if response.status == 304, let known { return .success(known.document) }
        let document = try requester.value(of: response, to: request)
        guard document.objectValue != nil else {
            throw KubeError(.undecodable, "the server's discovery is no object; is it an API server?", request: request)
        }
        aggregated[path] = response.headers["ETag"].map { Aggregated(etag: $0, document: document) }
        return .success(document)
    }

    private func loadLegacy(_ groups: [APICatalog.Group]) async -> APICatalog {
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
