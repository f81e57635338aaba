import Foundation
import KubeSimulator
import KubeSimulatorHTTP
import TestSupport
import Testing
import Values

/// kubectl's ways into containers: exec, attach, cp.
@Suite(.serialized, .enabled(if: Kubectl.path != nil, "kubectl in containers: skipped, no kubectl on this machine"))
struct KubectlContainerTests {
    private static let pod = """
        apiVersion: v1
        kind: Pod
        metadata: {name: web}
        spec: {containers: [{name: app, image: nginx, stdin: true}]}
        """
    private static let scripts = """
        commands:
        - {command: [hostname], output: "web\\n"}
        - {command: [fail], errors: "oh no\\n", exitCode: 7}
        - {command: [cat], echoesInput: true}
        - {commandPrefix: [tar, xmf], readsInput: true}
        - {commandPrefix: [tar, "-xmf"], readsInput: true}
        - {commandPrefix: [test], exitCode: 1}
        attachments:
        - {output: "attached\\n"}
        ports:
        - {port: 80, http: "hello"}
        - {port: 7, echo: true}
        """

    private func withKubectl(
        secure: Bool, _ body: (Kubectl.Setting, SimulatedCluster) async throws -> Void
    ) async throws {
        let cluster = SimulatedCluster(clock: VirtualClock(runningFrom: Int64(Date().timeIntervalSince1970)))
        try await cluster.apply(Self.pod)
        try cluster.addContainerScripts(Value(yaml: Self.scripts))
        let server = try await SimulatorServer.start(cluster, certificates: secure ? SimulatorCertificates() : nil)
        let home = try TemporaryDirectory()
        try home.write(server.kubeconfig, to: "config")
        try await body(Kubectl.Setting(config: home.path + "/config", home: home.path, folder: home.path), cluster)
        try await server.shutdown()
    }

    @Test(arguments: [false, true]) func exec(secure: Bool) async throws {
        try await withKubectl(secure: secure) { setting, _ in
            let plain = try await Kubectl.run(["exec", "web", "--", "hostname"], setting)
            #expect(plain.output == "web\n" && plain.status == 0, "\(plain)")
            let failing = try await Kubectl.run(["exec", "web", "--", "fail"], setting)
            #expect(failing.errors == "oh no\ncommand terminated with exit code 7\n", "\(failing)")
            #expect(failing.status == 7)
            let text = String(repeating: "0123456789abcdef\n", count: 3_000)
            let piped = try await Kubectl.run(["exec", "-i", "web", "--", "cat"], setting, input: text)
            #expect(piped.output == text)
            let absent = try await Kubectl.run(["exec", "web", "--", "sh"], setting)
            #expect(absent.status == 1)
            #expect(absent.errors.hasPrefix("error: Internal error occurred: error executing command in container: "))
            #expect(absent.errors.contains("exec: \"sh\": executable file not found in $PATH"))
            let missing = try await Kubectl.run(["exec", "none", "--", "sh"], setting)
            #expect(missing.errors == "Error from server (NotFound): pods \"none\" not found\n")
        }
    }

    @Test func attachAndCopy() async throws {
        try await withKubectl(secure: false) { setting, cluster in
            let attached = try await Kubectl.run(["attach", "web"], setting)
            #expect(attached.output == "attached\n" && attached.status == 0, "\(attached)")
            let files = try TemporaryDirectory()
            try files.write("content\n", to: "a.txt")
            let copied = try await Kubectl.run(["cp", files.path + "/a.txt", "web:/tmp/a.txt"], setting)
            #expect(copied.status == 0, "\(copied)")
            #expect(cluster.requests.count("GET", containing: "/pods/web/exec") >= 1)
        }
    }

    @Test(arguments: [false, true]) func portForward(secure: Bool) async throws {
        try await withKubectl(secure: secure) { setting, _ in
            let forward = try ForwardedPorts(setting, ["web", ":80", ":7", ":9"])
            defer { forward.stop() }
            let ports = try await forward.ports(3)
            #expect(try await Loopback.exchange(ports[1], "ping", until: 4) == "ping")
            let answer = try await Loopback.exchange(ports[0], "GET / HTTP/1.1\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.hasSuffix("\r\n\r\nhello"), "\(answer)")
            // Nothing listens there; kubectl tells so and gives up.
            _ = try? await Loopback.exchange(ports[2], "x")
            #expect(try await forward.errors().contains("127.0.0.1:9: connect: connection refused"))
        }
    }
}
