import Values

/// The apply that most applies are: the fields are those that the applier applied before, with the same values or others.
///
/// Such an apply removes nothing and changes nobody's ownership, so that one walk along the object, what is applied and
/// the fields that were applied before does all that the general way does in several.
struct RepeatedApply {
    private static let maximumDepth = 128

    /// What lies at a place.
    private enum Outcome {
        /// The live value stays.
        case same
        case changed(Value)
        /// The general way is needed.
        case other
    }

    /// Lays an applied object over the live one; nil where the general way has to.
    static func run(
        _ applied: Value, on live: Value, by write: StructuredMerge.Write, schema: SchemaNode
    ) -> StructuredMerge.Outcome? {
        // What kubectl keeps in an annotation is its own affair.
        guard let forms = write.forms, write.manager != "kubectl", case .object(let members) = applied,
            case .object(let object) = live, case .array(let entries)? = live["metadata"]?["managedFields"],
            let position = entries.firstIndex(where: { isEntry($0, of: write, version: members["apiVersion"]) }),
            let owned = entries[position]["fieldsV1"].flatMap(forms.known)
        else { return nil }
        for other in entries.indices where other != position {
            // Fields that the structure has come to take as a whole change hands.
            guard let fields = entries[other]["fieldsV1"].flatMap(forms.known), !fields.hasParts(takenAsWholeBy: schema)
            else { return nil }
        }
        switch lay(members, over: object, schema, owned, write.ignored) {
        case .other: return nil
        case .same: return StructuredMerge.Outcome(object: live, isChanged: false, isSame: true)
        case .changed(var merged):
            // What others own of the fields is the general way's to find out.
            guard entries.count == 1 else { return nil }
            merged["metadata"]?["managedFields"] = .array([entries[0].with("time", .string(write.now))])
            return StructuredMerge.Outcome(object: merged, isChanged: true)
        }
    }

    private static func isEntry(_ entry: Value, of write: StructuredMerge.Write, version: Value?) -> Bool {
        guard case .object(let members) = entry else { return false }
        func has(_ name: String, _ text: String) -> Bool {
            guard case .string(let found)? = members[name] else { return text.isEmpty }
            return found == text
        }
        return has("manager", write.manager) && has("operation", "Apply") && has("subresource", write.subresource)
            && members["apiVersion"] == version && members["time"] != nil
    }

    /// Walks along the root, of which kind and version belong to nobody.
    private static func lay(
        _ applied: Object, over live: Object, _ node: SchemaNode, _ owned: FieldSet, _ ignored: FieldSet
    ) -> Outcome {
        var walk = Walk(live: live, owned: owned)
        for (position, member) in applied.enumerated() {
            switch member.key {
            case "apiVersion", "kind":
                guard live[member.key] == member.value else { return .other }
            case "metadata":
                guard case .object(let inner) = member.value, case .object(let before)? = live[member.key],
                    let child = node[member.key], !child.isAtomic
                else { return .other }
                let entry = owned.entry(.field(member.key))
                guard entry?.isMember != true, let place = live.position(of: member.key, near: position) else {
                    return .other
                }
                if entry != nil { walk.matched += 1 }
                let outcome = layMetadata(inner, over: before, child, entry?.below ?? FieldSet())
                guard walk.note(outcome, at: place) else { return .other }
            default:
                guard ignored.isEmpty || ignored.entry(.field(member.key)) == nil,
                    walk.lay(member, near: position, node, depth: 1)
                else { return .other }
            }
        }
        return walk.outcome
    }

    /// Walks along the metadata, part of which belongs to nobody.
    private static func layMetadata(
        _ applied: Object, over live: Object, _ node: SchemaNode, _ owned: FieldSet
    ) -> Outcome {
        var walk = Walk(live: live, owned: owned)
        for (position, member) in applied.enumerated() {
            if OwnershipUpdater.unownedMetadata.contains(member.key) {
                guard live.position(of: member.key, near: position).map({ live[$0].value == member.value }) == true
                else { return .other }
            } else if !walk.lay(member, near: position, node, depth: 2) {
                return .other
            }
        }
        return walk.outcome
    }

    /// One object on the way.
    private struct Walk {
        let live: Object
        let owned: FieldSet
        /// How many of the steps of ``owned`` were met.
        var matched = 0
        private var merged: Object?

        init(live: Object, owned: FieldSet) {
            self.live = live
            self.owned = owned
        }

        /// What the walk came to; fields that are applied no longer are not this way's affair.
        var outcome: Outcome {
            guard matched == owned.entries.count else { return .other }
            return merged.map { .changed(.object($0)) } ?? .same
        }

        /// Takes what lies below a member; false where the general way is needed.
        mutating func note(_ outcome: Outcome, at place: Int) -> Bool {
            switch outcome {
            case .other: return false
            case .same: return true
            case .changed(let value):
                if merged == nil { merged = live }
                merged?.withValue(at: place) { $0 = value }
                return true
            }
        }

        /// Lays a member over the live one of its name.
        mutating func lay(_ member: Object.Member, near position: Int, _ node: SchemaNode, depth: Int) -> Bool {
            guard let place = live.position(of: member.key, near: position), let child = node[member.key],
                let entry = owned.field(member.key, near: matched)
            else { return false }
            matched += 1
            let isDeclared = node.kind == .object && child.field >= 0
            return note(
                RepeatedApply.lay(member.value, over: live[place].value, child, entry, isDeclared, depth), at: place)
        }
    }

    /// Lays a value over a live one.
    private static func lay(
        _ applied: Value, over live: Value, _ node: SchemaNode, _ entry: FieldSet.Entry, _ isDeclared: Bool,
        _ depth: Int
    ) -> Outcome {
        guard depth < maximumDepth else { return .other }
        switch applied {
        case .object(let members):
            guard !TypedValue.isTakenAsWhole(node) else { return replace(applied, live, node, entry) }
            guard case .object(let before) = live, entry.isMember == (!isDeclared || members.isEmpty) else {
                return .other
            }
            var walk = Walk(live: before, owned: entry.below)
            for (position, member) in members.enumerated() {
                guard walk.lay(member, near: position, node, depth: depth + 1) else { return .other }
            }
            return walk.outcome
        case .array(let items):
            if TypedValue.isAtomicList(node) { return replace(applied, live, node, entry) }
            guard entry.isMember != isDeclared, case .array(let before) = live else { return .other }
            return layItems(items, over: before, node, entry.below, depth)
        case .null: return .other
        default: return replace(applied, live, node, entry)
        }
    }

    /// Puts a value that is owned as a whole in the place of the live one.
    private static func replace(
        _ applied: Value, _ live: Value, _ node: SchemaNode, _ entry: FieldSet.Entry
    ) -> Outcome {
        guard entry.isMember, entry.below.isEmpty, TypedValue.fits(applied, node) else { return .other }
        return applied == live ? .same : .changed(applied)
    }

    /// Lays items over those with the same keys, where they stand in the same order.
    private static func layItems(
        _ items: [Value], over live: [Value], _ node: SchemaNode, _ owned: FieldSet, _ depth: Int
    ) -> Outcome {
        guard items.count == live.count, items.count == owned.entries.count, let element = node.element else {
            return .other
        }
        var merged: [Value]?
        var steps = Set<PathElement>(minimumCapacity: items.count)
        for position in items.indices {
            guard let step = try? TypedValue.element(of: items[position], in: node),
                let other = try? TypedValue.element(of: live[position], in: node), step == other,
                let entry = owned.entry(step), entry.isMember, steps.insert(step).inserted
            else { return .other }
            switch layItem(items[position], over: live[position], element, entry, depth) {
            case .other: return .other
            case .same: continue
            case .changed(let value):
                if merged == nil { merged = live }
                merged?[position] = value
            }
        }
        return merged.map { .changed(.array($0)) } ?? .same
    }

    /// Lays an item over another one; items are places themselves.
    private static func layItem(
        _ item: Value, over live: Value, _ node: SchemaNode, _ entry: FieldSet.Entry, _ depth: Int
    ) -> Outcome {
        guard case .object = item, !TypedValue.isTakenAsWhole(node) else { return replace(item, live, node, entry) }
        return lay(item, over: live, node, entry, false, depth + 1)
    }
}

extension Value {
    /// The value with another member.
    fileprivate func with(_ key: String, _ value: Value) -> Value {
        var copy = self
        copy[key] = value
        return copy
    }
}
