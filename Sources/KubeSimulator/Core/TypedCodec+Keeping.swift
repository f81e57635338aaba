import Values

extension TypedCodec {
    /// Whether decoding leaves a value as it is. Most values are so, and to find out needs no track of where one is.
    ///
    /// - Parameter known: a value that is known to be decoded; what both share needs no look.
    func keeps(_ value: Value, _ type: TypeTable.FieldType, _ known: Value?) -> Bool {
        switch (type, value) {
        case (.anything, _): return true
        case (.object(let index), .object(let members)): return keeps(members, index, known?.objectValue)
        case (.array(let element), .array(let items)):
            let known = known?.arrayValue ?? []
            for position in items.indices {
                let other = position < known.count ? known[position] : nil
                if let other, items[position].isSame(as: other) { continue }
                guard keeps(items[position], element, other) else { return false }
            }
            return true
        case (.map(let element), .object(let members)): return keepsMap(members, element)
        case (.string, .string), (.bool, .bool), (.int64, .int), (.intOrString, .int), (.intOrString, .string),
            (.number, .int), (.number, .double):
            return true
        case (.int32, .int(let number)): return Int32(exactly: number) != nil
        case (.time, .string(let text)): return Timestamp.isPlain(text)
        default: return false
        }
    }

    private func keeps(_ members: Object, _ index: Int, _ known: Object?) -> Bool {
        var present = 0
        for position in members.indices {
            let member = members[position]
            if let known, let place = known.position(of: member.key, near: position),
                known[place].value.isSame(as: member.value)
            {
                continue
            }
            guard let field = table.types[index].position(member.key) else { return false }
            present += 1
            if member.value.isNull, keepsNull(table.types[index].fields[field]) { continue }
            guard keeps(member.value, table.types[index].fields[field].type, known?[member.key]),
                !table.types[index].fields[field].omitsZero || !TypedCodec.isZero(member.value)
            else { return false }
        }
        return present == 0 && known?.count == members.count
            || table.types[index].alwaysPresent.allSatisfy { members.contains(key: $0.name) }
    }

    /// Whether a field is written as null where there is nothing: a moment that is never left out.
    private func keepsNull(_ field: TypeTable.Field) -> Bool {
        field.isAlwaysWritten && (field.type == .time || field.type == .microTime)
    }

    private func keepsMap(_ members: Object, _ element: TypeTable.FieldType) -> Bool {
        var last: String?
        for member in members {
            if let last, !byBytes(last, member.key) { return false }
            last = member.key
            switch (element, member.value) {
            case (.anything, _), (.string, .string): continue
            case (.quantity, _): return false
            default: guard keeps(member.value, element, nil) else { return false }
            }
        }
        return true
    }
}
