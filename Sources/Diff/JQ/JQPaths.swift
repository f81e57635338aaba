import Values

/// Reading, setting and deleting by paths.
enum JQPaths {
    private static let maximumLength = 1 << 16

    static func get(_ value: Value, _ path: ArraySlice<Value>) throws(JQError) -> Value {
        var value = value
        for key in path {
            if value.isNull { return .null }
            value = try JQArithmetic.index(value, key)
        }
        return value
    }

    static func set(_ value: Value, _ path: ArraySlice<Value>, _ replacement: Value) throws(JQError) -> Value {
        guard let key = path.first else { return replacement }
        let rest = path.dropFirst()
        switch (value, key) {
        case (.object, .string(let name)), (.null, .string(let name)):
            var members = value.objectValue ?? Object()
            members[name] = try set(members[name] ?? .null, rest, replacement)
            return .object(members)
        case (.array, .int), (.array, .double), (.null, .int), (.null, .double):
            var items = value.arrayValue ?? []
            guard let number = key.doubleValue, let whole = Int(exactly: JQRounding.down(number)) else {
                throw .failure("a list is indexed with whole numbers")
            }
            let position = whole < 0 ? whole + items.count : whole
            guard position >= 0, position < maximumLength else { throw .failure("a position is out of bounds") }
            while items.count <= position { items.append(.null) }
            items[position] = try set(items[position], rest, replacement)
            return .array(items)
        case (.array(var items), .object):
            let range = try JQArithmetic.range(key, in: items.count)
            guard case .array(let replaced) = try set(.array(Array(items[range])), rest, replacement) else {
                throw .failure("a slice is replaced by a list")
            }
            items.replaceSubrange(range, with: replaced)
            return .array(items)
        default: throw .failure("\(value.kindName) cannot be indexed with \(key.kindName)")
        }
    }

    /// Deletes all paths as they stand before any of them is gone.
    static func delete(_ value: Value, _ paths: [[Value]]) throws(JQError) -> Value {
        var result = value
        let ordered = paths.sorted { JQArithmetic.compare(.array($0), .array($1)) > 0 }
        for path in ordered { result = try delete(result, path[...]) }
        return result
    }

    private static func delete(_ value: Value, _ path: ArraySlice<Value>) throws(JQError) -> Value {
        guard let key = path.first else { return .null }
        let rest = path.dropFirst()
        switch (value, key) {
        case (.null, _): return .null
        case (.object(var members), .string(let name)):
            guard let child = members[name] else { return value }
            members[name] = rest.isEmpty ? nil : try delete(child, rest)
            return .object(members)
        case (.array(var items), .int), (.array(var items), .double):
            guard let position = JQArithmetic.position(key, in: items.count) else { return value }
            if rest.isEmpty { items.remove(at: position) } else { items[position] = try delete(items[position], rest) }
            return .array(items)
        case (.array(var items), .object):
            let range = try JQArithmetic.range(key, in: items.count)
            if rest.isEmpty {
                items.removeSubrange(range)
            } else if case .array(let changed) = try delete(.array(Array(items[range])), rest) {
                items.replaceSubrange(range, with: changed)
            }
            return .array(items)
        default: throw .failure("\(value.kindName) cannot be indexed with \(key.kindName)")
        }
    }
}
