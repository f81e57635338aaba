import AsyncHTTPClient
import KubeClient
import NIOCore
import NIOHTTP1

extension KubeHeaders {
    init(_ headers: HTTPHeaders) { self.init(headers.map { ($0.name, $0.value) }) }
}

extension TimeAmount {
    /// The same time, at most some decades.
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self = .nanoseconds(min(max(seconds, 0), 1_000_000_000) * 1_000_000_000 + attoseconds / 1_000_000_000)
    }
}

/// A streamed body, whose failures read as those of the request.
struct BodyPieces: AsyncSequence, Sendable {
    typealias Element = KubeStream.Element
    typealias Failure = any Error

    let body: HTTPClientResponse.Body
    let request: KubeRequest

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(base: body.makeAsyncIterator(), request: request) }

    struct AsyncIterator: AsyncIteratorProtocol {
        var base: HTTPClientResponse.Body.AsyncIterator
        let request: KubeRequest

        mutating func next() async throws -> KubeStream.Element? {
            do {
                guard var piece = try await base.next() else { return nil }
                return .bytes(piece.readBytes(length: piece.readableBytes) ?? [])
            } catch {
                throw HTTPFailure.translate(error, of: request)
            }
        }
    }
}
