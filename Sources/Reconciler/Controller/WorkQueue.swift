/// Which application is due when. A value without I/O.
///
/// An application waits in it at most once, and is never handed out while it is being worked on: what comes in the
/// meantime is remembered for afterwards. Failures lead to growing pauses.
struct WorkQueue {
    struct Work {
        var id: ApplicationID
        var refresh: RefreshKind?
    }

    private struct Item {
        var due: Timestamp
        var order: Int
        var refresh: RefreshKind?
    }

    private let backoff: (first: Duration, maximum: Duration)
    private var waiting: [ApplicationID: Item] = [:]
    private var active: Set<ApplicationID> = []
    private var failures: [ApplicationID: Int] = [:]
    private var polls: [ApplicationID: Timestamp] = [:]
    private var order = 0

    init(backoff: (first: Duration, maximum: Duration)) { self.backoff = backoff }

    /// Puts an application in, or moves it forward if it waits already.
    mutating func add(_ id: ApplicationID, at due: Timestamp, refresh: RefreshKind? = nil) {
        order += 1
        guard var item = waiting[id] else {
            waiting[id] = Item(due: due, order: order, refresh: refresh)
            return
        }
        item.due = min(item.due, due)
        // Asking for more takes effect; asking for less does not take it back.
        if let refresh { item.refresh = max(item.refresh ?? refresh, refresh) }
        waiting[id] = item
    }

    /// Hands out what is due longest; nil where nothing is.
    mutating func next(now: Timestamp) -> Work? {
        for (id, due) in polls where due <= now {
            polls[id] = nil
            add(id, at: due, refresh: .normal)
        }
        var best: (id: ApplicationID, item: Item)?
        for (id, item) in waiting where item.due <= now && !active.contains(id) {
            guard let known = best else {
                best = (id, item)
                continue
            }
            if (item.due, item.order) < (known.item.due, known.item.order) { best = (id, item) }
        }
        guard let best else { return nil }
        waiting[best.id] = nil
        active.insert(best.id)
        return Work(id: best.id, refresh: best.item.refresh)
    }

    /// Takes note that the work on an application is over.
    ///
    /// - Parameters:
    ///   - id: the application.
    ///   - hasFailed: whether it has to be tried again after a pause.
    ///   - now: the current time.
    mutating func finish(_ id: ApplicationID, hasFailed: Bool = false, now: Timestamp) {
        active.remove(id)
        guard hasFailed else {
            failures[id] = nil
            return
        }
        let count = failures[id, default: 0]
        failures[id] = count + 1
        var pause = backoff.first
        for _ in 0..<min(count, 32) where pause < backoff.maximum { pause = pause * 2 }
        add(id, at: now + min(pause, backoff.maximum))
    }

    /// When revisions are looked up again: separate from other work, which comes and goes.
    mutating func poll(_ id: ApplicationID, at due: Timestamp) { polls[id] = due }

    /// Forgets an application.
    mutating func remove(_ id: ApplicationID) {
        waiting[id] = nil
        polls[id] = nil
        failures[id] = nil
    }

    /// When something will be due that is not being worked on; nil where nothing waits.
    var nextDue: Timestamp? {
        let work = waiting.lazy.filter { !active.contains($0.key) }.map(\.value.due).min()
        let poll = polls.values.min()
        guard let work, let poll else { return work ?? poll }
        return min(work, poll)
    }

    /// How many applications are worked on.
    var activeCount: Int { active.count }
}
