import KubeModel

/// Objects that a controller watches, and whom to reconcile when one changes.
struct ControllerSource: Sendable {
    let reflector: Reflector
    /// Receives the former and the present state, either nil where there is none.
    let requests: @Sendable (KubeObject?, KubeObject?) -> Set<ReconcileRequest>
    /// The owned kind, where its objects are found by owner.
    let ownedKind: GroupKind?

    /// Follows the objects until the task is cancelled.
    func run(_ add: @Sendable (ReconcileRequest) -> Void) async {
        await withDiscardingTaskGroup { group in
            group.addTask { await reflector.run() }
            for await event in reflector.store.events() {
                let found: Set<ReconcileRequest> =
                    switch event {
                    case .added(let object): requests(nil, object)
                    case .updated(let old, let new): requests(old, new)
                    case .deleted(let object): requests(object, nil)
                    case .synced: []
                    }
                for request in found { add(request) }
            }
            group.cancelAll()
        }
    }
}
