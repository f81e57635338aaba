import KubeModel
public import Values

/// The operation under way, or the last one, with all that it needs to continue.
public struct OperationState: ValueView {
    /// The `operationState` of a status.
    public var value: Value

    /// Takes an `operationState`.
    public init(_ value: Value) { self.value = value }

    /// An operation that begins.
    public init(_ operation: ApplicationOperation, startedAt: Timestamp) {
        value = [
            "operation": operation.value, "phase": .string(OperationPhase.running.rawValue),
            "startedAt": .string(startedAt.description),
        ]
    }

    /// What was asked for.
    public var operation: ApplicationOperation {
        get { view("operation") ?? ApplicationOperation(.object(Object())) }
        set { setView(newValue, "operation") }
    }

    /// How far it has come.
    public var phase: OperationPhase {
        get { OperationPhase(rawValue: text("phase")) ?? .running }
        set { setText(newValue.rawValue, "phase") }
    }

    /// What it waits for, or how it ended.
    public var message: String {
        get { text("message") }
        set { setText(newValue, "message") }
    }

    /// When it began.
    public var startedAt: Timestamp? {
        get { time("startedAt") }
        set { setTime(newValue, "startedAt") }
    }

    /// When it, or its last attempt, ended.
    public var finishedAt: Timestamp? {
        get { time("finishedAt") }
        set { setTime(newValue, "finishedAt") }
    }

    /// How often it was tried again.
    public var retryCount: Int64 {
        get { value["retryCount"]?.intValue ?? 0 }
        set { value.set(newValue == 0 ? nil : .int(newValue), at: ["retryCount"]) }
    }

    /// The revisions that are synced, in the order of the sources; empty while they are not known.
    public var revisions: [String] {
        get {
            let many = texts("syncResult", "revisions")
            return many.isEmpty
                ? (text("syncResult", "revision").isEmpty ? [] : [text("syncResult", "revision")]) : many
        }
        set {
            // An empty text stands where nothing is known, as in the original: the field is required.
            value.set(.string(newValue.count == 1 ? newValue[0] : ""), at: ["syncResult", "revision"])
            value.set(
                newValue.count > 1 ? .array(newValue.map(Value.string)) : nil, at: ["syncResult", "revisions"])
        }
    }

    /// The sources that are synced.
    public var sources: [ApplicationSource] {
        get {
            if let many = value["syncResult"]?["sources"]?.arrayValue, !many.isEmpty {
                return many.map(ApplicationSource.init)
            }
            return value["syncResult"]?["source"].map { [ApplicationSource($0)] } ?? []
        }
        set {
            value.set(newValue.count == 1 ? newValue.first?.value : nil, at: ["syncResult", "source"])
            value.set(newValue.count > 1 ? .array(newValue.map(\.value)) : nil, at: ["syncResult", "sources"])
        }
    }

    /// What was done with each object.
    public var results: [SyncResult] {
        get { value["syncResult"]?["resources"]?.arrayValue?.map(SyncResult.init(status:)) ?? [] }
        set {
            value.set(newValue.isEmpty ? nil : .array(newValue.map(\.statusValue)), at: ["syncResult", "resources"])
        }
    }
}

extension SyncResult {
    /// Reads an entry of `syncResult.resources`.
    init(status value: Value) {
        func text(_ key: String) -> String { value[key]?.stringValue ?? "" }
        let phase = SyncPhase(rawValue: text("syncPhase")) ?? .sync
        self.init(
            key: ObjectKey(
                group: text("group"), kind: text("kind"), namespace: text("namespace"), name: text("name")),
            version: text("version"), phase: phase, isHook: !text("hookType").isEmpty,
            code: ResultCode(rawValue: text("status")), operationPhase: OperationPhase(rawValue: text("hookPhase")),
            message: text("message"), images: value["images"]?.arrayValue?.compactMap(\.stringValue) ?? [],
            replacedUID: value["replacedUID"]?.stringValue)
    }

    /// The entry of `syncResult.resources`.
    var statusValue: Value {
        var members = Object(minimumCapacity: 10)
        members["group"] = .string(key.group)
        members["version"] = .string(version)
        members["kind"] = .string(key.kind)
        members["namespace"] = .string(key.namespace)
        members["name"] = .string(key.name)
        if let code { members["status"] = .string(code.rawValue) }
        if !message.isEmpty { members["message"] = .string(message) }
        if isHook { members["hookType"] = .string(phase.rawValue) }
        if let operationPhase { members["hookPhase"] = .string(operationPhase.rawValue) }
        members["syncPhase"] = .string(phase.rawValue)
        if let replacedUID { members["replacedUID"] = .string(replacedUID) }
        if !images.isEmpty { members["images"] = .array(images.map(Value.string)) }
        return .object(members)
    }
}
