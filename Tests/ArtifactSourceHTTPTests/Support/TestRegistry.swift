import ArtifactSource

/// An OCI registry's content for one repository, and the answers it gives.
struct TestRegistry: Sendable {
    let path: String
    private(set) var blobs: [String: [UInt8]] = [:]
    private(set) var manifests: [String: [UInt8]] = [:]
    private(set) var tags: [String] = []

    init(_ path: String) { self.path = path }

    static let chartLayer = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"
    static let fluxLayer = "application/vnd.cncf.flux.content.v1.tar+gzip"
    static let ociLayer = "application/vnd.oci.image.layer.v1.tar+gzip"

    /// Adds an artifact of layers under a tag, and tells its digest.
    @discardableResult
    mutating func add(_ layers: [(type: String, bytes: [UInt8])], tag: String) -> ArtifactDigest {
        var descriptors: [String] = []
        for (type, bytes) in layers {
            let digest = ArtifactDigest(of: bytes)
            blobs["\(digest)"] = bytes
            descriptors.append("{\"mediaType\":\"\(type)\",\"digest\":\"\(digest)\",\"size\":\(bytes.count)}")
        }
        return addManifest("{\"schemaVersion\":2,\"layers\":[\(descriptors.joined(separator: ","))]}", tag: tag)
    }

    @discardableResult
    mutating func addManifest(_ text: String, tag: String) -> ArtifactDigest {
        let digest = ArtifactDigest(of: Array(text.utf8))
        manifests["\(digest)"] = Array(text.utf8)
        manifests[tag] = Array(text.utf8)
        tags.append(tag)
        return digest
    }

    /// The answer of a registry that asks nobody who they are.
    func answer(_ request: TestServer.Received, pageSize: Int = 1_000) -> TestServer.Reply {
        let root = "/v2/\(path)/"
        guard request.path.hasPrefix(root) else { return .status(404) }
        let rest = request.path.dropFirst(root.count)
        if rest == "tags/list" { return page(request, size: pageSize) }
        if rest.hasPrefix("blobs/") {
            return blobs[String(rest.dropFirst(6))].map { .bytes($0) } ?? .status(404)
        }
        guard rest.hasPrefix("manifests/"), let bytes = manifests[String(rest.dropFirst(10))] else {
            return .status(404)
        }
        return .answer(200, bytes, ["Docker-Content-Digest": "\(ArtifactDigest(of: bytes))"])
    }

    private func page(_ request: TestServer.Received, size: Int) -> TestServer.Reply {
        let last = request.target.split(separator: "last=").dropFirst().first.map(String.init)
        let start = last.flatMap { tags.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
        let part = tags[start...].prefix(size)
        let text = "{\"name\":\"\(path)\",\"tags\":[\(part.map { "\"\($0)\"" }.joined(separator: ","))]}"
        guard start + size < tags.count, let end = part.last else { return .text(text) }
        return .text(text, ["Link": "</v2/\(path)/tags/list?n=\(size)&last=\(end)>; rel=\"next\""])
    }
}
