import Foundation
import KubeClient
import KubeSimulator
import Synchronization
import Testing
import Values

/// Admission webhooks, answered for by the test.
@Suite struct WebhookTests {
    /// A reviewer that is a closure, and keeps what it was asked.
    private final class Reviewer: AdmissionReviewer {
        let asked = Mutex<[Value]>([])
        let reply: @Sendable (Value, AdmissionWebhook) async throws -> Object

        init(_ reply: @escaping @Sendable (Value, AdmissionWebhook) async throws -> Object) { self.reply = reply }

        func answer(_ review: Value, of webhook: AdmissionWebhook) async throws -> Value {
            asked.withLock { $0.append(review) }
            var response: Object = ["uid": review["request", "uid"] ?? "", "allowed": true]
            for member in try await reply(review, webhook) { response[member.key] = member.value }
            return ["apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "response": .object(response)]
        }

        var requests: [Value] { asked.withLock { $0.compactMap { $0["request"] } } }
    }

    private struct Unreachable: Error, CustomStringConvertible {
        let description = "connection refused"
    }

    private static func patch(_ operations: Value) -> Object {
        ["patchType": "JSONPatch", "patch": .string(Data(operations.jsonBytes()).base64EncodedString())]
    }

    private func cluster(_ reviewer: Reviewer, _ kind: String, _ extra: String = "") async throws -> SimulatedCluster {
        var configuration = SimulatorConfiguration()
        configuration.reviewer = reviewer
        let cluster = SimulatedCluster(configuration)
        try await cluster.apply(
            """
            apiVersion: admissionregistration.k8s.io/v1
            kind: \(kind)WebhookConfiguration
            metadata: {name: hooks}
            webhooks:
            - name: one.example.com
              admissionReviewVersions: [v1]
              sideEffects: None
              clientConfig: {url: "https://127.0.0.1:9443/one"}
              rules:
              - {apiGroups: [""], apiVersions: [v1], resources: [configmaps, services], operations: ["*"]}
            \(extra.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))
            """)
        return cluster
    }

    private func config(_ name: String, _ data: String = "{a: b}", labels: String = "{}") -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name), labels: \(labels)}\ndata: \(data)\n"
    }

    private func refusal(_ body: () async throws -> Void) async -> SimulatorError? {
        do {
            try await body()
            return nil
        } catch { return error as? SimulatorError }
    }

    @Test func aMutatingWebhookChangesWhatIsStored() async throws {
        let reviewer = Reviewer { review, _ in
            guard review["request", "operation"] == "CREATE" else { return [:] }
            return Self.patch([["op": "add", "path": "/data/added", "value": "yes"]])
        }
        let cluster = try await cluster(reviewer, "Mutating")
        try await cluster.apply(config("c"))
        let live = try await cluster.get("v1", "ConfigMap", "default/c")
        #expect(live["data"] == ["a": "b", "added": "yes"])
        // What a webhook adds is nobody's.
        #expect(live["metadata"]?["managedFields"]?[0]?["fieldsV1", "f:data"]?["f:added"] == nil)
        let request = try #require(reviewer.requests.first)
        #expect(request["kind"] == ["group": "", "version": "v1", "kind": "ConfigMap"])
        #expect(request["resource"] == ["group": "", "version": "v1", "resource": "configmaps"])
        #expect(request["namespace"] == "default")
        #expect(request["object", "metadata", "uid"] == live["metadata", "uid"])
        #expect(request["oldObject"] == .null)
        #expect(request["userInfo", "username"] == "kubernetes-admin")
        #expect(reviewer.requests.count == 1)
    }

    @Test func defaultsFollowWhatAWebhookAdds() async throws {
        let reviewer = Reviewer { _, _ in
            Self.patch([["op": "add", "path": "/spec/ports/-", "value": ["name": "more", "port": 81]]])
        }
        let cluster = try await cluster(reviewer, "Mutating")
        try await cluster.apply(
            "apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {ports: [{name: one, port: 80}]}\n")
        let live = try await cluster.get("v1", "Service", "default/s")
        let port = live["spec"]?["ports"]?[1]
        #expect(port?["protocol"] == "TCP")
        #expect(port?["targetPort"] == 81)
    }

    @Test func aDenialIsToldInTheServersWords() async throws {
        let reviewer = Reviewer { review, _ in
            switch review["request", "name"]?.stringValue {
            case "message": ["allowed": false, "status": ["message": "no", "code": 403, "reason": "Forbidden"]]
            case "bare": ["allowed": false]
            default: ["warnings": ["mind the gap"]]
            }
        }
        let cluster = try await cluster(reviewer, "Validating")
        let denied = await refusal { try await cluster.apply(config("message")) }
        #expect(denied?.message == "admission webhook \"one.example.com\" denied the request: no")
        #expect(denied?.status == 403)
        #expect(denied?.reason == "Forbidden")
        let bare = await refusal { try await cluster.apply(config("bare")) }
        #expect(bare?.message == "admission webhook \"one.example.com\" denied the request without explanation")
        #expect(bare?.status == 400)
        #expect(try await cluster.list("v1", "ConfigMap").contains { $0["metadata", "name"] == "bare" } == false)
        let request = KubeRequest(
            "POST", "/api/v1/namespaces/default/configmaps", headers: ["Content-Type": "application/json"],
            body: .value(["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "fine"]]))
        let answer = try await cluster.transport.send(request)
        #expect(answer.status == 201)
        #expect(answer.headers.values("Warning") == ["299 - \"mind the gap\""])
    }

    @Test func theFailurePolicySaysWhatBecomesOfARequest() async throws {
        let failing = Reviewer { _, _ in throw Unreachable() }
        let strict = try await cluster(failing, "Validating")
        let failure = await refusal { try await strict.apply(config("c")) }
        #expect(
            failure?.message
                == "Internal error occurred: failed calling webhook \"one.example.com\": failed to call webhook: connection refused"
        )
        #expect(failure?.status == 500)
        let lenient = try await cluster(failing, "Validating", "failurePolicy: Ignore")
        #expect(await refusal { try await lenient.apply(config("c")) } == nil)
        let foreign = Reviewer { _, _ in ["uid": "another"] }
        let confused = await refusal { try await cluster(foreign, "Mutating").apply(config("c")) }
        #expect(confused?.message.contains("expected response.uid=") == true)
    }

    @Test func selectorsAndConditionsChooseWhatIsReviewed() async throws {
        let reviewer = Reviewer { _, _ in ["allowed": false] }
        let cluster = try await cluster(
            reviewer, "Validating",
            """
            objectSelector: {matchLabels: {app: web}}
            matchConditions: [{name: large, expression: "size(object.data) > 1"}]
            """)
        #expect(await refusal { try await cluster.apply(config("a", "{x: one, z: two}")) } == nil)
        #expect(await refusal { try await cluster.apply(config("b", labels: "{app: web}")) } == nil)
        #expect(await refusal { try await cluster.apply(config("c", "{x: one, z: two}", labels: "{app: web}")) } != nil)
        #expect(reviewer.requests.count == 1)
    }

    @Test func webhooksSeeUpdatesDeletionsAndDryRuns() async throws {
        let reviewer = Reviewer { _, _ in [:] }
        let cluster = try await cluster(reviewer, "Validating")
        try await cluster.apply(config("c"))
        try await cluster.apply(config("c", "{a: c}"))
        let dryRun = KubeRequest("DELETE", "/api/v1/namespaces/default/configmaps/c", query: [("dryRun", "All")])
        #expect(try await cluster.transport.send(dryRun).status == 200)
        try await cluster.delete("v1", "ConfigMap", "default/c")
        #expect(reviewer.requests.map { $0["operation"] } == ["CREATE", "UPDATE", "DELETE", "DELETE"])
        #expect(reviewer.requests.map { $0["dryRun"] } == [false, false, true, false])
        #expect(reviewer.requests[1]["oldObject", "data", "a"] == "b")
        #expect(reviewer.requests[1]["object", "data", "a"] == "c")
        #expect(reviewer.requests[2]["object"] == .null)
        #expect(reviewer.requests[2]["oldObject", "data", "a"] == "c")
    }

    @Test func aWebhookMayUseTheClusterWhileItIsAsked() async throws {
        let place = Mutex<SimulatedCluster?>(nil)
        let reviewer = Reviewer { review, _ in
            guard review["request", "name"] == "c", let cluster = place.withLock({ $0 }) else { return [:] }
            try await cluster.apply("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: log}\n")
            return [:]
        }
        let cluster = try await cluster(reviewer, "Validating")
        place.withLock { $0 = cluster }
        try await cluster.apply(config("c"))
        #expect(try await cluster.get("v1", "ConfigMap", "default/log")["kind"] == "ConfigMap")
        place.withLock { $0 = nil }
    }

    @Test func webhooksSeeWhatOthersChangedWhereTheyWantTo() async throws {
        let reviewer = Reviewer { review, webhook in
            let data = review["request", "object", "data"] ?? [:]
            switch webhook.name {
            case "one.example.com":
                return data["second"] == nil ? [:] : Self.patch([["op": "add", "path": "/data/seen", "value": "1"]])
            default: return Self.patch([["op": "add", "path": "/data/second", "value": "1"]])
            }
        }
        let cluster = try await cluster(
            reviewer, "Mutating",
            """
            reinvocationPolicy: IfNeeded
            """)
        try await cluster.apply(
            """
            apiVersion: admissionregistration.k8s.io/v1
            kind: MutatingWebhookConfiguration
            metadata: {name: later}
            webhooks:
            - name: two.example.com
              admissionReviewVersions: [v1]
              sideEffects: None
              clientConfig: {url: "https://127.0.0.1:9443/two"}
              rules: [{apiGroups: [""], apiVersions: [v1], resources: [configmaps], operations: [CREATE]}]
            """)
        try await cluster.apply(config("c"))
        let live = try await cluster.get("v1", "ConfigMap", "default/c")
        #expect(live["data"] == ["a": "b", "second": "1", "seen": "1"])
    }
}
