import Foundation
import KubeClient
import KubeClientHTTP
import KubeModel
import KubeSimulator
import KubeSimulatorHTTP

/// A cluster to run a test on: simulated in process, over HTTP or HTTPS, and real where `KUBECONFIG` names one.
///
/// Tests see nothing of it but a ``KubeAPI`` and a namespace of their own.
enum ClusterUnderTest: String, CaseIterable, Sendable {
    case inProcess
    case http
    case https
    case real

    static var available: [ClusterUnderTest] {
        let hasReal = ProcessInfo.processInfo.environment["KUBECONFIG"].map { !$0.isEmpty } ?? false
        return hasReal ? allCases : [.inProcess, .http, .https]
    }

    /// Gives a test the API; everything is closed afterwards.
    func run(
        onWarning: (@Sendable (KubeWarning) -> Void)? = nil, _ body: (KubeAPI) async throws -> Void
    ) async throws {
        switch self {
        case .inProcess:
            let cluster = ClusterUnderTest.simulated()
            // In process nobody else lets time pass.
            let ticking = Task {
                while (try? await Task.sleep(for: .milliseconds(20))) != nil { cluster.tick() }
            }
            defer { ticking.cancel() }
            try await body(KubeAPI(transport: cluster.transport, onWarning: onWarning))
        case .http, .https:
            let server = try await SimulatorServer.start(
                ClusterUnderTest.simulated(), certificates: self == .https ? SimulatorCertificates() : nil)
            let config = try Kubeconfig(yaml: Array(server.kubeconfig.utf8))
            try await connected(config.connection(), onWarning, body)
            try await server.shutdown()
        case .real:
            let connection = try ClusterConnection.found(environment: ProcessInfo.processInfo.environment)
            try await connected(connection, onWarning, body)
        }
    }

    /// A cluster whose time is that of this machine, as a real one's is.
    private static func simulated() -> SimulatedCluster {
        SimulatedCluster(clock: VirtualClock(runningFrom: Int64(Date().timeIntervalSince1970)))
    }

    private func connected(
        _ connection: ClusterConnection, _ onWarning: (@Sendable (KubeWarning) -> Void)?,
        _ body: (KubeAPI) async throws -> Void
    ) async throws {
        let transport = try connection.transport(
            runner: ProcessRunner(environment: ProcessInfo.processInfo.environment))
        do { try await body(KubeAPI(transport: transport, onWarning: onWarning)) } catch {
            await transport.shutdown()
            throw error
        }
        await transport.shutdown()
    }

    /// Gives a test the API and a namespace that is deleted afterwards.
    func withNamespace(
        onWarning: (@Sendable (KubeWarning) -> Void)? = nil, _ body: (KubeAPI, String) async throws -> Void
    ) async throws {
        try await run(onWarning: onWarning) { api in
            let name = "client-test-\(UInt32.random(in: 0 ..< .max))"
            let namespaces = api.resources(.namespaces)
            try await namespaces.create(KubeObject(APIResource.namespaces.gvk, name: name))
            do { try await body(api, name) } catch {
                try await namespaces.deleteIfPresent(name)
                throw error
            }
            try await namespaces.deleteIfPresent(name)
        }
    }
}
