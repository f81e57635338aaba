public import KubeModel
import Values

/// Tells people what happens to an object, in the events that `kubectl describe` shows.
///
/// Equal events are counted on one object, floods are cut; see the rules of Kubernetes' own recorder. Recording never
/// fails the caller: what cannot be written is given up.
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
        let text = String(decoding: message.utf8.prefix(1_024), as: UTF8.self)
        let fact = EventCorrelator.Fact(
            objectUID: object.uid, object: object.key, type: severity.name, reason: reason, message: text)
        let (decision, said) = correlator.decide(fact, now: elapsed.elapsed)
        let events = api.resources(.events, in: object.namespace.isEmpty ? "default" : object.namespace)
        switch decision {
        case .drop: return false
        case .create(let message): return await create(said, object, severity, message, events)
        case .count(let name, let count, let message):
            let patch: Value = [
                "count": .int(count), "message": .string(message), "lastTimestamp": .string(wallClock.now.seconds),
            ]
            do {
                try await events.patch(name, .merge(patch))
                return true
            } catch let error as KubeError where error.isNotFound {
                correlator.vanished(said)
                return await create(said, object, severity, message, events)
            } catch {
                return false
            }
        }
    }

    private func create(
        _ fact: EventCorrelator.Fact, _ object: KubeObject, _ severity: Severity, _ message: String, _ events: Resources
    ) async -> Bool {
        let name = "\(object.name.prefix(200)).\(String(random.next() & 0xFFFF_FFFF_FFFF, radix: 16))"
        let time = Value.string(wallClock.now.seconds)
        var event = KubeObject(events.resource.gvk, namespace: events.namespace ?? "default", name: name)
        event.value["involvedObject"] = reference(object)
        event.value["type"] = .string(severity.name)
        event.value["reason"] = .string(fact.reason)
        event.value["message"] = .string(message)
        event.value["count"] = 1
        event.value["firstTimestamp"] = time
        event.value["lastTimestamp"] = time
        event.value["source"] = ["component": .string(component)]
        if !instance.isEmpty { event.value["source"]?["host"] = .string(instance) }
        event.value["reportingComponent"] = .string(component)
        event.value["reportingInstance"] = .string(instance)
        guard (try? await events.create(event)) != nil else { return false }
        correlator.created(fact, name: name, now: elapsed.elapsed)
        return true
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
