internal import Values

/// The merge of keyed lists as the tool does it for lists that are not as they should be: elements without keys, with some
/// of several keys, equal ones, or no mappings at all. What is lost on the way is lost in the tool too.
struct LooseListMerger {
    typealias Failure = KustomizeMerger.Failure

    private let list: KeyedListMerger
    private var dest: [Value]
    /// The patch's list; nil where it is the very list that is merged into.
    private let patch: [Value]?
    private var items: [Value] = []

    /// Longer lists of this kind are refused: the work grows with the square of their length.
    private static let longest = 4_000

    init(_ list: KeyedListMerger, dest: [Value], patch: [Value]?) {
        self.list = list
        self.dest = dest
        self.patch = patch
    }

    mutating func merge() throws(Failure) -> [Value] {
        guard dest.count + (patch?.count ?? 0) <= LooseListMerger.longest else {
            throw Failure(message: "a list is too long to be merged: its elements lack merge keys or are not unique")
        }
        var identities = self.identities()
        guard !identities.isEmpty else { return dest }
        if list.keys.count > 1 { LooseListMerger.unify(&identities) }
        var keys = list.keys
        for identity in identities {
            let place = Place(identity, among: identities, keys: list.keys)
            keys = place.keys
            try mergeElement(at: place)
        }
        try appendRest(keys: keys)
        return items
    }

    // MARK: - Identities

    /// The texts of the keys of every element, the patch's first, each once.
    private func identities() -> [[String]] {
        var seen: Set<[String]> = []
        return ((patch ?? dest) + (patch == nil ? [] : dest)).map(identity).filter { seen.insert($0).inserted }
    }

    private func identity(_ element: Value) -> [String] {
        if list.keys == [""] { return [LooseListMerger.text(element)] }
        return list.keys.map { key in element[key].map { $0.isNull ? "" : LooseListMerger.text($0) } ?? "" }
    }

    private static func text(_ value: Value) -> String { ScalarText.text(of: value) ?? "" }

    /// Makes identities one that agree in some key and differ only where one of them has none.
    private static func unify(_ identities: inout [[String]]) {
        for first in identities.indices {
            let own = identities[first]
            for second in identities.indices {
                guard let united = unite(own, identities[second]) else { continue }
                identities[first] = united
                identities[second] = united
            }
        }
    }

    private static func unite(_ left: [String], _ right: [String]) -> [String]? {
        var united: [String] = []
        var agree = false
        for (left, right) in zip(left, right) {
            if left == right {
                agree = true
            } else if !left.isEmpty, !right.isEmpty {
                return nil
            }
            united.append(left.isEmpty ? right : left)
        }
        return agree ? united : nil
    }

    /// The keys that count, and their values.
    private struct Place {
        var keys: [String]
        var values: [String]

        /// Keys that no identity has a value for are left out; all count where none has any.
        init(_ identity: [String], among identities: [[String]], keys: [String]) {
            let used = keys.indices.filter { position in identities.contains { !$0[position].isEmpty } }
            self.keys = used.isEmpty ? keys : used.map { keys[$0] }
            values = used.isEmpty ? identity : used.map { identity[$0] }
        }
    }

    // MARK: - Elements

    private mutating func mergeElement(at place: Place) throws(Failure) {
        let search = Place(place.values, among: [place.values], keys: place.keys)
        let position = LooseListMerger.find(search, in: dest)
        let change = patch.map { patch in LooseListMerger.find(search, in: patch).map { patch[$0] } }
        let merged: KustomizeMerger.Merged?
        if let change {
            merged = try list.mergeElement(position.map { dest[$0] }, change)
            if let merged, merged.isDest, let position { dest[position] = merged.value }
        } else {
            let element = position.map { dest[$0] }
            if let position, case .object(var object)? = element {
                // The directive is gone even where the element then cannot be found to be deleted.
                _ = try? MergeDirective.take(from: &object)
                dest[position] = .object(object)
            }
            merged = try list.mergeElement(nil, element)
            if let merged, let position { dest[position] = merged.value }
        }
        guard var value = merged?.value, !value.isNull, !value.isEmptyObject else {
            return try LooseListMerger.set(nil, at: place, in: &dest)
        }
        if case .object = value {
            for (key, text) in zip(place.keys, place.values) where !text.isEmpty && value[key] == nil {
                value[key] = Value(plainYAMLScalar: text, dialect: .go3)
            }
        }
        try LooseListMerger.set(value, at: place, in: &items)
    }

    /// Puts what was there before over what was merged.
    private mutating func appendRest(keys: [String]) throws(Failure) {
        for element in dest {
            if keys == [""] {
                let place = Place([LooseListMerger.text(element)], among: [], keys: keys)
                try LooseListMerger.set(element, at: place, in: &items)
                continue
            }
            var values: [String] = []
            for key in keys {
                guard element.isNull || element.objectValue != nil else {
                    throw Failure(message: "wrong node kind: expected MappingNode in a list that merges by '\(key)'")
                }
                if let value = element[key] {
                    values.append(LooseListMerger.text(value))
                } else {
                    items.append(element)
                }
            }
            var place = Place([], among: [], keys: [])
            (place.keys, place.values) = (keys, values)
            if keys.count > 1 { try LooseListMerger.set(nil, at: place, in: &items) }
            try LooseListMerger.set(element, at: place, in: &items)
        }
    }

    // MARK: - Lists

    private static func find(_ place: Place, in elements: [Value]) -> Int? {
        if place.keys == [""] { return elements.firstIndex { text($0) == place.values[0] } }
        return elements.firstIndex { element in
            guard case .object(let object) = element else { return false }
            return zip(place.keys, place.values).allSatisfy { key, wanted in object[key].map(text) == wanted }
        }
    }

    /// Replaces the elements at a place, removes them where `element` is nil, and appends where there are none. An empty
    /// value matches any. Elements that are null or empty vanish on the occasion.
    private static func set(_ element: Value?, at place: Place, in elements: inout [Value]) throws(Failure) {
        let isKeyed = place.keys != [""] && place.values.first.map { !$0.isEmpty } ?? false
        var result: [Value] = []
        var isFound = false
        for candidate in elements where !candidate.isNull && !candidate.isEmptyObject {
            if isKeyed, candidate.objectValue == nil {
                result.append(candidate)
            } else if try matches(candidate, place) {
                isFound = true
                if let element { result.append(element) }
            } else if !place.values.isEmpty {
                result.append(candidate)
            }
        }
        if let element, !isFound, !element.isNull { result.append(element) }
        elements = result
    }

    private static func matches(_ element: Value, _ place: Place) throws(Failure) -> Bool {
        if place.keys == [""] { return text(element) == place.values.first ?? "" }
        guard case .object(let object) = element else {
            throw Failure(message: "wrong node kind: expected MappingNode in a list that merges by '\(place.keys[0])'")
        }
        var found = false
        for (position, key) in place.keys.enumerated() {
            if position < place.values.count {
                let wanted = place.values[position]
                found = object[key].map { wanted.isEmpty || text($0) == wanted } ?? false
            }
            if !found { return false }
        }
        return true
    }
}
