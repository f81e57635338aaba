import KubeModel

/// What one reader of a store has not been told yet: for each object, what it knew and what is there now.
///
/// Holds at most one entry for each object, so a slow reader costs no more memory than the objects themselves; what
/// happened in between is told as one difference. No I/O, no locks.
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
    private var overflow: StoreEvent?

    /// Whether there is something to tell.
    var isEmpty: Bool { position == order.count && overflow == nil }

    /// Notes that an object changed from one state to another; nil stands for absence.
    mutating func note(_ key: ObjectKey, old: KubeObject?, new: KubeObject?) {
        if entries[key] != nil {
            entries[key]?.new = new
        } else {
            entries[key] = Entry(old: old, new: new)
            order.append(.object(key))
        }
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
                if let event = event(entries.removeValue(forKey: key)) { return event }
            }
        }
        return nil
    }

    private mutating func event(_ entry: Entry?) -> StoreEvent? {
        switch (entry?.old, entry?.new) {
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
