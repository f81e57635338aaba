public import Values

extension SchemaNode {
    /// The value of this type that nobody gave anything: what the server writes for an empty object.
    ///
    /// Types of the server write out fields that are no pointers and not marked as optional; so an empty Deployment
    /// has a `spec` with a `strategy` and a `template`.
    public var zeroValue: Value {
        switch kind {
        case .scalar(let scalar):
            switch scalar {
            case .string: return ""
            case .integer, .number, .intOrString: return 0
            case .boolean: return false
            case .quantity: return "0"
            case .duration: return "0s"
            case .time, .microTime, .bytes: return .null
            }
        case .object:
            return table.zero(of: type) {
                var result = Object()
                for name in fieldNames {
                    guard let field = self[name], let value = field.absentValue else { continue }
                    result[name] = value
                }
                return .object(result)
            }
        case .list, .map, .any: return .null
        }
    }

    /// What the server writes for a field that nobody gave; nil where it leaves the field out.
    public var absentValue: Value? {
        if isAlwaysWritten { return zeroValue }
        return isRequired && (kind == .list || kind == .map) ? .null : nil
    }
}
