public import KubeModel
public import Values

/// Reads the server's OpenAPI documents, each once until it changes.
///
/// Documents of version 3 carry a hash in their address, by which an unchanged one is known without being asked for again.
/// The index, and the one document of version 2, are asked for with the tag of what is known; the server answers that
/// nothing has changed, or sends the new one.
public actor OpenAPI {
    private struct Tagged {
        var tag: String
        var document: Value
    }

    private let requester: Requester
    private var documents: [String: Value] = [:]
    private var tagged: [String: Tagged] = [:]

    /// Reads the documents of a server.
    public init(_ api: KubeAPI) { requester = api.requester }

    /// Addresses by group version: `apis/apps/v1` to `/openapi/v3/apis/apps/v1?hash=…`.
    public func index() async throws -> [String: String] {
        let index = try await unlessKnown("/openapi/v3")
        var addresses: [String: String] = [:]
        for path in index["paths"]?.objectValue ?? Object() {
            addresses[path.key] = path.value["serverRelativeURL"]?.stringValue
        }
        return addresses
    }

    /// The document that describes a group version; nil where the server has none.
    ///
    /// - Throws: ``KubeError``.
    public func document(for groupVersion: GroupVersion) async throws -> Value? {
        let root = String(groupVersion.apiRoot.dropFirst())
        guard let address = try await index()[root] else { return nil }
        if let known = documents[address] { return known }
        let document = try await requester.value(for: OpenAPI.request(address))
        // The one of the old hash is of no use any more.
        let path = address.prefix { $0 != "?" }
        documents = documents.filter { $0.key.prefix { $0 != "?" } != path }
        documents[address] = document
        return document
    }

    /// The document of version 2, which describes everything that the server has: some megabytes.
    ///
    /// - Throws: ``KubeError``.
    public func swagger() async throws -> Value { try await unlessKnown("/openapi/v2") }

    private func unlessKnown(_ path: String) async throws -> Value {
        var request = KubeRequest("GET", path, headers: ["Accept": "application/json, */*"])
        let known = tagged[path]
        if let known { request.headers["If-None-Match"] = known.tag }
        let response = try await requester.send(request, accepting: [304])
        if response.status == 304, let known { return known.document }
        let document = try requester.value(of: response, to: request)
        tagged[path] = response.headers["ETag"].map { Tagged(tag: $0, document: document) }
        return document
    }

    /// The request for an address of the index.
    ///
    /// Addresses begin at the server's root. A server behind a prefix may put the prefix in or leave it out; the transport
    /// puts it in.
    private static func request(_ address: String) -> KubeRequest {
        let parts = address.split(separator: "?", maxSplits: 1).map(String.init)
        var path = parts.first ?? "/openapi/v3"
        if let start = path.firstRange(of: "/openapi/v3")?.lowerBound { path = String(path[start...]) }
        var query: [(name: String, value: String)] = []
        for item in parts.dropFirst().first?.split(separator: "&") ?? [] {
            let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map(PercentEncoding.decode)
            query.append((name: pair[0], value: pair.count > 1 ? pair[1] : ""))
        }
        return KubeRequest("GET", path, query: query, headers: ["Accept": "application/json, */*"])
    }
}
