import KubeModel
import Values

/// The events of one watch request, from a version on until the server ends it.
///
/// This is the raw thing: it does not resume, and a too old version is an error. ``Resources/changes(_:clock:)`` heals
/// itself. For one consumer; each iteration opens a watch of its own.
public struct WatchSequence: AsyncSequence, Sendable {
    /// What comes: events.
    public typealias Element = WatchEvent
    /// What goes wrong: ``KubeError`` and cancellation.
    public typealias Failure = any Error

    let request: KubeRequest
    let resources: Resources

    /// Starts a watch when the first event is asked for.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(request: request, resources: resources) }

    /// Reads the events of one watch.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private let request: KubeRequest
        private let resources: Resources
        private var body: (any AsyncIteratorProtocol<KubeStream.Element, any Error>)?
        private var splitter = LineSplitter()
        private var isFinished = false

        init(request: KubeRequest, resources: Resources) {
            self.request = request
            self.resources = resources
        }

        /// Sends the request and waits for the head of the answer; the first `next()` does it otherwise.
        ///
        /// - Throws: ``KubeError`` where the server refuses the watch.
        public mutating func open() async throws {
            guard body == nil else { return }
            body = try await resources.requester.stream(request).body.makeAsyncIterator()
        }

        /// The next event; nil when the server has ended the watch.
        ///
        /// - Throws: ``KubeError`` where the connection breaks or sends what is no event. An ``WatchEvent/error(_:)`` is an
        ///   element.
        public mutating func next() async throws -> WatchEvent? {
            try await open()
            while !isFinished {
                if let line = splitter.nextLine() { return try event(line) }
                guard let piece = try await piece() else {
                    isFinished = true
                    body = nil
                    // A last line that was cut off by the end of the stream is no event; resuming sends it again.
                    guard let rest = splitter.remainder(), let value = try? Value(json: rest) else { return nil }
                    return try event(value)
                }
                switch piece {
                case .value(let value): return try event(value)
                case .bytes(let bytes):
                    guard splitter.append(bytes) else {
                        throw KubeError(.undecodable, "a watch sent an event beyond 64 MiB", request: request)
                    }
                }
            }
            return nil
        }

        private mutating func piece() async throws -> KubeStream.Element? {
            do {
                return try await body?.next()
            } catch let error as KubeError {
                throw error.naming(request)
            } catch {
                if Task.isCancelled { throw CancellationError() }
                throw KubeError(.unreachable, "the watch broke: \(error)", request: request, cause: error)
            }
        }

        private func event(_ line: [UInt8]) throws -> WatchEvent {
            do {
                return try event(try Value(json: line))
            } catch let error as ParseError {
                throw KubeError(
                    .undecodable, "a watch sent a line that is no JSON (column \(error.column))", request: request)
            }
        }

        private func event(_ value: Value) throws -> WatchEvent {
            let event: WatchEvent
            do {
                event = try WatchEvent(value)
            } catch {
                throw error.naming(request)
            }
            guard resources.isMetadataOnly else { return event }
            switch event {
            case .added(let object): return .added(restored(object))
            case .modified(let object): return .modified(restored(object))
            case .deleted(let object): return .deleted(restored(object))
            default: return event
            }
        }

        private func restored(_ object: KubeObject) -> KubeObject {
            var copy = object
            resources.restoreKind(&copy)
            return copy
        }
    }
}

@available(*, unavailable)
extension WatchSequence.AsyncIterator: Sendable {}

extension Resources {
    /// Watches objects from a version on, until the server ends the watch.
    ///
    /// - Parameters:
    ///   - resourceVersion: where to begin, as a list told; nil sends the present state as ``WatchEvent/added(_:)`` first.
    ///   - options: selectors and time-out.
    public func watch(from resourceVersion: String?, _ options: WatchOptions = WatchOptions()) -> WatchSequence {
        WatchSequence(request: watchRequest(.resume(from: resourceVersion), options), resources: self)
    }

    func watchRequest(_ start: WatchStart, _ options: WatchOptions) -> KubeRequest {
        var query = options.list.selectors
        query += [("watch", "true"), ("allowWatchBookmarks", "true")]
        switch start {
        case .resume(let version?): query.append(("resourceVersion", version))
        case .resume(nil): break
        case .initialEvents:
            query += [("sendInitialEvents", "true"), ("resourceVersionMatch", "NotOlderThan")]
        }
        query.append(("timeoutSeconds", String(max(1, options.serverTimeout.components.seconds))))
        var request = collectionRequest("GET", query: query, form: "PartialObjectMetadata")
        request.idleTimeout = options.serverTimeout + .seconds(5)
        return request
    }
}

/// Where a watch begins.
enum WatchStart: Hashable, Sendable {
    /// After a version; nil for the present state first.
    case resume(from: String?)
    /// With the present state as events and a marked bookmark after it.
    case initialEvents
}
