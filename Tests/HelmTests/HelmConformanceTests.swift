import Foundation
import GoTemplate
import ManifestRender
import SourceTrees
import TestSupport
import Testing
import Values

/// Whole charts against what the real tool prints.
@Suite struct HelmConformanceTests {
    private static let reached = 127

    @Test func charts() throws {
        guard let folder = Conformance.path("helm").map({ URL(filePath: $0) }) else { return }
        let only = ProcessInfo.processInfo.environment["HELM_CASE"]
        var passed = 0
        var total = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
            let place = folder.appendingPathComponent(name)
            guard let data = try? Data(contentsOf: place.appendingPathComponent("case.json")) else { continue }
            if let only, !name.hasPrefix(only) { continue }
            total += 1
            do {
                if let mistake = try Self.check(place, Value(json: Array(data))) {
                    print("  \(name): \(mistake)")
                } else {
                    passed += 1
                }
            } catch {
                print("  \(name): \(String(describing: error).prefix(600))")
            }
        }
        print("conformance helm \(passed)/\(total)")
        if only == nil { #expect(passed >= Self.reached) }
    }

    private static func strings(_ value: Value?) -> [String] { value?.arrayValue?.compactMap(\.stringValue) ?? [] }

    private static func check(_ folder: URL, _ testCase: Value) throws -> String? {
        let tree = try DirectoryTree(folder.path)
        let options = HelmOptions(
            releaseName: testCase["releaseName"]?.stringValue,
            valueFiles: try strings(testCase["valuesFiles"]).map { .content(name: $0, text: try text(folder, $0)) },
            set: strings(testCase["set"]), setString: strings(testCase["setString"]),
            includesCRDs: testCase["includeCRDs"]?.boolValue ?? false,
            skipsTests: testCase["skipTests"]?.boolValue ?? false,
            isUpgrade: testCase["isUpgrade"]?.boolValue ?? false,
            kubeVersion: testCase["kubeVersion"]?.stringValue, apiVersions: strings(testCase["apiVersions"]),
            namespace: testCase["namespace"]?.stringValue)
        let release: HelmRelease
        let source = try RenderSource(tree, path: testCase["chart"]?.stringValue ?? "chart")
        do throws(RenderError) {
            release = try HelmRenderer().release(HelmChart(source), options: options, context: RenderContext())
        } catch {
            guard let wanted = testCase["errorContains"] else { return "failed: \(error.message.prefix(700))" }
            for part in strings(wanted) where !error.message.contains(part) {
                return "error '\(error.message)' lacks '\(part)'"
            }
            if ProcessInfo.processInfo.environment["HELM_ERRORS"] != nil {
                let whole = try text(folder, "expected-error.txt")
                if !whole.contains(error.message) { print("  words differ: \(error.message)\n  wanted: \(whole)") }
            }
            return nil
        }
        if testCase["errorContains"] != nil { return "should fail" }
        return difference(release.text, try text(folder, "expected.yaml"))
    }

    private static func text(_ folder: URL, _ name: String) throws -> String {
        String(decoding: try Data(contentsOf: folder.appendingPathComponent(name)), as: UTF8.self)
    }

    private static func documents(_ text: String) throws -> [Value] {
        try YAMLDocument.parse(Array(text.utf8), keepingLastOfEqualKeys: true).filter { !$0.value.isNull }.map(\.value)
    }

    private static func difference(_ text: String, _ expected: String) -> String? {
        do {
            let (mine, wanted) = (try documents(text), try documents(expected))
            for (index, pair) in zip(mine, wanted).enumerated() where pair.0 != pair.1 {
                return "document \(index) (\(name(pair.1))): " + first(pair.0, pair.1, "")
            }
            if mine.count != wanted.count { return "\(mine.count) documents, wanted \(wanted.count)" }
            return nil
        } catch {
            return "output is no YAML: \(error)"
        }
    }

    private static func name(_ value: Value) -> String {
        "\(value["kind"]?.stringValue ?? "") \(value["metadata", "name"]?.stringValue ?? "")"
    }

    private static func first(_ left: Value, _ right: Value, _ path: String) -> String {
        if case .object(let a) = left, case .object(let b) = right {
            for key in Set(a.keys + b.keys).sorted() where a[key] != b[key] {
                guard let x = a[key] else { return "\(path)/\(key) missing" }
                guard let y = b[key] else { return "\(path)/\(key) too much" }
                return first(x, y, "\(path)/\(key)")
            }
        }
        if case .array(let a) = left, case .array(let b) = right, a.count == b.count {
            for (index, pair) in zip(a, b).enumerated() where pair.0 != pair.1 {
                return first(pair.0, pair.1, "\(path)/\(index)")
            }
        }
        return
            "\(path): got \(left.jsonText().prefix(Int(ProcessInfo.processInfo.environment["HELM_WIDTH"] ?? "") ?? 300)) wanted \(right.jsonText().prefix(Int(ProcessInfo.processInfo.environment["HELM_WIDTH"] ?? "") ?? 300))"
    }
}
