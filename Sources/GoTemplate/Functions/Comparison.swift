/// Go's comparisons: numbers of different kinds do not compare, save integers of either sign.
enum Comparison {
    private enum Kind {
        case invalid
        case bool
        case complex
        case int
        case float
        case string
        case uint
    }

    static var functions: [TemplateFunction] {
        [
            TemplateFunction("eq", "vv*") { call in .bool(try equalsAny(call.arguments)) },
            TemplateFunction("ne", "vv") { call in .bool(try !equalsAny(call.arguments)) },
            TemplateFunction("lt", "vv") { call in .bool(try less(call[0], call[1])) },
            TemplateFunction("le", "vv") { call in .bool(try lessOrEqual(call[0], call[1])) },
            TemplateFunction("gt", "vv") { call in .bool(try !lessOrEqual(call[0], call[1])) },
            TemplateFunction("ge", "vv") { call in .bool(try !less(call[0], call[1])) },
        ]
    }

    private static func kind(_ value: GoValue) -> Kind {
        switch value {
        case .bool: .bool
        case .int, .int64: .int
        case .float: .float
        case .string: .string
        case .number(let number): number.isUnsigned ? .uint : .int
        case .object(let object): object is GoComplex ? .complex : .invalid
        default: .invalid
        }
    }

    private static func incompatible(_ left: GoValue, _ right: GoValue) -> FunctionFailure {
        FunctionFailure("incompatible types for comparison: \(left.typeName) and \(right.typeName)")
    }

    private static func equalsAny(_ arguments: [GoValue]) throws -> Bool {
        guard arguments.count > 1 else { throw FunctionFailure("missing argument for comparison") }
        let left = arguments[0]
        for right in arguments.dropFirst() where try equal(left, right) { return true }
        return false
    }

    private static func equal(_ left: GoValue, _ right: GoValue) throws -> Bool {
        switch (left, right) {
        case (.string(let first), .string(let second)): return ByteText.equal(first, second)
        case (.int(let first), .int(let second)): return first == second
        case (.bool(let first), .bool(let second)): return first == second
        case (.float(let first), .float(let second)): return first == second
        default: break
        }
        let (first, second) = (kind(left), kind(right))
        if first != second {
            if (first == .int && second == .uint) || (first == .uint && second == .int) {
                let (a, b) = (left.integer ?? 0, right.integer ?? 0)
                return a == b && a >= 0
            }
            if !left.isNil, !right.isNil { throw incompatible(left, right) }
            return false
        }
        if first == .int || first == .uint { return left.integer == right.integer }
        if case .object(let a) = left, case .object(let b) = right {
            if let x = a as? GoComplex, let y = b as? GoComplex {
                return x.real == y.real && x.imaginary == y.imaginary
            }
            return a === b || (a.typeName == b.typeName && a.kindName == "struct" && GoValue.deepEqual(left, right))
        }
        if left.isNil || right.isNil { return left.isNilReference && right.isNilReference }
        if left.kindName != right.kindName {
            let text = GoPrinter.sprintf(
                "%s: %v, %s: %v", [left, .string(left.typeName), .string(right.typeName), right])
            throw FunctionFailure("non-comparable types \(text)")
        }
        if left.isNilReference || right.isNilReference { return left.isNilReference && right.isNilReference }
        throw FunctionFailure("non-comparable type \(GoPrinter.sprintf("%s", [right])): \(right.typeName)")
    }

    private static func less(_ left: GoValue, _ right: GoValue) throws -> Bool {
        let (first, second) = (kind(left), kind(right))
        let bad = FunctionFailure("invalid type for comparison")
        guard first != .invalid, second != .invalid else { throw bad }
        guard first == second else {
            guard (first == .int && second == .uint) || (first == .uint && second == .int) else {
                throw incompatible(left, right)
            }
            let (a, b) = (left.integer ?? 0, right.integer ?? 0)
            // The unsigned one may be beyond the signed range, where its bits read as negative.
            return first == .int ? a < 0 || b < 0 || a < b : b >= 0 && a >= 0 && a < b
        }
        switch (left, right) {
        case (.string(let a), .string(let b)): return ByteText.precedes(a, b)
        case (.float(let a), .float(let b)): return a < b
        default: break
        }
        switch first {
        case .int: return left.integer ?? 0 < right.integer ?? 0
        case .uint: return UInt64(bitPattern: left.integer ?? 0) < UInt64(bitPattern: right.integer ?? 0)
        default: throw bad
        }
    }

    private static func lessOrEqual(_ left: GoValue, _ right: GoValue) throws -> Bool {
        if try less(left, right) { return true }
        return try equal(left, right)
    }
}

extension GoValue {
    /// Whether it is nil, or a nil list or map.
    fileprivate var isNilReference: Bool {
        switch self {
        case .invalid, .null: true
        case .list(let list): list.isNil
        case .map(let map): map.isNil
        default: false
        }
    }

    /// `reflect.DeepEqual`: types count.
    static func deepEqual(_ left: GoValue, _ right: GoValue) -> Bool {
        var budget = GoValue.mostNodes
        return deepEqual(left, right, depth: 0, &budget)
    }

    private static func deepEqual(_ left: GoValue, _ right: GoValue, depth: Int, _ budget: inout Int) -> Bool {
        budget &-= 1
        guard depth < 500, budget > 0 else { return false }
        switch (left, right) {
        case (.invalid, .invalid), (.null, .null), (.invalid, .null), (.null, .invalid): return true
        case (.bool(let a), .bool(let b)): return a == b
        case (.int(let a), .int(let b)): return a == b
        case (.int64(let a), .int64(let b)): return a == b
        case (.float(let a), .float(let b)): return a == b
        case (.string(let a), .string(let b)): return ByteText.equal(a, b)
        case (.number(let a), .number(let b)): return a.typeName == b.typeName && a.value == b.value
        case (.list(let a), .list(let b)):
            return a.type == b.type && a.isNil == b.isNil && a.elements.count == b.elements.count
                && zip(a.elements, b.elements).allSatisfy { deepEqual($0, $1, depth: depth + 1, &budget) }
        case (.map(let a), .map(let b)):
            return a.type.name == b.type.name && a.count == b.count
                && zip(a.keys, b.keys).allSatisfy { ByteText.equal($0, $1) }
                && zip(a.values, b.values).allSatisfy { deepEqual($0, $1, depth: depth + 1, &budget) }
        case (.object(let a), .object(let b)):
            if a === b { return true }
            guard a.typeName == b.typeName, a.fields.count == b.fields.count, a.text == b.text else { return false }
            return zip(a.fields, b.fields).allSatisfy { deepEqual($0.value, $1.value, depth: depth + 1, &budget) }
        default: return false
        }
    }
}
