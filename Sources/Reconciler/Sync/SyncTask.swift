public import KubeModel
import Values

/// One thing that a sync has to do: apply a desired object, or delete one that is no longer desired.
public struct SyncTask: Sendable {
    /// The phase that it belongs to.
    public internal(set) var phase: SyncPhase
    /// The wave within the phase.
    public internal(set) var wave: Int
    /// The desired object; nil where the live one is to be deleted.
    public internal(set) var target: KubeObject?
    /// The live object, nil where there is none.
    public internal(set) var live: KubeObject?
    /// Whether the object is a hook.
    public let isHook: Bool
    /// Whether the two differ, as far as that is known.
    public internal(set) var isModified: Bool
    /// Whether the dry run leaves it out, because its kind is yet to come.
    public internal(set) var skipsDryRun = false
    /// Whether this is the application's namespace, made because nothing else makes it.
    public internal(set) var isNamespaceCreation = false

    /// What was done with it.
    public internal(set) var code: ResultCode?
    /// How far it has come; nil while it is pending.
    public internal(set) var operationPhase: OperationPhase?
    /// What there is to say.
    public internal(set) var message = ""
    /// Whether it was applied in the pass under way, so that the live object seen is out of date.
    var isFresh = false
    /// While the object is about to be made anew: the UID of the one it takes the place of, empty where there is none.
    var replacedUID: String?

    init(phase: SyncPhase, target: KubeObject?, live: KubeObject?, isHook: Bool = false, isModified: Bool = true) {
        self.phase = phase
        self.target = target
        self.live = live
        self.isHook = isHook
        self.isModified = isModified
        wave = syncWave(of: target ?? live ?? KubeObject(unchecked: .null))
    }

    /// The desired object or, where there is none, the live one.
    public var object: KubeObject { target ?? live ?? KubeObject(unchecked: .null) }

    /// Whether this deletes the object.
    public var isPrune: Bool { target == nil }

    var isPending: Bool { operationPhase == nil }
    var isRunning: Bool { operationPhase?.isRunning ?? false }
    var isCompleted: Bool { operationPhase?.isCompleted ?? false }
    var isSuccessful: Bool { operationPhase == .succeeded }

    func hasPolicy(_ policy: HookDeletePolicy) -> Bool {
        isHook && HookDeletePolicy.policies(of: object).contains(policy)
    }

    var isDeletedBeforeCreation: Bool { live != nil && isPending && hasPolicy(.beforeHookCreation) }

    var resultKey: SyncResult.Key { SyncResult.Key(object: object.key, phase: phase) }

    /// Group, kind and name as messages write them.
    var displayName: String {
        let key = object.key
        return "\(key.group)/\(key.kind)/\(key.name)"
    }
}

/// The wave that an object asks for, 0 where it asks for none that can be read.
public func syncWave(of object: KubeObject) -> Int {
    if let text = object.annotation(Annotations.syncWave), let wave = Int(decimal: text) { return wave }
    if let text = object.annotation(Annotations.helmHookWeight), let wave = Int(decimal: text) { return wave }
    return 0
}

extension Int {
    /// Digits with at most one sign, nothing else.
    init?(decimal text: String) {
        let digits =
            text.utf8.first == UInt8(ascii: "-") || text.utf8.first == UInt8(ascii: "+")
            ? text.utf8.dropFirst() : text.utf8[...]
        guard !digits.isEmpty, digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        self.init(text)
    }
}
