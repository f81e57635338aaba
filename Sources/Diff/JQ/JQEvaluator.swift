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
    func run(_ expression: JQExpression, _ input: JQItem, _ scope: JQScope, _ emit: Emit) throws(JQError) {
        try spend()
        depth += 1
        defer { depth -= 1 }
        guard depth < maximumDepth else { throw .exhausted }
        switch expression {
        case .identity: try emit(input)
        case .recurse: try recurse(input, emit)
        case .literal(let value): try emit(JQItem(value: value))
        case .variable(let name):
            guard let value = scope.variables[name] else { throw .failure("$\(name) is not defined") }
            try emit(JQItem(value: value))
        case .text(let parts, let format): try text(parts, format, "", input, scope, emit)
        case .array(let body):
            var items: [Value] = []
            if let body { try values(body, input, scope) { (value) throws(JQError) in items.append(value) } }
            try emit(JQItem(value: .array(items)))
        case .object(let members): try object(members[...], Object(), input, scope, emit)
        case .index(let target, let key):
            try run(target, input, scope) { (item) throws(JQError) in
                try self.values(key, input, scope) { (key) throws(JQError) in
                    try emit(try self.index(item, key, of: input))
                }
            }
        case .slice(let target, let start, let end):
            try slice(target, start, end, input, scope, emit)
        case .iterate(let target):
            try run(target, input, scope) { (item) throws(JQError) in try self.iterate(item, of: input, emit) }
        case .attempt(let body, let handler): try attempt(body, handler, input, scope, emit)
        case .pipe(let left, let right):
            try run(left, input, scope) { (item) throws(JQError) in try self.run(right, item, scope, emit) }
        case .comma(let left, let right):
            try run(left, input, scope, emit)
            try run(right, input, scope, emit)
        case .binary(let operation, let left, let right): try binary(operation, left, right, input, scope, emit)
        case .negate(let body):
            try values(body, input, scope) { (value) throws(JQError) in
                try emit(JQItem(value: try JQArithmetic.combine("-", 0, value)))
            }
        case .update(let operation, let target, let value): try update(operation, target, value, input, scope, emit)
        case .condition(let test, let body, let other):
            try values(test, input, scope) { (value) throws(JQError) in
                if JQArithmetic.isTrue(value) {
                    try self.run(body, input, scope, emit)
                } else if let other {
                    try self.run(other, input, scope, emit)
                } else {
                    try emit(input)
                }
            }
        case .bind(let source, let name, let body):
            try values(source, input, scope) { (value) throws(JQError) in
                var inner = scope
                inner.variables[name] = value
                try self.run(body, input, inner, emit)
            }
        case .reduce(let source, let name, let start, let update):
            try reduce(source, name, start, update, input, scope, emit)
        case .foreach(let source, let name, let start, let update, let extract):
            try foreach(source, name, start, update, extract, input, scope, emit)
        case .call(let name, let arguments): try call(name, arguments, input, scope, emit)
        case .define(let function, let body):
            var inner = scope
            let key = "\(function.name)/\(function.parameters.count)"
            inner.functions[key] = JQScope.Function(function, scope, seesItself: true)
            try run(body, input, inner, emit)
        }
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

    private func recurse(_ item: JQItem, _ emit: Emit) throws(JQError) {
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
    private func checkPlace(_ item: JQItem, of input: JQItem) throws(JQError) {
        if input.path != nil, item.path == nil { throw .failure("invalid path expression") }
    }

    func index(_ item: JQItem, _ key: Value, of input: JQItem) throws(JQError) -> JQItem {
        try checkPlace(item, of: input)
        return JQItem(value: try JQArithmetic.index(item.value, key), path: item.path.map { $0 + [key] })
    }

    private func iterate(_ item: JQItem, of input: JQItem, _ emit: Emit) throws(JQError) {
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

    private func slice(
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

    private func attempt(
        _ body: JQExpression, _ handler: JQExpression?, _ input: JQItem, _ scope: JQScope, _ emit: Emit
    ) throws(JQError) {
        // Errors of what comes after are not this one's to catch.
        var outer: JQError?
        do throws(JQError) {
            try run(body, input, scope) { (item) throws(JQError) in
                do throws(JQError) { try emit(item) } catch {
                    outer = error
                    throw error
                }
            }
        } catch {
            if let outer { throw outer }
            guard case .failure(let message) = error else { throw error }
            if let handler { try run(handler, JQItem(value: .string(message)), scope, emit) }
        }
    }

    private func text(
        _ parts: [JQExpression], _ format: String?, _ prefix: String, _ input: JQItem, _ scope: JQScope, _ emit: Emit
    ) throws(JQError) {
        guard let first = parts.first else { return try emit(JQItem(value: .string(prefix))) }
        let rest = Array(parts.dropFirst())
        if case .literal(.string(let text)) = first {
            return try self.text(rest, format, prefix + text, input, scope, emit)
        }
        try values(first, input, scope) { (value) throws(JQError) in
            let text =
                try format.map { (name) throws(JQError) in try JQFormats.apply(name, value) } ?? JQFormats.text(value)
            try self.text(rest, format, prefix + text, input, scope, emit)
        }
    }

    private func object(
        _ members: ArraySlice<(key: JQExpression, value: JQExpression)>, _ built: Object, _ input: JQItem,
        _ scope: JQScope, _ emit: Emit
    ) throws(JQError) {
        guard let first = members.first else { return try emit(JQItem(value: .object(built))) }
        try values(first.key, input, scope) { (key) throws(JQError) in
            guard case .string(let name) = key else { throw .failure("keys of objects are texts") }
            try self.values(first.value, input, scope) { (value) throws(JQError) in
                var next = built
                next[name] = value
                try self.object(members.dropFirst(), next, input, scope, emit)
            }
        }
    }

    private func reduce(
        _ source: JQExpression, _ name: String, _ start: JQExpression, _ update: JQExpression, _ input: JQItem,
        _ scope: JQScope, _ emit: Emit
    ) throws(JQError) {
        try run(start, input, scope) { (initial) throws(JQError) in
            var state: JQItem? = initial
            try self.values(source, input, scope) { (value) throws(JQError) in
                var inner = scope
                inner.variables[name] = value
                let before = state ?? JQItem(value: .null)
                state = nil
                try self.run(update, before, inner) { (item) throws(JQError) in state = item }
            }
            try emit(state ?? JQItem(value: .null))
        }
    }

    private func foreach(
        _ source: JQExpression, _ name: String, _ start: JQExpression, _ update: JQExpression, _ extract: JQExpression?,
        _ input: JQItem, _ scope: JQScope, _ emit: Emit
    ) throws(JQError) {
        try run(start, input, scope) { (initial) throws(JQError) in
            var state = initial
            try self.values(source, input, scope) { (value) throws(JQError) in
                var inner = scope
                inner.variables[name] = value
                let before = state
                try self.run(update, before, inner) { (item) throws(JQError) in
                    state = item
                    if let extract { try self.run(extract, item, inner, emit) } else { try emit(item) }
                }
            }
        }
    }

    private func binary(
        _ operation: String, _ left: JQExpression, _ right: JQExpression, _ input: JQItem, _ scope: JQScope,
        _ emit: Emit
    ) throws(JQError) {
        switch operation {
        case "//": try alternative(left, right, input, scope, emit)
        case "and", "or":
            try values(left, input, scope) { (value) throws(JQError) in
                if JQArithmetic.isTrue(value) == (operation == "or") {
                    return try emit(JQItem(value: .bool(operation == "or")))
                }
                try self.values(right, input, scope) { (other) throws(JQError) in
                    try emit(JQItem(value: .bool(JQArithmetic.isTrue(other))))
                }
            }
        default:
            try values(right, input, scope) { (other) throws(JQError) in
                try self.values(left, input, scope) { (value) throws(JQError) in
                    try emit(JQItem(value: try JQArithmetic.combine(operation, value, other)))
                }
            }
        }
    }

    private func alternative(
        _ left: JQExpression, _ right: JQExpression, _ input: JQItem, _ scope: JQScope, _ emit: Emit
    ) throws(JQError) {
        var found: [JQItem] = []
        do {
            try run(left, input, scope) { (item) throws(JQError) in
                if JQArithmetic.isTrue(item.value) { found.append(item) }
            }
        } catch {
            guard case .failure = error else { throw error }
        }
        for item in found { try emit(item) }
        if found.isEmpty { try run(right, input, scope, emit) }
    }

    private func update(
        _ operation: String, _ target: JQExpression, _ value: JQExpression, _ input: JQItem, _ scope: JQScope,
        _ emit: Emit
    ) throws(JQError) {
        let places = try paths(target, input.value, scope)
        if operation == "|=" {
            var result = input.value
            var removed: [[Value]] = []
            for place in places {
                try spend()
                var replacement: Value?
                let label = newLabel()
                do {
                    try values(value, JQItem(value: try JQPaths.get(result, place[...])), scope) {
                        (item) throws(JQError) in
                        replacement = item
                        throw .stop(label)
                    }
                } catch {
                    guard case .stop(label) = error else { throw error }
                }
                if let replacement {
                    result = try JQPaths.set(result, place[...], replacement)
                } else {
                    removed.append(place)
                }
            }
            return try emit(JQItem(value: try JQPaths.delete(result, removed)))
        }
        try values(value, input, scope) { (operand) throws(JQError) in
            var result = input.value
            for place in places {
                try self.spend()
                let before = try JQPaths.get(result, place[...])
                let after: Value
                switch operation {
                case "=": after = operand
                case "//=": after = JQArithmetic.isTrue(before) ? before : operand
                default: after = try JQArithmetic.combine(String(operation.dropLast()), before, operand)
                }
                result = try JQPaths.set(result, place[...], after)
            }
            try emit(JQItem(value: result))
        }
    }

    private func call(
        _ name: String, _ arguments: [JQExpression], _ input: JQItem, _ scope: JQScope, _ emit: Emit
    ) throws(JQError) {
        guard let function = scope.functions["\(name)/\(arguments.count)"] else {
            return try builtIn(name, arguments, input, scope, emit)
        }
        var inner = function.scope
        if function.seesItself { inner.functions["\(name)/\(arguments.count)"] = function }
        try bind(
            function.definition.parameters[...], arguments[...], function.definition.body, input, scope, inner, emit)
    }

    /// Binds parameters one after the other: values by name, the others as functions of the caller's scope.
    private func bind(
        _ parameters: ArraySlice<String>, _ arguments: ArraySlice<JQExpression>, _ body: JQExpression, _ input: JQItem,
        _ caller: JQScope, _ scope: JQScope, _ emit: Emit
    ) throws(JQError) {
        guard let parameter = parameters.first, let argument = arguments.first else {
            return try run(body, input, scope, emit)
        }
        guard parameter.hasPrefix("$") else {
            var inner = scope
            let closure = JQFunction(name: parameter, parameters: [], body: argument)
            inner.functions["\(parameter)/0"] = JQScope.Function(closure, caller, seesItself: false)
            return try bind(parameters.dropFirst(), arguments.dropFirst(), body, input, caller, inner, emit)
        }
        try values(argument, input, caller) { (value) throws(JQError) in
            var inner = scope
            inner.variables[String(parameter.dropFirst())] = value
            try self.bind(parameters.dropFirst(), arguments.dropFirst(), body, input, caller, inner, emit)
        }
    }
}
