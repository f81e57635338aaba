public import KubeModel
public import Values

/// How one object of an application stands.
public struct ResourceStatus: ValueView {
    /// The entry of `resources`.
    public var value: Value

    /// Takes an entry of `resources`.
    public init(_ value: Value) { self.value = value }

    /// An object of an application.
    public init(key: ObjectKey, version: String) {
        var members = Object(minimumCapacity: 8)
        if !key.group.isEmpty { members["group"] = .string(key.group) }
        members["version"] = .string(version)
        members["kind"] = .string(key.kind)
        if !key.namespace.isEmpty { members["namespace"] = .string(key.namespace) }
        members["name"] = .string(key.name)
        value = .object(members)
    }

    /// The object.
    public var key: ObjectKey {
        ObjectKey(group: text("group"), kind: text("kind"), namespace: text("namespace"), name: text("name"))
    }

    /// The API version.
    public var version: String { text("version") }

    /// Whether it is as it is wanted; nil where that does not apply, as for hooks.
    public var status: SyncStatusCode? {
        get { SyncStatusCode(rawValue: text("status")) }
        set { setText(newValue?.rawValue ?? "", "status") }
    }

    /// How well it is; nil where its kind has no check.
    public var health: HealthStatus? {
        get { HealthStatus(rawValue: text("health", "status")) }
        set {
            setText(newValue?.rawValue ?? "", "health", "status")
            if newValue == nil { value["health"] = nil }
        }
    }

    /// Why it is no better.
    public var healthMessage: String {
        get { text("health", "message") }
        set { setText(newValue, "health", "message") }
    }

    /// Whether it is a hook.
    public var isHook: Bool {
        get { flag("hook") }
        set { value.set(newValue ? true : nil, at: ["hook"]) }
    }

    /// Whether it is no longer wanted.
    public var requiresPruning: Bool {
        get { flag("requiresPruning") }
        set { value.set(newValue ? true : nil, at: ["requiresPruning"]) }
    }

    /// Whether somebody has to agree to its deletion.
    public var requiresDeletionConfirmation: Bool {
        get { flag("requiresDeletionConfirmation") }
        set { value.set(newValue ? true : nil, at: ["requiresDeletionConfirmation"]) }
    }

    /// The wave it is applied in.
    public var syncWave: Int {
        get { value["syncWave"]?.intValue.map { Int($0) } ?? 0 }
        set { value.set(newValue == 0 ? nil : .int(Int64(newValue)), at: ["syncWave"]) }
    }
}
