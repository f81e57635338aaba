public import KubeModel
import Values

/// Tells people what happens to an object, in the events that `kubectl describe` shows.
///
/// Equal events are counted on one object, similar ones are combined, floods are cut, by the rules of Kubernetes' own
/// recorder. Recording never fails the caller: what cannot be written is given up. A caller who does not want to wait for
/// the server records in a task of its own.
public actor EventRecorder {
    /// How an event is meant.
    public struct Severity: Hashable, Sendable {
        let name: String

        /// For information.
        public static let normal = Severity(name: "Normal")
        /// Something that people should look at.
        public static let warning = Severity(name: "Warning")
    }

    private let api: KubeAPI
    private let component: String
    private let instance: String
    private let wallClock: WallClock
    private let elapsed: Stopwatch
    private var correlator = EventCorrelator()
    /// The last write under way about each thing, which later ones wait for: they count on the object that it makes.
    private var writing: [EventCorrelator.Fact: (id: UInt64, task: Task<Bool, Never>)] = [:]
    private var waiting = 0
    private var nextID: UInt64 = 0
    private var random: any RandomNumberGenerator & Sendable

    /// A recorder.
    ///
    /// - Parameters:
    ///   - api: the cluster.
    ///   - component: who speaks: the controller's name.
    ///   - instance: which of its replicas: a Pod's or a host's name; may be empty.
    ///   - wallClock: the time of day that is written into events.
    ///   - clock: what measures the limits.
    ///   - random: where the ends of names come from.
    public init(
        _ api: KubeAPI, component: String, instance: String = "", wallClock: WallClock = .system,
        clock: any Clock<Duration> = ContinuousClock(),
        random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) {
        self.api = api
        self.component = component
        self.instance = instance
        self.wallClock = wallClock
        elapsed = Stopwatch(clock)
        self.random = random
    }

    /// Tells what happened to an object.
    ///
    /// - Parameters:
    ///   - object: the object, as read from the server.
    ///   - severity: how it is meant.
    ///   - reason: why, in one word in camel case, for programs: `ScaledUp`.
    ///   - message: what happened, for people; cut at 1,024 bytes.
    /// - Returns: whether it was written; not where it was one too many, or the server refused it.
    @discardableResult
    public func record(
        _ object: KubeObject, _ severity: Severity = .normal, reason: String, message: String
    ) async -> Bool {
        guard waiting < EventRecorder.maximumWaiting else { return false }
        let fact = EventCorrelator.Fact(
            objectUID: object.uid, object: object.key, type: severity.name, reason: reason,
            message: EventRecorder.cut(message, toBytes: 1_024))
        let subject = fact.withoutMessage
        let previous = writing[subject]?.task
        nextID &+= 1
        let id = nextID
        let task = Task {
            _ = await previous?.value
            return await write(fact, object, severity)
        }
        writing[subject] = (id, task)
        waiting += 1
        // Who is told to stop must not wait for a server that does not answer.
        let isWritten = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
        waiting -= 1
        if writing[subject]?.id == id { writing[subject] = nil }
        return isWritten
    }

    /// More events than this at a time are given up.
    private static let maximumWaiting = 1_000

    private func write(_ fact: EventCorrelator.Fact, _ object: KubeObject, _ severity: Severity) async -> Bool {
        let (decision, said) = correlator.decide(fact, now: elapsed.elapsed)
        let events = api.resources(.events, in: object.namespace.isEmpty ? "default" : object.namespace)
        switch decision {
        case .drop: return false
        case .create(let message, let count): return await create(said, object, message, count, events)
        case .count(let name, let count, let message):
            let patch: Value = [
                "count": .int(count), "message": .string(message), "lastTimestamp": .string(wallClock.now.seconds),
            ]
            do {
                try await events.patch(name, .merge(patch))
                return true
            } catch let error as KubeError where error.isNotFound {
                correlator.vanished(said)
                return await create(said, object, message, count, events)
            } catch {
                return false
            }
        }
    }

    private func create(
        _ fact: EventCorrelator.Fact, _ object: KubeObject, _ message: String, _ count: Int64, _ events: Resources
    ) async -> Bool {
        let name = eventName(object.name)
        let time = Value.string(wallClock.now.seconds)
        var event = KubeObject(events.resource.gvk, namespace: events.namespace ?? "default", name: name)
        event.value["involvedObject"] = reference(object)
        event.value["type"] = .string(fact.type)
        event.value["reason"] = .string(fact.reason)
        event.value["message"] = .string(EventRecorder.cut(message, toBytes: 1_024))
        event.value["count"] = .int(count)
        event.value["firstTimestamp"] = time
        event.value["lastTimestamp"] = time
        event.value["source"] = ["component": .string(component)]
        if !instance.isEmpty { event.value["source"]?["host"] = .string(instance) }
        event.value["reportingComponent"] = .string(component)
        event.value["reportingInstance"] = .string(instance)
        guard (try? await events.create(event)) != nil else { return false }
        correlator.created(fact, name: name)
        return true
    }

    /// The object's name and a random end; without the name where no event could have it: `system:node` for one.
    private func eventName(_ name: String) -> String {
        let end = String(random.next() & 0xFFFF_FFFF_FFFF, radix: 16)
        let isUsable =
            name.utf8.count <= 220 && name.utf8.last != UInt8(ascii: "-")
            && name.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x2E
            }
        return "\(isUsable ? name : "event").\(end)"
    }

    /// The beginning of a text, cut between two characters.
    static func cut(_ text: String, toBytes limit: Int) -> String {
        let bytes = text.utf8
        guard bytes.count > limit else { return text }
        var end = bytes.index(bytes.startIndex, offsetBy: limit)
        while end > bytes.startIndex, end.samePosition(in: text.unicodeScalars) == nil {
            end = bytes.index(before: end)
        }
        return String(text[..<end])
    }

    private func reference(_ object: KubeObject) -> Value {
        var members: Object = [
            "apiVersion": .string(object.apiVersion), "kind": .string(object.kind), "name": .string(object.name),
        ]
        if !object.namespace.isEmpty { members["namespace"] = .string(object.namespace) }
        if !object.uid.isEmpty { members["uid"] = .string(object.uid) }
        if !object.resourceVersion.isEmpty { members["resourceVersion"] = .string(object.resourceVersion) }
        return .object(members)
    }
}
