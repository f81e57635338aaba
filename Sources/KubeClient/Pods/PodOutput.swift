import Synchronization

/// What a container writes, piece by piece; pieces end anywhere. For one consumer.
///
/// At most 1 MiB waits for the consumer; then the container is held back, and with it the other streams of the same
/// connection. Whoever does not want a stream should not ask for it, or stop reading it, which drops the rest.
public struct PodOutput: AsyncSequence, Sendable {
    /// What comes: bytes as they were written.
    public typealias Element = [UInt8]
    /// What goes wrong: ``KubeError`` and cancellation.
    public typealias Failure = any Error

    final class Source: Sendable {
        let pipe = BytePipe(limit: 1 << 20)
        private let isRead = Mutex(false)

        func read() -> PipeBytes {
            isRead.withLock { $0 = true }
            return PipeBytes(pipe)
        }

        /// Drops everything, unless somebody reads it.
        func abandonUnlessRead() {
            if !isRead.withLock({ $0 }) { pipe.abandon() }
        }
    }

    let source: Source
    /// Kept open as long as somebody may read.
    let connection: PodConnection

    /// Starts to read; what an earlier reader has read does not come again.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(base: source.read().makeAsyncIterator(), connection: connection)
    }

    /// Reads pieces.
    public struct AsyncIterator: AsyncIteratorProtocol {
        var base: PipeBytes.AsyncIterator
        let connection: PodConnection

        /// The next piece; nil when the container closed the stream or ended.
        public mutating func next() async throws -> [UInt8]? { try await base.next() }
    }

    /// All that comes until the end.
    ///
    /// - Parameter limit: the most bytes to keep.
    /// - Throws: ``KubeError`` with ``KubeError/Code/undecodable`` where there is more.
    public func collect(limit: Int) async throws -> [UInt8] {
        var result: [UInt8] = []
        for try await piece in self {
            guard result.count + piece.count <= limit else {
                throw KubeError(.undecodable, "the container wrote more than \(limit) bytes")
            }
            result += piece
        }
        return result
    }
}

@available(*, unavailable)
extension PodOutput.AsyncIterator: Sendable {}
