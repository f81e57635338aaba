/// The frame that code under compilation will run in.
final class FramePlan {
    let parent: FramePlan?
    /// Whether this is the frame of an object's layer, where `self` is to be found.
    let isObject: Bool
    private(set) var slotCount = 0

    init(parent: FramePlan?, isObject: Bool = false) {
        self.parent = parent
        self.isObject = isObject
    }

    /// One more slot.
    func reserve() -> Int {
        slotCount += 1
        return slotCount - 1
    }
}

/// The names that can be seen at a place.
final class Scope {
    let parent: Scope?
    let plan: FramePlan
    private var bindings: [String: Binding] = [:]

    init(parent: Scope?, plan: FramePlan) {
        self.parent = parent
        self.plan = plan
    }

    /// Binds a name to a new slot.
    func bind(_ name: String) -> Binding {
        let binding = Binding(slot: plan.reserve())
        bindings[name] = binding
        return binding
    }

    /// Where a name is bound: frames outwards from a plan, and the binding; nil where it is bound nowhere.
    func find(_ name: String, from plan: FramePlan) -> (hops: Int, binding: Binding)? {
        var scope: Scope? = self
        while let current = scope {
            if let binding = current.bindings[name] { return (Scope.hops(from: plan, to: current.plan), binding) }
            scope = current.parent
        }
        return nil
    }

    private static func hops(from plan: FramePlan, to target: FramePlan) -> Int {
        var hops = 0
        var current: FramePlan? = plan
        while let next = current, next !== target {
            hops += 1
            current = next.parent
        }
        return hops
    }

    /// Frames outwards to the nearest object's, nil outside of objects.
    func hopsToSelf() -> Int? {
        var hops = 0
        var current: FramePlan? = plan
        while let next = current {
            if next.isObject { return hops }
            hops += 1
            current = next.parent
        }
        return nil
    }

    /// Frames outwards to the outermost object's, nil outside of objects.
    func hopsToOutermost() -> Int? {
        var hops = 0
        var found: Int?
        var current: FramePlan? = plan
        while let next = current {
            if next.isObject { found = hops }
            hops += 1
            current = next.parent
        }
        return found
    }
}
