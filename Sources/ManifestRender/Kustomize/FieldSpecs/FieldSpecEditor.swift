internal import Values

/// Changes in place what stands at a field spec's path: in every element of the lists on the way, making what is
/// missing where the spec says so.
///
/// An object, since closures on all threads hold on to it.
final class FieldSpecEditor: Sendable {
    /// What is made at the end of a path that is not there.
    enum Created: Sendable {
        /// Nothing: only fields that exist are changed.
        case nothing
        /// An empty text.
        case text
        /// An empty object.
        case object

        fileprivate var value: Value? {
            switch self {
            case .nothing: nil
            case .text: .string("")
            case .object: .object(Object())
            }
        }
    }

    let path: FieldSpecPath
    /// Whether the field is made where it is missing.
    let creates: Bool
    private let source: String
    private let created: Created

    init(_ spec: FieldSpec, created: Created = .nothing) {
        path = FieldSpecPath(spec.path)
        source = spec.path
        creates = spec.create && created.value != nil
        self.created = created
    }

    /// Lets a closure change every field at the path.
    ///
    /// - Throws: `RenderError` where the path leads through a scalar, and what the closure throws.
    func edit(
        _ object: inout Value, _ body: (inout Value) throws(RenderError) -> Void
    ) throws(RenderError) {
        try descend(&object, step: 0, body)
    }

    /// Where the fields at the path are, in the order in which ``edit(_:_:)`` goes through them.
    func places(in object: Value) -> [NodePlace] {
        var places: [NodePlace] = []
        find(object, step: 0, NodePlace(), &places)
        return places
    }

    private func find(_ node: Value, step: Int, _ place: NodePlace, _ places: inout [NodePlace]) {
        guard step < path.steps.count else { return places.append(place) }
        switch node {
        case .array(let elements):
            for (position, element) in elements.enumerated() {
                find(element, step: step, place.appending(.element(position)), &places)
            }
        case .object(let members):
            let key = path.steps[step].key
            guard let next = members[key] else { return }
            find(next, step: step + 1, place.appending(.key(key)), &places)
        default: return
        }
    }

    private func descend(
        _ node: inout Value, step: Int, _ body: (inout Value) throws(RenderError) -> Void
    ) throws(RenderError) {
        guard step < path.steps.count else { return try body(&node) }
        if var members = node.takeMembers() {
            defer { node = .object(members) }
            try enter(&members, step: step, body)
        } else if var elements = node.takeElements() {
            defer { node = .array(elements) }
            for position in elements.indices { try descend(&elements[position], step: step, body) }
        } else if !node.isNull {
            throw failure("expected sequence or mapping node")
        }
    }

    private func enter(
        _ members: inout Object, step: Int, _ body: (inout Value) throws(RenderError) -> Void
    ) throws(RenderError) {
        let key = path.steps[step].key
        guard !key.isEmpty else { throw failure("cannot set or create an empty field name") }
        guard let position = members.position(of: key) else {
            guard creates, !path.steps[step].isList, var value = missing(at: step) else { return }
            defer { members[key] = value }
            return try descend(&value, step: step + 1, body)
        }
        try members.withValue(at: position) { (value) throws(RenderError) in
            if value.isNull, let made = missing(at: step) { value = made }
            try descend(&value, step: step + 1, body)
        }
    }

    /// What a field that is missing or null becomes on the way.
    private func missing(at step: Int) -> Value? {
        if path.steps[step].isList { return .array([]) }
        guard creates else { return nil }
        return step == path.steps.count - 1 ? created.value : .object(Object())
    }

    private func failure(_ message: String) -> RenderError {
        RenderError(.malformed, "considering field '\(source)': \(message)")
    }
}
