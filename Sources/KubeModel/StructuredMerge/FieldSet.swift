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

    /// The step to a member that is likely to be that at some position.
    func field(_ name: String, near guess: Int) -> Entry? {
        if guess < entries.count, case .field(name) = entries[guess].element { return entries[guess] }
        return entry(.field(name))
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
    /// Walks both sets in order: what stands in one alone is kept or not, what stands in both becomes what `merge` makes
    /// of it, unless that is empty.
    private func combined(
        _ other: FieldSet, keepsLeft: Bool = true, keepsRight: Bool = false, _ merge: (Entry, Entry) -> Entry?
    ) -> FieldSet {
        var result = FieldSet()
        result.entries.reserveCapacity(keepsLeft ? entries.count : min(entries.count, other.entries.count))
        var (i, j) = (0, 0)
        while i < entries.count, j < other.entries.count {
            let order = PathElement.order(entries[i].element, other.entries[j].element)
            if order < 0 {
                if keepsLeft { result.entries.append(entries[i]) }
                i += 1
            } else if order > 0 {
                if keepsRight { result.entries.append(other.entries[j]) }
                j += 1
            } else {
                if let entry = merge(entries[i], other.entries[j]), entry.isMember || !entry.below.isEmpty {
                    result.entries.append(entry)
                }
                i += 1
                j += 1
            }
        }
        if keepsLeft { result.entries.append(contentsOf: entries[i...]) }
        if keepsRight { result.entries.append(contentsOf: other.entries[j...]) }
        return result
    }

    /// Places in either set.
    public func union(_ other: FieldSet) -> FieldSet {
        if isEmpty { return other }
        if other.isEmpty { return self }
        return combined(other, keepsRight: true) { left, right in
            Entry(
                element: left.element, isMember: left.isMember || right.isMember, below: left.below.union(right.below))
        }
    }

    /// Places in both sets.
    public func intersection(_ other: FieldSet) -> FieldSet {
        if isEmpty || other.isEmpty { return FieldSet() }
        return combined(other, keepsLeft: false) { left, right in
            Entry(
                element: left.element, isMember: left.isMember && right.isMember,
                below: left.below.intersection(right.below))
        }
    }

    /// Places in this set and not in the other.
    public func subtracting(_ other: FieldSet) -> FieldSet {
        if isEmpty || other.isEmpty { return self }
        return combined(other) { left, right in
            Entry(
                element: left.element, isMember: left.isMember && !right.isMember,
                below: left.below.subtracting(right.below))
        }
    }

    /// Whether all places are in the other set too.
    public func isSubset(of other: FieldSet) -> Bool {
        var j = 0
        for entry in entries {
            while j < other.entries.count, other.entries[j].element < entry.element { j += 1 }
            guard j < other.entries.count, other.entries[j].element == entry.element,
                other.entries[j].isMember || !entry.isMember, entry.below.isSubset(of: other.entries[j].below)
            else { return false }
        }
        return true
    }

    /// Places in this set that neither are in the other nor lie below one that is.
    public func subtractingSubtrees(_ other: FieldSet) -> FieldSet {
        if isEmpty || other.isEmpty { return self }
        return combined(other) { left, right in
            if right.isMember { return nil }
            return Entry(
                element: left.element, isMember: left.isMember, below: left.below.subtractingSubtrees(right.below))
        }
    }

    /// Places in this set that have no place of the other below them.
    public func subtractingAncestors(of other: FieldSet) -> FieldSet {
        if isEmpty || other.isEmpty { return self }
        return combined(other) { left, right in
            Entry(
                element: left.element, isMember: left.isMember && right.below.isEmpty,
                below: left.below.subtractingAncestors(of: right.below))
        }
    }

    /// The set as a structure sees it that has come to take some fields as a whole: who owned parts of such a field owns
    /// it now.
    func collapsed(to node: SchemaNode?) -> FieldSet {
        guard let node, hasParts(takenAsWholeBy: node) else { return self }
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

    /// Whether there are places below one that the structure takes as a whole.
    func hasParts(takenAsWholeBy node: SchemaNode) -> Bool {
        guard node.kind != .any else { return false }
        for entry in entries where !entry.below.isEmpty {
            let child: SchemaNode? = if case .field(let name) = entry.element { node[name] } else { node.element }
            guard let child else { continue }
            if TypedValue.isTakenAsWhole(child) || entry.below.hasParts(takenAsWholeBy: child) { return true }
        }
        return false
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
