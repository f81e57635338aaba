public import KubeModel
public import Values

/// A sync that somebody asked for.
public struct ApplicationOperation: ValueView {
    /// The `operation` of a resource.
    public var value: Value

    /// Takes an `operation`.
    public init(_ value: Value) { self.value = value }

    /// A new sync.
    ///
    /// - Parameters:
    ///   - revision: the revision; empty for the one that the application asks for.
    ///   - prune: whether objects that are no longer desired are deleted.
    ///   - dryRun: whether nothing is changed.
    ///   - options: sync options beside those of the application.
    ///   - username: who asks.
    public init(
        revision: String = "", prune: Bool = false, dryRun: Bool = false, options: [String] = [], username: String = ""
    ) {
        value = ["sync": .object(Object())]
        setText(revision, "sync", "revision")
        if prune { value.set(true, at: ["sync", "prune"]) }
        if dryRun { value.set(true, at: ["sync", "dryRun"]) }
        if !options.isEmpty { value.set(.array(options.map(Value.string)), at: ["sync", "syncOptions"]) }
        setText(username, "initiatedBy", "username")
    }

    /// Who asked; empty where the controller did.
    public var username: String { text("initiatedBy", "username") }

    /// Whether the controller asked.
    public var isAutomated: Bool {
        get { flag("initiatedBy", "automated") }
        set { value.set(newValue ? true : nil, at: ["initiatedBy", "automated"]) }
    }

    /// How the sync is repeated when it fails.
    public var retry: RetryPolicy? {
        get { view("retry") }
        set { setView(newValue, "retry") }
    }

    /// The revision; empty for the one that the application asks for.
    public var revision: String {
        get { text("sync", "revision") }
        set { setText(newValue, "sync", "revision") }
    }

    /// The revisions of several sources, in their order.
    public var revisions: [String] {
        get { texts("sync", "revisions") }
        set { value.set(newValue.isEmpty ? nil : .array(newValue.map(Value.string)), at: ["sync", "revisions"]) }
    }

    /// Sources that take the place of the application's own, as a rollback does.
    public var sources: [ApplicationSource] {
        get {
            if let many = value["sync"]?["sources"]?.arrayValue, !many.isEmpty {
                return many.map(ApplicationSource.init)
            }
            return value["sync"]?["source"].map { [ApplicationSource($0)] } ?? []
        }
        set {
            value.set(newValue.count == 1 ? newValue.first?.value : nil, at: ["sync", "source"])
            value.set(newValue.count > 1 ? .array(newValue.map(\.value)) : nil, at: ["sync", "sources"])
        }
    }

    /// Whether objects that are no longer desired are deleted.
    public var prune: Bool { flag("sync", "prune") }

    /// Whether nothing is changed.
    public var isDryRun: Bool { flag("sync", "dryRun") }

    /// Sync options beside those of the application.
    public var options: SyncOptions {
        SyncOptions(value["sync"]?["syncOptions"]?.arrayValue?.compactMap(\.stringValue) ?? [])
    }

    /// Whether hooks are left out: the strategy is to apply only.
    public var usesApplyStrategy: Bool {
        get { value["sync"]?["syncStrategy"]?["apply"].map { !$0.isNull } ?? false }
        set { value.set(newValue ? ["apply": .object(Object())] : nil, at: ["sync", "syncStrategy"]) }
    }

    /// Whether what cannot be patched is deleted and created anew.
    public var force: Bool {
        flag("sync", "syncStrategy", "apply", "force") || flag("sync", "syncStrategy", "hook", "force")
    }

    /// The objects that the sync is limited to; empty for all.
    public var resources: [ResourceSelection] {
        get { value["sync"]?["resources"]?.arrayValue?.map(ResourceSelection.init) ?? [] }
        set { value.set(newValue.isEmpty ? nil : .array(newValue.map(\.value)), at: ["sync", "resources"]) }
    }

    /// How often self-healing has been tried in a row.
    public var selfHealAttempts: Int64 {
        get { value["sync"]?["autoHealAttemptsCount"]?.intValue ?? 0 }
        set { value.set(newValue == 0 ? nil : .int(newValue), at: ["sync", "autoHealAttemptsCount"]) }
    }
}

/// An object that a sync is limited to.
public struct ResourceSelection: ValueView {
    /// The entry of `resources`.
    public var value: Value

    /// Takes an entry of `resources`.
    public init(_ value: Value) { self.value = value }

    /// Selects an object; without a namespace those of that name in all of them.
    public init(group: String, kind: String, namespace: String = "", name: String) {
        value = ["kind": .string(kind), "name": .string(name)]
        setText(group, "group")
        setText(namespace, "namespace")
    }

    /// Whether an object is selected.
    public func matches(_ key: ObjectKey) -> Bool {
        text("group") == key.group && text("kind") == key.kind && text("name") == key.name
            && (text("namespace").isEmpty || text("namespace") == key.namespace)
    }
}
