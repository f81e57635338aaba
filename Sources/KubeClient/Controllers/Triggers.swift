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

    /// The labels changed, or the object is new.
    @Sendable public static func labels(_ old: KubeObject?, _ new: KubeObject) -> Bool {
        old?.value["metadata", "labels"] != new.value["metadata", "labels"] || old == nil
    }

    /// The annotations changed, or the object is new.
    @Sendable public static func annotations(_ old: KubeObject?, _ new: KubeObject) -> Bool {
        old?.value["metadata", "annotations"] != new.value["metadata", "annotations"] || old == nil
    }

    /// Anything changed, and this is no reminder of what was there before.
    @Sendable public static func anyChange(_ old: KubeObject?, _ new: KubeObject) -> Bool {
        old.map { $0.resourceVersion != new.resourceVersion || $0.uid != new.uid } ?? true
    }

    /// One of several triggers says that it matters.
    public static func any(
        _ triggers: @Sendable (KubeObject?, KubeObject) -> Bool...
    ) -> @Sendable (KubeObject?, KubeObject) -> Bool {
        { old, new in triggers.contains { $0(old, new) } }
    }

    /// All of several triggers say that it matters.
    public static func all(
        _ triggers: @Sendable (KubeObject?, KubeObject) -> Bool...
    ) -> @Sendable (KubeObject?, KubeObject) -> Bool {
        { old, new in triggers.allSatisfy { $0(old, new) } }
    }

    private static func generation(_ object: KubeObject) -> Int64? { object.value["metadata", "generation"]?.intValue }
}
