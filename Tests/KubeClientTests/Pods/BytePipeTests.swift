import Testing

@testable import KubeClient

@Suite(.timeLimit(.minutes(1))) struct BytePipeTests {
    @Test func whatIsWrittenIsReadInOrder() async throws {
        let pipe = BytePipe(limit: 10)
        await pipe.write([1])
        await pipe.write([2, 3])
        pipe.finish()
        #expect(await pipe.write([4]) == false)
        #expect(try await pipe.read() == [1])
        #expect(try await pipe.read() == [2, 3])
        #expect(try await pipe.read() == nil)
        #expect(try await pipe.read() == nil)
    }

    @Test func aWriterWaitsForItsReader() async throws {
        let pipe = BytePipe(limit: 3)
        let total = 1_000
        let writer = Task {
            for byte in 0..<total { await pipe.write([UInt8(byte % 251), 0, 0]) }
            pipe.finish()
        }
        var next = 0
        while let piece = try await pipe.read() {
            #expect(piece == [UInt8(next % 251), 0, 0])
            next += 1
        }
        #expect(next == total)
        await writer.value
    }

    @Test func aFailureComesAfterWhatWasWritten() async throws {
        struct Broken: Error {}
        let pipe = BytePipe(limit: 10)
        await pipe.write([1])
        pipe.finish(throwing: Broken())
        #expect(try await pipe.read() == [1])
        await #expect(throws: Broken.self) { try await pipe.read() }
        #expect(try await pipe.read() == nil)
    }

    @Test func aReaderThatLeavesLetsWritersGo() async {
        let pipe = BytePipe(limit: 1)
        await pipe.write([1])
        let writer = Task { await pipe.write([2]) }
        do {
            var reader: PipeBytes.AsyncIterator? = PipeBytes(pipe).makeAsyncIterator()
            reader = nil
            _ = reader
        }
        #expect(await writer.value == false)
    }

    @Test func cancellationEndsWaiting() async {
        let pipe = BytePipe(limit: 1)
        let reader = Task { try await pipe.read() }
        reader.cancel()
        await #expect(throws: CancellationError.self) { try await reader.value }
        await pipe.write([1])
        let writer = Task { await pipe.write([2]) }
        writer.cancel()
        #expect(await writer.value == false)
    }
}
