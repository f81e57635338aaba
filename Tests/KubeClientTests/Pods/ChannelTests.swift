import Testing
import Values

@testable import KubeClient

/// What a client makes of the messages of containers, however they fall.
@Suite struct ChannelTests {
    private func status(_ value: Value) -> [UInt8] { [3] + value.jsonBytes() }

    @Test func streamsAreToldApartByTheirFirstByte() {
        var machine = ProcessStateMachine()
        #expect(machine.receive([]) == .none)
        #expect(machine.receive([1]) == .none, "tells that the connection is there")
        #expect(machine.receive([1, 0x61, 0x62]) == .output([0x61, 0x62]))
        #expect(machine.receive([2, 0x63]) == .errors([0x63]))
        #expect(machine.receive([255, 1]) == .outputEnded)
        #expect(machine.receive([255, 2]) == .errorsEnded)
        #expect(machine.receive(status(["metadata": [:], "status": "Success"])) == .exited(0))
        #expect(machine.receive([1, 0x61]) == .none, "nothing counts after the end")
        #expect(machine.end() == .none)
    }

    @Test func exitCodesAreReadFromTheCauses() {
        var machine = ProcessStateMachine()
        let failure: Value = [
            "kind": "Status", "status": "Failure", "reason": "NonZeroExitCode",
            "details": ["causes": [["reason": "Other", "message": "9"], ["reason": "ExitCode", "message": "137"]]],
        ]
        #expect(machine.receive(status(failure)) == .exited(137))
    }

    @Test func otherFailuresAreTheServersWords() {
        var machine = ProcessStateMachine()
        let failure: Value = [
            "kind": "Status", "status": "Failure", "reason": "InternalError", "message": "no shell", "code": 500,
        ]
        guard case .refused(let status) = machine.receive(status(failure)) else {
            Issue.record("not refused")
            return
        }
        #expect(status.message == "no shell")
        #expect(status.code == 500)
    }

    @Test func aStatusInPiecesIsReadWhenItIsWhole() {
        var machine = ProcessStateMachine()
        let bytes = Value.object(["kind": "Status", "status": "Success"]).jsonBytes()
        #expect(machine.receive([3] + bytes.prefix(9)) == .none)
        #expect(machine.receive([3] + bytes.dropFirst(9)) == .exited(0))
    }

    @Test func aConnectionThatEndsEarlyIsLost() {
        var machine = ProcessStateMachine()
        #expect(machine.end() == .lost)
        var other = ProcessStateMachine()
        _ = other.receive([3, 0x7B])
        guard case .malformed = other.end() else {
            Issue.record("half a status passed for one")
            return
        }
    }

    @Test func aStatusWithoutEndIsNotKept() {
        var machine = ProcessStateMachine()
        let piece = [3] + [UInt8](repeating: 0x20, count: 600_000)
        #expect(machine.receive(piece) == .none)
        guard case .malformed = machine.receive(piece) else {
            Issue.record("more than 1 MiB was kept")
            return
        }
    }

    @Test func portsAnnounceThemselvesBeforeTheirData() {
        var machine = PortStateMachine(ports: [80, 8_080])
        #expect(machine.receive([0, 80, 0]) == .none)
        #expect(machine.receive([1, 80]) == .none)
        #expect(machine.receive([1, 0]) == .none)
        #expect(machine.receive([2, 0x90, 0x1F, 0x61]) == .data(1, [0x61]), "data may follow at once")
        #expect(machine.receive([0, 0x62]) == .data(0, [0x62]))
        #expect(machine.receive([1, 0x6E, 0x6F]) == .failed(0, "no"))
        guard case .malformed = machine.receive([3, 1, 1]) else {
            Issue.record("another port passed for the one that was asked for")
            return
        }
    }

    @Test func noMessageTrapsOrPilesUp() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<2_000 {
            var process = ProcessStateMachine()
            var ports = PortStateMachine(ports: [1, 65_535])
            for _ in 0..<20 {
                let count = Int.random(in: 0...40, using: &random)
                var message = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
                if !message.isEmpty, Bool.random(using: &random) { message[0] %= 5 }
                _ = process.receive(message)
                if case .data(let index, let bytes) = ports.receive(message) {
                    #expect(index < 2 && bytes.count < message.count)
                }
            }
            _ = process.end()
        }
    }
}
