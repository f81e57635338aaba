internal import Values

extension FieldPath {
    /// What stands at the path; nil where a link is missing or null.
    ///
    /// - Throws: `RenderError` where the path leads through something of another kind.
    func lookup(in object: Value, upTo count: Int? = nil) throws(RenderError) -> Value? {
        var node = object
        for part in parts.prefix(count ?? parts.count) {
            let part = part.trimmingSpaces
            guard !part.isEmpty else { continue }
            guard let next = try FieldPath.child(of: node, at: FieldPathStep(ofLookup: part)) else { return nil }
            node = next
        }
        return node
    }

    /// Changes what ``lookup(in:upTo:)`` finds, in place; does nothing where it finds nothing.
    func edit(_ object: inout Value, upTo count: Int, _ body: (inout Value) -> Void) {
        let steps = parts.prefix(count).map(\.trimmingSpaces).filter { !$0.isEmpty }.map(FieldPathStep.init(ofLookup:))
        FieldPath.edit(&object, steps[...], body)
    }

    private static func edit(_ node: inout Value, _ steps: ArraySlice<FieldPathStep>, _ body: (inout Value) -> Void) {
        guard let step = steps.first else { return body(&node) }
        switch (step, node) {
        case (.key(let key), .object(var members)):
            guard let position = members.position(of: key) else { return }
            node = .null
            defer { node = .object(members) }
            members.withValue(at: position) { edit(&$0, steps.dropFirst(), body) }
        case (.position, .array(var elements)), (.last, .array(var elements)), (.matching, .array(var elements)):
            guard let position = position(of: step, in: elements) else { return }
            node = .null
            defer { node = .array(elements) }
            edit(&elements[position], steps.dropFirst(), body)
        default: return
        }
    }

    static func position(of step: FieldPathStep, in elements: [Value]) -> Int? {
        switch step {
        case .position(let position): elements.indices.contains(position) ? position : nil
        case .matching(let field, let value): elements.firstIndex { matches($0, field: field, value: value) }
        default: elements.indices.last
        }
    }

    private static func child(of node: Value, at step: FieldPathStep) throws(RenderError) -> Value? {
        if node.isNull { return nil }
        switch step {
        case .key(let key):
            guard case .object(let members) = node else { throw wrongKind(node, expected: "MappingNode") }
            return members[key]
        case .every: return nil
        case .malformed(let part): throw malformed(part)
        case .position, .last, .matching:
            guard case .array(let elements) = node else { throw wrongKind(node, expected: "SequenceNode") }
            return position(of: step, in: elements).map { elements[$0] }
        }
    }

    private static func matches(_ element: Value, field: String, value: String) -> Bool {
        let scalar = field.isEmpty ? element : element[field]
        return scalar.flatMap(ScalarText.text(of:)) == value
    }

    static func wrongKind(_ node: Value, expected: String) -> RenderError {
        let found =
            switch node {
            case .array: "SequenceNode"
            case .object: "MappingNode"
            default: "ScalarNode"
            }
        return RenderError(.malformed, "wrong node kind: expected \(expected) but got \(found)")
    }

    static func malformed(_ part: String) -> RenderError {
        RenderError(
            .invalidOptions,
            "list path element must contain fieldName=fieldValue for element to match, found '\(part)'")
    }
}

extension String {
    var trimmingSpaces: String {
        guard let first = utf8.first, let last = utf8.last, first <= 0x20 || last <= 0x20 else { return self }
        var text = self[...]
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}
