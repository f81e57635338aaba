internal import Values

extension FieldPath {
    /// Changes what stands at the path, making objects, lists and elements where they are missing.
    ///
    /// A position in a list that does not exist, and what is below null, is left alone.
    ///
    /// - Parameter body: gets the field, and whether it was made just now.
    /// - Throws: `RenderError` where the path leads through something of another kind, and what the closure throws.
    func make(
        in object: inout Value, _ body: (inout Value, Bool) throws(RenderError) -> Void
    ) throws(RenderError) {
        let steps = parts.map(\.trimmingSpaces).filter { !$0.isEmpty }.map(FieldPathStep.init(ofLookup:))
        try FieldPath.make(&object, steps[...], isNew: false, body)
    }

    private static func make(
        _ node: inout Value, _ steps: ArraySlice<FieldPathStep>, isNew: Bool,
        _ body: (inout Value, Bool) throws(RenderError) -> Void
    ) throws(RenderError) {
        guard let step = steps.first else { return try body(&node, isNew) }
        let rest = steps.dropFirst()
        if node.isNull { return }
        switch step {
        case .key(let key):
            guard case .object(var members) = node else { throw wrongKind(node, expected: "MappingNode") }
            node = .null
            defer { node = .object(members) }
            if let position = members.position(of: key) {
                try members.withValue(at: position) { (value) throws(RenderError) in
                    try make(&value, rest, isNew: false, body)
                }
            } else {
                var made = blank(before: rest.first)
                try make(&made, rest, isNew: true, body)
                members[key] = made
            }
        case .malformed(let part): throw malformed(part)
        default:
            guard case .array(var elements) = node else { throw wrongKind(node, expected: "SequenceNode") }
            node = .null
            defer { node = .array(elements) }
            var isNew = false
            if case .matching(let field, let value) = step, position(of: step, in: elements) == nil {
                elements.append(field.isEmpty ? ScalarText.plain(value) : [field: ScalarText.plain(value)])
                isNew = true
            }
            guard let position = isNew ? elements.count - 1 : position(of: step, in: elements) else { return }
            try make(&elements[position], rest, isNew: isNew, body)
        }
    }

    private static func blank(before step: FieldPathStep?) -> Value {
        guard let step else { return .string("") }
        return step.entersList ? .array([]) : .object(Object())
    }
}
