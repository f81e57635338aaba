public import Values

/// The outcome of comparing what is wanted with what is there.
public struct Comparison: Hashable, Sendable {
    /// Whether applying what is wanted would change what is there.
    public var isModified: Bool
    /// What is there, with everything taken out that does not count; null where nothing is there.
    public var normalizedLive: Value
    /// What would be there after applying, with the same taken out; null where nothing is wanted.
    public var predictedLive: Value

    /// An outcome.
    public init(isModified: Bool, normalizedLive: Value, predictedLive: Value) {
        self.isModified = isModified
        self.normalizedLive = normalizedLive
        self.predictedLive = predictedLive
    }

    init(normalizedLive: Value, predictedLive: Value) {
        self.init(
            isModified: normalizedLive != predictedLive, normalizedLive: normalizedLive, predictedLive: predictedLive)
    }

    /// The fields that differ, in the order of the documents.
    public var changes: [FieldChange] {
        isModified ? FieldChange.changes(from: normalizedLive, to: predictedLive) : []
    }
}

/// A field that two documents have with different values, or only one of them has.
public struct FieldChange: Hashable, Sendable {
    /// Where the field stands.
    public var path: JSONPointer
    /// The value that is there; nil where the field is added.
    public var live: Value?
    /// The value that would be there; nil where the field is removed.
    public var predicted: Value?

    /// The fields that differ between two documents, lists item by item.
    public static func changes(from live: Value, to predicted: Value) -> [FieldChange] {
        var result: [FieldChange] = []
        var path: [String] = []
        collect(live, predicted, &path, &result)
        return result
    }

    private static func collect(
        _ live: Value, _ predicted: Value, _ path: inout [String], _ result: inout [FieldChange]
    ) {
        if live == predicted { return }
        switch (live, predicted) {
        case (.object(let left), .object(let right)):
            for member in left {
                path.append(member.key)
                if let other = right[member.key] {
                    collect(member.value, other, &path, &result)
                } else {
                    result.append(FieldChange(path: JSONPointer(tokens: path), live: member.value, predicted: nil))
                }
                path.removeLast()
            }
            for member in right where left[member.key] == nil {
                result.append(
                    FieldChange(path: JSONPointer(tokens: path + [member.key]), live: nil, predicted: member.value))
            }
        case (.array(let left), .array(let right)):
            for position in 0..<max(left.count, right.count) {
                path.append(String(position))
                switch (position < left.count, position < right.count) {
                case (true, true): collect(left[position], right[position], &path, &result)
                case (true, false):
                    result.append(FieldChange(path: JSONPointer(tokens: path), live: left[position], predicted: nil))
                default:
                    result.append(FieldChange(path: JSONPointer(tokens: path), live: nil, predicted: right[position]))
                }
                path.removeLast()
            }
        default: result.append(FieldChange(path: JSONPointer(tokens: path), live: live, predicted: predicted))
        }
    }
}
