import KubeModel
import Values

/// The round trips through types and JSON that a comparison begins with.
enum Remarshal {
    /// The object as its type writes it, cut down to the fields it has; as it is where its type is not known, or it
    /// does not fit.
    static func apply(_ object: Value) -> Value {
        let plain = withPlainNumbers(object)
        guard let node = KnownKinds.node(for: plain) else { return plain }
        guard let typed = try? TypedForm(refusesUnknownFields: true).written(plain, as: node) else { return plain }
        return FieldRestriction.restrict(typed, to: plain)
    }

    /// The same with whole numbers written as such: JSON does not tell `1.0` from `1`.
    static func withPlainNumbers(_ value: Value) -> Value {
        guard holdsWholeDouble(value) else { return value }
        switch value {
        case .double(let number): return Int64(exactly: number).map(Value.int) ?? value
        case .array(let items): return .array(items.map(withPlainNumbers))
        case .object(let members): return .object(members.mapValues { withPlainNumbers($1) })
        default: return value
        }
    }

    private static func holdsWholeDouble(_ value: Value) -> Bool {
        switch value {
        case .double(let number): Int64(exactly: number) != nil
        case .array(let items): items.contains(where: holdsWholeDouble)
        case .object(let members): members.contains { holdsWholeDouble($0.value) }
        default: false
        }
    }
}
