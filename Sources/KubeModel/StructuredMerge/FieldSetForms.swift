import Synchronization
public import Values

/// The written forms of field sets, each kept once.
///
/// Objects of one kind that one manager writes own the same fields more often than not. Whoever holds many objects in
/// memory keeps one of these, so that the largest part of their `managedFields` is shared, and read only once.
public final class FieldSetForms: Sendable {
    private struct Table {
        var forms: [FieldSet: Value] = [:]
        /// Sets by the storage of their forms, which ``forms`` keeps alive.
        var sets: [UInt: FieldSet] = [:]

        mutating func add(_ form: Value, for set: FieldSet, limit: Int) {
            if forms.count >= limit {
                forms.removeAll(keepingCapacity: true)
                sets.removeAll(keepingCapacity: true)
            }
            forms[set] = form
            if case .object(let members) = form, !members.isEmpty { sets[members.storageIdentity] = set }
        }
    }

    private let table = Mutex(Table())
    private let limit: Int

    /// - Parameter limit: how many forms are kept; beyond that, those known so far are forgotten.
    public init(limit: Int = 2_048) { self.limit = max(limit, 1) }

    /// A set in the form and order of `managedFields`.
    public func form(of set: FieldSet) -> Value {
        table.withLock { table in
            if let form = table.forms[set] { return form }
            let form = set.fieldsV1
            table.add(form, for: set, limit: limit)
            return form
        }
    }

    /// Reads a form; one that came from here costs a look-up.
    ///
    /// - Returns: the set, and its shared form where the one that was read is written in just that way.
    func read(_ written: Value) throws(StructuredMergeError) -> (set: FieldSet, form: Value?) {
        if let known = known(written) { return (known, written) }
        let (set, isCanonical) = try FieldSet.read(fieldsV1: written)
        guard isCanonical else { return (set, nil) }
        let form = table.withLock { table in
            if let form = table.forms[set] { return form }
            table.add(written, for: set, limit: limit)
            return written
        }
        return (set, form)
    }

    /// The set of a form that came from here; nil for others.
    func known(_ written: Value) -> FieldSet? {
        guard case .object(let members) = written else { return nil }
        return table.withLock { $0.sets[members.storageIdentity] }
    }
}
