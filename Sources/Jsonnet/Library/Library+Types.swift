extension Library {
    /// Types, and what is equal.
    static let types: [Builtin] = [
        Builtin("type", "x") { vm, a throws(Failure) in .string(vm.string(a[0].typeName)) },
        Builtin("isString", "v") { _, a throws(Failure) in .bool(a[0].typeName == "string") },
        Builtin("isNumber", "v") { _, a throws(Failure) in .bool(a[0].typeName == "number") },
        Builtin("isBoolean", "v") { _, a throws(Failure) in .bool(a[0].typeName == "boolean") },
        Builtin("isObject", "v") { _, a throws(Failure) in .bool(a[0].typeName == "object") },
        Builtin("isArray", "v") { _, a throws(Failure) in .bool(a[0].typeName == "array") },
        Builtin("isFunction", "v") { _, a throws(Failure) in .bool(a[0].typeName == "function") },
        Builtin("isNull", "x") { _, a throws(Failure) in .bool(a[0].typeName == "null") },
        Builtin("id", "x") { _, a throws(Failure) in a[0] },
        Builtin("length", "x") { vm, a throws(Failure) in
            .number(Double(try vm.length(of: a[0])))
        },
        Builtin("toString", "a") { vm, a throws(Failure) in .string(try vm.toString(a[0])) },
        Builtin("equals", "x y") { vm, a throws(Failure) in .bool(try vm.equal(a[0], a[1])) },
        Builtin("primitiveEquals", "x y") { vm, a throws(Failure) in
            guard a[0].typeName == a[1].typeName else { return .bool(false) }
            switch a[0] {
            case .array, .object:
                throw Failure("primitiveEquals operates on primitive types, got \(a[0].typeName)")
            default: return .bool(try vm.equal(a[0], a[1]))
            }
        },
        Builtin("assertEqual", "a b") { vm, a throws(Failure) in
            if try vm.equal(a[0], a[1]) { return .bool(true) }
            let left = try vm.shown(a[0])
            throw Failure("Assertion failed. \(left) != \(try vm.shown(a[1]))")
        },
        Builtin("xor", "x y") { vm, a throws(Failure) in
            let first = try vm.bool(a[0])
            return .bool(first != (try vm.bool(a[1])))
        },
        Builtin("xnor", "x y") { vm, a throws(Failure) in
            let first = try vm.bool(a[0])
            return .bool(first == (try vm.bool(a[1])))
        },
    ]

    /// Comparisons under the names that the reference keeps for itself.
    static let comparisons: [Builtin] = [
        Builtin("__compare", "v1 v2") { vm, a throws(Failure) in .number(Double(try vm.compare(a[0], a[1]))) },
        Builtin("__compare_array", "arr1 arr2") { vm, a throws(Failure) in
            .number(Double(try vm.compare(a[0], a[1])))
        },
        Builtin("__array_less", "arr1 arr2") { vm, a throws(Failure) in .bool(try vm.compare(a[0], a[1]) < 0) },
        Builtin("__array_greater", "arr1 arr2") { vm, a throws(Failure) in .bool(try vm.compare(a[0], a[1]) > 0) },
        Builtin("__array_less_or_equal", "arr1 arr2") { vm, a throws(Failure) in
            .bool(try vm.compare(a[0], a[1]) <= 0)
        },
        Builtin("__array_greater_or_equal", "arr1 arr2") { vm, a throws(Failure) in
            .bool(try vm.compare(a[0], a[1]) >= 0)
        },
    ]
}

extension Interpreter {
    /// Text of a value for a message: strings quoted, others as `+` makes text of them.
    fileprivate func shown(_ value: Datum) throws(Failure) -> String {
        guard case .string(let string) = value else { return text(try toString(value)) }
        var builder = TextBuilder()
        builder.append(quoted: bytes(string))
        return String(decoding: builder.bytes, as: UTF8.self)
    }
}
