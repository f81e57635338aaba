import Foundation
import KubeModel
import TestSupport
import Testing
import Values

/// Follows recorded requests and checks who owns what after each write, what an apply makes of an object, and what a
/// conflict says.
@Suite struct TranscriptOwnershipTests {
    /// One recorded request with its answer.
    private struct Step {
        var name: String
        var method: String
        var path: String
        var query: [String: String] = [:]
        var type: String
        var agent: String
        var body: Value?
        var text: String
        var status: Int64
        var answer: Value

        init?(_ step: Value, name: String) {
            guard let request = step["request"], let response = step["response"], let answer = response["body"],
                let status = response["status"]?.intValue, let method = request["method"]?.stringValue
            else { return nil }
            self.name = "\(name) \(method) \(request["path"]?.stringValue ?? "")"
            self.method = method
            self.answer = answer
            self.status = status
            path = request["path"]?.stringValue ?? ""
            type = request["headers"]?["Content-Type"]?.stringValue ?? ""
            agent = request["headers"]?["User-Agent"]?.stringValue ?? ""
            body = request["body"]
            text = request["bodyText"]?.stringValue ?? ""
            for pair in (request["query"]?.stringValue ?? "").split(separator: "&") {
                let parts = pair.split(separator: "=", maxSplits: 1)
                query[String(parts[0])] = parts.count == 2 ? String(parts[1]).removingPercentEncoding : ""
            }
        }

        var isApply: Bool { method == "PATCH" && type.hasPrefix("application/apply-patch") }
        var subresource: String { path.hasSuffix("/status") ? "status" : "" }

        var write: StructuredMerge.Write {
            let status = FieldSet([[.field("status")]])
            let rest = FieldSet([[.field("spec")], [.field("metadata"), .field("labels")]])
            return StructuredMerge.Write(
                manager: query["fieldManager"] ?? agent.split(separator: "/").first.map(String.init) ?? "unknown",
                subresource: subresource, force: query["force"].map { $0 != "false" && $0 != "0" } ?? false,
                now: "2024-01-01T00:00:00Z", ignored: subresource.isEmpty ? status : rest)
        }

        /// The managed fields that the request itself sets.
        var givenManagedFields: Value? {
            guard type.hasPrefix("application/json-patch") else { return body?["metadata"]?["managedFields"] }
            return body?.arrayValue?.first { $0["path"] == "/metadata/managedFields" }?["value"]
        }
    }

    private static func timeless(_ value: Value?) -> Set<Value> {
        Set(
            (value?.arrayValue ?? []).map { entry in
                var entry = entry
                entry["time"] = nil
                return entry
            })
    }

    /// What an apply decides about; the rest is the server's.
    private static func content(_ object: Value) -> Value {
        var object = object
        KindDefaults.apply(to: &object)
        if let node = Schema.builtIn.node(for: KubeObject(unchecked: object)) {
            object = (try? TypedForm(fillsAbsentFields: true).written(object, as: node)) ?? object
        }
        return [
            "spec": object["spec"] ?? .null, "data": object["data"] ?? .null,
            "labels": object["metadata"]?["labels"] ?? .null,
            "annotations": object["metadata"]?["annotations"] ?? .null,
        ]
    }

    private static func passes(_ step: Step, live: Value?) -> Bool? {
        guard let node = Schema.builtIn.node(for: KubeObject(unchecked: step.answer)) else { return nil }
        guard step.isApply else {
            var updated = step.answer
            updated["metadata"]?["managedFields"] = step.givenManagedFields
            let result = StructuredMerge.update(from: live, to: updated, by: step.write, schema: node)
            return timeless(result["metadata"]?["managedFields"]) == timeless(step.answer["metadata"]?["managedFields"])
        }
        // Bodies with a key twice are for the reader of requests to refuse or mend.
        guard var applied = try? step.body ?? Value(yaml: step.text) else { return nil }
        applied["metadata"]?["namespace"] = nil
        guard let result = try? StructuredMerge.apply(applied, to: live, by: step.write, schema: node).object else {
            return false
        }
        guard timeless(result["metadata"]?["managedFields"]) == timeless(step.answer["metadata"]?["managedFields"])
        else { return false }
        // Addresses are allocated, and admission adds to pods.
        let isCompleted = step.subresource != "" || step.answer["kind"] == "Service" || step.answer["kind"] == "Pod"
        return isCompleted || content(result) == content(step.answer)
    }

    /// Whether a conflict is found and worded as the server does.
    private static func conflicts(_ step: Step, live: Value) -> Bool? {
        guard let node = Schema.builtIn.node(for: KubeObject(unchecked: live)), var applied = step.body else {
            return nil
        }
        applied["metadata"]?["namespace"] = nil
        do {
            _ = try StructuredMerge.apply(applied, to: live, by: step.write, schema: node)
            return false
        } catch {
            let causes = step.answer["details"]?["causes"]?.arrayValue ?? []
            return Set(error.conflicts.map { "\($0.message) \($0.field)" })
                == Set(causes.map { "\($0["message"]?.stringValue ?? "") \($0["field"]?.stringValue ?? "")" })
                && error.message == step.answer["message"]?.stringValue
        }
    }

    @Test func recordedServerSideApply() throws {
        guard let root = Conformance.path("kubeapi/transcripts") else { return }
        let files = try FileManager.default.contentsOfDirectory(
            at: URL(filePath: root), includingPropertiesForKeys: nil)
        var (passed, total) = (0, 0)
        for file in files.sorted(by: { $0.path < $1.path }) where file.lastPathComponent.hasPrefix("ssa-") {
            let steps = try Value(json: Array(Data(contentsOf: file))).arrayValue ?? []
            var objects: [String: Value] = [:]
            var byPath: [String: Value] = [:]
            for (number, value) in steps.enumerated() {
                guard let step = Step(value, name: "\(file.lastPathComponent) step \(number)") else { continue }
                let place = step.subresource.isEmpty ? step.path : String(step.path.dropLast("/status".count))
                var outcome: Bool?
                if step.status == 409, step.isApply, step.answer["details"]?["causes"] != nil, let live = byPath[place]
                {
                    outcome = Self.conflicts(step, live: live)
                } else if step.status < 300, step.answer["kind"] != "Scale", step.answer["kind"] != "Namespace",
                    let uid = step.answer["metadata"]?["uid"]?.stringValue
                {
                    if ["POST", "PUT", "PATCH"].contains(step.method) {
                        outcome = Self.passes(step, live: objects[uid])
                    }
                    if step.query["dryRun"] == nil {
                        objects[uid] = step.answer
                        let name = step.answer["metadata"]?["name"]?.stringValue ?? ""
                        byPath[step.method == "POST" ? "\(step.path)/\(name)" : place] = step.answer
                    }
                }
                guard let outcome else { continue }
                total += 1
                if outcome { passed += 1 } else { print("  fails: \(step.name)") }
            }
        }
        print("conformance kubeapi/transcripts/ssa-* ownership \(passed)/\(total)")
        #expect(passed == total && total >= 133)
    }
}
