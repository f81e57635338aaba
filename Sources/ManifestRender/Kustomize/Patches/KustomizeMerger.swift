internal import Values

/// Merges a strategic merge patch into an object by kustomize's own rules, which are not the API server's.
///
/// Where the two differ from what one expects, the tool is followed: new elements of keyed lists come first, a patch list
/// without keys in the schema replaces, `$patch: replace` in an element of a keyed list loses the element's patch.
struct KustomizeMerger {
    /// Why a patch does not fit its object.
    struct Failure: Error {
        var message: String
    }

    let schema: PatchSchema
    /// How the texts of the object are written, which the merge keeps up to date.
    var styles = TextStyles()
    /// How the patch writes its scalars where that is not how they are printed.
    var spellings: [Value: String] = [:]

    /// The deepest nesting that is merged; the readers allow no more.
    private static let maximumDepth = 512

    /// What becomes of a whole object.
    enum Outcome {
        case merged(Value)
        case deleted
        /// The tool drops what `$patch: replace` of the whole object gives.
        case unchanged
    }

    /// Merges a patch into an object.
    func merge(_ patch: Value, into object: Value) throws(Failure) -> Outcome {
        guard let merged = try walkMapping(object, patch, nil, depth: 0), !merged.value.isEmptyObject else {
            return .deleted
        }
        return merged.isDest ? .merged(merged.value) : .unchanged
    }

    // MARK: - Places

    /// Stands for a member that is there without a value, which a merge drops; see ``KustomizeDocument/emptyMembers``.
    static let emptyMember = Value.double(.nan)

    static func isEmptyMember(_ value: Value) -> Bool {
        if case .double(let number) = value { number.isNaN } else { false }
    }

    private enum Shape: String {
        case mapping = "MappingNode"
        case sequence = "SequenceNode"
        case scalar = "ScalarNode"

        /// Nil for what is missing or null.
        init?(_ value: Value?) {
            switch value {
            case nil, .null?: return nil
            case .object?: self = .mapping
            case .array?: self = .sequence
            case let value?:
                if KustomizeMerger.isEmptyMember(value) { return nil }
                self = .scalar
            }
        }
    }

    /// What becomes of a place; nil where it is cleared.
    func walk(_ dest: Value?, _ patch: Value?, _ node: PatchSchema.Node?, depth: Int) throws(Failure) -> Value? {
        guard depth < KustomizeMerger.maximumDepth else { throw Failure(message: "the patch is nested too deeply") }
        let (destShape, patchShape) = (Shape(dest), Shape(patch))
        if let destShape, let patchShape, destShape != patchShape {
            let contents = (patch ?? .null).yamlText(.go)
            throw Failure(
                message: "wrong node kind: expected \(destShape.rawValue) but got \(patchShape.rawValue): "
                    + "node contents:\n\(contents)")
        }
        switch destShape ?? patchShape {
        case nil:
            // A null stays where the patch says nothing of it.
            return patch == nil ? dest.flatMap { $0.isNull ? .null : nil } : nil
        case .scalar:
            guard let patch else { return dest }
            return patch.isNull ? nil : styled(patch, as: dest)
        case .mapping: return try walkMapping(dest, patch, node, depth: depth)?.value
        case .sequence: return try walkSequence(dest, patch, node, depth: depth)
        }
    }

    /// The value of a patch in the style of what it replaces: the tool keeps the old quotes.
    private func styled(_ value: Value, as dest: Value?) -> Value {
        guard let dest else { return value }
        var isQuoted = false
        if case .string(let old) = dest { isQuoted = styles.isQuoted(old) }
        // A text that is written otherwise is a date.
        if case .string(let text) = value, spellings[value] == nil {
            styles.note(text, isQuoted: isQuoted)
            return value
        }
        guard isQuoted else { return value }
        let text = spellings[value] ?? ScalarText.text(of: value) ?? ""
        styles.note(text, isQuoted: true)
        return .string(text)
    }

    // MARK: - Mappings

    /// A mapping after a merge, and whether it is the old one changed or the patch's own.
    struct Merged {
        var value: Value
        var isDest: Bool
    }

    /// Both are mappings, null or missing; one at least is a mapping.
    func walkMapping(
        _ dest: Value?, _ patch: Value?, _ node: PatchSchema.Node?, depth: Int
    ) throws(Failure) -> Merged? {
        let node = node ?? dest.flatMap { schema.node(for: $0) } ?? patch.flatMap { schema.node(for: $0) }
        guard case .object(let old)? = dest else {
            guard case .object(var added)? = patch else { return nil }
            // An unknown directive matters only where there is something to merge with.
            if (try? MergeDirective.take(from: &added)) == .delete { return nil }
            return Merged(value: .object(try settle(added, node, depth: depth)), isDest: false)
        }
        if patch?.isNull ?? false { return nil }
        guard case .object(var changes)? = patch else {
            return Merged(value: .object(try merge(nil, into: old, node, depth: depth)), isDest: true)
        }
        switch try MergeDirective.take(from: &changes) {
        case .delete: return nil
        case .replace: return Merged(value: .object(try settle(changes, node, depth: depth)), isDest: false)
        case .merge:
            return Merged(value: .object(try merge(changes, into: old, node, depth: depth)), isDest: true)
        }
    }

    private func merge(
        _ changes: Object?, into old: Object, _ node: PatchSchema.Node?, depth: Int
    ) throws(Failure) -> Object {
        var result: [Object.Member] = []
        result.reserveCapacity(old.count + (changes?.count ?? 0))
        for member in old {
            let merged = try walk(member.value, changes?[member.key], node?.field(member.key), depth: depth + 1)
            if let merged { result.append(Object.Member(key: member.key, value: merged)) }
        }
        for member in changes ?? Object() where !old.contains(key: member.key) {
            let added = try walk(nil, member.value, node?.field(member.key), depth: depth + 1)
            if let added { result.append(Object.Member(key: member.key, value: added)) }
        }
        return Object(uniqueMembers: result)
    }

    /// The patch's own members where there is nothing to merge them with: the tool merges them with themselves.
    func settle(_ object: Object, _ node: PatchSchema.Node?, depth: Int) throws(Failure) -> Object {
        guard depth < KustomizeMerger.maximumDepth else { throw Failure(message: "the patch is nested too deeply") }
        let node = node ?? schema.node(for: .object(object))
        var result: [Object.Member] = []
        result.reserveCapacity(object.count)
        for member in object {
            let field = node?.field(member.key)
            switch member.value {
            case .null: continue
            case .object(var inner):
                switch try MergeDirective.take(from: &inner) {
                case .delete: continue
                case .merge, .replace:
                    let value = Value.object(try settle(inner, field, depth: depth + 1))
                    result.append(Object.Member(key: member.key, value: value))
                }
            case .array(let elements):
                guard let value = try settle(elements, field, depth: depth + 1) else { continue }
                result.append(Object.Member(key: member.key, value: value))
            default: result.append(member)
            }
        }
        return Object(uniqueMembers: result)
    }

    // MARK: - Lists

    private func walkSequence(
        _ dest: Value?, _ patch: Value?, _ node: PatchSchema.Node?, depth: Int
    ) throws(Failure) -> Value? {
        guard let node, node.mergesList else {
            return patch.map { $0.isNull ? nil : $0 } ?? dest
        }
        guard case .array(let old)? = dest else {
            guard case .array(let added)? = patch else { return nil }
            return try listMerger(node, depth).settle(added)
        }
        guard let patch else { return .array(try listMerger(node, depth).merge([], into: old)) }
        guard case .array(var changes) = patch else { return nil }
        switch try MergeDirective.take(from: &changes) {
        case .delete: return nil
        case .replace: return try listMerger(node, depth).settle(changes)
        case .merge: return .array(try listMerger(node, depth).merge(changes, into: old))
        }
    }

    private func settle(_ elements: [Value], _ node: PatchSchema.Node?, depth: Int) throws(Failure) -> Value? {
        guard let node, node.mergesList else { return .array(elements) }
        var elements = elements
        switch try MergeDirective.take(from: &elements) {
        case .delete: return nil
        case .merge, .replace: return try listMerger(node, depth).settle(elements)
        }
    }

    private func listMerger(_ node: PatchSchema.Node, _ depth: Int) -> KeyedListMerger {
        let keys = node.mergeKeys
        return KeyedListMerger(merger: self, keys: keys.isEmpty ? [""] : keys, node: node.elements, depth: depth + 1)
    }
}
