import Values

/// A set of places in an object: what a field manager owns.
///
/// ```swift
/// let owned = try FieldSet(fieldsV1: entry["fieldsV1"] ?? [:])
/// owned.contains([.field("spec"), .field("replicas")])
/// ```
public struct FieldSet: Hashable, Sendable {
    /// A step with what lies at and below it.
    struct Entry: Hashable, Sendable {
        var element: PathElement
        /// Whether the place itself is in the set.
        var isMember: Bool
        /// Places below.
        var below: FieldSet
    }

    /// Steps in order, each only once; entries with nothing in them do not occur.
    var entries: [Entry]

    /// A set of nothing.
    public init() { entries = [] }

    /// A set of paths.
    public init(_ paths: some Sequence<[PathElement]>) {
        self.init()
        for path in paths { insert(path[...]) }
    }

    /// Entries in any order, each step only once.
    init(unsorted entries: [Entry]) {
        var isSorted = true
        for position in entries.indices.dropFirst() where !(entries[position - 1].element < entries[position].element) {
            isSorted = false
            break
        }
        self.entries = isSorted ? entries : entries.sorted { $0.element < $1.element }
    }

    /// Whether there is no place in the set.
    public var isEmpty: Bool { entries.isEmpty }

    private func position(of element: PathElement) -> (index: Int, isFound: Bool) {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].element < element { low = middle + 1 } else { high = middle }
        }
        return (low, low < entries.count && entries[low].element == element)
    }

    func entry(_ element: PathElement) -> Entry? {
        let (index, isFound) = position(of: element)
        return isFound ? entries[index] : nil
    }

    /// Adds a place.
    public mutating func insert(_ path: [PathElement]) { insert(path[...]) }

    private mutating func insert(_ path: ArraySlice<PathElement>) {
        guard let first = path.first else { return }
        let (index, isFound) = position(of: first)
        if !isFound { entries.insert(Entry(element: first, isMember: false, below: FieldSet()), at: index) }
        let rest = path.dropFirst()
        if rest.isEmpty { entries[index].isMember = true } else { entries[index].below.insert(rest) }
    }

    /// Whether a place is in the set; places above and below do not count.
    public func contains(_ path: [PathElement]) -> Bool {
        var set = self
        for (position, element) in path.enumerated() {
            guard let entry = set.entry(element) else { return false }
            if position == path.count - 1 { return entry.isMember }
            set = entry.below
        }
        return false
    }

    /// The places below a step, as seen from there.
    public func below(_ element: PathElement) -> FieldSet { entry(element)?.below ?? FieldSet() }

    /// All places in the order in which the server lists them: at each level the places that are in the set, then what is
    /// below them.
    public var paths: [[PathElement]] {
        var result: [[PathElement]] = []
        var path: [PathElement] = []
        collect(&path, &result)
        return result
    }

    private func collect(_ path: inout [PathElement], _ result: inout [[PathElement]]) {
        for entry in entries where entry.isMember { result.append(path + [entry.element]) }
        for entry in entries where !entry.below.isEmpty {
            path.append(entry.element)
            entry.below.collect(&path, &result)
            path.removeLast()
        }
    }
}

extension FieldSet {
    /// Walks both sets in order and keeps what `merge` makes of entries; nothing is kept of those it makes nothing of.
    private func combined(_ other: FieldSet, _ merge: (Entry?, Entry?) -> Entry?) -> FieldSet {
        var result = FieldSet()
        var (i, j) = (0, 0)
        while i < entries.count || j < other.entries.count {
            let left = i < entries.count ? entries[i] : nil
            let right = j < other.entries.count ? other.entries[j] : nil
            var (a, b) = (left, right)
            if let left, let right, left.element != right.element {
                if left.element < right.element { b = nil } else { a = nil }
            }
            if a != nil { i += 1 }
            if b != nil { j += 1 }
            if let entry = merge(a, b), entry.isMember || !entry.below.isEmpty { result.entries.append(entry) }
        }
        return result
    }

    /// Places in either set.
    public func union(_ other: FieldSet) -> FieldSet {
        if isEmpty { return other }
        if other.isEmpty { return self }
        return combined(other) { left, right in
            guard let left, let right else { return left ?? right }
            return Entry(
                element: left.element, isMember: left.isMember || right.isMember, below: left.below.union(right.below))
        }
    }

    /// Places in both sets.
    public func intersection(_ other: FieldSet) -> FieldSet {
        if isEmpty || other.isEmpty { return FieldSet() }
        return combined(other) { left, right in
            guard let left, let right else { return nil }
            return Entry(
                element: left.element, isMember: left.isMember && right.isMember,
                below: left.below.intersection(right.below))
        }
    }

    /// Places in this set and not in the other.
    public func subtracting(_ other: FieldSet) -> FieldSet {
        if isEmpty || other.isEmpty { return self }
        return combined(other) { left, right in
            guard let left, let right else { return left }
            return Entry(
                element: left.element, isMember: left.isMember && !right.isMember,
                below: left.below.subtracting(right.below))
        }
    }

    /// Places in this set that neither are in the other nor lie below one that is.
    public func subtractingSubtrees(_ other: FieldSet) -> FieldSet {
        if isEmpty || other.isEmpty { return self }
        return combined(other) { left, right in
            guard let left, let right else { return left }
            if right.isMember { return nil }
            return Entry(
                element: left.element, isMember: left.isMember, below: left.below.subtractingSubtrees(right.below))
        }
    }

    /// Places in this set that have no place of the other below them.
    public func subtractingAncestors(of other: FieldSet) -> FieldSet {
        if isEmpty || other.isEmpty { return self }
        return combined(other) { left, right in
            guard let left, let right else { return left }
            return Entry(
                element: left.element, isMember: left.isMember && right.below.isEmpty,
                below: left.below.subtractingAncestors(of: right.below))
        }
    }

    /// The set as a structure sees it that has come to take some fields as a whole: who owned parts of such a field owns
    /// it now.
    func collapsed(to node: SchemaNode?) -> FieldSet {
        guard let node, node.kind != .any else { return self }
        var result = self
        for position in result.entries.indices {
            let entry = result.entries[position]
            guard !entry.below.isEmpty else { continue }
            let child: SchemaNode? = if case .field(let name) = entry.element { node[name] } else { node.element }
            if let child, TypedValue.isTakenAsWhole(child) {
                result.entries[position].isMember = true
                result.entries[position].below = FieldSet()
            } else {
                result.entries[position].below = entry.below.collapsed(to: child)
            }
        }
        return result
    }

    /// The set with every declared field on the way to a place made a place itself.
    func withNamedFields(_ node: SchemaNode?) -> FieldSet {
        var result = self
        for position in result.entries.indices {
            let entry = result.entries[position]
            guard !entry.below.isEmpty else { continue }
            var child: SchemaNode?
            if case .field(let name) = entry.element {
                child = node?[name]
                if node?.declares(name) == true { result.entries[position].isMember = true }
            } else {
                child = node?.element
            }
            result.entries[position].below = entry.below.withNamedFields(child)
        }
        return result
    }
}

extension FieldSet: CustomStringConvertible {
    /// The places as conflict messages write them, one a line.
    public var description: String {
        paths.map { $0.map(\.description).joined() }.joined(separator: "\n")
    }
}
