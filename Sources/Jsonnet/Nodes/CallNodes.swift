/// `function(…) …`.
final class FunctionNode: Node {
    /// One parameter.
    struct Parameter {
        var name: String
        var isOptional: Bool
    }

    let parameters: [Parameter]
    let parameterCount: Int
    let slotCount: Int
    let body: Node

    init(_ site: Site, parameters: [Parameter], slotCount: Int, body: Node) {
        self.parameters = parameters
        self.parameterCount = parameters.count
        self.slotCount = slotCount
        self.body = body
        super.init(site)
    }

    override func evaluate(_ vm: Interpreter, _ frame: FrameRef) throws(Failure) -> Datum { ready(vm, frame) }

    override func ready(_ vm: Interpreter, _ frame: FrameRef) -> Datum {
        frame.pointee.isCaptured = true
        return .function(
            vm.heap.cell(FunctionCell(code: Unmanaged.passUnretained(self), frame: frame, builtin: nil)))
    }
}

/// A call of whatever function its target gives.
final class CallNode: Node {
    let target: Node
    let positional: [Node]
    let named: [(name: String, value: Node)]
    let isTailStrict: Bool
    /// Whether a tail-strict call may be left to the caller.
    let isTail: Bool

    init(
        _ site: Site, target: Node, positional: [Node], named: [(name: String, value: Node)], isTailStrict: Bool,
        isTail: Bool
    ) {
        self.target = target
        self.positional = positional
        self.named = named
        self.isTailStrict = isTailStrict
        self.isTail = isTail
        super.init(site)
    }

    override func evaluate(_ vm: Interpreter, _ frame: FrameRef) throws(Failure) -> Datum {
        let callee = try target.evaluate(vm, frame)
        guard case .function(let function) = callee else {
            throw Failure(unexpected: callee, expected: "function").at(site)
        }
        guard let reference = function.pointee.code else { return try callBuiltin(vm, frame, function) }
        let code = reference.takeUnretainedValue()
        let count = positional.count
        let new = vm.heap.frame(parent: function.pointee.frame, slots: code.slotCount)
        if count == code.parameterCount, named.isEmpty, !isTailStrict {
            let slots = new.slots
            var index = 0
            while index < count {
                slots[index] = positional[index].delay(vm, frame)
                index += 1
            }
        } else {
            do throws(Failure) {
                try bind(vm, frame, code, new.slots)
            } catch { throw error.at(site) }
            if isTailStrict, isTail {
                vm.pendingCode = reference
                vm.pendingFrame = new
                return .absent
            }
        }
        do throws(Failure) {
            return try vm.run(code, new, isCounted: !isTailStrict)
        } catch { throw error.at(site) }
    }

    /// Fills parameters where arguments are named, missing, or wanted at once.
    private func bind(
        _ vm: Interpreter, _ frame: FrameRef, _ code: FunctionNode, _ slots: UnsafeMutablePointer<Datum>
    ) throws(Failure) {
        let parameters = code.parameters
        guard positional.count <= parameters.count else {
            throw Failure(
                "function expected \(parameters.count) positional argument(s), but got \(positional.count)")
        }
        for (index, argument) in positional.enumerated() {
            slots[index] = isTailStrict ? try argument.evaluate(vm, frame) : argument.delay(vm, frame)
        }
        for (name, value) in named {
            guard let index = parameters.firstIndex(where: { $0.name == name }) else {
                throw Failure("function has no parameter \(name)")
            }
            guard case .absent = slots[index] else { throw Failure("Argument \(name) already provided") }
            slots[index] = isTailStrict ? try value.evaluate(vm, frame) : value.delay(vm, frame)
        }
        for (index, parameter) in parameters.enumerated() where !parameter.isOptional {
            if case .absent = slots[index] { throw Failure("Missing argument: \(parameter.name)") }
        }
    }

    private func callBuiltin(
        _ vm: Interpreter, _ frame: FrameRef, _ function: FunctionRef
    ) throws(Failure) -> Datum {
        guard let builtin = function.pointee.builtin?.takeUnretainedValue() else { return .null }
        let arguments = vm.pushArguments(builtin.parameters.count)
        defer { vm.popArguments(builtin.parameters.count) }
        do throws(Failure) {
            guard positional.count <= builtin.parameters.count else {
                throw Failure(
                    "function expected \(builtin.parameters.count) positional argument(s), but got \(positional.count)")
            }
            for (index, argument) in positional.enumerated() { arguments[index] = argument.delay(vm, frame) }
            for (name, value) in named {
                guard let index = builtin.parameters.firstIndex(where: { $0.name == name }) else {
                    throw Failure("function has no parameter \(name)")
                }
                guard case .absent = arguments[index] else { throw Failure("Argument \(name) already provided") }
                arguments[index] = value.delay(vm, frame)
            }
            for (index, parameter) in builtin.parameters.enumerated() where !parameter.isOptional {
                if case .absent = arguments[index] { throw Failure("Missing argument: \(parameter.name)") }
            }
            vm.callSite = site
            return try vm.run(builtin, arguments)
        } catch { throw error.at(site) }
    }
}

/// A call of a function of the library, known when the program is compiled, with all its arguments in their places.
final class BuiltinCallNode: Node {
    let builtin: Builtin
    let arguments: [Node]
    let isStrict: [Bool]
    let body: Builtin.Body

    init(_ site: Site, builtin: Builtin, arguments: [Node]) {
        self.builtin = builtin
        self.arguments = arguments
        isStrict = arguments.indices.map { !builtin.parameters[$0].isLazy }
        body = builtin.body
        super.init(site)
    }

    override func evaluate(_ vm: Interpreter, _ frame: FrameRef) throws(Failure) -> Datum {
        let count = builtin.parameters.count
        let slots = vm.pushArguments(count)
        do throws(Failure) {
            var index = 0
            while index < arguments.count {
                slots[index] =
                    isStrict[index]
                    ? try arguments[index].evaluate(vm, frame) : arguments[index].delay(vm, frame)
                index += 1
            }
            if builtin.wantsSite { vm.callSite = site }
            let result = try body(vm, slots)
            vm.popArguments(count)
            return result
        } catch { throw error.at(site) }
    }
}
