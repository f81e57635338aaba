import Values

/// Puts the items of a merged list in order: those of the patch as the patch has them, the others where they were.
struct ElementOrder {
    /// The field that tells items apart; nil for lists of single values.
    let key: String?

    private func identity(_ item: Value) -> Value { key.flatMap { item[$0] } ?? item }

    /// Items that a list names, and the others.
    func partition(_ items: [Value], by list: [Value]) throws(StrategicMergeError) -> ([Value], [Value]) {
        if let key, let item = items.first(where: { $0[key] == nil }) { throw .withoutKey(item, key) }
        let named = Set(list.map(identity))
        var result: ([Value], [Value]) = ([], [])
        for item in items {
            if named.contains(identity(item)) { result.0.append(item) } else { result.1.append(item) }
        }
        return result
    }

    /// Interleaves two ordered sets of items by their order in the live list.
    ///
    /// - Parameters:
    ///   - wanted: items of the patch.
    ///   - wantedOrder: the order of those.
    ///   - others: items that only the live list has.
    ///   - liveOrder: the order of those, and what decides between both sets.
    func combine(_ wanted: [Value], wantedOrder: [Value], _ others: [Value], liveOrder: [Value]) -> [Value] {
        let live = positions(liveOrder)
        let right = sorted(wanted, by: positions(wantedOrder))
        let left = sorted(others, by: live)
        var result: [Value] = []
        result.reserveCapacity(left.count + right.count)
        var (i, j) = (0, 0)
        while i < left.count || j < right.count {
            if i == left.count {
                result.append(right[j])
                j += 1
            } else if j == right.count {
                result.append(left[i])
                i += 1
            } else if let a = live[identity(left[i])], let b = live[identity(right[j])], a < b {
                result.append(left[i])
                i += 1
            } else {
                result.append(right[j])
                j += 1
            }
        }
        return result
    }

    private func positions(_ items: [Value]) -> [Value: Int] {
        var result: [Value: Int] = [:]
        for (position, item) in items.enumerated() where result[identity(item)] == nil {
            result[identity(item)] = position
        }
        return result
    }

    /// Orders items stably; those the order does not name keep their place at the end.
    func sorted(_ items: [Value], by positions: [Value: Int]) -> [Value] {
        items.enumerated().map { (positions[identity($1)] ?? Int.max, $0, $1) }
            .sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
    }

    func sorted(_ items: [Value], like order: [Value]) -> [Value] { sorted(items, by: positions(order)) }
}
