public import Values

/// Shows a difference to people: both sides as YAML, changed lines with their surroundings, in colours if wanted.
///
/// Values of Secrets are always masked, equal ones alike and different ones differently.
///
/// ```swift
/// let text = DiffRendering(usesColors: true).render(comparison, title: "apps/Deployment/prod/web")
/// ```
public struct DiffRendering: Sendable {
    /// Unchanged lines shown around changed ones.
    public var contextLines: Int
    /// Whether the text carries ANSI colours.
    public var usesColors: Bool
    /// Whether `metadata.managedFields` is left out.
    public var omitsManagedFields: Bool
    /// Annotations of Secrets whose values are masked as well.
    public var maskedAnnotations: Set<String>
    /// Most line comparisons; a larger difference is shown as one replacement.
    public var maximumSteps: Int
    /// What the two header lines call the side before.
    public var oldLabel: String
    /// What the two header lines call the side after.
    public var newLabel: String

    /// A way of showing differences.
    public init(
        contextLines: Int = 3, usesColors: Bool = false, omitsManagedFields: Bool = true,
        maskedAnnotations: Set<String> = [], maximumSteps: Int = 4_000_000, oldLabel: String = "live",
        newLabel: String = "desired"
    ) {
        self.contextLines = contextLines
        self.usesColors = usesColors
        self.omitsManagedFields = omitsManagedFields
        self.maskedAnnotations = maskedAnnotations
        self.maximumSteps = maximumSteps
        self.oldLabel = oldLabel
        self.newLabel = newLabel
    }

    /// The difference between what is there and what would be; empty where there is none.
    ///
    /// - Parameters:
    ///   - comparison: the outcome of a comparison.
    ///   - title: what stands in the two header lines, for example the object's key.
    public func render(_ comparison: Comparison, title: String = "") -> String {
        guard comparison.isModified else { return "" }
        return render(from: comparison.normalizedLive, to: comparison.predictedLive, title: title)
    }

    /// The difference between two documents; null stands for no document, and equal ones give the empty text.
    ///
    /// - Parameters:
    ///   - old: the document before.
    ///   - new: the document after.
    ///   - title: what stands in the two header lines.
    public func render(from old: Value, to new: Value, title: String = "") -> String {
        var (before, after) = (document(old), document(new))
        if let value = before ?? after, SecretMask.covers(value) || after.map(SecretMask.covers) == true {
            let masked = SecretMask.hide(target: after, live: before, annotations: maskedAnnotations)
            (before, after) = (masked.live, masked.target)
        }
        let (oldText, newText) = (text(before), text(after))
        if oldText == newText { return "" }
        return unified(oldText, newText, title: title)
    }

    private func document(_ value: Value) -> Value? {
        guard !value.isNull else { return nil }
        guard omitsManagedFields, value["metadata"]?["managedFields"] != nil else { return value }
        var result = value
        result.set(nil, at: ["metadata", "managedFields"])
        return result
    }

    private func text(_ value: Value?) -> String { value?.yamlText(sortedKeys: true) ?? "" }
}
