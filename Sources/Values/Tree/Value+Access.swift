extension Value {
    /// The truth value, nil for any other kind.
    @inlinable
    public var boolValue: Bool? { if case .bool(let value) = self { value } else { nil } }

    /// The number where it is whole, fits, and was not written as a floating-point number; nil otherwise.
    @inlinable
    public var intValue: Int64? { if case .int(let value) = self { value } else { nil } }

    /// Any number as a double; nil for other kinds. Integers beyond 2^53 lose precision.
    @inlinable
    public var doubleValue: Double? {
        switch self {
        case .int(let value): Double(value)
        case .unsigned(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }

    /// The text, nil for any other kind.
    @inlinable
    public var stringValue: String? { if case .string(let value) = self { value } else { nil } }

    /// The elements, nil for any other kind.
    @inlinable
    public var arrayValue: [Value]? { if case .array(let value) = self { value } else { nil } }

    /// The members, nil for any other kind.
    @inlinable
    public var objectValue: Object? { if case .object(let value) = self { value } else { nil } }

    /// Whether this is null.
    @inlinable
    public var isNull: Bool { if case .null = self { true } else { false } }

    /// The value of a key; nil where this is no object or has no such key.
    ///
    /// Assigning to a key of something that is no object makes it one; assigning nil removes the member.
    public subscript(key: String) -> Value? {
        get {
            guard case .object(let object) = self else { return nil }
            return object[key]
        }
        _modify {
            // Null stays here meanwhile, so that the object's storage is uniquely referenced while it changes.
            var object = takeMembers() ?? Object()
            defer { self = .object(object) }
            yield &object[key]
        }
    }

    /// The value at the end of a chain of keys; nil where any link is missing.
    public subscript(first: String, second: String, rest: String...) -> Value? {
        guard var value = self[first]?[second] else { return nil }
        for key in rest {
            guard let next = value[key] else { return nil }
            value = next
        }
        return value
    }

    /// The element at a position; nil where this is no list or has no such element.
    public subscript(position: Int) -> Value? {
        guard case .array(let array) = self, array.indices.contains(position) else { return nil }
        return array[position]
    }

    /// The value at the end of a chain of keys; nil where any link is missing.
    public func value(at path: some Sequence<String>) -> Value? {
        var value = self
        for key in path {
            guard let next = value[key] else { return nil }
            value = next
        }
        return value
    }

    /// Sets what stands at the end of a chain of keys, making objects on the way where there are none.
    ///
    /// - Parameters:
    ///   - value: the new value; nil removes the last key, and makes nothing on the way.
    ///   - path: keys from here; an empty path replaces this value itself (nil leaves it alone).
    public mutating func set(_ value: Value?, at path: some Collection<String>) {
        guard let first = path.first else {
            if let value { self = value }
            return
        }
        let rest = path.dropFirst()
        if rest.isEmpty {
            if value == nil, self[first] == nil { return }
            self[first] = value
        } else if value == nil {
            guard self[first] != nil else { return }
            self[first]?.set(nil, at: rest)
        } else {
            if self[first] == nil { self[first] = .object(Object()) }
            self[first]?.set(value, at: rest)
        }
    }

    /// The name of the kind of value, as an error message needs it: `null`, `boolean`, `integer`, `number`,
    /// `string`, `list` or `object`.
    public var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .int, .unsigned: "integer"
        case .double: "number"
        case .string: "string"
        case .array: "list"
        case .object: "object"
        }
    }
}
