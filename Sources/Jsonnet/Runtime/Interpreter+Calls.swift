extension Interpreter {
    /// Runs a function in the frame made for it.
    @inline(__always)
    func run(_ code: FunctionNode, _ frame: FrameRef, isCounted: Bool = true) throws(Failure) -> Datum {
        if isCounted { try enter() } else { try step() }
        let result = try code.body.evaluate(self, frame)
        heap.recycle(frame)
        let value = try finish(result)
        if isCounted { leave() }
        return value
    }

    /// Runs a function of the library on arguments that may still be thunks.
    func run(_ builtin: Builtin, _ arguments: UnsafeMutablePointer<Datum>) throws(Failure) -> Datum {
        for index in 0..<builtin.parameters.count where !builtin.parameters[index].isLazy {
            arguments[index] = try value(arguments[index])
        }
        return try builtin.body(self, arguments)
    }

    /// Calls a function from the library with one argument.
    func call(_ function: FunctionRef, _ argument: Datum) throws(Failure) -> Datum {
        guard let code = function.pointee.code?.takeUnretainedValue(), code.parameterCount == 1 else {
            return try call(function, [argument])
        }
        let frame = heap.frame(parent: function.pointee.frame, slots: code.slotCount)
        frame.slots[0] = argument
        return try run(code, frame)
    }

    /// Calls a function from the library with two arguments.
    func call(_ function: FunctionRef, _ first: Datum, _ second: Datum) throws(Failure) -> Datum {
        guard let code = function.pointee.code?.takeUnretainedValue(), code.parameterCount == 2 else {
            return try call(function, [first, second])
        }
        let frame = heap.frame(parent: function.pointee.frame, slots: code.slotCount)
        frame.slots[0] = first
        frame.slots[1] = second
        return try run(code, frame)
    }

    /// Calls any function with arguments by position and name.
    func call(
        _ function: FunctionRef, _ positional: [Datum], named: [(name: String, value: Datum)] = []
    ) throws(Failure) -> Datum {
        let parameters = parameters(of: function)
        guard positional.count <= parameters.count else {
            throw Failure(
                "function expected \(parameters.count) positional argument(s), but got \(positional.count)")
        }
        let code = function.pointee.code?.takeUnretainedValue()
        let frame = heap.frame(
            parent: function.pointee.frame, slots: max(code?.slotCount ?? 0, parameters.count))
        for (index, argument) in positional.enumerated() { frame.slots[index] = argument }
        for (name, value) in named {
            guard let index = parameters.firstIndex(where: { $0.name == name }) else {
                throw Failure("function has no parameter \(name)")
            }
            guard case .absent = frame.slots[index] else { throw Failure("Argument \(name) already provided") }
            frame.slots[index] = value
        }
        for (index, parameter) in parameters.enumerated() where !parameter.isOptional {
            if case .absent = frame.slots[index] { throw Failure("Missing argument: \(parameter.name)") }
        }
        if let code { return try run(code, frame) }
        guard let builtin = function.pointee.builtin?.takeUnretainedValue() else { return .null }
        return try run(builtin, frame.slots)
    }

    /// The parameters of a function.
    func parameters(of function: FunctionRef) -> [FunctionNode.Parameter] {
        if let code = function.pointee.code?.takeUnretainedValue() { return code.parameters }
        guard let builtin = function.pointee.builtin?.takeUnretainedValue() else { return [] }
        return builtin.parameters.map { FunctionNode.Parameter(name: $0.name, isOptional: $0.isOptional) }
    }

    /// A thunk for the call of a function with one argument.
    func deferredCall(_ function: FunctionRef, _ argument: Datum) -> Datum {
        if let code = function.pointee.code?.takeUnretainedValue(), code.parameterCount == 1 {
            let frame = heap.frame(parent: function.pointee.frame, slots: code.slotCount)
            frame.slots[0] = argument
            return .thunk(thunk(code.body, frame))
        }
        let frame = heap.frame(parent: nil, slots: 2)
        frame.slots[0] = .function(function)
        frame.slots[1] = argument
        return .thunk(thunk(common.call, frame))
    }

    /// A thunk for the call of a function with two arguments.
    func deferredCall(_ function: FunctionRef, _ first: Datum, _ second: Datum) -> Datum {
        let frame = heap.frame(parent: nil, slots: 3)
        frame.slots[0] = .function(function)
        frame.slots[1] = first
        frame.slots[2] = second
        return .thunk(thunk(common.callWithTwo, frame))
    }

    /// Room for the arguments of a function of the library, given back by ``popArguments(_:)``.
    @inline(__always)
    func pushArguments(_ count: Int) -> UnsafeMutablePointer<Datum> {
        let base = argumentStack + argumentTop
        argumentTop += count
        if argumentTop > Interpreter.argumentCapacity {
            return heap.buffer(of: Datum.self, count: count).cleared(count)
        }
        return base.cleared(count)
    }

    @inline(__always)
    func popArguments(_ count: Int) {
        argumentTop -= count
    }
}

extension UnsafeMutablePointer where Pointee == Datum {
    /// The same memory, all of it empty.
    @inline(__always)
    func cleared(_ count: Int) -> Self {
        for index in 0..<count { (self + index).initialize(to: .absent) }
        return self
    }
}
