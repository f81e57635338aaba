/// `if … then … else …`.
final class ConditionalNode: Node {
    let condition: Node
    let yes: Node
    let no: Node

    init(_ site: Site, condition: Node, yes: Node, no: Node) {
        self.condition = condition
        self.yes = yes
        self.no = no
        super.init(site)
    }

    override func evaluate(_ vm: Interpreter, _ frame: FrameRef) throws(Failure) -> Datum {
        let verdict = try condition.evaluate(vm, frame)
        guard case .bool(let holds) = verdict else { throw Failure(unexpected: verdict, expected: "boolean").at(site) }
        return holds ? try yes.evaluate(vm, frame) : try no.evaluate(vm, frame)
    }
}

/// `assert …; …`, and the assertions of an object, which have nothing after them.
final class AssertNode: Node {
    let condition: Node
    let message: Node?
    let fallback: String
    let rest: Node?

    init(_ site: Site, condition: Node, message: Node?, fallback: String, rest: Node?) {
        self.condition = condition
        self.message = message
        self.fallback = fallback
        self.rest = rest
        super.init(site)
    }

    override func evaluate(_ vm: Interpreter, _ frame: FrameRef) throws(Failure) -> Datum {
        let verdict = try condition.evaluate(vm, frame)
        guard case .bool(let holds) = verdict else { throw Failure(unexpected: verdict, expected: "boolean").at(site) }
        if !holds { throw try failure(vm, frame) }
        return try rest?.evaluate(vm, frame) ?? .null
    }

    private func failure(_ vm: Interpreter, _ frame: FrameRef) throws(Failure) -> Failure {
        guard let message else { return Failure(fallback).at(site) }
        let value = try message.evaluate(vm, frame)
        do throws(Failure) {
            return Failure(vm.text(try vm.toString(value))).at(site)
        } catch { throw error.at(site) }
    }
}

/// `error …`.
final class ErrorNode: Node {
    let message: Node

    init(_ site: Site, message: Node) {
        self.message = message
        super.init(site)
    }

    override func evaluate(_ vm: Interpreter, _ frame: FrameRef) throws(Failure) -> Datum {
        let value = try message.evaluate(vm, frame)
        do throws(Failure) {
            throw Failure(vm.text(try vm.toString(value)))
        } catch { throw error.at(site) }
    }
}

/// Code that is known to fail when it is reached, such as a number that is too large.
final class FailureNode: Node {
    let message: String

    init(_ site: Site, _ message: String) {
        self.message = message
        super.init(site)
    }

    override func evaluate(_ vm: Interpreter, _ frame: FrameRef) throws(Failure) -> Datum {
        throw Failure(message).at(site)
    }
}

/// Deep code: makes sure that there is stack left before going on.
final class GuardNode: Node {
    let inner: Node

    init(_ site: Site, _ inner: Node) {
        self.inner = inner
        super.init(site)
    }

    override func evaluate(_ vm: Interpreter, _ frame: FrameRef) throws(Failure) -> Datum {
        try vm.guardStack()
        return try inner.evaluate(vm, frame)
    }
}

extension Failure {
    /// A value of another type than an operation takes.
    init(unexpected value: Datum, expected: String) {
        self.init("Unexpected type \(value.typeName), expected \(expected)")
    }

    /// A value of a type that an operation does not take.
    init(unexpected value: Datum) {
        self.init("Unexpected type \(value.typeName)")
    }
}

extension Datum {
    /// The name of the type as `std.type` tells it.
    var typeName: String {
        switch self {
        case .null, .absent, .thunk: "null"
        case .bool: "boolean"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        case .function: "function"
        }
    }
}
