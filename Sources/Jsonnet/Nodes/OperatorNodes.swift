/// `+`.
final class AddNode: Node {
    let left: Node
    let right: Node

    init(_ site: Site, _ left: Node, _ right: Node) {
        self.left = left
        self.right = right
        super.init(site)
    }

    override func evaluate(_ vm: Interpreter, _ frame: FrameRef) throws(Failure) -> Datum {
        let first = try left.evaluate(vm, frame)
        let second = try right.evaluate(vm, frame)
        if case .number(let a) = first, case .number(let b) = second {
            let sum = a + b
            if sum.isFinite { return .number(sum) }
        }
        do throws(Failure) { return try vm.add(first, second) } catch { throw error.at(site) }
    }

    /// Longest string that is made before anybody asks for it.
    private static let cheapLength = 1 << 16

    override func ready(_ vm: Interpreter, _ frame: FrameRef) -> Datum {
        // The right side is not asked where the left one is not at hand, so that asking stays linear.
        switch left.ready(vm, frame) {
        case .number(let a):
            guard case .number(let b) = right.ready(vm, frame) else { return .absent }
            let sum = a + b
            return sum.isFinite ? .number(sum) : .absent
        case .string(let a):
            guard case .string(let b) = right.ready(vm, frame),
                a.pointee.byteCount &+ b.pointee.byteCount <= AddNode.cheapLength
            else { return .absent }
            return .string(vm.concatenate(a, b))
        default: return .absent
        }
    }
}

/// `-`, `*` and `/` of numbers.
final class ArithmeticNode: Node {
    let symbol: BinaryOperator
    let left: Node
    let right: Node

    init(_ site: Site, _ symbol: BinaryOperator, _ left: Node, _ right: Node) {
        self.symbol = symbol
        self.left = left
        self.right = right
        super.init(site)
    }

    @inline(__always)
    private func apply(_ a: Double, _ b: Double) -> Double {
        switch symbol {
        case .subtract: a - b
        case .multiply: a * b
        default: b == 0 ? .infinity : a / b
        }
    }

    override func evaluate(_ vm: Interpreter, _ frame: FrameRef) throws(Failure) -> Datum {
        let first = try left.evaluate(vm, frame)
        let second = try right.evaluate(vm, frame)
        if case .number(let a) = first, case .number(let b) = second {
            let result = apply(a, b)
            if result.isFinite { return .number(result) }
        }
        throw failure(vm, first, second)
    }

    private func failure(_ vm: Interpreter, _ first: Datum, _ second: Datum) -> Failure {
        guard case .number(let a) = first else { return Failure(unexpected: first, expected: "number").at(site) }
        guard case .number(let b) = second else { return Failure(unexpected: second, expected: "number").at(site) }
        if symbol == .divide, b == 0 { return Failure("Division by zero.").at(site) }
        return Failure(apply(a, b).isNaN ? "Not a number" : "Overflow").at(site)
    }

    override func ready(_ vm: Interpreter, _ frame: FrameRef) -> Datum {
        guard case .number(let a) = left.ready(vm, frame), case .number(let b) = right.ready(vm, frame) else {
            return .absent
        }
        let result = apply(a, b)
        return result.isFinite ? .number(result) : .absent
    }
}

/// `<`, `<=`, `>`, `>=`.
final class CompareNode: Node {
    let symbol: BinaryOperator
    let left: Node
    let right: Node

    init(_ site: Site, _ symbol: BinaryOperator, _ left: Node, _ right: Node) {
        self.symbol = symbol
        self.left = left
        self.right = right
        super.init(site)
    }

    @inline(__always)
    private func judge(_ a: Double, _ b: Double) -> Bool {
        switch symbol {
        case .less: a < b
        case .lessOrEqual: a <= b
        case .greater: a > b
        default: a >= b
        }
    }

    override func evaluate(_ vm: Interpreter, _ frame: FrameRef) throws(Failure) -> Datum {
        let first = try left.evaluate(vm, frame)
        let second = try right.evaluate(vm, frame)
        if case .number(let a) = first, case .number(let b) = second { return .bool(judge(a, b)) }
        do throws(Failure) {
            return .bool(judge(Double(try vm.compare(first, second)), 0))
        } catch { throw error.at(site) }
    }
}

/// `==` and `!=`.
final class EqualNode: Node {
    let negates: Bool
    let left: Node
    let right: Node

    init(_ site: Site, negates: Bool, _ left: Node, _ right: Node) {
        self.negates = negates
        self.left = left
        self.right = right
        super.init(site)
    }

    override func evaluate(_ vm: Interpreter, _ frame: FrameRef) throws(Failure) -> Datum {
        let first = try left.evaluate(vm, frame)
        let second = try right.evaluate(vm, frame)
        if case .number(let a) = first, case .number(let b) = second { return .bool((a == b) != negates) }
        do throws(Failure) {
            return .bool(try vm.equal(first, second) != negates)
        } catch { throw error.at(site) }
    }
}

/// `&&` and `||`.
final class LogicNode: Node {
    let isAnd: Bool
    let left: Node
    let right: Node

    init(_ site: Site, isAnd: Bool, _ left: Node, _ right: Node) {
        self.isAnd = isAnd
        self.left = left
        self.right = right
        super.init(site)
    }

    override func evaluate(_ vm: Interpreter, _ frame: FrameRef) throws(Failure) -> Datum {
        let first = try left.evaluate(vm, frame)
        guard case .bool(let holds) = first else { throw Failure(unexpected: first, expected: "boolean").at(site) }
        if holds != isAnd { return first }
        let second = try right.evaluate(vm, frame)
        guard case .bool = second else { throw Failure(unexpected: second, expected: "boolean").at(site) }
        return second
    }
}

/// `%`, `in`, and the operators on bits.
final class OperatorNode: Node {
    let symbol: BinaryOperator
    let left: Node
    let right: Node

    init(_ site: Site, _ symbol: BinaryOperator, _ left: Node, _ right: Node) {
        self.symbol = symbol
        self.left = left
        self.right = right
        super.init(site)
    }

    override func evaluate(_ vm: Interpreter, _ frame: FrameRef) throws(Failure) -> Datum {
        let first = try left.evaluate(vm, frame)
        let second = try right.evaluate(vm, frame)
        do throws(Failure) {
            switch symbol {
            case .remainder: return try vm.remainder(first, second)
            case .member:
                guard case .object(let object) = second else { throw Failure(unexpected: second, expected: "object") }
                guard case .string(let name) = first else { throw Failure(unexpected: first, expected: "string") }
                return .bool(vm.hasField(object, vm.symbol(name), includingHidden: true))
            default: return try vm.bitwise(symbol, first, second)
            }
        } catch { throw error.at(site) }
    }
}

/// `!`, `~`, `+` and `-` before an operand.
final class UnaryNode: Node {
    let symbol: UnaryOperator
    let operand: Node

    init(_ site: Site, _ symbol: UnaryOperator, _ operand: Node) {
        self.symbol = symbol
        self.operand = operand
        super.init(site)
    }

    override func evaluate(_ vm: Interpreter, _ frame: FrameRef) throws(Failure) -> Datum {
        let value = try operand.evaluate(vm, frame)
        switch (symbol, value) {
        case (.not, .bool(let holds)): return .bool(!holds)
        case (.not, _): throw Failure(unexpected: value, expected: "boolean").at(site)
        case (.bitNot, .number(let number)): return .number(Double(~Int64(wholePartOf: number)))
        case (.plus, .number): return value
        case (.minus, .number(let number)): return .number(-number)
        default: throw Failure(unexpected: value, expected: "number").at(site)
        }
    }

    override func ready(_ vm: Interpreter, _ frame: FrameRef) -> Datum {
        switch (symbol, operand.ready(vm, frame)) {
        case (.minus, .number(let number)): .number(-number)
        case (.not, .bool(let holds)): .bool(!holds)
        default: .absent
        }
    }
}

extension Int64 {
    /// The whole part of a number; the least of all where it does not fit, as processors have it.
    init(wholePartOf number: Double) {
        self = Int64(exactly: number.rounded(.towardZero)) ?? .min
    }
}
