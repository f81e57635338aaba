/// Items by the moment at which they are due, each at most once: a binary heap with positions.
struct DelayedItems<Item: Hashable & Sendable>: Sendable {
    private var heap: [(moment: Duration, order: UInt64, item: Item)] = []
    private var positions: [Item: Int] = [:]
    private var nextOrder: UInt64 = 0

    var count: Int { heap.count }

    /// The earliest moment.
    var first: Duration? { heap.first?.moment }

    /// Plans an item; where it is planned already, the earlier moment counts.
    mutating func insert(_ item: Item, at moment: Duration) {
        if let position = positions[item] {
            guard moment < heap[position].moment else { return }
            heap[position].moment = moment
            siftUp(position)
            return
        }
        nextOrder &+= 1
        heap.append((moment, nextOrder, item))
        positions[item] = heap.count - 1
        siftUp(heap.count - 1)
    }

    /// Takes an item away, if it is there.
    mutating func remove(_ item: Item) {
        guard let position = positions[item] else { return }
        swap(position, heap.count - 1)
        heap.removeLast()
        positions[item] = nil
        if position < heap.count {
            siftDown(position)
            siftUp(position)
        }
    }

    /// Takes the earliest item, if it is due.
    mutating func popFirst(notAfter now: Duration) -> Item? {
        guard let top = heap.first, top.moment <= now else { return nil }
        remove(top.item)
        return top.item
    }

    private func precedes(_ left: Int, _ right: Int) -> Bool {
        (heap[left].moment, heap[left].order) < (heap[right].moment, heap[right].order)
    }

    private mutating func swap(_ left: Int, _ right: Int) {
        guard left != right else { return }
        heap.swapAt(left, right)
        positions[heap[left].item] = left
        positions[heap[right].item] = right
    }

    private mutating func siftUp(_ start: Int) {
        var position = start
        while position > 0, precedes(position, (position - 1) / 2) {
            swap(position, (position - 1) / 2)
            position = (position - 1) / 2
        }
    }

    private mutating func siftDown(_ start: Int) {
        var position = start
        while true {
            var least = position
            for child in [2 * position + 1, 2 * position + 2] where child < heap.count && precedes(child, least) {
                least = child
            }
            if least == position { return }
            swap(position, least)
            position = least
        }
    }
}
