public import KubeModel

/// The sync options written on one object, or on an application.
public struct SyncOptions: Sendable, Hashable {
    /// The options as they are written, for example `Prune=false`.
    public var entries: Set<String>

    /// Options from a list of entries.
    public init(_ entries: some Sequence<String>) { self.entries = Set(entries.map { trimmed($0.utf8) }) }

    /// The options in an object's annotation.
    public init(of object: KubeObject?) {
        guard let text = object?.annotation(Annotations.syncOptions) else {
            entries = []
            return
        }
        entries = Set(HookKind.split(text))
    }

    /// Whether an option is there, spelled exactly so.
    public func contains(_ entry: String) -> Bool { entries.contains(entry) }

    /// Whether an option is switched on or off; nil where it does not appear.
    public func flag(_ name: String) -> Bool? {
        if entries.contains(name + "=true") { return true }
        return entries.contains(name + "=false") ? false : nil
    }

    /// What is said about deleting an object when it is no longer desired.
    public var prune: PruneRule? {
        if contains("Prune=false") { return .never }
        if contains("Prune=confirm") { return .confirm }
        return contains("Prune=true") ? .always : nil
    }
}

/// Whether an object may be deleted when it is no longer desired.
public enum PruneRule: String, Sendable, Hashable {
    /// Delete it.
    case always = "true"
    /// Keep it.
    case never = "false"
    /// Delete it once somebody has agreed.
    case confirm = "confirm"
}

/// How the objects of a deleted owner are treated.
public enum PropagationPolicy: String, Sendable, Hashable {
    /// Dependents go first, then the owner.
    case foreground = "Foreground"
    /// The owner goes at once, dependents after it.
    case background = "Background"
    /// Dependents stay.
    case orphan = "Orphan"
}
