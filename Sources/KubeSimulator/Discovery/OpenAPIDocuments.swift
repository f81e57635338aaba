import KubeClient
import Values

/// The schemas that the server publishes.
enum OpenAPIDocuments {
    static func answer(
        _ segments: [String], _ accept: String, _ headers: KubeHeaders, registry: Registry
    ) throws(APIError) -> KubeResponse {
        guard segments.count >= 2 else { throw .pageNotFound }
        switch segments[1] {
        case "v2" where segments.count == 2:
            let isBinary = accept.contains("com.github.proto-openapi.spec.v2")
            let ranges = accept.split(separator: ",").map { MediaRange($0).type }
            if !ranges.isEmpty, !ranges.contains(where: { $0 == "*/*" || $0.hasPrefix("application/") }) {
                return KubeResponse(status: 406, headers: ["Cache-Control": "no-cache, private"])
            }
            let content: Value = [
                "swagger": "2.0", "info": ["title": "Kubernetes", "version": "1.36"],
                "paths": .object(OpenAPISchemas.paths(registry)),
                "definitions": .object(OpenAPISchemas.definitions(registry)),
            ]
            return isBinary ? binary(content) : document(content)
        case "v3" where segments.count == 2: return document(index(registry))
        case "v3":
            guard let group = groupVersion(Array(segments.dropFirst(2)), registry) else { throw .pageNotFound }
            return document(OpenAPISchemas.groupDocument(group.group, group.version, registry))
        default: throw .pageNotFound
        }
    }

    /// Version 2 as a protocol buffer, which clients of Kubernetes ask for.
    private static func binary(_ document: Value) -> KubeResponse {
        KubeResponse(
            status: 200,
            headers: [
                "Content-Type": "application/com.github.proto-openapi.spec.v2.v1.0+protobuf", "Vary": "Accept",
                "ETag": "\"\(Digest.text(document))\"", "Cache-Control": "no-cache, private",
            ], body: .bytes(OpenAPIBinaryForm.bytes(of: document)))
    }

    private static func document(_ value: Value) -> KubeResponse {
        KubeResponse(
            status: 200,
            headers: [
                "Content-Type": "application/json", "Vary": "Accept", "ETag": "\"\(Digest.text(value))\"",
                "Cache-Control": "no-cache, private",
            ], body: .value(value))
    }

    private static func groupVersion(_ path: [String], _ registry: Registry) -> (group: String, version: String)? {
        let pair: (group: String, version: String)?
        switch path.count {
        case 2 where path[0] == "api": pair = ("", path[1])
        case 3 where path[0] == "apis": pair = (path[1], path[2])
        default: pair = nil
        }
        guard let pair, registry.versions(of: pair.group).contains(pair.version) else { return nil }
        return pair
    }

    private static func index(_ registry: Registry) -> Value {
        var paths = Object()
        for group in registry.groups {
            for version in registry.versions(of: group) {
                let path = group.isEmpty ? "api/\(version)" : "apis/\(group)/\(version)"
                let hash = Digest.text(
                    .array(
                        registry.resources(group, version).map {
                            .string($0.resource + ($0.custom?.schema?.jsonText(.compact) ?? ""))
                        }))
                paths[path] = ["serverRelativeURL": .string("/openapi/v3/\(path)?hash=\(hash)")]
            }
        }
        return ["paths": .object(paths)]
    }
}
