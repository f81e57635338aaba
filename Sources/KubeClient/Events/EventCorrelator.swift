import KubeModel

/// Decides what becomes of an event: a new object, one more count on an old one, or nothing. No clock, no I/O.
///
/// - Equal events are counted on one object.
/// - Of many events that differ only in their message, the later ones are counted on one that says so.
/// - One object's events are limited: 25 at once, then one every five minutes.
struct EventCorrelator: Sendable {
    /// What an event says.
    struct Fact: Hashable, Sendable {
        var objectUID: String
        var object: ObjectKey
        var type: String
        var reason: String
        var message: String
    }

    /// What to do.
    enum Decision: Hashable, Sendable {
        /// Create an event object.
        case create(message: String)
        /// Count on the event object with this name.
        case count(name: String, count: Int64, message: String)
        /// Too many; say nothing.
        case drop
    }

    private struct Known: Sendable {
        var name: String
        var count: Int64
        var lastSeen: Duration
    }

    private struct Group: Sendable {
        var messages: Set<String>
        var lastSeen: Duration
    }

    static let combination = "(combined from similar events)"
    static let similarLimit = 10
    static let memory = Duration.seconds(600)
    static let maximumEntries = 4_096

    private var known: [Fact: Known] = [:]
    private var groups: [Fact: Group] = [:]
    private var buckets: [ObjectKey: (bucket: TokenBucket, lastSeen: Duration)] = [:]

    /// Decides about an event.
    ///
    /// - Parameters:
    ///   - fact: what it says.
    ///   - now: the time since any fixed moment.
    /// - Returns: what to do, and under which fact ``created(_:name:now:)`` remembers it.
    mutating func decide(_ fact: Fact, now: Duration) -> (Decision, Fact) {
        forget(before: now - EventCorrelator.memory)
        let said = aggregated(fact, now)
        guard takeToken(fact.object, now) else { return (.drop, said) }
        let text = said == fact ? fact.message : "\(EventCorrelator.combination): \(fact.message)"
        guard var entry = known[said] else { return (.create(message: text), said) }
        entry.count &+= 1
        entry.lastSeen = now
        known[said] = entry
        return (.count(name: entry.name, count: entry.count, message: text), said)
    }

    /// Remembers the object that an event became.
    mutating func created(_ fact: Fact, name: String, now: Duration) {
        known[fact] = Known(name: name, count: 1, lastSeen: now)
    }

    /// Forgets an object that is no longer there.
    mutating func vanished(_ fact: Fact) { known[fact] = nil }

    private mutating func aggregated(_ fact: Fact, _ now: Duration) -> Fact {
        var similar = fact
        similar.message = ""
        var group = groups[similar] ?? Group(messages: [], lastSeen: now)
        if group.messages.count < EventCorrelator.similarLimit { group.messages.insert(fact.message) }
        group.lastSeen = now
        groups[similar] = group
        guard group.messages.count >= EventCorrelator.similarLimit, !group.messages.contains(fact.message) else {
            return fact
        }
        similar.message = EventCorrelator.combination
        return similar
    }

    private mutating func takeToken(_ object: ObjectKey, _ now: Duration) -> Bool {
        var entry = buckets[object] ?? (TokenBucket(perSecond: 1.0 / 300, burst: 25, start: now), now)
        entry.lastSeen = now
        let mayPass = entry.bucket.takeIfAvailable(now: now)
        buckets[object] = entry
        return mayPass
    }

    private mutating func forget(before moment: Duration) {
        guard entryCount > EventCorrelator.maximumEntries else { return }
        known = known.filter { $0.value.lastSeen >= moment }
        groups = groups.filter { $0.value.lastSeen >= moment }
        buckets = buckets.filter { $0.value.lastSeen >= moment }
        if entryCount > EventCorrelator.maximumEntries {
            known = [:]
            groups = [:]
            buckets = [:]
        }
    }
}

extension EventCorrelator {
    /// How much is remembered.
    var entryCount: Int { known.count + groups.count + buckets.count }
}
