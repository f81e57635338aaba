import Foundation
import Testing
import Values

@Suite(.enabled(if: Transcripts.folder != nil, "kubeapi-transcripts: skipped, no conformance folder"))
struct TranscriptTests {
    /// Steps that pass; a change that breaks one of them is a regression.
    static let reached = 2411

    @Test func transcriptsReplay() async throws {
        let folder = try #require(Transcripts.folder)
        let chosen = ProcessInfo.processInfo.environment["TRANSCRIPT"]
        var passed = 0
        var total = 0
        var whole: [String] = []
        var partial: [String] = []
        for name in try Transcripts.names(in: folder) where chosen == nil || name.hasPrefix(chosen ?? "") {
            let steps = try Transcripts.value("\(folder)/\(name).json").arrayValue ?? []
            let result = await Replayer(name: name, steps: steps).run()
            passed += result.passed
            total += result.total
            if result.failures.isEmpty {
                whole.append(name)
            } else {
                partial.append("\(name) \(result.passed)/\(result.total)")
            }
            if chosen != nil || ProcessInfo.processInfo.environment["TRANSCRIPT_FAILURES"] != nil {
                for failure in result.failures { print("\(name) \(failure)") }
            }
        }
        print("whole: \(whole.joined(separator: " "))")
        print("partial: \(partial.joined(separator: ", "))")
        print("conformance kubeapi-transcripts \(passed)/\(total)")
        print("conformance kubeapi-transcripts-whole \(whole.count)/\(whole.count + partial.count)")
        if chosen == nil { #expect(passed >= TranscriptTests.reached) }
    }
}
