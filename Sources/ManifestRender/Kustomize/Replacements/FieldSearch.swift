internal import LinearRegex
internal import Values

/// Finds every field of an object that a path leads to, in place, making what is missing where that is asked for.
struct FieldSearch {
    private let steps: [FieldPathStep]
    private let patterns: [Int: RegexPattern]
    /// What the last field becomes where it is missing; nil makes nothing.
    private let created: Value?

    /// - Throws: `RenderError` where a pattern of the path is no regular expression.
    init(_ parts: some Sequence<String>, creating created: Value?) throws(RenderError) {
        steps = parts.map { FieldPathStep(ofSearch: $0) }
        var patterns: [Int: RegexPattern] = [:]
        for case (let position, .matching(_, let value)) in zip(steps.indices, steps) {
            do throws(RegexError) {
                patterns[position] = try RegexPattern(value)
            } catch {
                throw RenderError(.invalidOptions, "\(error)")
            }
        }
        self.patterns = patterns
        self.created = created
    }

    /// Changes a field; the flag tells whether it was made just now and has no type of its own.
    typealias Edit = (inout Value, Bool) throws(RenderError) -> Void

    /// Lets a closure change every field found.
    ///
    /// - Returns: how many there were.
    /// - Throws: `RenderError` where the path leads through something of another kind, and what the closure throws.
    func edit(_ object: inout Value, _ body: Edit) throws(RenderError) -> Int {
        try descend(&object, 0, isNew: false, body)
    }

    private func descend(
        _ node: inout Value, _ step: Int, isNew: Bool, _ body: Edit
    ) throws(RenderError) -> Int {
        guard step < steps.count else {
            try body(&node, isNew)
            return 1
        }
        switch steps[step] {
        case .key(let key): return try enterObject(&node, key, step, isNew: isNew, body)
        case .last: return try enterObject(&node, "-", step, isNew: isNew, body)
        case .malformed(let part): throw FieldPath.malformed(part)
        case .position, .every, .matching:
            switch node {
            case .array(var elements):
                node = .null
                defer { node = .array(elements) }
                return try enterList(&elements, step, body)
            case .null:
                // What is put into a null is lost, as it is in the tool.
                var elements: [Value] = []
                return try enterList(&elements, step, body)
            default: throw FieldPath.wrongKind(node, expected: "SequenceNode")
            }
        }
    }

    private func enterObject(
        _ node: inout Value, _ key: String, _ step: Int, isNew: Bool, _ body: Edit
    ) throws(RenderError) -> Int {
        switch node {
        case .object(var members):
            node = .null
            defer { node = .object(members) }
            if let position = members.position(of: key) {
                return try members.withValue(at: position) { (value) throws(RenderError) in
                    // What an element was made with has no type yet either.
                    try descend(&value, step + 1, isNew: isNew, body)
                }
            }
            guard var made = blank(before: step + 1) else { return 0 }
            let count = try descend(&made, step + 1, isNew: true, body)
            members[key] = made
            return count
        case .null:
            guard var made = blank(before: step + 1) else { return 0 }
            return try descend(&made, step + 1, isNew: true, body)
        default: throw FieldPath.wrongKind(node, expected: "MappingNode")
        }
    }

    private func enterList(
        _ elements: inout [Value], _ step: Int, _ body: Edit
    ) throws(RenderError) -> Int {
        switch steps[step] {
        case .position(let position):
            var isNew = false
            if position == elements.count, let made = blank(before: step + 1) {
                elements.append(made)
                isNew = true
            }
            guard position < elements.count else {
                throw RenderError(
                    .malformed, "index \(position) specified but only \(elements.count) elements found")
            }
            return try descend(&elements[position], step + 1, isNew: isNew, body)
        case .matching(let field, let value):
            let count = try enterMatching(&elements, field, step, isNew: false, body)
            guard count == 0, created != nil else { return count }
            elements.append(field.isEmpty ? ScalarText.plain(value) : [field: ScalarText.plain(value)])
            let made = try enterMatching(&elements, field, step, isNew: true, body)
            guard made > 0 else {
                throw RenderError(.invalidOptions, "no element of the list can be made to match '\(value)'")
            }
            return made
        default:
            var count = 0
            for position in elements.indices { count += try descend(&elements[position], step + 1, isNew: false, body) }
            return count
        }
    }

    private func enterMatching(
        _ elements: inout [Value], _ field: String, _ step: Int, isNew: Bool, _ body: Edit
    ) throws(RenderError) -> Int {
        guard let pattern = patterns[step] else { return 0 }
        var count = 0
        for position in elements.indices {
            guard !field.isEmpty else {
                // An element taken by its own text ends the path.
                guard pattern.matches(FieldSearch.written(elements[position])) else { continue }
                try body(&elements[position], isNew)
                count += 1
                continue
            }
            guard let value = elements[position][field], pattern.matches(FieldSearch.written(value)) else { continue }
            count += try descend(&elements[position], step + 1, isNew: isNew, body)
        }
        return count
    }

    /// What is made in front of a step where nothing is there.
    private func blank(before step: Int) -> Value? {
        guard let created else { return nil }
        guard step < steps.count else { return created }
        return steps[step].entersList ? .array([]) : .object(Object())
    }

    /// A value as it is written in YAML, which is what patterns are held against.
    private static func written(_ value: Value) -> String {
        if case .string(let text) = value, case .string = ScalarText.plain(text), !text.contains("\n") { return text }
        return value.yamlText().trimmingSpaces
    }
}
