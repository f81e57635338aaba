import Synchronization
public import Values

/// The written forms of field sets, each kept once.
///
/// Objects of one kind that one manager writes own the same fields more often than not. Whoever holds many objects in
/// memory keeps one of these, so that the largest part of their `managedFields` is shared.
public final class FieldSetForms: Sendable {
    private let forms = Mutex<[FieldSet: Value]>([:])
    private let limit: Int

    /// - Parameter limit: how many forms are kept; beyond that, those known so far are forgotten.
    public init(limit: Int = 2_048) { self.limit = max(limit, 1) }

    /// A set in the form and order of `managedFields`.
    public func form(of set: FieldSet) -> Value {
        forms.withLock { forms in
            if let form = forms[set] { return form }
            if forms.count >= limit { forms.removeAll(keepingCapacity: true) }
            let form = set.fieldsV1
            forms[set] = form
            return form
        }
    }
}
