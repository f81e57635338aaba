import Synchronization

/// Bytes or messages on their way from writers to one reader, who holds the writers back when too much has piled up.
package final class BytePipe: Sendable {
    private typealias Waiters = [Int: CheckedContinuation<Void, Never>]

    private struct State {
        var pieces: [[UInt8]] = []
        /// The pieces before this one were read.
        var position = 0
        var byteCount = 0
        var isEnded = false
        var failure: (any Error)?
        var isAbandoned = false
        var nextWaiter = 0
        var readers: Waiters = [:]
        var writers: Waiters = [:]

        var isReadable: Bool { position < pieces.count || isEnded }

        mutating func take() -> [UInt8]? {
            guard position < pieces.count else { return nil }
            let piece = pieces[position]
            pieces[position] = []
            position += 1
            byteCount -= piece.count
            if position == pieces.count {
                pieces.removeAll(keepingCapacity: position <= 64)
                position = 0
            } else if position >= 64, position * 2 >= pieces.count {
                pieces.removeFirst(position)
                position = 0
            }
            return piece
        }
    }

    private let state = Mutex(State())
    private let limit: Int
    private static let maximumPieces = 1_024

    /// An empty pipe.
    ///
    /// - Parameter limit: how many bytes may wait for the reader; a writer that finds so many waits, so that there may be
    ///   one piece more.
    package init(limit: Int) { self.limit = limit }

    // MARK: - Writing

    /// Adds a piece, once there is room for it.
    ///
    /// - Returns: false where nobody will read it: the pipe is at its end, the reader left, or the task was cancelled.
    @discardableResult
    package func write(_ piece: [UInt8]) async -> Bool {
        while !Task.isCancelled {
            var readers: Waiters = [:]
            let isTaken = state.withLock { state -> Bool? in
                if state.isEnded || state.isAbandoned { return false }
                guard hasRoom(state) else { return nil }
                state.pieces.append(piece)
                state.byteCount += piece.count
                swap(&readers, &state.readers)
                return true
            }
            for reader in readers.values { reader.resume() }
            if let isTaken { return isTaken }
            await wait(\.writers) { [limit] in $0.isEnded || $0.isAbandoned || BytePipe.hasRoom($0, limit) }
        }
        return false
    }

    /// Nothing more comes. What was written before is still read; a failure is told after it, once.
    package func finish(throwing failure: (any Error)? = nil) {
        let waiters = state.withLock { state -> [Waiters] in
            if !state.isEnded {
                state.isEnded = true
                state.failure = failure
            }
            defer { (state.readers, state.writers) = ([:], [:]) }
            return [state.readers, state.writers]
        }
        for waiter in waiters.joined() { waiter.value.resume() }
    }

    private func hasRoom(_ state: State) -> Bool { BytePipe.hasRoom(state, limit) }

    private static func hasRoom(_ state: State, _ limit: Int) -> Bool {
        state.byteCount < limit && state.pieces.count - state.position < maximumPieces
    }

    // MARK: - Reading

    /// The next piece; nil at the end.
    package func read() async throws -> [UInt8]? {
        while true {
            try Task.checkCancellation()
            var writers: Waiters = [:]
            let (piece, end) = state.withLock { state -> ([UInt8]?, Result<Void, any Error>?) in
                if let piece = state.take() {
                    if hasRoom(state) { swap(&writers, &state.writers) }
                    return (piece, nil)
                }
                guard state.isEnded else { return (nil, nil) }
                defer { state.failure = nil }
                return (nil, state.failure.map { .failure($0) } ?? .success(()))
            }
            for writer in writers.values { writer.resume() }
            if let piece { return piece }
            if let end {
                try end.get()
                return nil
            }
            await wait(\.readers) { $0.isReadable }
        }
    }

    /// Nobody reads any more: what is there is dropped, and writers wait no longer.
    package func abandon() {
        let writers = state.withLock { state -> Waiters in
            state.isAbandoned = true
            (state.pieces, state.position, state.byteCount) = ([], 0, 0)
            defer { state.writers = [:] }
            return state.writers
        }
        for writer in writers.values { writer.resume() }
    }

    // MARK: - Waiting

    private func wait(
        _ side: any WritableKeyPath<State, Waiters> & Sendable, until isReady: @Sendable (State) -> Bool
    ) async {
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state in
                    if isReady(state) || Task.isCancelled { return true }
                    state[keyPath: side][id] = continuation
                    return false
                }
                if goesOn { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0[keyPath: side].removeValue(forKey: id) }?.resume()
        }
    }
}

/// What comes out of a pipe, for one reader. A reader that leaves lets the writers go on.
package struct PipeBytes: AsyncSequence, Sendable {
    package typealias Element = [UInt8]
    package typealias Failure = any Error

    package let pipe: BytePipe

    package init(_ pipe: BytePipe) { self.pipe = pipe }

    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(end: ReadingEnd(pipe)) }

    package struct AsyncIterator: AsyncIteratorProtocol {
        let end: ReadingEnd

        package mutating func next() async throws -> [UInt8]? { try await end.pipe.read() }
    }

    /// Tells the pipe when its reader is gone.
    package final class ReadingEnd: Sendable {
        let pipe: BytePipe

        init(_ pipe: BytePipe) { self.pipe = pipe }

        deinit { pipe.abandon() }
    }
}
