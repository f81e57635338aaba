public import KubeModel
import Values

/// What a sync has done with one object so far; the list of these is the whole memory of an operation.
public struct SyncResult: Sendable, Hashable {
    /// Tells the results of an operation apart.
    struct Key: Hashable {
        var object: ObjectKey
        var phase: SyncPhase
    }

    /// The object, with the namespace that it was applied in.
    public var key: ObjectKey
    /// The API version.
    public var version: String
    /// The phase that the object belongs to.
    public var phase: SyncPhase
    /// Whether it is a hook.
    public var isHook: Bool
    /// What was done; nil where it was only tried.
    public var code: ResultCode?
    /// How far it has come.
    public var operationPhase: OperationPhase?
    /// What there is to say.
    public var message: String
    /// The container images that the object names.
    public var images: [String]
    /// Set while the object is about to be made: the UID of the one it takes the place of, empty where there is none.
    ///
    /// It is on record before the request is sent. A controller that was killed in between knows by it whether the
    /// object that it finds is the one from before or its own work, which must not be done twice.
    public var replacedUID: String?

    /// What was done with one object.
    public init(
        key: ObjectKey, version: String, phase: SyncPhase, isHook: Bool = false, code: ResultCode? = nil,
        operationPhase: OperationPhase? = nil, message: String = "", images: [String] = [], replacedUID: String? = nil
    ) {
        self.key = key
        self.version = version
        self.phase = phase
        self.isHook = isHook
        self.code = code
        self.operationPhase = operationPhase
        self.message = message
        self.images = images
        self.replacedUID = replacedUID
    }

    init(_ task: SyncTask) {
        let object = task.object
        self.init(
            key: object.key, version: object.gvk.version, phase: task.phase, isHook: task.isHook, code: task.code,
            operationPhase: task.operationPhase, message: task.message, images: containerImages(of: object),
            replacedUID: task.replacedUID)
    }

    var resultKey: Key { Key(object: key, phase: phase) }
}

/// The images of an object's containers, in order and without repeats.
///
/// - Parameter object: a pod, or anything with a pod template where the common kinds have it.
public func containerImages(of object: KubeObject) -> [String] {
    let root = object.value["spec"]
    let specs = [
        root?["template"]?["spec"], root?["jobTemplate"]?["spec"]?["template"]?["spec"],
        object.kind == "Pod" ? root : nil,
    ]
    var images: [String] = []
    for spec in specs {
        for list in ["containers", "initContainers"] {
            for container in spec?[list]?.arrayValue ?? [] {
                if let image = container["image"]?.stringValue, !images.contains(image) { images.append(image) }
            }
        }
    }
    return images
}
