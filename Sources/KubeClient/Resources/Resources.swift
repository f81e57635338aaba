import KubeModel
import Values

/// Objects of one resource, in one namespace or everywhere.
///
/// Get one from ``KubeAPI``. ``subresource(_:)`` gives the same operations on `status`, `scale` and others;
/// ``metadataOnly`` reads nothing but metadata, which saves most of a large list.
public struct Resources: Sendable {
    /// The resource.
    public let resource: APIResource
    /// The namespace; nil for all of them, and for kinds of the whole cluster.
    public let namespace: String?
    /// What is addressed below each object; nil for the objects themselves.
    public private(set) var subresource: String?
    /// Whether answers carry nothing but metadata.
    public private(set) var isMetadataOnly = false

    let requester: Requester

    init(_ resource: APIResource, namespace: String?, requester: Requester) {
        self.resource = resource
        self.namespace = namespace.flatMap { $0.isEmpty || !resource.isNamespaced ? nil : $0 }
        self.requester = requester
    }

    /// The same objects' `status`, `scale` or other subresource.
    public func subresource(_ name: String) -> Resources {
        var copy = self
        copy.subresource = name
        return copy
    }

    /// The same objects, of which only metadata is read (kind `PartialObjectMetadata` on the wire).
    public var metadataOnly: Resources {
        var copy = self
        copy.isMetadataOnly = true
        return copy
    }

    /// The same resource in another namespace.
    public func inNamespace(_ namespace: String?) -> Resources {
        var copy = Resources(resource, namespace: namespace, requester: requester)
        copy.subresource = subresource
        copy.isMetadataOnly = isMetadataOnly
        return copy
    }

    // MARK: - Requests

    /// A request for one object.
    func request(
        _ method: String, name: String, query: [(name: String, value: String)] = [], body: Value? = nil,
        contentType: String = "application/json"
    ) throws -> KubeRequest {
        guard !name.isEmpty else {
            throw KubeError(.invalidRequest, "\(resource.kind) needs a name; the object has none in metadata.name")
        }
        guard namespace != nil || !resource.isNamespaced else {
            throw KubeError(
                .invalidRequest, "\(resource.kind) \"\(name)\" lives in a namespace, and none was given")
        }
        // Such a name would be read as another path than it was meant to be.
        for part in [name, namespace ?? ""]
        where part == "." || part == ".." || part.utf8.contains(where: { $0 == 0x2F || $0 == 0x25 }) {
            throw KubeError(.invalidRequest, "\"\(part)\" cannot be the name of an object")
        }
        return request(
            method, path: resource.path(namespace: namespace, name: name, subresource: subresource), query: query,
            body: body, contentType: contentType)
    }

    /// A request for the collection.
    func collectionRequest(
        _ method: String, query: [(name: String, value: String)] = [], body: Value? = nil,
        form: String = "PartialObjectMetadataList"
    ) -> KubeRequest {
        request(method, path: resource.path(namespace: namespace), query: query, body: body, form: form)
    }

    private func request(
        _ method: String, path: String, query: [(name: String, value: String)], body: Value?,
        contentType: String = "application/json", form: String = "PartialObjectMetadata"
    ) -> KubeRequest {
        let isPartial = isMetadataOnly && method == "GET" && subresource == nil
        let accept = isPartial ? Resources.accept(partial: form) : "application/json"
        var request = KubeRequest(method, path, query: query, headers: ["Accept": accept])
        if let body {
            request.headers["Content-Type"] = contentType
            request.body = .value(body)
        }
        return request
    }

    private static func accept(partial: String) -> String {
        "application/json;as=\(partial);g=meta.k8s.io;v=v1,application/json"
    }

    /// Sends a request and reads the answer as an object.
    func object(for request: KubeRequest) async throws -> KubeObject {
        try object(from: try await requester.value(for: request), request)
    }

    func object(from value: Value, _ request: KubeRequest) throws -> KubeObject {
        do {
            var object = try KubeObject(value)
            restoreKind(&object)
            return object
        } catch {
            throw KubeError(.undecodable, "the answer is no object: \(error)", request: request, cause: error)
        }
    }

    /// Gives metadata-only objects the kind that they stand for.
    func restoreKind(_ object: inout KubeObject) {
        guard isMetadataOnly, object.kind == "PartialObjectMetadata" else { return }
        object.kind = resource.kind
        object.apiVersion = resource.groupVersion.description
    }
}
