import Values

extension Object {
    /// Whether a key has no value: missing, null or an empty text.
    func lacks(_ key: String) -> Bool {
        switch self[key] {
        case nil, .null?, .string("")?: true
        default: false
        }
    }

    /// Sets a key that has no value yet.
    mutating func fill(_ key: String, _ value: @autoclosure () -> Value) {
        if lacks(key) { self[key] = value() }
    }

    /// Sets a key that is missing or null; an empty text is a value here.
    mutating func fillAbsent(_ key: String, _ value: @autoclosure () -> Value) {
        if self[key]?.isNull ?? true { self[key] = value() }
    }

    /// Sets a number that is missing, null or zero.
    mutating func fillZero(_ key: String, _ value: Value) {
        if lacks(key) || self[key] == .int(0) { self[key] = value }
    }

    /// Changes the object that a key holds; does nothing where it holds none.
    mutating func update(_ key: String, _ body: (inout Object) -> Void) {
        guard let position = position(of: key) else { return }
        withValue(at: position) { $0.updateObject(body) }
    }

    /// Changes the object that a key holds, making one where the key has no value.
    mutating func ensure(_ key: String, _ body: (inout Object) -> Void) {
        if self[key]?.isNull ?? true { self[key] = .object(Object()) }
        update(key, body)
    }

    /// Changes every object in the list that a key holds.
    mutating func updateEach(_ key: String, _ body: (inout Object) -> Void) {
        guard let position = position(of: key) else { return }
        withValue(at: position) { value in
            guard case .array(var items) = value else { return }
            value = .null
            for item in items.indices { items[item].updateObject(body) }
            value = .array(items)
        }
    }
}

extension Value {
    /// Changes the object this is; does nothing for other kinds of value.
    fileprivate mutating func updateObject(_ body: (inout Object) -> Void) {
        guard case .object(var members) = self else { return }
        self = .null
        body(&members)
        self = .object(members)
    }
}
