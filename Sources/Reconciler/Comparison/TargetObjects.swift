public import Diff
public import KubeModel
import Values

/// Desired objects as they are compared and applied: in their namespaces, marked as the application's, without repeats.
public struct TargetObjects: Sendable {
    /// The application's objects, each with its identity.
    public private(set) var objects: [(key: ObjectKey, object: KubeObject)] = []
    /// Its hooks.
    public private(set) var hooks: [KubeObject] = []
    /// Objects that are declared more than once, and how often.
    public private(set) var repeated: [(key: ObjectKey, count: Int)] = []

    /// Prepares desired objects.
    ///
    /// - Parameters:
    ///   - desired: the objects as they were rendered.
    ///   - application: the name by which objects are marked.
    ///   - namespace: where objects go that name no namespace.
    ///   - scopes: which kinds live in namespaces; a definition among the objects counts as well.
    ///   - tracking: how objects are marked.
    public init(
        _ desired: [KubeObject], application: String, namespace: String, scopes: KindScopes,
        tracking: ResourceTracking = ResourceTracking()
    ) {
        var defined: [GroupKind: Bool] = [:]
        for object in desired {
            if let kind = definedKind(object) { defined[kind] = object.value["spec", "scope"] != "Cluster" }
        }
        var positions: [ObjectKey: Int] = [:]
        var counts: [ObjectKey: Int] = [:]
        for var object in desired {
            let kind = object.gvk.groupKind
            if defined[kind] ?? scopes.isNamespaced(kind) ?? true {
                if object.namespace.isEmpty { object.namespace = namespace }
            } else {
                object.namespace = ""
            }
            tracking.mark(&object, application: application, namespace: namespace)
            let hook = HookKind(of: object)
            if hook.isHook {
                if hook != .ignored { hooks.append(object) }
                continue
            }
            let key = object.key
            counts[key, default: 0] += 1
            if let position = positions[key] {
                // The last one wins.
                objects[position].object = object
            } else {
                positions[key] = objects.count
                objects.append((key, object))
            }
        }
        repeated = objects.compactMap { entry in
            counts[entry.key].flatMap { $0 > 1 ? (entry.key, $0) : nil }
        }
    }
}
