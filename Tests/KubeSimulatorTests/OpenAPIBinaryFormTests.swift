import KubeClient
import KubeSimulator
import Testing
import Values

/// OpenAPI version 2 as a protocol buffer, as clients of before 1.27 read it.
@Suite struct OpenAPIBinaryFormTests {
    /// The fields of a message: a number, and what it holds where that has a length.
    private func fields(_ message: [UInt8]) throws -> [(field: Int, content: [UInt8])] {
        var (found, rest): ([(Int, [UInt8])], ArraySlice<UInt8>) = ([], message[...])
        func varint() throws -> Int {
            var (result, shift) = (0, 0)
            while true {
                guard let byte = rest.popFirst() else { throw NotFound(name: "byte") }
                result |= Int(byte & 0x7F) << shift
                if byte < 0x80 { return result }
                shift += 7
                guard shift < 56 else { throw NotFound(name: "end of number") }
            }
        }
        while !rest.isEmpty {
            let tag = try varint()
            guard tag & 7 == 2 else {
                guard tag & 7 == 0 else { throw NotFound(name: "kind of field") }
                _ = try varint()
                found.append((tag >> 3, []))
                continue
            }
            let count = try varint()
            guard count <= rest.count else { throw NotFound(name: "\(count) bytes") }
            found.append((tag >> 3, Array(rest.prefix(count))))
            rest = rest.dropFirst(count)
        }
        return found
    }

    /// The first field of a number.
    private func child(_ field: Int, of message: [UInt8]) throws -> [UInt8] {
        guard let found = try fields(message).first(where: { $0.field == field }) else {
            throw NotFound(name: "\(field)")
        }
        return found.content
    }

    private func text(_ bytes: [UInt8]?) -> String { String(decoding: bytes ?? [], as: UTF8.self) }

    /// The entry of a map by its name.
    private func named(_ name: String, _ field: Int, in message: [UInt8]) throws -> [UInt8] {
        for (number, content) in try fields(message) where number == field {
            if text(try child(1, of: content)) == name { return try child(2, of: content) }
        }
        throw NotFound(name: name)
    }

    private struct NotFound: Error { var name: String }

    private func document() async throws -> [UInt8] {
        let type = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf"
        let response = try await SimulatedCluster().transport.send(
            KubeRequest("GET", "/openapi/v2", headers: ["Accept": type]))
        #expect(response.headers["Content-Type"] == "application/com.github.proto-openapi.spec.v2.v1.0+protobuf")
        guard case .bytes(let bytes) = response.body else { throw NotFound(name: "bytes") }
        return bytes
    }

    @Test func schemasSayWhichKindTheyAreOf() async throws {
        let document = try await document()
        #expect(text(try child(1, of: document)) == "2.0")
        let definitions = try child(9, of: document)
        let deployment = try named("io.k8s.api.apps.v1.Deployment", 1, in: definitions)
        #expect(text(try child(1, of: child(22, of: deployment))) == "object")
        let kinds = try named("x-kubernetes-group-version-kind", 31, in: deployment)
        #expect(
            try Value(yaml: text(try child(2, of: kinds))) == [
                ["group": "apps", "version": "v1", "kind": "Deployment"]
            ])
        let spec = try named("spec", 1, in: try child(25, of: deployment))
        #expect(text(try child(1, of: spec)) == "#/definitions/io.k8s.api.apps.v1.DeploymentSpec")
        let podSpec = try named("io.k8s.api.core.v1.PodSpec", 1, in: definitions)
        let containers = try named("containers", 1, in: try child(25, of: podSpec))
        let key = try named("x-kubernetes-patch-merge-key", 31, in: containers)
        #expect(text(try child(2, of: key)) == "\"name\"\n")
    }

    /// Clients look there whether a kind's requests may be dry runs.
    @Test func patchesTakeDryRuns() async throws {
        let paths = try child(8, of: try await document())
        let item = try named("/api/v1/namespaces/{namespace}/configmaps/{name}", 2, in: paths)
        let patch = try child(8, of: item)
        let kind = try named("x-kubernetes-group-version-kind", 13, in: patch)
        #expect(try Value(yaml: text(try child(2, of: kind)))["kind"] == "ConfigMap")
        var names: [String] = []
        for (field, parameter) in try fields(patch) where field == 8 {
            let other = try child(2, of: child(1, of: parameter))
            names.append(text(try child(4, of: child(3, of: other))))
        }
        #expect(names == ["dryRun", "fieldManager", "fieldValidation"])
    }
}
