import KubeModel
import Reconciler
import TestSupport
import Testing
import Values

@Suite struct HealthConformanceTests {
    @Test func inline() throws {
        guard let cases = try Conformance.value("health/inline.json")?.arrayValue else { return }
        var tally = ConformanceTally("health/inline")
        for item in cases {
            let object = try KubeObject(item["manifest"] ?? .null)
            let health = HealthAssessor().health(of: object)
            let isFailure = item["error"]?.boolValue ?? false
            var difference: String?
            if health?.status.rawValue != item["status"]?.stringValue || health?.isFailure ?? false != isFailure {
                difference = "\(String(describing: health)) expected \(item["status"]?.stringValue ?? "none")"
            } else if !isFailure, (health?.message ?? "") != (item["message"]?.stringValue ?? "") {
                difference = "\(health?.message ?? "") expected \(item["message"]?.stringValue ?? "")"
            }
            tally.count(item["name"]?.stringValue ?? "", difference)
        }
        tally.report(reached: 120)
    }

    @Test func cases() throws {
        guard let cases = try Conformance.value("health/cases.json")?.arrayValue else { return }
        var tally = ConformanceTally("health/cases")
        for item in cases where item["lua"] == nil {
            let file = item["file"]?.stringValue ?? ""
            let documents = try tolerantDocuments(Conformance.bytes("health/\(file)") ?? [])
            let object = try KubeObject(documents.first { !$0.isEmpty }?.value ?? .null)
            let health = HealthAssessor().health(of: object)
            let expected = item["resource"] ?? item
            let isSame =
                health?.status.rawValue == expected["status"]?.stringValue
                && (health?.message ?? "") == (expected["message"]?.stringValue ?? "")
            tally.count(file, isSame ? nil : "\(String(describing: health)) expected \(expected.jsonText())")
        }
        tally.report(reached: 50)
    }

    /// Go's reader takes the last of two equal keys; ours refuses them, so the first one is renamed here.
    private func tolerantDocuments(_ bytes: [UInt8]) throws -> [YAMLDocument] {
        do throws(ParseError) {
            return try YAMLDocument.parse(bytes, limits: .standard)
        } catch {
            guard error.code == .duplicateKey else { throw error }
            var lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            let repeated = lines[error.line - 1]
            let earlier = try #require(lines.firstIndex { $0 == repeated })
            lines[earlier] = repeated.prefix { $0 != ":" } + "Shadowed:"
            return try tolerantDocuments(Array(lines.joined(separator: "\n").utf8))
        }
    }

    @Test func application() throws {
        guard let cases = try Conformance.value("health/application.json")?.arrayValue else { return }
        var tally = ConformanceTally("health/application")
        for item in cases {
            let health = ApplicationHealth(of: (item["resources"]?.arrayValue ?? []).map(contribution))
            let expected = item["expected"]
            let isSame =
                health.status.rawValue == expected?["status"]?.stringValue
                && health.causes == expected?["causes"]?.stringValue
            tally.count(item["name"]?.stringValue ?? "", isSame ? nil : "\(health)")
        }
        tally.report(reached: 36)
    }

    private func contribution(_ item: Value) -> HealthContribution {
        func flag(_ name: String) -> Bool { item[name]?.boolValue ?? false }
        func text(_ name: String) -> String { item[name]?.stringValue ?? "" }
        return HealthContribution(
            key: ObjectKey(
                group: text("group"), kind: text("kind"), namespace: text("namespace"), name: text("name")),
            health: HealthStatus(rawValue: text("health")), isLive: flag("live"),
            isExcluded: flag("hook") || flag("targetHookSkip") || flag("ignored") || flag("self"),
            ignoresVerdict: flag("ignoreHealthcheck"))
    }
}
