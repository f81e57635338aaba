import TestSupport
import Testing
import Values

/// Helm's `toYaml` and `toYamlPretty` on values alone: the cases whose templates need no template language.
@Suite struct ToYAMLConformanceTests {
    @Test func toYAML() throws {
        guard let cases = try Conformance.value("gotemplate/cases.json")?.arrayValue else { return }
        var passed = 0
        var failed: [String] = []
        for testCase in cases {
            guard let expected = testCase["expected"]?.stringValue, let result = Self.evaluate(testCase) else {
                continue
            }
            if result == expected {
                passed += 1
            } else {
                failed.append("\(testCase["template"]?.stringValue ?? ""):\n\(result)\ninstead of\n\(expected)")
            }
        }
        print("conformance gotemplate/toYaml \(passed)/\(passed + failed.count)")
        #expect(failed.isEmpty, "\(failed.joined(separator: "\n\n"))")
        #expect(passed >= 26)
    }

    /// What a template prints, nil for one that does more than call `toYaml` on a value.
    private static func evaluate(_ testCase: Value) -> String? {
        guard let template = testCase["template"]?.stringValue, let values = testCase["values"] else { return nil }
        if template == "{{ range .Values.strs }}{{ dict . . | toYaml }}\n{{ end }}" {
            return values["strs"]?.arrayValue?.map { text in
                toYAML([text.stringValue ?? "": text], style: .go) + "\n"
            }.joined()
        }
        let parts = template.split(separator: " ")
        guard parts.count > 3, parts.first == "{{", parts.last == "}}" else { return nil }
        let style: YAMLStyle
        switch parts[1] {
        case "toYaml": style = .go
        case "toYamlPretty": style = .goIndented
        default: return nil
        }
        func value(_ path: Substring) -> Value? {
            let path = path.filter { $0 != ")" }
            guard path.hasPrefix(".Values.") else { return nil }
            return values[String(path.dropFirst(".Values.".count))]
        }
        if parts.count == 4 { return value(parts[2]).map { toYAML($0, style: style) } }
        if parts.count == 6, parts[2] == "(dict", parts[3] == "\"k\"" {
            return value(parts[4]).map { toYAML(["k": $0], style: style) }
        }
        return nil
    }

    private static func toYAML(_ value: Value, style: YAMLStyle) -> String {
        let text = value.yamlText(style, sortedKeys: true)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}
