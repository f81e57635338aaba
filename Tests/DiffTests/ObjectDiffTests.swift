import Diff
import KubeModel
import Testing
import Values

@Suite struct ObjectDiffTests {
    private static let service: Value = [
        "apiVersion": "v1", "kind": "Service", "metadata": ["name": "s"],
        "spec": ["ports": [["port": 80]], "selector": ["app": "web"]],
    ]

    @Test func theFieldsThatDifferAreNamed() throws {
        var live = Self.service
        live.set("api", at: ["spec", "selector", "app"])
        let comparison = try ObjectDiff.compare(desired: Self.service, live: live)
        #expect(comparison.isModified)
        #expect(comparison.changes.map(\.path.description) == ["/spec/selector/app"])
        #expect(comparison.changes.first?.live == "api")
        #expect(comparison.changes.first?.predicted == "web")
    }

    @Test func theStatusDoesNotCountByArgoCDsDefaults() throws {
        var options = ComparisonOptions()
        options.resourceOverrides = ResourceOverride.argoCDDefaults
        let live: Value = [
            "apiVersion": "example.io/v1", "kind": "Thing", "metadata": ["name": "t"], "status": ["a": 1],
        ]
        var desired = live
        desired["status"] = ["a": 2]
        #expect(try ObjectDiff.compare(desired: desired, live: live).isModified)
        #expect(try !ObjectDiff.compare(desired: desired, live: live, options: options).isModified)
    }

    @Test func nothingToCompareIsAnError() {
        #expect(throws: DiffError.self) { try ObjectDiff.compare(desired: nil, live: nil) }
    }

    @Test func valuesThatAreNoObjectsAreAnswered() throws {
        let values: [Value] = [
            .null, 1, "x", [], [:], ["kind": 1], ["metadata": 1], ["metadata": [], "kind": "Secret", "data": []],
        ]
        for desired in values {
            for live in values {
                _ = try? ObjectDiff.compare(desired: desired, live: live)
                _ = SecretMask.hide(target: desired, live: live)
                _ = DiffRendering().render(from: live, to: desired)
            }
        }
    }

    @Test func aMalformedOverrideIsAnError() {
        var options = ComparisonOptions()
        options.resourceOverrides["a/b/c"] = ResourceOverride()
        #expect(throws: DiffError.self) { try ObjectDiff(options) }
    }

    @Test func errorsNeverTellValues() throws {
        let live: Value = ["apiVersion": "v1", "kind": "Secret", "metadata": ["name": "s"], "data": ["k": "c2VjcmV0"]]
        var desired = live
        desired.set(["x": "c2VjcmV0"], at: ["data", "k"])
        do {
            var options = ComparisonOptions()
            options.strategy = .structuredMerge
            _ = try ObjectDiff(options).compare(desired: desired, live: live)
        } catch {
            #expect(!error.description.contains("c2VjcmV0"))
        }
    }

    @Test func oneDiffServesManyThreads() async throws {
        let diff = try ObjectDiff()
        let results = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<16 { group.addTask { try diff.compare(desired: Self.service, live: Self.service).isModified } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(results == Array(repeating: false, count: 16))
    }

    @Test func globsMatchAsTheyDoInArgoCD() throws {
        var options = ComparisonOptions()
        var live = Self.service
        live.set("api", at: ["spec", "selector", "app"])
        for (kind, matches) in [
            ("Serv*", true), ("{Pod,Service}", true), ("S?rvice", true), ("[A-T]ervice", true), ("Pod", false),
            ("*s", false),
        ] {
            options.ignoreDifferences = [
                IgnoreRule(kind: kind, fields: IgnoredFields(jsonPointers: ["/spec/selector"]))
            ]
            #expect(
                try ObjectDiff(options).compare(desired: Self.service, live: live).isModified == !matches, "\(kind)")
        }
    }
}
