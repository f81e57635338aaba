public import Values

/// A value with its structure, which structured merge works on.
public struct TypedValue: Sendable {
    /// The value.
    public var value: Value
    /// Its structure.
    public var schema: SchemaNode

    /// Takes a value as it is; see ``validate(allowsDuplicates:)``.
    public init(_ value: Value, schema: SchemaNode) {
        self.value = value
        self.schema = schema
    }

    /// How a value is walked: a single value, a list or an object.
    enum Atom: Hashable {
        case scalar
        case list
        case map
    }

    static func atom(_ node: SchemaNode, _ value: Value?) -> Atom {
        switch node.kind {
        case .scalar: return .scalar
        case .list: return .list
        case .map, .object: return .map
        case .any:
            switch value {
            case .array?: return .list
            case .object?: return .map
            default: return .scalar
            }
        }
    }

    /// Whether a list is merged as a whole.
    static func isAtomicList(_ node: SchemaNode) -> Bool {
        if case .list = node.kind { node.listType == .atomic } else { true }
    }

    /// Whether a place of a known type is never looked into.
    static func isTakenAsWhole(_ node: SchemaNode) -> Bool {
        switch node.kind {
        case .scalar: false
        case .list: node.listType == .atomic
        case .any, .map, .object: node.isAtomic
        }
    }

    /// The structure of a member; anything where none is declared.
    static func child(_ node: SchemaNode, _ key: String) -> SchemaNode { node[key] ?? .untyped }

    /// The step to an item of a list that merges item by item.
    static func element(of item: Value, in node: SchemaNode) throws(StructuredMergeError) -> PathElement {
        guard case .map(let keys) = node.listType else {
            switch item {
            case .object, .array:
                throw StructuredMergeError(
                    .schema, "associative list without keys has an element that's a \(item.kindName) type")
            default: return .value(item)
            }
        }
        guard case .object(let members) = item else {
            let what = item.isNull ? "a null element" : "non-map elements"
            throw StructuredMergeError(.schema, "associative list with keys may not have \(what)")
        }
        var fields: [PathElement.KeyField] = []
        fields.reserveCapacity(keys.count)
        for key in keys {
            if let value = members[key] ?? node.element?[key].flatMap(keyDefault) {
                fields.append(PathElement.KeyField(name: key, value: value))
            }
        }
        guard !fields.isEmpty else {
            let names = keys.map { "\"\($0)\"" }.joined(separator: " ")
            throw StructuredMergeError(
                .schema,
                "associative list with keys has an element that omits all key fields [\(names)] (and doesn't have default values for any key fields)"
            )
        }
        if fields.count > 1 { fields.sort { $0.name < $1.name } }
        return .key(fields)
    }

    /// What completes a key that an item leaves out: the declared value, or the zero value of what is always written.
    private static func keyDefault(_ field: SchemaNode) -> Value? {
        if let value = field.defaultValue { return value }
        guard field.isAlwaysWritten, case .scalar = field.kind else { return nil }
        return field.zeroValue
    }
}

extension TypedValue {
    private static let maximumDepth = 512

    /// Checks that the value fits its structure.
    ///
    /// - Parameter allowsDuplicates: whether a list that merges item by item may have two items of one key.
    /// - Throws: ``StructuredMergeError`` with code ``StructuredMergeError/Code/schema``; the message names every mistake.
    public func validate(allowsDuplicates: Bool = false) throws(StructuredMergeError) {
        if Self.fits(value, schema, allowsDuplicates, 0) { return }
        var mistakes: [Mistake] = []
        Self.check(value, schema, "", allowsDuplicates, 0, &mistakes)
        func list(_ texts: [String]) -> String {
            texts.count == 1 ? texts[0] : "errors:\n" + texts.map { "  " + $0 }.joined(separator: "\n")
        }
        if mistakes.isEmpty { return }
        throw StructuredMergeError(.schema, list(mistakes.map(\.text)), server: list(mistakes.map(\.serverText)))
    }

    /// Where a value does not fit, with and without the value.
    private struct Mistake {
        var text: String
        var serverText: String

        init(_ text: String, server: String? = nil) {
            self.text = text
            serverText = server ?? text
        }

        /// What was expected and what was found: its type, or the value as the server shows it.
        init(expected: String, _ value: Value, shown: String) {
            text = "\(expected), got \(GoForm.typeName(value))"
            serverText = "\(expected), got \(shown)"
        }
    }

    /// Whether a value fits its structure and no list that merges item by item has two items of one key.
    static func fits(_ value: Value, _ node: SchemaNode) -> Bool { fits(value, node, false, 0) }

    /// Whether ``check(_:_:_:_:_:_:)`` would find no mistake; says so without keeping track of where it is.
    private static func fits(_ value: Value, _ node: SchemaNode, _ allowsDuplicates: Bool, _ depth: Int) -> Bool {
        guard depth < maximumDepth else { return false }
        if value.isNull { return true }
        switch node.kind {
        case .any: return true
        case .scalar(let scalar): return mismatch(value, scalar) == nil
        case .list:
            guard case .array(let items) = value, let element = node.element else { return false }
            if node.listType != .atomic {
                var seen = Set<PathElement>(minimumCapacity: items.count)
                for item in items {
                    guard let step = try? Self.element(of: item, in: node) else { return false }
                    if !seen.insert(step).inserted, !allowsDuplicates { return false }
                }
            }
            return items.allSatisfy { fits($0, element, allowsDuplicates, depth + 1) }
        case .map, .object:
            guard case .object(let members) = value else { return false }
            return members.allSatisfy { member in
                guard let child = node[member.key] else { return false }
                return fits(member.value, child, allowsDuplicates, depth + 1)
            }
        }
    }

    private static func check(
        _ value: Value, _ node: SchemaNode, _ path: String, _ allowsDuplicates: Bool, _ depth: Int,
        _ mistakes: inout [Mistake]
    ) {
        func fail(_ mistake: Mistake) {
            if path.isEmpty { return mistakes.append(mistake) }
            mistakes.append(Mistake("\(path): \(mistake.text)", server: "\(path): \(mistake.serverText)"))
        }
        guard depth < maximumDepth else { return fail(Mistake("nested too deeply")) }
        if value.isNull { return }
        switch node.kind {
        case .any: return
        case .scalar(let scalar): if let mistake = mismatch(value, scalar) { fail(mistake) }
        case .list:
            guard case .array(let items) = value, let element = node.element else {
                return fail(Mistake(expected: "expected list", value, shown: "&{\(GoForm.plain(value))}"))
            }
            var seen: Set<PathElement> = []
            for (position, item) in items.enumerated() {
                var place = "\(path)[\(position)]"
                if node.listType != .atomic {
                    do {
                        let step = try Self.element(of: item, in: node)
                        if !seen.insert(step).inserted, !allowsDuplicates {
                            fail(Mistake("duplicate entries for key \(step.description)"))
                        }
                        place = path + step.description
                    } catch {
                        fail(Mistake("element \(position): \(error.message)"))
                    }
                }
                check(item, element, place, allowsDuplicates, depth + 1, &mistakes)
            }
        case .map, .object:
            guard case .object(let members) = value else {
                return fail(Mistake(expected: "expected map", value, shown: "&{\(GoForm.plain(value))}"))
            }
            for member in members.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
                guard let child = node[member.key] else {
                    // The server looks no further in an object that has a field which the kind does not know.
                    mistakes.append(Mistake("\(path).\(member.key): field not declared in schema"))
                    return
                }
                check(member.value, child, "\(path).\(member.key)", allowsDuplicates, depth + 1, &mistakes)
            }
        }
    }

    private static func mismatch(_ value: Value, _ scalar: Schema.Scalar) -> Mistake? {
        switch (scalar, value) {
        case (.quantity, _), (.intOrString, _):
            switch value {
            case .array, .object:
                return Mistake(expected: "expected any scalar", value, shown: "&{\(GoForm.plain(value))}")
            default: return nil
            }
        case (.string, .string), (.time, .string), (.microTime, .string), (.duration, .string), (.bytes, .string),
            (.boolean, .bool), (.integer, .int), (.integer, .unsigned), (.integer, .double), (.number, .int),
            (.number, .unsigned), (.number, .double):
            return nil
        case (.boolean, _): return Mistake(expected: "expected boolean", value, shown: "&{\(GoForm.plain(value))}")
        case (.integer, _), (.number, _):
            return Mistake("expected numeric (int or float), got \(GoForm.typeName(value))")
        default:
            return Mistake(
                expected: "expected string", value,
                shown: "&value.valueUnstructured{Value:\(GoForm.detailed(value))}")
        }
    }
}
