import Values

/// Cuts a value down to the fields that another one has.
enum FieldRestriction {
    /// What of `value` stands at a place that `template` has too; items of lists beyond the template's stay.
    static func restrict(_ value: Value, to template: Value) -> Value {
        switch (template, value) {
        case (.object(let wanted), .object(let members)):
            var result = Object(minimumCapacity: wanted.count)
            for member in wanted {
                guard let existing = members[member.key] else { continue }
                result[member.key] = restrict(existing, to: member.value)
            }
            return .object(result)
        case (.array(let wanted), .array(var items)):
            for position in items.indices where position < wanted.count {
                items[position] = restrict(items[position], to: wanted[position])
            }
            return .array(items)
        default: return value
        }
    }
}
