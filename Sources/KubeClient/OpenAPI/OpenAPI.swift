public import KubeModel
public import Values

/// Reads the server's OpenAPI v3 documents, each once until it changes.
///
/// Documents carry a hash in their address, by which an unchanged one is known without being asked for again.
public actor OpenAPI {
    private let requester: Requester
    private var documents: [String: Value] = [:]

    /// Reads the documents of a server.
    public init(_ api: KubeAPI) { requester = api.requester }

    /// Addresses by group version: `apis/apps/v1` to `/openapi/v3/apis/apps/v1?hash=…`.
    public func index() async throws -> [String: String] {
        let index = try await requester.value(
            for: KubeRequest("GET", "/openapi/v3", headers: ["Accept": "application/json, */*"]))
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

    private static func request(_ address: String) -> KubeRequest {
        let parts = address.split(separator: "?", maxSplits: 1).map(String.init)
        var query: [(name: String, value: String)] = []
        for item in parts.dropFirst().first?.split(separator: "&") ?? [] {
            let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            query.append((name: pair[0], value: pair.count > 1 ? pair[1] : ""))
        }
        return KubeRequest(
            "GET", parts.first ?? "/openapi/v3", query: query, headers: ["Accept": "application/json, */*"])
    }
}
