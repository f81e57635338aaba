import KubeModel

/// Finds objects by values that a function computes from them.
struct ObjectIndex: Sendable {
    private let function: ObjectStore.IndexFunction
    private var keysByValue: [String: Set<ObjectKey>] = [:]

    init(_ function: @escaping ObjectStore.IndexFunction) { self.function = function }

    /// The keys of the objects under a value.
    func keys(for value: String) -> Set<ObjectKey> { keysByValue[value] ?? [] }

    /// Follows a change of one object; nil stands for absence.
    mutating func change(_ key: ObjectKey, from old: KubeObject?, to new: KubeObject?) {
        let before = Set(old.map(function) ?? [])
        let after = Set(new.map(function) ?? [])
        for value in before.subtracting(after) {
            keysByValue[value]?.remove(key)
            if keysByValue[value]?.isEmpty == true { keysByValue[value] = nil }
        }
        for value in after.subtracting(before) { keysByValue[value, default: []].insert(key) }
    }
}
