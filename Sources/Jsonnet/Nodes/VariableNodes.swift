/// What a name is bound to: a slot of a frame, and the code that fills it where nothing else does.
final class Binding {
    let slot: Int
    /// The code whose value the slot takes when it is first asked for; nil for what a caller always fills.
    var code: Node?

    init(slot: Int) {
        self.slot = slot
    }
}

/// A variable some frames out.
final class VariableNode: Node {
    let hops: Int
    let slot: Int
    let binding: Binding

    init(_ site: Site, hops: Int, binding: Binding) {
        self.hops = hops
        self.slot = binding.slot
        self.binding = binding
        super.init(site)
    }

    override func evaluate(_ vm: Interpreter, _ frame: FrameRef) throws(Failure) -> Datum {
        let owner = frame.outer(hops)
        let place = owner.slots + slot
        switch place.pointee {
        case .thunk(let thunk):
            if case .absent = thunk.pointee.result {
                do throws(Failure) { place.pointee = try vm.force(thunk) } catch { throw error.at(site) }
                return place.pointee
            }
            place.pointee = thunk.pointee.result
            return place.pointee
        case .absent: return try compute(vm, owner)
        default: return place.pointee
        }
    }

    private func compute(_ vm: Interpreter, _ owner: FrameRef) throws(Failure) -> Datum {
        guard let code = binding.code else { return .null }
        do throws(Failure) {
            try vm.enter()
            let value = try code.evaluate(vm, owner)
            vm.leave()
            owner.slots[slot] = value
            return value
        } catch { throw error.at(site) }
    }

    override func ready(_ vm: Interpreter, _ frame: FrameRef) -> Datum {
        let owner = frame.outer(hops)
        let value = owner.slots[slot]
        switch value {
        case .thunk(let thunk): return thunk.pointee.result
        case .absent:
            // A function costs no more now than later.
            guard let code = binding.code as? FunctionNode else { return .absent }
            let function = code.ready(vm, owner)
            owner.slots[slot] = function
            return function
        default: return value
        }
    }

    /// Hands on the slot's own thunk, so that the value is computed once for all.
    override func delay(_ vm: Interpreter, _ frame: FrameRef) -> Datum {
        let owner = frame.outer(hops)
        let place = owner.slots + slot
        guard case .absent = place.pointee else { return place.pointee }
        guard let code = binding.code else { return .null }
        place.pointee = code.delay(vm, owner)
        return place.pointee
    }
}

/// `self` and `$`: the object of a frame some links out.
final class SelfNode: Node {
    let hops: Int

    init(_ site: Site, hops: Int) {
        self.hops = hops
        super.init(site)
    }

    @inline(__always)
    private func object(_ frame: FrameRef) -> Datum {
        guard let object = frame.outer(hops).pointee.object else { return .null }
        return .object(object)
    }

    override func evaluate(_ vm: Interpreter, _ frame: FrameRef) throws(Failure) -> Datum { object(frame) }
    override func ready(_ vm: Interpreter, _ frame: FrameRef) -> Datum { object(frame) }
}
