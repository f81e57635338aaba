import Foundation
import GoTemplate
import ManifestRender
import SourceTrees
import TemplateCertificates
import TestSupport
import Testing
import Values

/// Single templates with everything a chart shows them, against the exact text of the real tool.
@Suite struct TemplateConformanceTests {
    private static let reached = 2445

    @Test func templates() throws {
        guard let folder = Conformance.path("gotemplate").map({ URL(filePath: $0) }) else { return }
        let data = try Data(contentsOf: folder.appendingPathComponent("cases.json"))
        let cases = try Value(json: Array(data)).arrayValue ?? []
        var passed = 0
        var words = 0
        var failed: [String: [String]] = [:]
        for testCase in cases {
            switch try Self.check(testCase) {
            case nil: passed += 1
            case let mistake?:
                failed[testCase["group"]?.stringValue ?? "", default: []].append(mistake)
                if mistake.hasPrefix("words") { words += 1 }
            }
        }
        for (group, mistakes) in failed.sorted(by: { $0.key < $1.key }) {
            print("group \(group): \(mistakes.count) failing")
            for mistake in mistakes { print("  " + mistake) }
        }
        print("conformance gotemplate \(passed)/\(cases.count)")
        #expect(passed >= Self.reached)
    }

    private static func check(_ testCase: Value) throws -> String? {
        let template = testCase["template"]?.stringValue ?? ""
        var contents: [(path: String, content: MemoryTree.Content)] = [
            (
                "Chart.yaml",
                .file(
                    Array(
                        "apiVersion: v2\nname: case\nversion: 0.1.0\nappVersion: 1.2.3\ndescription: conformance\n".utf8
                    ))
            ), ("templates/case.yaml", .file(Array(template.utf8))),
            ("values.yaml", .file((testCase["values"] ?? .object([:])).jsonBytes())),
        ]
        for file in testCase["files"]?.objectValue ?? Object() {
            contents.append((file.key, .file(Array((file.value.stringValue ?? "").utf8))))
        }
        let chart = try HelmChart(RenderSource(MemoryTree(contents: contents)))
        let options = HelmOptions(
            releaseName: "rel", set: testCase["set"]?.arrayValue?.compactMap(\.stringValue) ?? [], namespace: "default")
        let result: String
        do throws(RenderError) {
            result = try HelmRenderer(host: TemplateHost(cryptography: CertificateMaker())).text(
                ofTemplate: "templates/case.yaml", in: chart, options: options, context: RenderContext())
        } catch {
            guard let wanted = testCase["error"]?.stringValue else {
                return "\(template.debugDescription): \(error.message)"
            }
            if testCase["lenient"]?.boolValue == true { return nil }
            if !wanted.isEmpty, !error.message.contains(wanted) {
                return
                    "\(template.debugDescription): error \(error.message.debugDescription) wanted \(wanted.debugDescription)"
            }
            if let helm = testCase["helmError"]?.stringValue, helm != error.message {
                return
                    "words \(template.debugDescription): \(error.message.debugDescription) wanted \(helm.debugDescription)"
            }
            return nil
        }
        if let wanted = testCase["error"]?.stringValue {
            return
                "\(template.debugDescription): gave \(result.debugDescription), wanted the error \(wanted.debugDescription)"
        }
        let bytes = GoTemplate.bytes(of: result)
        let wanted =
            testCase["expectedBase64"]?.stringValue.flatMap { Data(base64Encoded: $0) }.map { Array($0) }
            ?? Array((testCase["expected"]?.stringValue ?? "").utf8)
        return bytes == wanted
            ? nil
            : "\(template.debugDescription): gave \(result.debugDescription) wanted "
                + String(decoding: wanted, as: UTF8.self).debugDescription
    }
}
