import Testing

@testable import KubeSimulator

/// SPDY as clients speak it, and as nobody should.
@Suite struct SpdyTests {
    /// The header blocks of two streams of one connection, as zlib packs them with the dictionary.
    private static let packed = [
        "78f9e3c6a7c202253a48f95b044aab4c16064092b308125b99a054cc68004e872545a989b9d0a2863515141100000000ffff",
        "224b2ba8944a04000000ffff",
    ]

    private static func bytes(_ hex: String) -> [UInt8] {
        let digits = hex.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    private static func opening(_ stream: UInt32, _ block: [UInt8]) -> SpdyFrame {
        SpdyFrame(
            kind: .openStream,
            payload: SpdyFrame.bytes(of: stream) + [0, 0, 0, 0, 0, 0] + block)
    }

    @Test func streamsAreOpenedWithTheirHeaders() throws {
        var machine = SpdyStateMachine()
        let wire = Self.opening(1, Self.bytes(Self.packed[0])).bytes + Self.opening(3, Self.bytes(Self.packed[1])).bytes
        var steps: [SpdyStateMachine.Step] = []
        // However the pieces fall.
        for byte in wire { steps += try machine.receive([byte]) }
        let opened = steps.filter { if case .opened = $0 { true } else { false } }
        #expect(
            opened == [
                .opened(1, ["port": "80", "requestid": "0", "streamtype": "error"], isLast: false),
                .opened(3, ["port": "80", "requestid": "0", "streamtype": "data"], isLast: false),
            ])
        #expect(steps.count == 4, "each is accepted")
        let data = SpdyFrame(kind: .data, flags: SpdyFrame.isLast, stream: 3, payload: [7]).bytes
        #expect(try machine.receive(data) == [.data(3, [7]), .ended(3)])
        #expect(try machine.receive(SpdyFrame(kind: .data, stream: 9, payload: [7]).bytes) == [])
        let ping = SpdyFrame(kind: .ping, payload: [0, 0, 0, 1])
        #expect(try machine.receive(ping.bytes) == [.send(ping)])
    }

    @Test func repliesCarryTheDictionaryOnce() throws {
        var machine = SpdyStateMachine()
        let first = machine.reply(to: 1).payload
        // The checksum of the dictionary is a constant of the protocol.
        #expect(Array(first[4..<10]) == [0x78, 0xBB, 0xE3, 0xC6, 0xA7, 0xC2])
        #expect(machine.reply(to: 3).payload.count == first.count - 6)
    }

    @Test func whatIsNoSPDYIsRefused() throws {
        var machine = SpdyStateMachine()
        #expect(throws: SpdyFrameReader.Malformed.self) { try machine.receive(Array("GET / HTTP/1.1\r\n".utf8)) }
        var other = SpdyStateMachine()
        #expect(throws: (any Error).self) { try other.receive(Self.opening(1, [1, 2, 3]).bytes) }
        var even = SpdyStateMachine()
        #expect(throws: (any Error).self) { try even.receive(Self.opening(2, Self.bytes(Self.packed[0])).bytes) }
    }

    @Test func noBytesTrap() {
        var random = RandomSource(seed: 5)
        let good = Self.opening(1, Self.bytes(Self.packed[0])).bytes + Self.opening(3, Self.bytes(Self.packed[1])).bytes
        for _ in 0..<3_000 {
            var machine = SpdyStateMachine()
            var bytes = good
            for _ in 0...(random.next() % 4) {
                bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
            }
            _ = try? machine.receive(bytes)
            let noise = (0..<64).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            _ = try? machine.receive(noise)
        }
    }
}
