import Values

extension JQEvaluator {
    /// Functions of the language that look at places or evaluate arguments more than once; values are left to
    /// ``JQValueFunctions``.
    func builtIn(
        _ name: String, _ arguments: [JQExpression], _ input: JQItem, _ scope: JQScope, _ emit: Emit
    ) throws(JQError) {
        switch (name, arguments.count) {
        case ("empty", 0): return
        case ("select", 1):
            try values(arguments[0], input, scope) { (value) throws(JQError) in
                if JQArithmetic.isTrue(value) { try emit(input) }
            }
        case ("recurse", 0): try run(.recurse, input, scope, emit)
        case ("recurse", 1): try recurse(arguments[0], input, scope, emit)
        case ("first", 0): try run(.index(.identity, .literal(0)), input, scope, emit)
        case ("last", 0): try run(.index(.identity, .literal(-1)), input, scope, emit)
        case ("first", 1): try limit(1, arguments[0], input, scope, emit)
        case ("limit", 2):
            try values(arguments[0], input, scope) { (count) throws(JQError) in
                guard let count = count.intValue else { throw .failure("limit takes a number") }
                if count > 0 { try self.limit(count, arguments[1], input, scope, emit) }
            }
        case ("last", 1):
            var last: JQItem?
            try run(arguments[0], input, scope) { (item) throws(JQError) in last = item }
            if let last { try emit(last) }
        case ("nth", 1): try run(.index(.identity, arguments[0]), input, scope, emit)
        case ("getpath", 1):
            try values(arguments[0], input, scope) { (path) throws(JQError) in
                guard let keys = path.arrayValue else { throw .failure("a path is a list") }
                let found = try? JQPaths.get(input.value, keys[...])
                try emit(JQItem(value: found ?? .null, path: input.path.map { $0 + keys }))
            }
        case ("path", 1):
            for path in try paths(arguments[0], input.value, scope) { try emit(JQItem(value: .array(path))) }
        case ("paths", 0), ("leaf_paths", 0), ("paths", 1): try paths(name, arguments, input, scope, emit)
        case ("del", 1):
            let places = try paths(arguments[0], input.value, scope)
            try emit(JQItem(value: try JQPaths.delete(input.value, places)))
        case ("delpaths", 1):
            try values(arguments[0], input, scope) { (list) throws(JQError) in
                let places = (list.arrayValue ?? []).compactMap(\.arrayValue)
                try emit(JQItem(value: try JQPaths.delete(input.value, places)))
            }
        case ("setpath", 2):
            try values(arguments[0], input, scope) { (path) throws(JQError) in
                try self.values(arguments[1], input, scope) { (value) throws(JQError) in
                    guard let keys = path.arrayValue else { throw .failure("a path is a list") }
                    try emit(JQItem(value: try JQPaths.set(input.value, keys[...], value)))
                }
            }
        case ("error", 0): throw .failure(JQFormats.text(input.value))
        case ("error", 1):
            try values(arguments[0], input, scope) { (value) throws(JQError) in throw .failure(JQFormats.text(value)) }
        case ("map", 1): try run(.array(.pipe(.iterate(.identity), arguments[0])), input, scope, emit)
        case ("map_values", 1): try run(.update("|=", .iterate(.identity), arguments[0]), input, scope, emit)
        case ("with_entries", 1):
            let body = JQExpression.array(.pipe(.iterate(.identity), arguments[0]))
            try run(.pipe(.call("to_entries", []), .pipe(body, .call("from_entries", []))), input, scope, emit)
        case ("any", 0), ("all", 0), ("any", 1), ("all", 1), ("any", 2), ("all", 2):
            try quantifier(isAny: name == "any", arguments, input, scope, emit)
        case ("range", 1...3): try range(arguments, input, scope, emit)
        case ("isempty", 1):
            var isEmpty = true
            try limit(1, arguments[0], input, scope) { (_) throws(JQError) in isEmpty = false }
            try emit(JQItem(value: .bool(isEmpty)))
        case ("walk", 1): try emit(JQItem(value: try walk(arguments[0], input.value, scope)))
        case ("sort_by", 1), ("group_by", 1), ("unique_by", 1), ("min_by", 1), ("max_by", 1):
            try emit(JQItem(value: try ordered(name, arguments[0], input, scope)))
        case ("values", 0), ("nulls", 0), ("strings", 0), ("numbers", 0), ("booleans", 0), ("arrays", 0),
            ("objects", 0),
            ("iterables", 0), ("scalars", 0):
            if JQValueFunctions.isOfType(input.value, name) { try emit(input) }
        default:
            try valueFunction(name, arguments[...], [], input, scope, emit)
        }
    }

    private func valueFunction(
        _ name: String, _ arguments: ArraySlice<JQExpression>, _ given: [Value], _ input: JQItem, _ scope: JQScope,
        _ emit: Emit
    ) throws(JQError) {
        guard let first = arguments.first else {
            try spend(1 + (input.value.arrayValue?.count ?? 0))
            return try emit(JQItem(value: try JQValueFunctions.call(name, input.value, given)))
        }
        try values(first, input, scope) { (value) throws(JQError) in
            try self.valueFunction(name, arguments.dropFirst(), given + [value], input, scope, emit)
        }
    }

    private func recurse(_ step: JQExpression, _ input: JQItem, _ scope: JQScope, _ emit: Emit) throws(JQError) {
        try emit(input)
        try run(step, input, scope) { (item) throws(JQError) in try self.builtIn("recurse", [step], item, scope, emit) }
    }

    private func limit(
        _ count: Int64, _ body: JQExpression, _ input: JQItem, _ scope: JQScope, _ emit: Emit
    ) throws(JQError) {
        let label = newLabel()
        var left = count
        do {
            try run(body, input, scope) { (item) throws(JQError) in
                left -= 1
                try emit(item)
                if left == 0 { throw .stop(label) }
            }
        } catch {
            guard case .stop(label) = error else { throw error }
        }
    }

    private func paths(
        _ name: String, _ arguments: [JQExpression], _ input: JQItem, _ scope: JQScope, _ emit: Emit
    ) throws(JQError) {
        try run(.recurse, JQItem(value: input.value, path: []), scope) { (item) throws(JQError) in
            guard let path = item.path, !path.isEmpty else { return }
            if name == "leaf_paths", !JQValueFunctions.isOfType(item.value, "scalars") { return }
            guard let filter = arguments.first else { return try emit(JQItem(value: .array(path))) }
            try self.values(filter, item, scope) { (value) throws(JQError) in
                if JQArithmetic.isTrue(value) { try emit(JQItem(value: .array(path))) }
            }
        }
    }

    private func quantifier(
        isAny: Bool, _ arguments: [JQExpression], _ input: JQItem, _ scope: JQScope, _ emit: Emit
    ) throws(JQError) {
        let source = arguments.count == 2 ? arguments[0] : .iterate(.identity)
        let test = arguments.last ?? .identity
        var result = !isAny
        let label = newLabel()
        do {
            try values(.pipe(source, test), input, scope) { (value) throws(JQError) in
                if JQArithmetic.isTrue(value) == isAny {
                    result = isAny
                    throw .stop(label)
                }
            }
        } catch {
            guard case .stop(label) = error else { throw error }
        }
        try emit(JQItem(value: .bool(result)))
    }

    private func range(
        _ arguments: [JQExpression], _ input: JQItem, _ scope: JQScope, _ emit: Emit
    ) throws(JQError) {
        let zero = JQExpression.literal(0)
        let one = JQExpression.literal(1)
        let (start, end, step) =
            switch arguments.count {
            case 1: (zero, arguments[0], one)
            case 2: (arguments[0], arguments[1], one)
            default: (arguments[0], arguments[1], arguments[2])
            }
        try values(start, input, scope) { (start) throws(JQError) in
            try self.values(end, input, scope) { (end) throws(JQError) in
                try self.values(step, input, scope) { (step) throws(JQError) in
                    guard var current = start.doubleValue, let end = end.doubleValue, let step = step.doubleValue else {
                        throw .failure("range takes numbers")
                    }
                    guard step != 0 else { return }
                    while step > 0 ? current < end : current > end {
                        try self.spend()
                        try emit(JQItem(value: JQArithmetic.number(current)))
                        current += step
                    }
                }
            }
        }
    }

    private func walk(_ step: JQExpression, _ value: Value, _ scope: JQScope) throws(JQError) -> Value {
        try spend()
        var value = value
        switch value {
        case .array(let items):
            var result: [Value] = []
            for item in items { result.append(try walk(step, item, scope)) }
            value = .array(result)
        case .object(let members):
            value = .object(try members.mapValues { (_, child) throws(JQError) in try self.walk(step, child, scope) })
        default: break
        }
        var result: Value?
        try values(step, JQItem(value: value), scope) { (item) throws(JQError) in if result == nil { result = item } }
        return result ?? .null
    }

    private func ordered(
        _ name: String, _ key: JQExpression, _ input: JQItem, _ scope: JQScope
    ) throws(JQError) -> Value {
        guard let items = input.value.arrayValue else { throw .failure("\(name) takes a list") }
        var keyed: [(key: Value, item: Value)] = []
        for item in items {
            var keys: [Value] = []
            try values(key, JQItem(value: item), scope) { (value) throws(JQError) in keys.append(value) }
            keyed.append((.array(keys), item))
        }
        return JQValueFunctions.ordered(name, keyed)
    }
}
