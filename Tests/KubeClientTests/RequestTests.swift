import KubeClient
import KubeModel
import Testing
import Values

@Suite struct RequestTests {
    private static let ok = ScriptedTransport.Reply.json(
        200, #"{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","namespace":"ns","resourceVersion":"7"}}"#)

    private func sent(
        _ reply: ScriptedTransport.Reply = ok, _ body: (KubeAPI) async throws -> Void
    ) async throws -> KubeRequest {
        let transport = ScriptedTransport(replies: reply)
        try await body(KubeAPI(transport: transport))
        return try #require(transport.requests.last)
    }

    @Test func pathsNameGroupNamespaceAndObject() async throws {
        let get = try await sent { _ = try await $0.resources(.configMaps, in: "ns").get("a") }
        #expect(get.method == "GET")
        #expect(get.target == "/api/v1/namespaces/ns/configmaps/a")
        let scale = try await sent {
            _ = try await $0.resources(.deployments, in: "ns").subresource("scale").get("web")
        }
        #expect(scale.target == "/apis/apps/v1/namespaces/ns/deployments/web/scale")
        let roles = APIResource(
            group: "rbac.authorization.k8s.io", version: "v1", plural: "clusterroles", kind: "ClusterRole",
            isNamespaced: false)
        let role = try await sent { _ = try await $0.resources(roles, in: "ignored").get("system:node x") }
        #expect(role.target == "/apis/rbac.authorization.k8s.io/v1/clusterroles/system:node%20x")
    }

    @Test func aMissingNamespaceIsToldBeforeAnythingIsSent() async throws {
        let transport = ScriptedTransport(replies: RequestTests.ok)
        let maps = KubeAPI(transport: transport).resources(.configMaps)
        await #expect(throws: KubeError(.invalidRequest, "")) { try await maps.get("a") }
        await #expect(throws: KubeError(.invalidRequest, "")) { try await maps.inNamespace("ns").get("") }
        #expect(transport.requests.isEmpty)
    }

    @Test(arguments: [
        (Patch.json([]), "application/json-patch+json"), (Patch.merge([:]), "application/merge-patch+json"),
        (Patch.strategicMerge([:]), "application/strategic-merge-patch+json"),
        (Patch.apply([:]), "application/apply-patch+yaml"),
    ])
    func patchesGoOutInTheirContentType(patch: Patch, contentType: String) async throws {
        let request = try await sent {
            try await $0.resources(.configMaps, in: "ns").patch(
                "a", patch, options: WriteOptions(isDryRun: true, fieldManager: "m", fieldValidation: .strict))
        }
        #expect(request.method == "PATCH")
        #expect(request.headers["content-type"] == contentType)
        #expect(request.target.hasSuffix("/a?dryRun=All&fieldManager=m&fieldValidation=Strict"))
    }

    @Test func applySendsManagerAndForceAndDropsManagedFields() async throws {
        var object = KubeObject(GroupVersionKind(apiVersion: "v1", kind: "ConfigMap"), namespace: "ns", name: "a")
        object.value.set([:], at: ["metadata", "managedFields"])
        let request = try await sent {
            try await $0.resources(.configMaps, in: "ns").apply(object, as: "gitops", force: true)
        }
        #expect(request.target == "/api/v1/namespaces/ns/configmaps/a?fieldManager=gitops&force=true")
        guard case .value(let body)? = request.body else {
            Issue.record("no body")
            return
        }
        #expect(body["metadata", "managedFields"] == nil)
        #expect(body["metadata", "name"] == "a")
    }

    @Test func deleteCarriesPropagationAndPreconditions() async throws {
        let request = try await sent(.json(200, #"{"kind":"Status","status":"Success","details":{"uid":"u"}}"#)) {
            let outcome = try await $0.resources(.configMaps, in: "ns").delete(
                "a", options: DeleteOptions(propagation: .foreground, gracePeriodSeconds: 0, uid: "u", isDryRun: true))
            guard case .deleted(let status) = outcome else {
                Issue.record("expected a status")
                return
            }
            #expect(status.isSuccess)
            #expect(status.uid == "u")
        }
        guard case .value(let body)? = request.body else {
            Issue.record("no body")
            return
        }
        #expect(
            body == [
                "kind": "DeleteOptions", "apiVersion": "v1", "gracePeriodSeconds": 0, "preconditions": ["uid": "u"],
                "propagationPolicy": "Foreground", "dryRun": ["All"],
            ])
        let plain = try await sent { try await $0.resources(.configMaps, in: "ns").delete("a") }
        #expect(plain.body == nil)
    }

    @Test func metadataOnlyAsksForPartialObjectsAndRestoresTheirKind() async throws {
        let partial = #"{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{"name":"web"}}"#
        let request = try await sent(.json(200, partial)) {
            let object = try await $0.resources(.deployments, in: "ns").metadataOnly.get("web")
            #expect(object.gvk == GroupVersionKind(apiVersion: "apps/v1", kind: "Deployment"))
        }
        #expect(
            request.headers["Accept"] == "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json"
        )
    }

    @Test func warningsAreHeard() async throws {
        let (heard, continuation) = AsyncStream<KubeWarning>.makeStream()
        var headers: KubeHeaders = ["Warning": #"299 - "unknown field \"spec.x\"""#]
        headers.append("Warning", #"299 - "second" "Sun, 06 Nov 1994 08:49:37 GMT""#)
        headers.append("Warning", #"299 - "third, with comma",299 proxy "fourth""#)
        headers.append("Warning", #"299 - """#)
        headers.append("Warning", "nonsense")
        headers.append("Warning", #"299 - "not closed"#)
        let transport = ScriptedTransport(
            replies: .json(
                200, #"{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a"}}"#, headers: headers))
        let api = KubeAPI(transport: transport) { continuation.yield($0) }
        _ = try await api.resources(.configMaps, in: "ns").get("a")
        continuation.finish()
        var messages: [String] = []
        for await warning in heard { messages.append(warning.message) }
        #expect(messages == [#"unknown field "spec.x""#, "second", "third, with comma", "fourth", "not closed"])
    }

    @Test(arguments: [".", "..", "a/b", "%2e%2e"])
    func namesThatWouldBeAnotherPathAreRefused(name: String) async throws {
        let transport = ScriptedTransport(replies: RequestTests.ok)
        let api = KubeAPI(transport: transport)
        await #expect(throws: KubeError(.invalidRequest, "")) {
            try await api.resources(.configMaps, in: "ns").get(name)
        }
        await #expect(throws: KubeError(.invalidRequest, "")) {
            try await api.resources(.configMaps, in: name).delete("a")
        }
        #expect(transport.requests.isEmpty)
    }

    @Test func modifyTriesAgainAfterAConflict() async throws {
        let transport = ScriptedTransport { request, position in
            switch (request.method, position) {
            case ("PUT", 1): .json(409, #"{"kind":"Status","reason":"Conflict","code":409,"message":"changed"}"#)
            case ("PUT", _): RequestTests.ok
            default: RequestTests.ok
            }
        }
        try await KubeAPI(transport: transport).resources(.configMaps, in: "ns").modify("a") { $0.labels["x"] = "y" }
        #expect(transport.requests.map(\.method) == ["GET", "PUT", "GET", "PUT"])
    }
}

@Suite struct SubresourceTests {
    @Test func logsComeLineByLine() async throws {
        let transport = ScriptedTransport(replies: .text(200, "one\n\ntwo"), .text(404, "no pod"))
        let pods = KubeAPI(transport: transport).resources(.pods, in: "ns")
        var lines: [String] = []
        let options = LogOptions(
            container: "c", follows: true, tailLines: 5, since: .seconds(60), showsTimestamps: true)
        for try await line in try pods.logs("a", options) { lines.append(line) }
        #expect(lines == ["one", "", "two"])
        #expect(
            transport.requests[0].target
                == "/api/v1/namespaces/ns/pods/a/log?container=c&follow=true&tailLines=5&sinceSeconds=60&timestamps=true"
        )
        await #expect(throws: KubeError.self) { for try await _ in try pods.logs("b") {} }
    }

    @Test func logsBeginAndEndWhereTheyShould() async throws {
        let transport = ScriptedTransport(replies: .text(200, "x"))
        let pods = KubeAPI(transport: transport).resources(.pods, in: "ns")
        let options = LogOptions(
            isPrevious: true, sinceTime: Timestamp("2026-01-02T03:04:05Z"), maximumBytes: 100)
        for try await line in try pods.logs("a", options) { #expect(line == "x") }
        #expect(
            transport.requests[0].target
                == "/api/v1/namespaces/ns/pods/a/log?previous=true&sinceTime=2026-01-02T03%3A04%3A05Z&limitBytes=100")
    }

    @Test func aLogThatBreaksOffIsAnError() async throws {
        let transport = ScriptedTransport(replies: .events(["one"], then: .fail))
        let pods = KubeAPI(transport: transport).resources(.pods, in: "ns")
        var lines: [String] = []
        await #expect(throws: KubeError(.unreachable, "")) {
            for try await line in try pods.logs("a", LogOptions(follows: true)) { lines.append(line) }
        }
        #expect(lines == ["one"])
    }

    @Test func accessIsAskedForAndAnswered() async throws {
        let transport = ScriptedTransport(
            replies: .json(
                201,
                #"{"kind":"SelfSubjectAccessReview","status":{"allowed":true,"reason":"RBAC: allowed by RoleBinding \"x\""}}"#
            ), .json(201, #"{"status":{"allowed":false,"denied":true,"evaluationError":"no such role"}}"#))
        let api = KubeAPI(transport: transport)
        let question = AccessQuestion("update", .deployments, in: "shop", name: "web", subresource: "scale")
        let allowed = try await api.review(question)
        #expect(allowed.isAllowed && !allowed.isDenied)
        #expect(allowed.reason.contains("RoleBinding"))
        guard case .value(let body)? = transport.requests[0].body else {
            Issue.record("no body")
            return
        }
        #expect(
            body["spec", "resourceAttributes"] == [
                "verb": "update", "group": "apps", "resource": "deployments", "subresource": "scale",
                "namespace": "shop", "name": "web",
            ])
        let denied = try await api.review(question)
        #expect(!denied.isAllowed && denied.isDenied)
        #expect(denied.problem == "no such role")
    }

    @Test func evictionCarriesItsOptions() async throws {
        let transport = ScriptedTransport(
            replies: .json(201, #"{"kind":"Status","status":"Success"}"#), .text(429, "budget"))
        let pods = KubeAPI(transport: transport).resources(.pods, in: "ns")
        try await pods.evict("a", options: DeleteOptions(gracePeriodSeconds: 5))
        guard case .value(let body)? = transport.requests[0].body else {
            Issue.record("no body")
            return
        }
        #expect(transport.requests[0].target == "/api/v1/namespaces/ns/pods/a/eviction")
        #expect(body["kind"] == "Eviction")
        #expect(body["deleteOptions", "gracePeriodSeconds"] == 5)
        let error = await #expect(throws: KubeError.self) { try await pods.evict("a") }
        #expect(error?.isTooManyRequests == true)
    }
}
