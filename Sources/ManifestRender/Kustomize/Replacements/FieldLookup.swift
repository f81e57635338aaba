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
            switch step {
            case .position(let position): return elements.indices.contains(position) ? elements[position] : nil
            case .matching(let field, let value): return elements.first { matches($0, field: field, value: value) }
            default: return elements.last
            }
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
