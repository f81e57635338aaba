public import KubeModel

/// Whether an object is a hook, and of which kind.
public enum HookKind: Sendable, Hashable {
    /// A plain object.
    case none
    /// Marked to be left alone: it is neither applied nor pruned.
    case skip
    /// Marked as a hook of no known type; it is neither applied nor pruned.
    case ignored
    /// A hook of these types, in the order in which they are written.
    case hook([HookType])

    /// Reads Argo CD's annotation and, where that says nothing known, Helm's.
    public init(of object: KubeObject) {
        let own = object.annotation(Annotations.hook)
        let helm = object.annotation(Annotations.helmHook)
        if own == nil, helm == nil || helm == "crd-install" {
            self = .none
            return
        }
        var types = HookKind.split(own).compactMap(HookType.init(rawValue:))
        if types.isEmpty { types = HookKind.split(helm).compactMap(HookType.init(helm:)) }
        var seen: Set<HookType> = []
        types = types.filter { seen.insert($0).inserted }
        if types.isEmpty {
            self = .ignored
        } else if types == [.skip] {
            self = .skip
        } else {
            self = .hook(types)
        }
    }

    static func split(_ text: String?) -> [String] {
        guard let text else { return [] }
        return text.utf8.split(separator: UInt8(ascii: ",")).map { trimmed($0) }
    }

    /// Whether the object is a hook, of a known type or not.
    public var isHook: Bool {
        switch self {
        case .none, .skip: false
        case .ignored, .hook: true
        }
    }

    /// The phases of a sync that the object takes part in.
    public var phases: [SyncPhase] {
        switch self {
        case .none: [.sync]
        case .skip, .ignored: []
        case .hook(let types): types.compactMap(\.phase)
        }
    }
}

/// When a hook runs.
public enum HookType: String, Sendable, Hashable {
    /// Before anything is applied.
    case preSync = "PreSync"
    /// Together with the application's objects.
    case sync = "Sync"
    /// When all objects are healthy.
    case postSync = "PostSync"
    /// When the sync has failed.
    case syncFail = "SyncFail"
    /// Never.
    case skip = "Skip"
    /// Before an application's objects are deleted with it.
    case preDelete = "PreDelete"
    /// After an application's objects were deleted with it.
    case postDelete = "PostDelete"

    init?(helm name: String) {
        switch name {
        case "pre-install", "pre-upgrade": self = .preSync
        case "post-install", "post-upgrade": self = .postSync
        case "pre-delete": self = .preDelete
        case "post-delete": self = .postDelete
        default: return nil
        }
    }

    /// The phase of a sync that it stands for, nil for those that run at other times.
    public var phase: SyncPhase? { SyncPhase(rawValue: rawValue) }
}

/// When a hook's object is deleted.
public enum HookDeletePolicy: String, Sendable, Hashable {
    /// When the whole sync has succeeded.
    case hookSucceeded = "HookSucceeded"
    /// When the sync has failed.
    case hookFailed = "HookFailed"
    /// Before the hook runs anew; the default.
    case beforeHookCreation = "BeforeHookCreation"

    /// The policies of an object: Argo CD's and Helm's together, the default where neither says anything.
    public static func policies(of object: KubeObject) -> Set<HookDeletePolicy> {
        var policies = Set(
            HookKind.split(object.annotation(Annotations.hookDeletePolicy)).compactMap(HookDeletePolicy.init(rawValue:))
        )
        for name in HookKind.split(object.annotation(Annotations.helmHookDeletePolicy)) {
            switch name {
            case "hook-succeeded": policies.insert(.hookSucceeded)
            case "hook-failed": policies.insert(.hookFailed)
            case "before-hook-creation": policies.insert(.beforeHookCreation)
            default: break
            }
        }
        return policies.isEmpty ? [.beforeHookCreation] : policies
    }
}

/// The text without white space around it.
func trimmed(_ bytes: some BidirectionalCollection<UInt8>) -> String {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    let head = bytes.drop(while: isSpace)
    let length = head.reversed().drop(while: isSpace).count
    return String(decoding: head.prefix(length), as: UTF8.self)
}
