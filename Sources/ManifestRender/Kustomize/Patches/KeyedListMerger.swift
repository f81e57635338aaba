internal import Values

/// Merges lists whose elements are told apart by keys, or by themselves where the list is one of plain values.
///
/// Lists as people write them, every element with all keys and no two alike, take a path that is linear in their
/// length. All others go through ``LooseListMerger``, which does step by step what the tool does.
struct KeyedListMerger {
    let merger: KustomizeMerger
    /// The keys; a single empty one for plain values.
    let keys: [String]
    /// The schema of the elements.
    let node: PatchSchema.Node?
    let depth: Int

    private struct Item {
        var value: Value
        /// Position in the old list of the element that it comes from.
        var position: Int?
    }

    func merge(_ changes: [Value], into old: [Value]) throws(KustomizeMerger.Failure) -> [Value] {
        guard let oldIndex = index(old), let changeIndex = index(changes) else {
            var loose = LooseListMerger(self, dest: old, patch: changes)
            return try loose.merge()
        }
        var rest: [Value?] = old
        var items: [Item] = []
        for change in changes {
            let position = identity(change).flatMap { oldIndex[$0] }
            let merged = try mergeElement(position.map { old[$0] }, change)
            note(merged, at: position, &rest, &items)
        }
        for (position, element) in old.enumerated() {
            guard let identity = identity(element), changeIndex[identity] == nil else { continue }
            note(try mergeElement(element, nil), at: position, &rest, &items)
        }
        return order(items, rest)
    }

    /// A list of the patch where there is none to merge with.
    func settle(_ elements: [Value]) throws(KustomizeMerger.Failure) -> Value {
        guard index(elements) != nil else {
            var loose = LooseListMerger(self, dest: elements, patch: nil)
            return .array(try loose.merge())
        }
        var settled: [Value] = []
        for element in elements {
            guard let merged = try mergeElement(nil, element), !merged.value.isEmptyObject else { continue }
            settled.append(merged.value)
        }
        return .array(settled)
    }

    func mergeElement(_ dest: Value?, _ patch: Value?) throws(KustomizeMerger.Failure) -> KustomizeMerger.Merged? {
        if dest?.objectValue != nil || patch?.objectValue != nil {
            return try merger.walkMapping(dest, patch, node, depth: depth)
        }
        let value = try merger.walk(dest, patch, node, depth: depth)
        return value.map { KustomizeMerger.Merged(value: $0, isDest: patch == nil) }
    }

    private func note(
        _ merged: KustomizeMerger.Merged?, at position: Int?, _ rest: inout [Value?], _ items: inout [Item]
    ) {
        guard let merged, !merged.value.isEmptyObject else {
            if let position { rest[position] = nil }
            return
        }
        if merged.isDest, let position { rest[position] = merged.value }
        items.append(Item(value: merged.value, position: position))
    }

    /// The patch's elements first, in its order. With several keys those that were there before keep their own order at
    /// the end.
    private func order(_ items: [Item], _ rest: [Value?]) -> [Value] {
        if keys.count == 1 { return items.map { item in item.position.flatMap { rest[$0] } ?? item.value } }
        let added = items.filter { item in item.position.flatMap { rest[$0] } == nil }
        return added.map(\.value) + rest.compactMap { $0 }
    }

    // MARK: - Identity

    /// Positions by identity; nil where some element has none or two have one.
    private func index(_ elements: [Value]) -> [[String]: Int]? {
        var index: [[String]: Int] = [:]
        index.reserveCapacity(elements.count)
        for (position, element) in elements.enumerated() {
            guard let identity = identity(element), index.updateValue(position, forKey: identity) == nil else {
                return nil
            }
        }
        return index
    }

    /// The texts of the keys; nil where one is missing or empty.
    private func identity(_ element: Value) -> [String]? {
        if keys == [""] {
            guard !element.isNull, let text = ScalarText.text(of: element), !text.isEmpty else { return nil }
            return [text]
        }
        guard case .object(let object) = element else { return nil }
        var texts: [String] = []
        for key in keys {
            guard let value = object[key], !value.isNull, let text = ScalarText.text(of: value), !text.isEmpty else {
                return nil
            }
            texts.append(text)
        }
        return texts
    }
}

extension Value {
    var isEmptyObject: Bool { if case .object(let object) = self { object.isEmpty } else { false } }
}
