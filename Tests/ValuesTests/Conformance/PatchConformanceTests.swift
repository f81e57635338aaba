import TestSupport
import Testing
import Values

@Suite struct PatchConformanceTests {
    @Test func jsonPatch() throws {
        try ConformanceTally.run("k8s/json-patch.json", reached: 40) { testCase in
            let object = try #require(testCase["object"])
            do {
                let result = try JSONPatch(testCase["patch"] ?? .null).apply(to: object)
                return testCase["error"] == nil && result == testCase["result"]
            } catch {
                return testCase["error"] == true
            }
        }
    }

    @Test func mergePatch() throws {
        try ConformanceTally.run("k8s/merge-patch.json", reached: 14) { testCase in
            let object = try #require(testCase["object"])
            let result = object.applyingMergePatch(try #require(testCase["patch"]))
            return result == testCase["result"]
        }
    }
}
