import Foundation
import ManifestRender
import SourceTrees
import TestSupport
import Testing
import Values

/// Whole kustomizations against what the real tool prints.
@Suite struct KustomizeConformanceTests {
    private static let reached = 257
    private static let reachedBytes = 257

    /// How one case came out.
    private struct Outcome {
        /// What differs as data, or fails where it should not; nil where nothing does.
        var difference: String?
        var hasEqualBytes = false
    }

    @Test func kustomizations() throws {
        guard let folder = Conformance.path("kustomize") else { return }
        var tally = ConformanceTally("kustomize")
        var equalBytes = 0
        var total = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
            let place = URL(filePath: "\(folder)/\(name)")
            guard let data = try? Data(contentsOf: place.appendingPathComponent("case.json")) else { continue }
            let outcome: Outcome
            do {
                outcome = try Self.outcome(of: place, try Value(json: Array(data)))
            } catch {
                outcome = Outcome(difference: "\(error)")
            }
            tally.count(name, outcome.difference)
            total += 1
            if outcome.hasEqualBytes {
                equalBytes += 1
            } else if outcome.difference == nil {
                print("conformance kustomize-bytes differs \(name)")
            }
        }
        tally.report(reached: Self.reached)
        print("conformance kustomize-bytes \(equalBytes)/\(total)")
        #expect(equalBytes >= Self.reachedBytes, "fewer cases are equal in bytes than before")
    }

    private static func outcome(of folder: URL, _ testCase: Value) throws -> Outcome {
        let source = try RenderSource(
            try DirectoryTree(folder.path), path: testCase["path"]?.stringValue ?? "input")
        let options = KustomizeOptions(
            loadRestrictor: testCase["loadRestrictor"]?.stringValue
                .flatMap(KustomizeOptions.LoadRestrictor.init(rawValue:)) ?? .rootOnly,
            enablesHelm: testCase["enableHelm"]?.boolValue ?? false)
        let fails = testCase["expect"]?.stringValue == "error"
        let text: String
        do throws(RenderError) {
            text = try KustomizeRenderer().text(of: source, options: options, context: RenderContext()).text
        } catch {
            return fails ? Outcome(hasEqualBytes: true) : Outcome(difference: "\(error)")
        }
        guard !fails else { return Outcome(difference: "should fail") }
        let expected = try Data(contentsOf: folder.appendingPathComponent("expected.yaml"))
        let wanted = String(decoding: expected, as: UTF8.self)
        return Outcome(difference: try difference(text, wanted), hasEqualBytes: text == wanted)
    }

    private static func difference(_ text: String, _ wanted: String) throws -> String? {
        guard text != wanted else { return nil }
        let (mine, theirs) = (try documents(text), try documents(wanted))
        for (position, pair) in zip(mine, theirs).enumerated() where pair.0 != pair.1 {
            return "document \(position): got \(pair.0.jsonText().prefix(500)) wanted \(pair.1.jsonText().prefix(500))"
        }
        return mine.count == theirs.count ? nil : "\(mine.count) documents, wanted \(theirs.count)"
    }

    private static func documents(_ text: String) throws -> [Value] {
        try YAMLDocument.parse(Array(text.utf8)).filter { !$0.isEmpty }.map(\.value)
    }
}
