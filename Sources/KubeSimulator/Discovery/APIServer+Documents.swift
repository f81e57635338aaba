import KubeClient
import Values

extension APIServer {
    /// Answers what is no resource: discovery, health, version, schemas.
    mutating func answerDocument(_ request: KubeRequest, _ segments: [String]) throws(APIError) -> KubeResponse {
        let accept = request.headers["Accept"] ?? ""
        switch segments.first {
        case nil: return respond(200, ["paths": .array(Discovery.paths(registry).map(Value.string))])
        case "version" where segments.count == 1:
            guard request.method == "GET" else { throw .methodNotAllowed }
            return respond(200, configuration.versionDocument)
        case "healthz", "livez", "readyz": return try health(segments, request.query)
        case "api", "apis":
            guard request.method == "GET" || request.method == "HEAD" else {
                throw segments.count == 1 ? .pageNotFound : .methodNotAllowed
            }
            return try discover(segments, accept, request.headers["If-None-Match"])
        case ".well-known" where segments == [".well-known", "openid-configuration"]: return issuerDocument()
        case "openid" where segments == ["openid", "v1", "jwks"]:
            return KubeResponse(
                status: 200,
                headers: ["Content-Type": "application/jwk-set+json", "Cache-Control": "public, max-age=3600"],
                body: .value(["keys": []]))
        case "openapi": return try OpenAPIDocuments.answer(segments, accept, request.headers, registry: registry)
        default: throw .pageNotFound
        }
    }

    /// How tokens of service accounts are recognised elsewhere.
    private func issuerDocument() -> KubeResponse {
        let document: Value = [
            "issuer": "https://kubernetes.default.svc",
            "jwks_uri": .string("https://\(configuration.serverAddress)/openid/v1/jwks"),
            "response_types_supported": ["id_token"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        ]
        return KubeResponse(
            status: 200, headers: ["Content-Type": "application/json", "Cache-Control": "public, max-age=3600"],
            body: .value(document))
    }

    /// What the server looks at before it calls itself ready, in its order.
    private static let checks = """
        ping log informer-sync poststarthook/start-apiserver-admission-initializer
        poststarthook/generic-apiserver-start-informers poststarthook/priority-and-fairness-config-consumer
        poststarthook/priority-and-fairness-filter poststarthook/storage-object-count-tracker-hook
        poststarthook/start-apiextensions-informers poststarthook/start-apiextensions-controllers
        poststarthook/crd-informer-synced poststarthook/start-system-namespaces-controller
        poststarthook/peer-endpoint-reconciler-controller poststarthook/start-cluster-authentication-info-controller
        poststarthook/start-kube-apiserver-identity-lease-controller
        poststarthook/start-kube-apiserver-identity-lease-garbage-collector poststarthook/storage-readiness
        poststarthook/start-legacy-token-tracking-controller poststarthook/start-service-ip-repair-controllers
        poststarthook/rbac/bootstrap-roles poststarthook/scheduling/bootstrap-system-priority-classes
        poststarthook/priority-and-fairness-config-producer poststarthook/bootstrap-controller
        poststarthook/start-kubernetes-service-cidr-controller poststarthook/start-kube-aggregator-informers
        poststarthook/apiservice-status-local-available-controller
        poststarthook/apiservice-status-remote-available-controller poststarthook/apiservice-registration-controller
        poststarthook/apiservice-wait-for-first-sync poststarthook/apiservice-discovery-controller
        poststarthook/kube-apiserver-autoregistration autoregister-completion
        poststarthook/apiservice-openapi-controller poststarthook/apiservice-openapiv3-controller shutdown
        """.split { $0 == " " || $0 == "\n" }

    private static func verboseHealth(_ endpoint: String) -> String {
        // Only readiness waits for informers and looks for a shutdown.
        let own = checks.filter { endpoint == "readyz" || ($0 != "informer-sync" && $0 != "shutdown") }
        return own.map { "[+]\($0) ok\n" }.joined() + "\(endpoint) check passed\n"
    }

    private func health(_ segments: [String], _ query: [(name: String, value: String)]) throws(APIError) -> KubeResponse
    {
        guard segments.count == 1 || ["ping", "etcd", "log", "poststarthook"].contains(segments[1]) else {
            throw .pageNotFound
        }
        var headers: KubeHeaders = ["Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-cache, private"]
        if segments.count == 1 { headers["X-Content-Type-Options"] = "nosniff" }
        if segments.count == 1, query.contains(where: { $0.name == "verbose" }) {
            let text = APIServer.verboseHealth(segments[0])
            return KubeResponse(status: 200, headers: headers, body: .bytes(Array(text.utf8)))
        }
        return KubeResponse(status: 200, headers: headers, body: .bytes(Array("ok".utf8)))
    }

    private mutating func discover(
        _ segments: [String], _ accept: String, _ known: String?
    ) throws(APIError) -> KubeResponse {
        if segments.count == 1 {
            if let form = Discovery.aggregatedForm(accept) { return aggregated(segments[0], form, known) }
            if accept.contains("as=APIGroupDiscoveryList"), !accept.contains("application/json,"),
                !accept.hasSuffix("application/json")
            {
                throw Discovery.refusal
            }
            var response = respond(
                200, segments[0] == "api" ? Discovery.coreVersions(configuration) : Discovery.groups(registry))
            if segments[0] == "api" || segments[0] == "apis" { response.headers.fields.append(("Vary", "Accept")) }
            return response
        }
        if accept.contains("as="), !accept.split(separator: ",").contains(where: { MediaRange($0)["as"] == nil }) {
            throw Discovery.refusal
        }
        if segments.count == 2, segments[0] == "apis" {
            guard let group = Discovery.group(registry, segments[1]) else { throw .pageNotFound }
            return respond(200, group)
        }
        let (group, version) = segments[0] == "api" ? ("", segments[1]) : (segments[1], segments[2])
        return respond(200, Discovery.resources(registry, group, version))
    }

    private mutating func aggregated(
        _ root: String, _ form: ResponseForm.Encoding, _ known: String?
    ) -> KubeResponse {
        let document = aggregatedDocuments.document(registry, isCore: root == "api")
        let bytes = form == .protobuf ? ProtobufForm.encode(document.value) : nil
        let media = bytes == nil ? "application/json" : ResponseForm.protobufType
        let type = "\(media);g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
        var headers: [(name: String, value: String)] = [
            ("ETag", document.tag), ("Vary", "Accept"), ("Cache-Control", "public"),
        ]
        if known == document.tag { return KubeResponse(status: 304, headers: KubeHeaders(headers)) }
        headers.insert(("Content-Type", type), at: 0)
        return KubeResponse(
            status: 200, headers: KubeHeaders(headers), body: bytes.map { .bytes($0) } ?? .value(document.value))
    }
}

/// A fingerprint of a document: 64-bit FNV-1a twice with different seeds.
enum Digest {
    static func text(_ value: Value) -> String {
        var first: UInt64 = 0xCBF2_9CE4_8422_2325
        var second: UInt64 = 0x8422_2325_CBF2_9CE4
        for byte in value.jsonBytes(.compact) {
            first = (first ^ UInt64(byte)) &* 0x100_0000_01B3
            second = (second ^ UInt64(byte)) &* 0x100_0000_01B5
        }
        func hex(_ number: UInt64) -> String {
            let text = String(number, radix: 16, uppercase: true)
            return String(repeating: "0", count: 16 - text.utf8.count) + text
        }
        return hex(first) + hex(second)
    }
}
