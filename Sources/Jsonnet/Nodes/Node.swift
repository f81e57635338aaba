/// A piece of compiled code.
///
/// The compiler turns a file into a tree of nodes whose variables are places in frames; running a program is calling
/// ``evaluate(_:_:)`` on nodes. Nodes belong to their interpreter (see ``Interpreter/own(_:)``).
class Node {
    let site: Site

    init(_ site: Site) {
        self.site = site
    }

    /// The value of the code in a frame; never a thunk, and `absent` only to ask for a call in tail position.
    func evaluate(_ vm: Interpreter, _ frame: FrameRef) throws(Failure) -> Datum { .null }

    /// The value where it is at hand: found without running anything that might fail or take long. `absent` elsewhere.
    func ready(_ vm: Interpreter, _ frame: FrameRef) -> Datum { .absent }

    /// The value to put into a slot: at once where it is at hand, else as a thunk.
    func delay(_ vm: Interpreter, _ frame: FrameRef) -> Datum {
        let known = ready(vm, frame)
        if case .absent = known { return .thunk(vm.thunk(self, frame)) }
        return known
    }
}

extension Interpreter {
    /// A thunk for code in a frame.
    func thunk(_ code: Node, _ frame: FrameRef) -> ThunkRef {
        frame.pointee.isCaptured = true
        return heap.cell(ThunkCell(result: .absent, frame: frame, code: Unmanaged.passUnretained(code)))
    }

    /// The value of a thunk.
    @inline(__always)
    func force(_ thunk: ThunkRef) throws(Failure) -> Datum {
        if case .absent = thunk.pointee.result { return try run(thunk) }
        return thunk.pointee.result
    }

    /// The value of what a slot or argument holds.
    @inline(__always)
    func value(_ datum: Datum) throws(Failure) -> Datum {
        if case .thunk(let thunk) = datum { return try force(thunk) }
        return datum
    }

    /// The value of a slot, which keeps it.
    @inline(__always)
    func value(at slot: UnsafeMutablePointer<Datum>) throws(Failure) -> Datum {
        guard case .thunk(let thunk) = slot.pointee else { return slot.pointee }
        let value = try force(thunk)
        slot.pointee = value
        return value
    }

    @inline(never)
    private func run(_ thunk: ThunkRef) throws(Failure) -> Datum {
        try enter()
        let value = try finish(try thunk.pointee.code.takeUnretainedValue().evaluate(self, thunk.pointee.frame))
        leave()
        thunk.pointee.result = value
        return value
    }

    /// Makes the calls in tail position that code asked for instead of giving a value.
    @inline(__always)
    func finish(_ result: Datum) throws(Failure) -> Datum {
        guard case .absent = result else { return result }
        return try makePendingCalls()
    }

    @inline(never)
    private func makePendingCalls() throws(Failure) -> Datum {
        while let code = pendingCode, let frame = pendingFrame {
            pendingCode = nil
            pendingFrame = nil
            try step()
            let result = try code.takeUnretainedValue().body.evaluate(self, frame)
            heap.recycle(frame)
            guard case .absent = result else { return result }
        }
        return .null
    }
}

/// A literal or another value known when the program is compiled.
final class ConstantNode: Node {
    let value: Datum

    init(_ site: Site, _ value: Datum) {
        self.value = value
        super.init(site)
    }

    override func evaluate(_ vm: Interpreter, _ frame: FrameRef) throws(Failure) -> Datum { value }
    override func ready(_ vm: Interpreter, _ frame: FrameRef) -> Datum { value }
}

/// Code that some other thunk stands for: a value already there.
final class CommonNodes {
    /// Calls the function in slot 0 with what is in slot 1.
    let call: Node
    /// Calls the function in slot 0 with what is in slots 1 and 2.
    let callWithTwo: Node
    /// The field named by the string in slot 1 of the object in slot 0.
    let field: Node
    /// The element at the index in slot 1 of what is in slot 0.
    let index: Node

    init() {
        let file = SourceFile(name: "<std>", folder: "", bytes: [])
        let site = Site(file: file, range: SourceRange(0, 0), context: .function(nil))
        call = DeferredCallNode(site, arguments: 1)
        callWithTwo = DeferredCallNode(site, arguments: 2)
        field = DeferredFieldNode(site)
        index = DeferredIndexNode(site)
    }
}

/// A call that the library put off.
private final class DeferredCallNode: Node {
    let arguments: Int

    init(_ site: Site, arguments: Int) {
        self.arguments = arguments
        super.init(site)
    }

    override func evaluate(_ vm: Interpreter, _ frame: FrameRef) throws(Failure) -> Datum {
        guard case .function(let function) = frame.slots[0] else { return .null }
        return arguments == 1
            ? try vm.call(function, frame.slots[1]) : try vm.call(function, frame.slots[1], frame.slots[2])
    }
}

/// A field that the library put off.
private final class DeferredFieldNode: Node {
    override func evaluate(_ vm: Interpreter, _ frame: FrameRef) throws(Failure) -> Datum {
        guard case .object(let object) = frame.slots[0], case .string(let name) = frame.slots[1] else { return .null }
        return try vm.field(object, vm.symbol(name)) ?? .null
    }
}

/// An index that the library put off.
private final class DeferredIndexNode: Node {
    override func evaluate(_ vm: Interpreter, _ frame: FrameRef) throws(Failure) -> Datum {
        try vm.index(frame.slots[0], frame.slots[1])
    }
}
