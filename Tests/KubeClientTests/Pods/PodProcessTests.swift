import KubeClient
import KubeSimulator
import Synchronization
import Testing

/// Commands, attaching and ports, against a simulated cluster in the same process.
@Suite(.timeLimit(.minutes(1))) struct PodProcessTests {
    static let pods = """
        apiVersion: v1
        kind: Pod
        metadata: {name: web, namespace: shop}
        spec: {containers: [{name: app, image: nginx}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: two, namespace: shop}
        spec: {containers: [{name: a, image: nginx}, {name: b, image: nginx}]}
        """

    private func cluster() async throws -> (SimulatedCluster, Resources) {
        let cluster = SimulatedCluster()
        try await cluster.apply(Self.pods)
        return (cluster, KubeAPI(transport: cluster.transport).resources(.pods, in: "shop"))
    }

    @Test func aCommandsOutputsAndExitCodeComeApart() async throws {
        let (cluster, pods) = try await cluster()
        cluster.answerCommands(in: PodPattern(namespace: "shop", namePrefix: "two"), container: "b") { call in
            try await call.write("out of \(call.container)")
            try await call.writeError("err")
            return .exited(call.command.count)
        }
        let result = try await pods.exec("two", ["ls", "-l"], ProcessOptions(container: "b")).collect()
        #expect(String(decoding: result.output, as: UTF8.self) == "out of b")
        #expect(String(decoding: result.errors, as: UTF8.self) == "err")
        #expect(result.exitCode == 2)
        let error = await #expect(throws: KubeError.self) {
            try await pods.exec("two", ["ls"], ProcessOptions(container: "a")).exitCode
        }
        #expect(error?.code == .rejected)
        #expect(error?.message.contains("executable file not found in $PATH") == true)
    }

    @Test func inputIsHeardToItsEnd() async throws {
        let (cluster, pods) = try await cluster()
        cluster.answerCommands { call in
            var count = 0
            for try await bytes in call.input {
                count += bytes.count
                try await call.write(bytes)
            }
            try await call.writeError("\(count)")
            return .exited(0)
        }
        let process = try await pods.exec("web", ["cat"], ProcessOptions(hasInput: true))
        let sent = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let writing = Task {
            try await process.write(sent)
            try await process.closeInput()
        }
        let result = try await process.collect()
        try await writing.value
        #expect(result.output == sent)
        #expect(result.errors == Array("300000".utf8))
    }

    @Test func outputThatNobodyReadsHoldsNothingUp() async throws {
        let (cluster, pods) = try await cluster()
        cluster.answerCommands { call in
            for _ in 0..<200 { try await call.write([UInt8](repeating: 1, count: 32_768)) }
            return .exited(3)
        }
        #expect(try await pods.exec("web", ["yes"]).exitCode == 3)
        let error = await #expect(throws: KubeError.self) {
            try await pods.exec("web", ["yes"]).output.collect(limit: 1_000)
        }
        #expect(error?.code == .undecodable)
    }

    @Test func aTerminalHasASizeAndOneOutput() async throws {
        let (cluster, pods) = try await cluster()
        cluster.answerCommands { call in
            for try await _ in call.input { break }
            try await call.writeError("\(call.terminalSize?.columns ?? 0)x\(call.terminalSize?.rows ?? 0)")
            return .exited(0)
        }
        let process = try await pods.exec("web", ["sh"], ProcessOptions(hasInput: true, hasTerminal: true))
        try await process.resize(columns: 120, rows: 40)
        try await process.write([0x0A])
        let result = try await process.collect()
        #expect(String(decoding: result.output, as: UTF8.self) == "120x40")
        #expect(result.errors.isEmpty)
    }

    @Test func whoeverLeavesEndsTheScript() async throws {
        let (cluster, pods) = try await cluster()
        let (ended, end) = AsyncStream.makeStream(of: Void.self)
        cluster.answerAttaching { call in
            try await call.write("hello")
            defer { end.finish() }
            for try await _ in call.input {}
            try await Task.sleep(for: .seconds(3_600))
            return .exited(0)
        }
        let process = try await pods.attach("web", ProcessOptions(hasInput: true))
        for try await bytes in process.output {
            #expect(bytes == Array("hello".utf8))
            break
        }
        let waiting = Task { try await process.exitCode }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        for await _ in ended {}
        await #expect(throws: KubeError.self) { try await process.write([1]) }
    }

    @Test func whatCannotBeRunIsRefused() async throws {
        let (_, pods) = try await cluster()
        let missing = await #expect(throws: KubeError.self) { try await pods.exec("none", ["ls"]) }
        #expect(missing?.isNotFound == true)
        let vague = await #expect(throws: KubeError.self) { try await pods.exec("two", ["ls"]) }
        #expect(vague?.message == "a container name must be specified for pod two, choose one of: [a b]")
        let empty = await #expect(throws: KubeError.self) { try await pods.exec("web", []) }
        #expect(empty?.code == .invalidRequest)
        let ports = await #expect(throws: KubeError.self) { try await pods.portForward("web", ports: [0]) }
        #expect(ports?.code == .invalidRequest)
    }

    @Test func portsCarryBytesBothWays() async throws {
        let (cluster, pods) = try await cluster()
        cluster.answerPort(7) { connection in
            for try await bytes in connection.input { try await connection.write(bytes.reversed()) }
        }
        let forward = try await pods.portForward("web", ports: [7, 9])
        try await forward.connections[0].write([1, 2, 3])
        for try await bytes in forward.connections[0].incoming {
            #expect(bytes == [3, 2, 1])
            break
        }
        let error = await #expect(throws: KubeError.self) {
            for try await _ in forward.connections[1].incoming {}
        }
        #expect(error?.code == .unreachable)
        #expect(error?.message.contains("127.0.0.1:9: connect: connection refused") == true)
        forward.close()
    }

    @Test func transportsWithoutConnectionsSaySo() async throws {
        struct Plain: KubeTransport {
            func send(_ request: KubeRequest) async throws -> KubeResponse { KubeResponse(status: 500) }
            func stream(_ request: KubeRequest) async throws -> KubeStream { throw CancellationError() }
        }
        let error = await #expect(throws: KubeError.self) {
            try await KubeAPI(transport: Plain()).resources(.pods, in: "a").exec("b", ["c"])
        }
        #expect(error?.code == .invalidRequest)
    }
}
