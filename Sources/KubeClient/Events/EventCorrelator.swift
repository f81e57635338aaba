import KubeModel

/// Decides what becomes of an event: a new object, one more count on an old one, or nothing. No clock, no I/O.
///
/// The rules are those of Kubernetes' own recorder, so that people see what they know:
///
/// - Equal events are counted on one object.
/// - Of events that differ only in their message, the tenth and later ones within ten minutes are counted on one that says
///   so.
/// - One object's events are limited: 25 at once, then one every five minutes. Those that are not written are counted.
struct EventCorrelator: Sendable {
    /// What an event says.
    struct Fact: Hashable, Sendable {
        var objectUID: String
        var object: ObjectKey
        var type: String
        var reason: String
        var message: String

        /// What events have in common that differ only in their message.
        var withoutMessage: Fact {
            var copy = self
            copy.message = ""
            return copy
        }
    }

    /// What to do.
    enum Decision: Hashable, Sendable {
        /// Create an event object.
        case create(message: String, count: Int64)
        /// Count on the event object with this name.
        case count(name: String, count: Int64, message: String)
        /// Too many; say nothing.
        case drop
    }

    private struct Known: Sendable {
        /// The event object; nil where there is none (yet).
        var name: String?
        var count: Int64 = 0
        var lastSeen = Duration.zero
    }

    private struct Group: Sendable {
        var messages: Set<String> = []
        var lastSeen: Duration
    }

    private struct Speaker: Hashable, Sendable {
        var object: ObjectKey
        var uid: String
    }

    static let combination = "(combined from similar events)"
    static let similarLimit = 10
    static let memory = Duration.seconds(600)
    /// The most of each that is remembered.
    static let maximumEntries = 4_096

    private var known: [Fact: Known] = [:]
    private var groups: [Fact: Group] = [:]
    private var buckets: [Speaker: (bucket: TokenBucket, lastSeen: Duration)] = [:]

    /// Decides about an event.
    ///
    /// - Parameters:
    ///   - fact: what it says.
    ///   - now: the time since any fixed moment.
    /// - Returns: what to do, and under which fact ``created(_:name:)`` remembers it.
    mutating func decide(_ fact: Fact, now: Duration) -> (Decision, Fact) {
        forget()
        let said = aggregated(fact, now)
        let text = said == fact ? fact.message : "\(EventCorrelator.combination): \(fact.message)"
        var entry = known[said] ?? Known()
        entry.count &+= 1
        entry.lastSeen = now
        known[said] = entry
        guard takeToken(Speaker(object: fact.object, uid: fact.objectUID), now) else { return (.drop, said) }
        if let name = entry.name { return (.count(name: name, count: entry.count, message: text), said) }
        return (.create(message: text, count: entry.count), said)
    }

    /// Remembers the object that an event became.
    mutating func created(_ fact: Fact, name: String) { known[fact]?.name = name }

    /// Forgets an object that is no longer there, and what it counted.
    mutating func vanished(_ fact: Fact) { known[fact]?.name = nil }

    private mutating func aggregated(_ fact: Fact, _ now: Duration) -> Fact {
        var similar = fact.withoutMessage
        var group = groups[similar] ?? Group(lastSeen: now)
        if now - group.lastSeen > EventCorrelator.memory { group.messages = [] }
        group.lastSeen = now
        let isSingle =
            group.messages.contains(fact.message) || group.messages.count < EventCorrelator.similarLimit - 1
        if isSingle { group.messages.insert(fact.message) }
        groups[similar] = group
        if isSingle { return fact }
        similar.message = EventCorrelator.combination
        return similar
    }

    private mutating func takeToken(_ speaker: Speaker, _ now: Duration) -> Bool {
        var entry = buckets[speaker] ?? (TokenBucket(perSecond: 1.0 / 300, burst: 25, start: now), now)
        entry.lastSeen = now
        let mayPass = entry.bucket.takeIfAvailable(now: now)
        buckets[speaker] = entry
        return mayPass
    }

    private mutating func forget() {
        EventCorrelator.forgetOldest(&known) { $0.lastSeen }
        EventCorrelator.forgetOldest(&groups) { $0.lastSeen }
        EventCorrelator.forgetOldest(&buckets) { $0.lastSeen }
    }

    /// Drops the half that was not seen for longest, where there is too much.
    private static func forgetOldest<Key, Entry>(_ entries: inout [Key: Entry], _ lastSeen: (Entry) -> Duration) {
        guard entries.count >= maximumEntries else { return }
        let moments = entries.values.map(lastSeen).sorted()
        let middle = moments[moments.count / 2]
        entries = entries.filter { lastSeen($0.value) > middle }
    }
}

extension EventCorrelator {
    /// How much is remembered.
    var entryCount: Int { known.count + groups.count + buckets.count }
}
