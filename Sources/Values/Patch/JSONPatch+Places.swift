extension JSONPatch {
    private static func missing(_ token: String) -> PatchError {
        PatchError(.missingTarget, "there is nothing at `\(token)` in the path")
    }

    /// The position that a token means in a list with `count` places to choose from.
    ///
    /// As Go's `Atoi` reads it: a sign and leading zeros are fine. A negative number counts from the end.
    private static func place(_ token: String, count: Int) throws(PatchError) -> Int {
        let digits = token.utf8.first.map { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") } ?? false ? 1 : 0
        guard token.utf8.dropFirst(digits).allSatisfy({ (48...57).contains($0) }), let number = Int(token) else {
            throw missing(token)
        }
        let place = number < 0 ? number.addingReportingOverflow(count).partialValue : number
        guard place >= 0, place < count else { throw missing(token) }
        return place
    }

    /// What a pointer leads to; nil for a member that its object lacks, an error where anything else is missing.
    static func find(_ pointer: JSONPointer, in value: Value) throws(PatchError) -> Value? {
        guard !pointer.tokens.isEmpty else { throw PatchError(.missingTarget, "the path must not be empty") }
        var value = value
        for (depth, token) in pointer.tokens.enumerated() {
            switch value {
            case .object(let object):
                if let next = object[token] {
                    value = next
                } else if depth == pointer.tokens.count - 1 {
                    return nil
                } else {
                    throw missing(token)
                }
            case .array(let elements): value = elements[try place(token, count: elements.count)]
            default: throw missing(token)
            }
        }
        return value
    }

    /// Lets a closure change the container that the last token of a path belongs to.
    private static func withParent(
        of tokens: ArraySlice<String>, in value: inout Value,
        _ body: (inout Value, String) throws(PatchError) -> Void
    ) throws(PatchError) {
        guard let token = tokens.first else { throw PatchError(.missingTarget, "the path must not be empty") }
        let rest = tokens.dropFirst()
        if rest.isEmpty { return try body(&value, token) }
        // The parent holds null while its payload changes, so that the payload is uniquely referenced.
        if var object = value.takeMembers() {
            defer { value = .object(object) }
            guard let position = object.position(of: token) else { throw missing(token) }
            try object.withValue(at: position) { (child) throws(PatchError) in
                try withParent(of: rest, in: &child, body)
            }
        } else if var elements = value.takeElements() {
            defer { value = .array(elements) }
            let position = try place(token, count: elements.count)
            try withParent(of: rest, in: &elements[position], body)
        } else {
            throw missing(token)
        }
    }

    static func add(_ new: Value, to value: inout Value, at pointer: JSONPointer) throws(PatchError) {
        try withParent(of: pointer.tokens[...], in: &value) { (parent, token) throws(PatchError) in
            switch parent {
            case .object: parent[token] = new
            case .array:
                var elements = parent.takeElements() ?? []
                defer { parent = .array(elements) }
                let position = token == "-" ? elements.count : try place(token, count: elements.count + 1)
                elements.insert(new, at: position)
            default: throw missing(token)
            }
        }
    }

    static func replace(in value: inout Value, at pointer: JSONPointer, with new: Value) throws(PatchError) {
        guard !pointer.tokens.isEmpty else {
            value = new
            return
        }
        try withParent(of: pointer.tokens[...], in: &value) { (parent, token) throws(PatchError) in
            switch parent {
            case .object: parent[token] = new
            case .array:
                var elements = parent.takeElements() ?? []
                defer { parent = .array(elements) }
                elements[try place(token, count: elements.count)] = new
            default: throw missing(token)
            }
        }
    }

    static func remove(from value: inout Value, at pointer: JSONPointer) throws(PatchError) {
        try withParent(of: pointer.tokens[...], in: &value) { (parent, token) throws(PatchError) in
            switch parent {
            case .object:
                guard parent[token] != nil else { throw missing(token) }
                parent[token] = nil
            case .array:
                var elements = parent.takeElements() ?? []
                defer { parent = .array(elements) }
                elements.remove(at: try place(token, count: elements.count))
            default: throw missing(token)
            }
        }
    }
}
