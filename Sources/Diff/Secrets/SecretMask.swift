import KubeModel
public import Values

/// Replaces values of Secrets by plus signs: equal values by equally many, different ones by different numbers.
///
/// ```swift
/// let (target, live) = SecretMask.hide(target: desired, live: live)
/// ```
public enum SecretMask {
    private static let first = "++++++++"
    private static let step = "++++"

    /// Whether an object's values are to be masked.
    public static func covers(_ object: Value) -> Bool {
        let kind = KubeObject(unchecked: object).gvk
        return kind.group.isEmpty && kind.kind == "Secret"
    }

    /// Masks both sides of a comparison and the last-applied annotations they hold.
    ///
    /// - Parameters:
    ///   - target: the desired secret, nil where there is none.
    ///   - live: the live secret, nil where there is none.
    ///   - annotations: keys of annotations whose values are masked as well.
    /// - Returns: both sides masked. A last-applied annotation that is no JSON is masked as a whole.
    public static func hide(
        target: Value?, live: Value?, annotations: Set<String> = []
    ) -> (target: Value?, live: Value?) {
        var documents = [target, live, target.flatMap(lastApplied), live.flatMap(lastApplied)]
        documents = documents.map { $0.map(ObjectNormalizer.normalizedSecret) }
        let keys = Set(documents.flatMap { $0?["data"]?.objectValue?.keys ?? [] })
        for key in keys.sorted() { mask(&documents, ["data"], key) }
        for key in annotations.sorted() { mask(&documents, ["metadata", "annotations"], key) }
        for side in 0...1 {
            guard let text = documents[side]?["metadata"]?["annotations"]?[ObjectDiff.lastAppliedAnnotation] else {
                continue
            }
            let isWhole = annotations.contains(ObjectDiff.lastAppliedAnnotation) || text.stringValue == nil
            let masked = isWhole ? nil : documents[side + 2]?.jsonText(sortedKeys: true)
            documents[side]?.set(
                .string(masked ?? first), at: ["metadata", "annotations", ObjectDiff.lastAppliedAnnotation])
        }
        return (documents[0], documents[1])
    }

    private static func lastApplied(_ object: Value) -> Value? {
        guard let text = KubeObject(unchecked: object).annotation(ObjectDiff.lastAppliedAnnotation),
            let value = try? Value(json: text), case .object = value
        else { return nil }
        return value
    }

    private static func mask(_ documents: inout [Value?], _ path: [String], _ key: String) {
        var masks: [String: String] = [:]
        var next = first
        for position in documents.indices {
            guard case .object(var members)? = documents[position]?.value(at: path), let value = members[key] else {
                continue
            }
            let text = value.stringValue ?? (value.isNull ? "" : value.jsonText())
            if masks[text] == nil {
                masks[text] = next
                next += step
            }
            members[key] = .string(masks[text] ?? first)
            documents[position]?.set(.object(members), at: path)
        }
    }
}
