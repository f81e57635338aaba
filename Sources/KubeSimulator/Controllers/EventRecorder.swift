import Values

/// What controllers tell about what they did.
enum EventRecorder {
    static let events = ResourceID(group: "", resource: "events")

}

/// What a recorder remembers, so that it tells the same thing once and not too much of one object.
struct EventLog: Sendable {
    /// How many different events one object may have at once, and after how many seconds it may have one more.
    private static let burst: Int64 = 25
    private static let refill: Int64 = 300
    private static let limit = 100_000

    /// Names of events by what they say.
    var names: [String: String] = [:]
    private var counts: [String: (since: Timestamp, told: Int64)] = [:]
    /// The moment of the last event, in nanoseconds.
    private var lastMoment: UInt64 = 0

    /// The end of an event's name: its moment in nanoseconds, later than that of every event before.
    mutating func suffix(_ now: Timestamp, _ random: UInt64) -> String {
        let moment = UInt64(max(0, now.microseconds)) &* 1000
        lastMoment = max(moment, lastMoment) &+ 1 &+ random % 1_000_000
        return String(lastMoment, radix: 16)
    }

    /// Whether an object may have one more event.
    mutating func admits(_ source: String, _ now: Timestamp) -> Bool {
        if counts.count > EventLog.limit {
            counts.removeAll()
            names.removeAll()
        }
        var count = counts[source] ?? (now, 0)
        let allowed = EventLog.burst + (now.seconds - count.since.seconds) / EventLog.refill
        guard count.told < allowed else { return false }
        count.told += 1
        counts[source] = count
        return true
    }
}

extension APIServer {
    /// Records that a controller did something with an object; what it did before with the same words is counted.
    mutating func recordEvent(
        _ object: Value, _ component: String, _ reason: String, _ message: String, type: String = "Normal"
    ) {
        guard configuration.controllers.contains(.events) else { return }
        let metadata = object["metadata"] ?? .null
        let (namespace, name) = (metadata.text("namespace"), metadata.text("name"))
        let source = "\(component)|\(namespace)|\(metadata.text("uid"))"
        let words = "\(source)|\(reason)|\(message)"
        if let known = eventLog.names[words], self.object(EventRecorder.events, namespace, known) != nil {
            let time = Value.string(now.text)
            systemUpdate(EventRecorder.events, namespace, known, subresource: "") {
                $0["count"] = .int(($0.number("count") ?? 1) + 1)
                $0["lastTimestamp"] = time
            }
            return
        }
        guard eventLog.admits(source, now) else { return }
        let made = systemCreate(
            EventRecorder.events,
            [
                "kind": "Event", "apiVersion": "v1",
                "metadata": [
                    "name": .string("\(name).\(eventLog.suffix(now, random.next()))"),
                    "namespace": .string(namespace),
                ],
                "involvedObject": [
                    "kind": object["kind"] ?? "", "namespace": .string(namespace), "name": .string(name),
                    "uid": metadata["uid"] ?? "", "apiVersion": object["apiVersion"] ?? "",
                    "resourceVersion": metadata["resourceVersion"] ?? "",
                ],
                "reason": .string(reason), "message": .string(message), "source": ["component": .string(component)],
                "firstTimestamp": .string(now.text), "lastTimestamp": .string(now.text), "count": 1,
                "type": .string(type), "eventTime": .null, "reportingComponent": .string(component),
                "reportingInstance": "",
            ])
        eventLog.names[words] = made?["metadata"]?.text("name")
    }

    /// Creates a pod for a controller and records it.
    mutating func createPod(_ pod: Value, for owner: Value, _ component: String) {
        guard let made = systemCreate(.pods, pod) else { return }
        recordEvent(owner, component, "SuccessfulCreate", "Created pod: \(made["metadata"]?.text("name") ?? "")")
    }

    /// Deletes a pod for a controller and records it.
    mutating func deletePod(_ name: String, _ namespace: String, for owner: Value, _ component: String) {
        systemDelete(.pods, namespace, name)
        recordEvent(owner, component, "SuccessfulDelete", "Deleted pod: \(name)")
    }
}
