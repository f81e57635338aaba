internal import Values

/// Where a node stands in an object, told step by step.
struct NodePlace: Hashable, Sendable {
    enum Step: Hashable, Sendable {
        case key(String)
        case element(Int)
    }

    var steps: [Step] = []

    func appending(_ step: Step) -> NodePlace { NodePlace(steps: steps + [step]) }

    /// Whether the way leads through a list, whose elements may change their places.
    var entersList: Bool {
        steps.contains { if case .element = $0 { true } else { false } }
    }
}

extension Value {
    /// What stands at a place; nil where nothing does.
    func node(at place: NodePlace) -> Value? {
        var node = self
        for step in place.steps {
            switch (step, node) {
            case (.key(let key), .object(let members)):
                guard let next = members[key] else { return nil }
                node = next
            case (.element(let position), .array(let elements)):
                guard elements.indices.contains(position) else { return nil }
                node = elements[position]
            default: return nil
            }
        }
        return node
    }

    /// Puts a value at a place where something stands.
    mutating func replaceNode(at place: NodePlace, with new: Value) { replace(place.steps[...], with: new) }

    private mutating func replace(_ steps: ArraySlice<NodePlace.Step>, with new: Value) {
        guard let step = steps.first else {
            self = new
            return
        }
        switch step {
        case .key(let key):
            guard var members = takeMembers() else { return }
            defer { self = .object(members) }
            guard let position = members.position(of: key) else { return }
            members.withValue(at: position) { $0.replace(steps.dropFirst(), with: new) }
        case .element(let position):
            guard var elements = takeElements() else { return }
            defer { self = .array(elements) }
            guard elements.indices.contains(position) else { return }
            elements[position].replace(steps.dropFirst(), with: new)
        }
    }
}
