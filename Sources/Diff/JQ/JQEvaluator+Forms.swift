import Values

extension JQEvaluator {
    func attempt(
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

    func text(
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

    func object(
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

    func reduce(
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

    func foreach(
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

    func binary(
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

    func alternative(
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

    func update(
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

    func call(
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
    func bind(
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
