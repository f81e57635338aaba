import KubeModel
import Values

/// Strategic merge patches of built-in kinds.
enum StrategicPatches {
    static func apply(_ patch: Value, to value: Value, _ definition: ResourceDefinition) throws(APIError) -> Value {
        let kind = GroupVersionKind(group: definition.group, version: definition.version, kind: definition.kind)
        guard let schema = Schema.builtIn.node(for: kind) else { return value.applyingMergePatch(patch) }
        do throws(StrategicMergeError) {
            return try StrategicMerge.apply(patch, to: value, schema: schema)
        } catch {
            throw .internalError(error.serverMessage)
        }
    }
}
