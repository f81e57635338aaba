import Values

/// A value that an expression yields, and where in the input it stands.
struct JQItem {
    var value: Value
    /// Keys and positions from the input; nil where the value does not stand in it.
    var path: [Value]?
}

/// Names that an expression can see.
struct JQScope {
    /// Where a function's body is evaluated.
    final class Function {
        let definition: JQFunction
        let scope: JQScope
        /// Whether the body can call the function; an argument's cannot.
        let seesItself: Bool

        init(_ definition: JQFunction, _ scope: JQScope, seesItself: Bool) {
            self.definition = definition
            self.scope = scope
            self.seesItself = seesItself
        }
    }

    var variables: [String: Value] = [:]
    var functions: [String: Function] = [:]
}

/// Evaluates expressions within bounds.
final class JQEvaluator {
    typealias Emit = (JQItem) throws(JQError) -> Void

    private var steps: Int
    private var depth = 0
    private let maximumDepth: Int
    private var labels = 0

    init(limits: PathExpressionLimits) {
        steps = limits.maximumSteps
        maximumDepth = limits.maximumDepth
    }

    func spend(_ count: Int = 1) throws(JQError) {
        steps -= count
        guard steps >= 0 else { throw .exhausted }
    }

    func newLabel() -> Int {
        labels += 1
        return labels
    }

    /// Hands every value that the expression yields for an input to `emit`.
    ///
    /// Dynamic, because forms call back through closures of their own and an optimiser would specialise them for each
    /// other without end.
    dynamic func run(_ expression: JQExpression, _ input: JQItem, _ scope: JQScope, _ emit: Emit) throws(JQError) {
        try spend()
        depth += 1
        defer { depth -= 1 }
        guard depth < maximumDepth else { throw .exhausted }
        switch expression {
        case .identity: try emit(input)
        case .recurse: try recurse(input, emit)
        case .literal(let value): try emit(JQItem(value: value))
        case .variable(let name): try variable(name, scope, emit)
        case .text(let parts, let format): try text(parts, format, "", input, scope, emit)
        case .array(let body): try list(body, input, scope, emit)
        case .object(let members): try object(members[...], Object(), input, scope, emit)
        case .index(let target, let key): try index(target, key, input, scope, emit)
        case .slice(let target, let start, let end): try slice(target, start, end, input, scope, emit)
        case .iterate(let target): try iterate(target, input, scope, emit)
        case .attempt(let body, let handler): try attempt(body, handler, input, scope, emit)
        case .pipe(let left, let right): try pipe(left, right, input, scope, emit)
        case .comma(let left, let right):
            try run(left, input, scope, emit)
            try run(right, input, scope, emit)
        case .binary(let operation, let left, let right): try binary(operation, left, right, input, scope, emit)
        case .negate(let body): try negate(body, input, scope, emit)
        case .update(let operation, let target, let value): try update(operation, target, value, input, scope, emit)
        case .condition(let test, let body, let other): try condition(test, body, other, input, scope, emit)
        case .bind(let source, let name, let body): try bind(source, name, body, input, scope, emit)
        case .reduce(let source, let name, let start, let update):
            try reduce(source, name, start, update, input, scope, emit)
        case .foreach(let source, let name, let start, let update, let extract):
            try foreach(source, name, start, update, extract, input, scope, emit)
        case .call(let name, let arguments): try call(name, arguments, input, scope, emit)
        case .define(let function, let body): try define(function, body, input, scope, emit)
        }
    }

    func variable(_ name: String, _ scope: JQScope, _ emit: Emit) throws(JQError) {
        guard let value = scope.variables[name] else { throw .failure("$\(name) is not defined") }
        try emit(JQItem(value: value))
    }

    func list(_ body: JQExpression?, _ input: JQItem, _ scope: JQScope, _ emit: Emit) throws(JQError) {
        var items: [Value] = []
        if let body { try values(body, input, scope) { (value) throws(JQError) in items.append(value) } }
        try emit(JQItem(value: .array(items)))
    }

    func index(
        _ target: JQExpression, _ key: JQExpression, _ input: JQItem, _ scope: JQScope, _ emit: Emit
    ) throws(JQError) {
        try run(target, input, scope) { (item) throws(JQError) in
            try self.values(key, input, scope) { (key) throws(JQError) in
                try emit(try self.index(item, key, of: input))
            }
        }
    }

    func iterate(_ target: JQExpression, _ input: JQItem, _ scope: JQScope, _ emit: Emit) throws(JQError) {
        try run(target, input, scope) { (item) throws(JQError) in try self.iterate(item, of: input, emit) }
    }

    func pipe(
        _ left: JQExpression, _ right: JQExpression, _ input: JQItem, _ scope: JQScope, _ emit: Emit
    ) throws(JQError) {
        try run(left, input, scope) { (item) throws(JQError) in try self.run(right, item, scope, emit) }
    }

    func negate(_ body: JQExpression, _ input: JQItem, _ scope: JQScope, _ emit: Emit) throws(JQError) {
        try values(body, input, scope) { (value) throws(JQError) in
            try emit(JQItem(value: try JQArithmetic.combine("-", 0, value)))
        }
    }

    func condition(
        _ test: JQExpression, _ body: JQExpression, _ other: JQExpression?, _ input: JQItem, _ scope: JQScope,
        _ emit: Emit
    ) throws(JQError) {
        try values(test, input, scope) { (value) throws(JQError) in
            if JQArithmetic.isTrue(value) {
                try self.run(body, input, scope, emit)
            } else if let other {
                try self.run(other, input, scope, emit)
            } else {
                try emit(input)
            }
        }
    }

    func bind(
        _ source: JQExpression, _ name: String, _ body: JQExpression, _ input: JQItem, _ scope: JQScope, _ emit: Emit
    ) throws(JQError) {
        try values(source, input, scope) { (value) throws(JQError) in
            var inner = scope
            inner.variables[name] = value
            try self.run(body, input, inner, emit)
        }
    }

    func define(
        _ function: JQFunction, _ body: JQExpression, _ input: JQItem, _ scope: JQScope, _ emit: Emit
    ) throws(JQError) {
        var inner = scope
        inner.functions["\(function.name)/\(function.parameters.count)"] =
            JQScope.Function(function, scope, seesItself: true)
        try run(body, input, inner, emit)
    }

    /// The values an expression yields, without their places.
    func values(
        _ expression: JQExpression, _ input: JQItem, _ scope: JQScope, _ body: (Value) throws(JQError) -> Void
    ) throws(JQError) {
        try run(expression, JQItem(value: input.value), scope) { (item) throws(JQError) in try body(item.value) }
    }

    /// The places an expression yields.
    func paths(_ expression: JQExpression, _ value: Value, _ scope: JQScope) throws(JQError) -> [[Value]] {
        var result: [[Value]] = []
        try run(expression, JQItem(value: value, path: []), scope) { (item) throws(JQError) in
            guard let path = item.path else { throw .failure("invalid path expression") }
            result.append(path)
        }
        return result
    }

    func recurse(_ item: JQItem, _ emit: Emit) throws(JQError) {
        try spend()
        try emit(item)
        switch item.value {
        case .array, .object:
            depth += 1
            defer { depth -= 1 }
            guard depth < maximumDepth else { throw .exhausted }
            try iterate(item, of: item) { (child) throws(JQError) in try self.recurse(child, emit) }
        default: break
        }
    }

    /// In an expression that yields places, only what stands in the input can be entered.
    func checkPlace(_ item: JQItem, of input: JQItem) throws(JQError) {
        if input.path != nil, item.path == nil { throw .failure("invalid path expression") }
    }

    func index(_ item: JQItem, _ key: Value, of input: JQItem) throws(JQError) -> JQItem {
        try checkPlace(item, of: input)
        return JQItem(value: try JQArithmetic.index(item.value, key), path: item.path.map { $0 + [key] })
    }

    func iterate(_ item: JQItem, of input: JQItem, _ emit: Emit) throws(JQError) {
        try checkPlace(item, of: input)
        switch item.value {
        case .array(let items):
            for (position, value) in items.enumerated() {
                try spend()
                try emit(JQItem(value: value, path: item.path.map { $0 + [.int(Int64(position))] }))
            }
        case .object(let members):
            for member in members.sorted(by: { $0.key < $1.key }) {
                try spend()
                try emit(JQItem(value: member.value, path: item.path.map { $0 + [.string(member.key)] }))
            }
        default: throw .failure("cannot iterate over \(item.value.kindName)")
        }
    }

    func slice(
        _ target: JQExpression, _ start: JQExpression?, _ end: JQExpression?, _ input: JQItem, _ scope: JQScope,
        _ emit: Emit
    ) throws(JQError) {
        try run(target, input, scope) { (item) throws(JQError) in
            try self.checkPlace(item, of: input)
            try self.values(end ?? .literal(.null), input, scope) { (end) throws(JQError) in
                try self.values(start ?? .literal(.null), input, scope) { (start) throws(JQError) in
                    let key: Value = ["start": start, "end": end]
                    try emit(try self.index(item, key, of: input))
                }
            }
        }
    }
}
