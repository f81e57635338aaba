import Testing
import Values

@testable import ManifestRender

/// Keyed lists under strategic merge, with results that `kubectl kustomize` 5.8.1 gave.
@Suite struct KeyedListTests {
    private func ports(_ base: String, _ patch: String) throws -> String {
        func service(_ ports: String) throws -> Value {
            try Value(yaml: "{apiVersion: v1, kind: Service, metadata: {name: d}, spec: {ports: [\(ports)]}}")
        }
        let outcome = try KustomizeMerger(schema: .builtIn).merge(try service(patch), into: try service(base))
        guard case .merged(let value) = outcome else { return "nothing" }
        return value["spec"]?["ports"]?.jsonText(sortedKeys: true) ?? "no ports"
    }

    @Test(arguments: [
        ("{port: 80},{port: 81}", "{port: 82}", #"[{"port":82},{"port":80},{"port":81}]"#),
        ("{port: 80},{port: 81}", "{port: 81, name: x}", #"[{"name":"x","port":81},{"port":80}]"#),
        (
            "{port: 80, protocol: UDP},{port: 81}", "{port: 82},{port: 80, name: x}",
            #"[{"port":82},{"port":80,"protocol":"UDP"},{"port":81}]"#
        ),
        (
            "{port: 80, protocol: UDP},{port: 80, protocol: TCP}",
            "{port: 80, protocol: TCP, name: x}, {port: 82, protocol: TCP}",
            #"[{"port":82,"protocol":"TCP"},{"port":80,"protocol":"UDP"},{"name":"x","port":80,"protocol":"TCP"}]"#
        ),
        ("{port: 80},{port: 81}", "{port: 81, protocol: TCP}", #"[{"port":80},{"port":81}]"#),
        ("{port: 80},{port: 81}", "{$patch: replace}, {port: 83}", #"[{"port":83}]"#),
        ("{port: 80},{port: 81}", "{name: q}", #"[{"port":81},{"port":80}]"#),
        ("{port: 80},{port: 81}", "{$patch: delete}", "no ports"),
        (
            "{port: 80, protocol: TCP},{port: 80},{port: 80, protocol: UDP}", "{port: 80, name: x}",
            #"[{"port":80},{"port":80,"protocol":"UDP"}]"#
        ),
        ("{port: 80},{port: 80},{port: 81}", "{port: 81, name: x}", #"[{"name":"x","port":81},{"port":80}]"#),
    ])
    func portsOfAService(base: String, patch: String, expected: String) throws {
        #expect(try ports(base, patch) == expected)
    }

    /// Regular lists take time in proportion to their length: quadratic work would take minutes here.
    @Test(.timeLimit(.minutes(10))) func longListsAreMergedInOneGo() throws {
        func pod(_ range: Range<Int>) -> Value {
            let containers = range.map { Value.object(["name": .string("c\($0)"), "image": "i"]) }
            return ["apiVersion": "v1", "kind": "Pod", "spec": ["containers": .array(containers)]]
        }
        let outcome = try KustomizeMerger(schema: .builtIn).merge(pod(10_000..<30_000), into: pod(0..<20_000))
        guard case .merged(let value) = outcome else { throw KustomizeMerger.Failure(message: "nothing left") }
        #expect(value["spec"]?["containers"]?.arrayValue?.count == 30_000)
    }

    @Test func looseListsAreBounded() throws {
        let list = Value.array((0..<5_000).map { .object(["image": .string("i\($0)")]) })
        let pod: Value = ["apiVersion": "v1", "kind": "Pod", "spec": ["containers": list]]
        #expect(throws: KustomizeMerger.Failure.self) {
            _ = try KustomizeMerger(schema: .builtIn).merge(pod, into: pod)
        }
    }
}
