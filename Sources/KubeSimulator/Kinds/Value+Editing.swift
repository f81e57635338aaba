import Values

extension Value {
    /// Sets a member that is not there yet, or is an empty text.
    mutating func setDefault(_ key: String, _ value: @autoclosure () -> Value) {
        switch self[key] {
        case nil, .null?, .string("")?: self[key] = value()
        default: return
        }
    }

    /// Changes a member in place where it is there.
    mutating func edit(_ key: String, _ change: (inout Value) -> Void) {
        guard case .object(var members) = self, let position = members.position(of: key) else { return }
        self = .null
        members.withValue(at: position) { change(&$0) }
        self = .object(members)
    }

    /// Changes all elements of a list in place.
    mutating func editEach(_ key: String, _ change: (inout Value) -> Void) {
        edit(key) { list in
            guard case .array(var elements) = list else { return }
            list = .null
            for index in elements.indices { change(&elements[index]) }
            list = .array(elements)
        }
    }

    /// The text of a member; empty where it is none.
    func text(_ key: String) -> String { self[key]?.stringValue ?? "" }

    /// The elements of a member; none where it is no list.
    func list(_ key: String) -> [Value] { self[key]?.arrayValue ?? [] }

    /// The number of a member; nil where it is none.
    func number(_ key: String) -> Int64? { self[key]?.intValue }

    /// Whether a member is true.
    func isTrue(_ key: String) -> Bool { self[key]?.boolValue == true }
}
