extension Interpreter {
    /// `+`.
    func add(_ left: Datum, _ right: Datum) throws(Failure) -> Datum {
        switch (left, right) {
        case (.string(let a), .string(let b)): return try join(a, b)
        case (_, .string(let b)): return try join(try toString(left), b)
        case (.string(let a), _): return try join(a, try toString(right))
        case (.number(let a), .number(let b)): return .number(try checked(a + b))
        case (.object(let a), .object(let b)): return .object(add(a, b))
        case (.array(let a), .array(let b)): return .array(try concatenate(a, b))
        case (.number, _): throw Failure(unexpected: right, expected: "number")
        case (.object, _): throw Failure(unexpected: right, expected: "object")
        case (.array, _): throw Failure(unexpected: right, expected: "array")
        default: throw Failure(unexpected: left)
        }
    }

    private func join(_ left: StringRef, _ right: StringRef) throws(Failure) -> Datum {
        // A string that doubles itself in a loop is long before it is written out.
        guard left.pointee.byteCount &+ right.pointee.byteCount <= settings.maximumMemory else { throw outOfMemory }
        return .string(concatenate(left, right))
    }

    /// A number that is one.
    func checked(_ number: Double) throws(Failure) -> Double {
        if number.isFinite { return number }
        throw Failure(number.isNaN ? "Not a number" : "Overflow")
    }

    /// `%`: the remainder of a division, or a text filled into a format.
    func remainder(_ left: Datum, _ right: Datum) throws(Failure) -> Datum {
        switch (left, right) {
        case (.number(let a), .number(let b)):
            guard b != 0 else { throw Failure("Division by zero.") }
            return .number(try checked(modulo(a, b)))
        case (.string(let format), _): return .string(try self.format(format, right))
        default:
            throw Failure("Operator % cannot be used on types \(left.typeName) and \(right.typeName).")
        }
    }

    /// The operators on bits, which take the whole parts of numbers that a double holds exactly.
    func bitwise(_ symbol: BinaryOperator, _ left: Datum, _ right: Datum) throws(Failure) -> Datum {
        guard case .number(let first) = left else { throw Failure(unexpected: left, expected: "number") }
        guard case .number(let second) = right else { throw Failure(unexpected: right, expected: "number") }
        let a = try bits(first)
        let b = try bits(second)
        switch symbol {
        case .bitAnd: return .number(Double(a & b))
        case .bitOr: return .number(Double(a | b))
        case .bitXor: return .number(Double(a ^ b))
        default: break
        }
        guard second >= 0 else { throw Failure("Shift by negative exponent.") }
        let places = b % 64
        return .number(Double(symbol == .shiftLeft ? a << places : a >> places))
    }

    private func bits(_ number: Double) throws(Failure) -> Int64 {
        guard abs(number) <= 9_007_199_254_740_991 else {
            throw Failure(
                "Bitwise operator argument \(GoText.shortest(number)) outside of range "
                    + "[-9007199254740991, 9007199254740991]")
        }
        return Int64(wholePartOf: number)
    }

    /// Whether two values are equal; hidden fields do not count.
    func equal(_ left: Datum, _ right: Datum) throws(Failure) -> Bool {
        switch (left, right) {
        case (.null, .null): return true
        case (.bool(let a), .bool(let b)): return a == b
        case (.number(let a), .number(let b)): return a == b
        case (.string(let a), .string(let b)): return equal(a, b)
        case (.array(let a), .array(let b)):
            let count = a.pointee.count
            guard count == b.pointee.count else { return false }
            try step()
            for index in 0..<count {
                let first = try element(a, index)
                guard try equal(first, try element(b, index)) else { return false }
            }
            return true
        case (.object(let a), .object(let b)): return try equal(a, b)
        case (.function, .function): throw Failure("Cannot test equality of functions")
        default: return false
        }
    }

    private func equal(_ left: ObjectRef, _ right: ObjectRef) throws(Failure) -> Bool {
        let first = fields(of: left)
        let second = fields(of: right)
        guard first.count == second.count else { return false }
        for index in first.indices where first[index].symbol != second[index].symbol { return false }
        try step()
        for index in first.indices {
            let value = try self.value(left, first[index])
            guard try equal(value, try self.value(right, second[index])) else { return false }
        }
        return true
    }

    /// The order of two values: negative, zero, positive.
    func compare(_ left: Datum, _ right: Datum) throws(Failure) -> Int {
        switch (left, right) {
        case (.number(let a), .number(let b)): return a < b ? -1 : a > b ? 1 : 0
        case (.number, _): throw Failure(unexpected: right, expected: "number")
        case (.string(let a), .string(let b)): return compare(a, b).signum()
        case (.string, _): throw Failure(unexpected: right, expected: "string")
        case (.array(let a), .array(let b)):
            try step()
            for index in 0..<min(a.pointee.count, b.pointee.count) {
                let first = try element(a, index)
                let order = try compare(first, try element(b, index))
                if order != 0 { return order }
            }
            return (a.pointee.count - b.pointee.count).signum()
        case (.array, _): throw Failure(unexpected: right, expected: "array")
        default: throw Failure(unexpected: left)
        }
    }

    /// `target[index]`.
    func index(_ target: Datum, _ key: Datum) throws(Failure) -> Datum {
        switch target {
        case .object(let object):
            guard case .string(let name) = key else { throw Failure(unexpected: key, expected: "string") }
            let symbol = symbol(name)
            if let value = try field(object, symbol) { return value }
            throw missingField(symbol)
        case .array(let array): return try element(array, try position(key, within: array.pointee.count))
        case .string(let string):
            let position = try position(key, within: scalarCount(string))
            return .string(substring(string, position, position + 1))
        default: throw Failure("Value non indexable: *jsonnet.value\(target.goTypeName)")
        }
    }

    private func position(_ key: Datum, within count: Int) throws(Failure) -> Int {
        guard case .number(let number) = key else { throw Failure(unexpected: key, expected: "number") }
        let position = Int(Int64(wholePartOf: number))
        guard position >= 0, position < count else {
            throw Failure("Index \(position) out of bounds, not within [0, \(count))")
        }
        return position
    }

    /// Text as `+` and `std.toString` make it.
    func toString(_ value: Datum) throws(Failure) -> StringRef {
        switch value {
        case .string(let string): return string
        case .null: return string("null")
        case .bool(let holds): return string(holds ? "true" : "false")
        default:
            var writer = JSONWriter(self, style: .line)
            try writer.write(value)
            return string(writer.text.bytes)
        }
    }
}

extension Datum {
    /// The name of the type as the reference's messages about indexing tell it.
    fileprivate var goTypeName: String {
        switch self {
        case .bool: "Boolean"
        case .number: "Number"
        case .function: "Function"
        default: "Null"
        }
    }
}
