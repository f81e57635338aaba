/// What has to be done, once each, never twice at the same time. Knows no clock and does no I/O.
///
/// - An item that is added several times before it is taken is done once.
/// - An item that is added while it is being done is done once more afterwards.
/// - An item that failed comes back after a time that grows with its failures, and with nobody else's. All items together
///   come back no faster than a rate, so that a failure of everything is no storm.
/// - A queue that is shut down takes nothing more.
///
/// Times are told as the time since any fixed moment, by whoever drives the queue.
public struct WorkQueue<Item: Hashable & Sendable>: Sendable {
    /// What to do next.
    public enum Next: Equatable, Sendable {
        /// Work on this item, then call ``WorkQueue/finish(_:againAfter:now:)`` or ``WorkQueue/retry(_:now:)``.
        case work(Item)
        /// Nothing is due before this moment.
        case wait(until: Duration)
        /// Nothing is planned at all.
        case idle
        /// The queue was shut down, and all is done.
        case finished
    }

    private var ready: [Item] = []
    private var head = 0
    private var isReady: Set<Item> = []
    private var working: Set<Item> = []
    private var addedWhileWorking: Set<Item> = []
    private var delayed = DelayedItems<Item>()
    private var failures: [Item: Int] = [:]
    private let backoff: BackoffPolicy
    private var retries: TokenBucket?
    /// Whether nothing more is taken.
    public private(set) var isShutDown = false

    /// An empty queue.
    ///
    /// - Parameters:
    ///   - backoff: how waiting times grow with an item's failures: 5 ms doubling to 1,000 s, unless said otherwise.
    ///   - retries: how fast failed items come back, all together; nil for as fast as each one's waiting time says.
    public init(
        backoff: BackoffPolicy = BackoffPolicy(initial: .milliseconds(5), maximum: .seconds(1_000)),
        retries: TokenBucket? = nil
    ) {
        self.backoff = backoff
        self.retries = retries
    }

    /// Takes nothing more from now on. What waits for its time is forgotten.
    ///
    /// - Parameter isDraining: whether what can be taken already is still handed out.
    public mutating func shutDown(draining isDraining: Bool = true) {
        isShutDown = true
        delayed = DelayedItems()
        addedWhileWorking = []
        guard !isDraining else { return }
        ready = []
        head = 0
        isReady = []
    }

    /// Items that can be taken now.
    public var readyCount: Int { ready.count - head }
    /// Items that are being done.
    public var workingCount: Int { working.count }
    /// Items that wait for their time.
    public var delayedCount: Int { delayed.count }

    /// Plans an item for now.
    public mutating func add(_ item: Item) {
        guard !isShutDown else { return }
        delayed.remove(item)
        if working.contains(item) {
            addedWhileWorking.insert(item)
        } else if isReady.insert(item).inserted {
            ready.append(item)
        }
    }

    /// Plans an item for later; where it is planned already, the earlier moment counts.
    public mutating func add(_ item: Item, after delay: Duration, now: Duration) {
        guard delay > .zero else { return add(item) }
        guard !isShutDown else { return }
        guard !isReady.contains(item), !addedWhileWorking.contains(item) else { return }
        delayed.insert(item, at: now + delay)
    }

    /// Takes the next item that is due.
    public mutating func next(now: Duration) -> Next {
        while let due = delayed.popFirst(notAfter: now) { add(due) }
        guard head < ready.count else {
            if isShutDown { return working.isEmpty ? .finished : .idle }
            return delayed.first.map { .wait(until: $0) } ?? .idle
        }
        let item = ready[head]
        head += 1
        if head == ready.count || head > 1_024 {
            ready.removeFirst(head)
            head = 0
        }
        isReady.remove(item)
        working.insert(item)
        return .work(item)
    }

    /// Notes that an item was done; its failures are forgotten.
    ///
    /// - Parameters:
    ///   - item: the item.
    ///   - delay: after what time to do it again anyway; nil for when it is added.
    ///   - now: the present moment.
    public mutating func finish(_ item: Item, againAfter delay: Duration? = nil, now: Duration) {
        failures[item] = nil
        release(item)
        if let delay { add(item, after: delay, now: now) }
    }

    /// Notes that an item failed; it comes back by itself.
    ///
    /// - Returns: after what time it comes back.
    @discardableResult
    public mutating func retry(_ item: Item, now: Duration) -> Duration {
        let count = failures[item, default: 0] &+ 1
        failures[item] = count
        let delay = max(backoff.delay(afterFailures: count), retries?.take(now: now) ?? .zero)
        release(item)
        add(item, after: delay, now: now)
        return delay
    }

    /// How often an item failed in a row.
    public func failures(of item: Item) -> Int { failures[item] ?? 0 }

    private mutating func release(_ item: Item) {
        working.remove(item)
        if addedWhileWorking.remove(item) != nil { add(item) }
    }
}
