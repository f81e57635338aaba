import KubeModel

/// What one reader of a store has not been told yet: for each object, what it knew and what is there now.
///
/// Holds at most one entry for each object that the reader knows or that is there, so a slow reader costs no more memory
/// than the objects themselves; what happened in between is told as one difference. No I/O, no locks.
struct EventBuffer {
    private struct Entry {
        var old: KubeObject?
        var new: KubeObject?
    }

    private enum Item {
        case object(ObjectKey)
        case synced
    }

    private var entries: [ObjectKey: Entry] = [:]
    private var order: [Item] = []
    private var position = 0
    /// Places in the order whose entry has gone.
    private var blanks = 0
    private var overflow: StoreEvent?

    /// Whether there is something to tell.
    var isEmpty: Bool { entries.isEmpty && position == order.count && overflow == nil }

    /// How many places the buffer holds, for tests.
    var placeCount: Int { order.count - position }

    /// Notes that an object changed from one state to another; nil stands for absence, and the same state twice for a
    /// reminder.
    mutating func note(_ key: ObjectKey, old: KubeObject?, new: KubeObject?) {
        guard let entry = entries[key] else {
            entries[key] = Entry(old: old, new: new)
            order.append(.object(key))
            return
        }
        if entry.old == nil, new == nil {
            // It came and went; the reader need not know.
            entries[key] = nil
            blanks += 1
            dropBlanks()
        } else {
            entries[key]?.new = new
        }
    }

    /// Objects that come and go must not leave their places behind for ever.
    private mutating func dropBlanks() {
        guard blanks > 64, blanks > (order.count - position) / 2 else { return }
        var seen = Set<ObjectKey>()
        order = order[position...].filter { item in
            guard case .object(let key) = item else { return true }
            return entries[key] != nil && seen.insert(key).inserted
        }
        position = 0
        blanks = 0
    }

    /// Notes that everything was told.
    mutating func noteSynced() { order.append(.synced) }

    /// The next event; nil when there is nothing to tell.
    mutating func next() -> StoreEvent? {
        if let event = overflow {
            overflow = nil
            return event
        }
        while position < order.count {
            let item = order[position]
            position += 1
            if position == order.count || position > 4_096 {
                order.removeFirst(position)
                position = 0
            }
            switch item {
            case .synced: return .synced
            case .object(let key):
                guard let entry = entries.removeValue(forKey: key) else {
                    blanks = max(blanks - 1, 0)
                    continue
                }
                if let event = event(entry) { return event }
            }
        }
        return nil
    }

    private mutating func event(_ entry: Entry) -> StoreEvent? {
        switch (entry.old, entry.new) {
        case (nil, nil): return nil
        case (nil, let new?): return .added(new)
        case (let old?, nil): return .deleted(old)
        case (let old?, let new?):
            if old.uid != new.uid {
                // Another object of the same name: the reader must see the first one go.
                overflow = .added(new)
                return .deleted(old)
            }
            return .updated(old: old, new: new)
        }
    }
}
