extension JSONPatch {
    private static func missing(_ token: String) -> PatchError {
        PatchError(.missingTarget, "there is nothing at `\(token)` in the path")
    }

    /// The position a token means in a list of `count` elements; `limit` is the largest one allowed.
    private static func position(_ token: String, count: Int, limit: Int) throws(PatchError) -> Int {
        if token == "-" { return limit >= count ? count : -1 }
        if token.utf8.first == UInt8(ascii: "-"), let back = JSONPointer.position(String(token.dropFirst())), back > 0 {
            // Negative positions count from the end, of the list as it will be when one is added.
            let position = limit + 1 - back
            guard position >= 0 else { throw missing(token) }
            return position
        }
        guard let position = JSONPointer.position(token), position <= limit else { throw missing(token) }
        return position
    }

    static func find(_ pointer: JSONPointer, in value: Value) throws(PatchError) -> Value {
        var value = value
        for token in pointer.tokens {
            switch value {
            case .object(let object):
                guard let next = object[token] else { throw missing(token) }
                value = next
            case .array(let elements):
                let position = try position(token, count: elements.count, limit: elements.count - 1)
                guard elements.indices.contains(position) else { throw missing(token) }
                value = elements[position]
            default: throw missing(token)
            }
        }
        return value
    }

    /// Lets a closure change the container that the last token of a path belongs to.
    private static func withParent<Result>(
        of tokens: ArraySlice<String>, in value: inout Value,
        _ body: (inout Value, String) throws(PatchError) -> Result
    ) throws(PatchError) -> Result {
        guard let token = tokens.first else { throw PatchError(.invalidPatch, "the path must not be empty") }
        let rest = tokens.dropFirst()
        if rest.isEmpty { return try body(&value, token) }
        // The parent holds null while its payload changes, so that the payload is uniquely referenced.
        switch value {
        case .object(var object):
            guard let position = object.position(of: token) else { throw missing(token) }
            value = .null
            defer { value = .object(object) }
            return try object.withValue(at: position) { (child) throws(PatchError) in
                try withParent(of: rest, in: &child, body)
            }
        case .array(var elements):
            let position = try position(token, count: elements.count, limit: elements.count - 1)
            guard elements.indices.contains(position) else { throw missing(token) }
            value = .null
            defer { value = .array(elements) }
            return try withParent(of: rest, in: &elements[position], body)
        default: throw missing(token)
        }
    }

    static func add(_ new: Value, to value: inout Value, at pointer: JSONPointer) throws(PatchError) {
        guard !pointer.tokens.isEmpty else {
            value = new
            return
        }
        try withParent(of: pointer.tokens[...], in: &value) { (parent, token) throws(PatchError) in
            switch parent {
            case .object: parent[token] = new
            case .array(var elements):
                let position = try position(token, count: elements.count, limit: elements.count)
                parent = .null
                elements.insert(new, at: position)
                parent = .array(elements)
            default: throw missing(token)
            }
        }
    }

    static func replace(in value: inout Value, at tokens: ArraySlice<String>, with new: Value) throws(PatchError) {
        guard !tokens.isEmpty else {
            value = new
            return
        }
        try withParent(of: tokens, in: &value) { (parent, token) throws(PatchError) in
            switch parent {
            case .object(let object):
                guard object.contains(key: token) else { throw missing(token) }
                parent[token] = new
            case .array(var elements):
                let position = try position(token, count: elements.count, limit: elements.count - 1)
                guard elements.indices.contains(position) else { throw missing(token) }
                parent = .null
                elements[position] = new
                parent = .array(elements)
            default: throw missing(token)
            }
        }
    }

    @discardableResult
    static func remove(from value: inout Value, at tokens: ArraySlice<String>) throws(PatchError) -> Value {
        try withParent(of: tokens, in: &value) { (parent, token) throws(PatchError) in
            switch parent {
            case .object(let object):
                guard let removed = object[token] else { throw missing(token) }
                parent[token] = nil
                return removed
            case .array(var elements):
                let position = try position(token, count: elements.count, limit: elements.count - 1)
                guard elements.indices.contains(position) else { throw missing(token) }
                parent = .null
                let removed = elements.remove(at: position)
                parent = .array(elements)
                return removed
            default: throw missing(token)
            }
        }
    }
}
