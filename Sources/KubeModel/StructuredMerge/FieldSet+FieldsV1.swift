public import Values

extension FieldSet {
    private static let maximumDepth = 512

    /// Reads a set from its form in `managedFields`.
    ///
    /// - Throws: ``StructuredMergeError`` with code ``StructuredMergeError/Code/managedFields``.
    public init(fieldsV1 value: Value) throws(StructuredMergeError) {
        self = try FieldSet.read(fieldsV1: value).set
    }

    /// Reads a set, and tells whether it would be written in just that way again.
    static func read(fieldsV1 value: Value) throws(StructuredMergeError) -> (set: FieldSet, isCanonical: Bool) {
        var isCanonical = true
        let set = try read(value, depth: 0, &isCanonical).set
        return (set, isCanonical)
    }

    private static func read(
        _ value: Value, depth: Int, _ isCanonical: inout Bool
    ) throws(StructuredMergeError) -> (set: FieldSet, isMember: Bool) {
        guard depth < maximumDepth else {
            throw StructuredMergeError(.managedFields, "managed fields are nested deeper than \(maximumDepth) levels")
        }
        guard case .object(let members) = value else {
            throw StructuredMergeError(.managedFields, "managed fields are objects, not a \(value.kindName)")
        }
        var entries: [Entry] = []
        entries.reserveCapacity(members.count)
        // A step with nothing below it is a place itself.
        var isMember = members.isEmpty
        for (position, member) in members.enumerated() {
            if member.key == "." {
                isMember = true
                if position > 0 || depth == 0 || members.count == 1 || member.value != [:] { isCanonical = false }
                continue
            }
            let element = try PathElement(fieldsV1Key: member.key)
            if case .field = element {} else if element.fieldsV1Key != member.key { isCanonical = false }
            if let last = entries.last, !(last.element < element) { isCanonical = false }
            let (below, isPlace) = try read(member.value, depth: depth + 1, &isCanonical)
            entries.append(Entry(element: element, isMember: isPlace, below: below))
        }
        return (FieldSet(unsorted: entries), isMember)
    }

    /// The set in the form and order of `managedFields`.
    public var fieldsV1: Value { .object(FieldSet.written(self, isMember: false)) }

    private static func written(_ set: FieldSet, isMember: Bool) -> Object {
        var members: [Object.Member] = []
        members.reserveCapacity(set.entries.count + 1)
        if isMember, !set.isEmpty { members.append(Object.Member(key: ".", value: [:])) }
        for entry in set.entries {
            members.append(
                Object.Member(
                    key: entry.element.fieldsV1Key, value: .object(written(entry.below, isMember: entry.isMember))))
        }
        return Object(uniqueMembers: members)
    }
}
