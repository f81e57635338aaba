import Foundation
import GoTemplate
import Testing
import Values

/// Every template of the conformance folder that needs no chart.
@Suite struct ConformanceTests {
    private static let reached = 2370

    static func folder(_ name: String) -> URL? {
        if let given = ProcessInfo.processInfo.environment["CONFORMANCE_DIR"] {
            return URL(fileURLWithPath: given).appendingPathComponent(name)
        }
        var folder = URL(fileURLWithPath: #filePath)
        while folder.path != "/" {
            folder.deleteLastPathComponent()
            let candidate = folder.appendingPathComponent("shared/conformance/\(name)")
            if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
        }
        return nil
    }

    @Test func templates() throws {
        guard let folder = Self.folder("gotemplate") else {
            print("conformance gotemplate skipped: no conformance folder")
            return
        }
        let data = try Data(contentsOf: folder.appendingPathComponent("cases.json"))
        let cases = try Value(json: Array(data)).arrayValue ?? []
        var passed = 0
        var failed: [String: [String]] = [:]
        for testCase in cases {
            if let mistake = Self.check(testCase) {
                failed[testCase["group"]?.stringValue ?? "", default: []].append(mistake)
            } else {
                passed += 1
            }
        }
        for (group, mistakes) in failed.sorted(by: { $0.key < $1.key }) {
            print("group \(group): \(mistakes.count) failing")
            for mistake in mistakes { print("  " + mistake) }
        }
        print("conformance gotemplate \(passed)/\(cases.count)")
        #expect(passed >= Self.reached)
    }

    static func check(_ testCase: Value) -> String? {
        let template = testCase["template"]?.stringValue ?? ""
        if testCase["files"] != nil || testCase["set"] != nil || template.contains(".Files")
            || template.contains(".Capabilities")
        {
            return "SKIP"
        }
        var set = TemplateSet(functions: .helm, missingKey: .zero)
        let name = "case/templates/case.yaml"
        let values = GoMap(
            named(testCase["values"] ?? .object([:])).entries.map { ($0.0, $0.1) }, type: .named("common.Values"))
        for key in values.keys where values[key]?.isNil == true { values[key] = nil }
        let dot = GoMap(
            [
                ("Values", .map(values)),
                (
                    "Release",
                    .map(
                        GoMap([
                            ("Name", .string("rel")), ("Namespace", .string("default")), ("Service", .string("Helm")),
                            ("Revision", .int(1)), ("IsInstall", .bool(true)), ("IsUpgrade", .bool(false)),
                        ]))
                ),
                (
                    "Chart",
                    .map(
                        GoMap([
                            ("Name", .string("case")), ("Version", .string("0.1.0")), ("AppVersion", .string("1.2.3")),
                        ]))
                ),
                (
                    "Template",
                    .map(
                        GoMap(
                            [("Name", .string(name)), ("BasePath", .string("case/templates"))],
                            type: .named("common.Values")))
                ),
            ], type: .named("common.Values"))
        let result: String
        do {
            try set.parse(template, name: name)
            result = try set.execute(name, data: .map(dot)).replacingOccurrences(of: "<no value>", with: "")
        } catch {
            let text = String(describing: error)
            guard let wanted = testCase["error"]?.stringValue else {
                return "\(template.debugDescription): unexpected \(text)"
            }
            if testCase["lenient"]?.boolValue == true || text.contains(wanted) { return nil }
            return "\(template.debugDescription): error \(text.debugDescription) wanted \(wanted.debugDescription)"
        }
        if let wanted = testCase["error"]?.stringValue {
            return
                "\(template.debugDescription): gave \(result.debugDescription) wanted error \(wanted.debugDescription)"
        }
        if let base = testCase["expectedBase64"]?.stringValue {
            return base.isEmpty ? nil : "\(template.debugDescription) b64"
        }
        let wanted = testCase["expected"]?.stringValue ?? ""
        return result == wanted && result.utf8.count == wanted.utf8.count
            ? nil : "\(template.debugDescription): gave \(result.debugDescription) wanted \(wanted.debugDescription)"
    }

    private static func named(_ value: Value) -> GoMap {
        GoValue(value, wholeNumbersAsFloats: true).mapValue ?? GoMap()
    }
}
