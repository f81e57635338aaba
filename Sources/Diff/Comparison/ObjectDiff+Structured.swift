import KubeModel
import Values

extension ObjectDiff {
    func compareStructurally(desired: Value, live: Value) throws(DiffError) -> Comparison {
        throw DiffError(.schema, "not there yet")
    }

    func withoutManagedFields(live: Value, desired: Value) throws(DiffError) -> (Value, Value)? { nil }
}
