public import KubeModel
import Values

/// Common answers to whether a change of an object matters; for ``Controller/triggered(by:)``.
public enum Triggers {
    /// The specification changed, or the object is new or being deleted: `metadata.generation` or `deletionTimestamp` differ.
    ///
    /// Kinds without generation always matter.
    @Sendable public static func specification(_ old: KubeObject?, _ new: KubeObject) -> Bool {
        guard let old, let before = generation(old), let after = generation(new) else { return true }
        return before != after || old.deletionTimestamp != new.deletionTimestamp || old.uid != new.uid
    }

    /// The specification, labels or annotations changed.
    @Sendable public static func specificationOrMetadata(_ old: KubeObject?, _ new: KubeObject) -> Bool {
        guard let old else { return true }
        return specification(old, new) || old.value["metadata", "labels"] != new.value["metadata", "labels"]
            || old.value["metadata", "annotations"] != new.value["metadata", "annotations"]
    }

    private static func generation(_ object: KubeObject) -> Int64? { object.value["metadata", "generation"]?.intValue }
}
