public import Values

/// Brings a value of a known type into the form in which the server would write it.
///
/// Zero values that the type leaves out vanish, quantities and times become canonical, nulls too. A server that reads
/// an object and writes it again does the same.
///
/// ```swift
/// let node = Schema.builtIn.node(for: deployment) ?? .untyped
/// let written = try TypedForm(fillsAbsentFields: true).written(deployment.value, as: node)
/// ```
public struct TypedForm: Sendable {
    /// A value does not fit its type.
    public struct Mismatch: Error, Hashable, Sendable {
        /// Creates the error.
        public init() {}
    }

    /// Whether fields that the type does not have are a mismatch; they are dropped otherwise.
    public var refusesUnknownFields: Bool
    /// Whether fields that the server writes even where nobody gave them are added.
    public var fillsAbsentFields: Bool

    private static let maximumDepth = 512

    /// A way of writing.
    public init(refusesUnknownFields: Bool = false, fillsAbsentFields: Bool = false) {
        self.refusesUnknownFields = refusesUnknownFields
        self.fillsAbsentFields = fillsAbsentFields
    }

    /// The value as its type writes it.
    ///
    /// - Throws: ``Mismatch`` where the value does not fit.
    public func written(_ value: Value, as node: SchemaNode) throws(Mismatch) -> Value {
        try written(value, as: node, depth: 0)
    }

    private func written(_ value: Value, as node: SchemaNode, depth: Int) throws(Mismatch) -> Value {
        guard depth < Self.maximumDepth else { throw Mismatch() }
        switch node.kind {
        case .any: return value
        case .scalar(let scalar): return try written(value, as: scalar)
        case .list:
            if value.isNull { return .null }
            guard case .array(var items) = value, let element = node.element else { throw Mismatch() }
            for position in items.indices {
                let item = items[position]
                items[position] = item.isNull ? element.zeroValue : try written(item, as: element, depth: depth + 1)
            }
            return .array(items)
        case .map:
            if value.isNull { return .null }
            guard case .object(let members) = value, let element = node.element else { throw Mismatch() }
            let isBytes = element.kind == .scalar(.bytes)
            return .object(
                try members.mapValues { (_, value) throws(Mismatch) in
                    if value.isNull { return isBytes ? .null : element.zeroValue }
                    return try written(value, as: element, depth: depth + 1)
                })
        case .object: return try writtenObject(value, as: node, depth: depth)
        }
    }

    private func writtenObject(_ value: Value, as node: SchemaNode, depth: Int) throws(Mismatch) -> Value {
        guard case .object(let members) = value else {
            if value.isNull { return .null }
            throw Mismatch()
        }
        var result = Object(minimumCapacity: members.count)
        for member in members {
            guard let field = node[member.key] else {
                if refusesUnknownFields { throw Mismatch() }
                continue
            }
            if member.value.isNull {
                if let absent = field.absentValue { result[member.key] = absent }
                continue
            }
            let value = try written(member.value, as: field, depth: depth + 1)
            if isOmitted(value, field) { continue }
            result[member.key] = value
        }
        if fillsAbsentFields {
            for name in node.fieldNames where result[name] == nil {
                if let absent = node[name]?.absentValue { result[name] = absent }
            }
        }
        return .object(result)
    }

    /// Whether a value is left out because it says nothing.
    private func isOmitted(_ value: Value, _ field: SchemaNode) -> Bool {
        switch value {
        case .string(""), .int(0), .bool(false), .double(0):
            switch field.kind {
            case .scalar(.quantity), .scalar(.intOrString), .any: return false
            default: return !field.keepsZero
            }
        case .array(let items): return items.isEmpty && !field.isRequired && field.kind != .any
        case .object(let members): return members.isEmpty && field.kind == .map && !field.isRequired
        default: return false
        }
    }

    private func written(_ value: Value, as scalar: Schema.Scalar) throws(Mismatch) -> Value {
        switch (scalar, value) {
        case (_, .null), (.string, .string), (.integer, .int), (.number, .int), (.number, .double),
            (.number, .unsigned), (.boolean, .bool), (.intOrString, .int), (.intOrString, .string):
            return value
        case (.quantity, .string), (.quantity, .int), (.quantity, .double), (.quantity, .unsigned):
            guard let quantity = try? Quantity(value) else { throw Mismatch() }
            return .string(quantity.description)
        case (.time, .string(let text)), (.microTime, .string(let text)):
            guard let time = TimeText.canonical(text, keepsMicroseconds: scalar == .microTime) else { throw Mismatch() }
            return .string(time)
        case (.duration, .string(let text)):
            guard let duration = GoDuration(text) else { throw Mismatch() }
            return .string(duration.description)
        case (.bytes, .string(let text)):
            guard Base64.isValid(text) else { throw Mismatch() }
            return value
        default: throw Mismatch()
        }
    }
}
