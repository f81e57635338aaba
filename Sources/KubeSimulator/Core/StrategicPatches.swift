import KubeModel
import Values

/// Strategic merge patches of built-in kinds.
enum StrategicPatches {
    static func apply(_ patch: Value, to value: Value, _ definition: ResourceDefinition) throws(APIError) -> Value {
        value.applyingMergePatch(patch)
    }
}
