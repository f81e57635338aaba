import Values

/// Truth, order, operators and look-ups of the expression language.
enum JQArithmetic {
    static func isTrue(_ value: Value) -> Bool {
        switch value {
        case .null, .bool(false): false
        default: true
        }
    }

    private static func rank(_ value: Value) -> Int {
        switch value {
        case .null: 0
        case .bool(false): 1
        case .bool(true): 2
        case .int, .unsigned, .double: 3
        case .string: 4
        case .array: 5
        case .object: 6
        }
    }

    /// -1, 0 or 1 in the language's total order.
    static func compare(_ left: Value, _ right: Value) -> Int {
        let (a, b) = (rank(left), rank(right))
        if a != b { return a < b ? -1 : 1 }
        switch (left, right) {
        case (.int(let x), .int(let y)): return x < y ? -1 : (x == y ? 0 : 1)
        case (.string(let x), .string(let y)):
            if x == y { return 0 }
            return x.unicodeScalars.lexicographicallyPrecedes(y.unicodeScalars) ? -1 : 1
        case (.array(let x), .array(let y)):
            for (one, other) in zip(x, y) {
                let order = compare(one, other)
                if order != 0 { return order }
            }
            return x.count < y.count ? -1 : (x.count == y.count ? 0 : 1)
        case (.object(let x), .object(let y)):
            let (keys, others) = (x.keys.sorted(), y.keys.sorted())
            if keys != others { return keys.lexicographicallyPrecedes(others) ? -1 : 1 }
            for key in keys {
                let order = compare(x[key] ?? .null, y[key] ?? .null)
                if order != 0 { return order }
            }
            return 0
        default:
            let (x, y) = (left.doubleValue ?? 0, right.doubleValue ?? 0)
            return x < y ? -1 : (x == y ? 0 : 1)
        }
    }

    static func number(_ value: Double) -> Value { Int64(exactly: value).map(Value.int) ?? .double(value) }

    static func combine(_ operation: String, _ left: Value, _ right: Value) throws(JQError) -> Value {
        switch operation {
        case "==": return .bool(compare(left, right) == 0)
        case "!=": return .bool(compare(left, right) != 0)
        case "<": return .bool(compare(left, right) < 0)
        case "<=": return .bool(compare(left, right) <= 0)
        case ">": return .bool(compare(left, right) > 0)
        case ">=": return .bool(compare(left, right) >= 0)
        default: break
        }
        if rank(left) == 3, rank(right) == 3 { return try calculate(operation, left, right) }
        switch (operation, left, right) {
        case ("+", .null, let other), ("+", let other, .null): return other
        case ("+", .string(let a), .string(let b)):
            guard a.utf8.count + b.utf8.count <= 1 << 20 else { throw .exhausted }
            return .string(a + b)
        case ("+", .array(let a), .array(let b)):
            guard a.count + b.count <= 1 << 20 else { throw .exhausted }
            return .array(a + b)
        case ("+", .object(var a), .object(let b)):
            for member in b { a[member.key] = member.value }
            return .object(a)
        case ("-", .array(let a), .array(let b)):
            return .array(a.filter { item in !b.contains { compare($0, item) == 0 } })
        case ("*", .object(let a), .object(let b)): return .object(merged(a, b))
        case ("/", .string(let a), .string(let b)): return JQFormats.split(a, b)
        default: throw .failure("\(left.kindName) and \(right.kindName) cannot be combined by '\(operation)'")
        }
    }

    private static func calculate(_ operation: String, _ left: Value, _ right: Value) throws(JQError) -> Value {
        if case .int(let a) = left, case .int(let b) = right, operation != "/" {
            let (result, overflow): (Int64, Bool) =
                switch operation {
                case "+": a.addingReportingOverflow(b)
                case "-": a.subtractingReportingOverflow(b)
                case "*": a.multipliedReportingOverflow(by: b)
                default: b == 0 ? (0, true) : (b == -1 ? (0, false) : a.remainderReportingOverflow(dividingBy: b))
                }
            if !overflow { return .int(result) }
        }
        let (a, b) = (left.doubleValue ?? 0, right.doubleValue ?? 0)
        switch operation {
        case "+": return number(a + b)
        case "-": return number(a - b)
        case "*": return number(a * b)
        default:
            guard b != 0 else { throw .failure("division by zero") }
            if operation == "/" { return number(a / b) }
            guard let x = Int64(exactly: JQRounding.towardZero(a)), let y = Int64(exactly: JQRounding.towardZero(b)),
                y != 0
            else { throw .failure("a remainder is taken of whole numbers") }
            return .int(y == -1 ? 0 : x % y)
        }
    }

    private static func merged(_ left: Object, _ right: Object) -> Object {
        var result = left
        for member in right {
            if case .object(let a)? = result[member.key], case .object(let b) = member.value {
                result[member.key] = .object(merged(a, b))
            } else {
                result[member.key] = member.value
            }
        }
        return result
    }

    /// What `.[key]` yields.
    static func index(_ value: Value, _ key: Value) throws(JQError) -> Value {
        switch (value, key) {
        case (.null, .string), (.null, .int), (.null, .double), (.null, .object): return .null
        case (.object(let members), .string(let name)): return members[name] ?? .null
        case (.array(let items), .int), (.array(let items), .double):
            guard let position = position(key, in: items.count) else { return .null }
            return items[position]
        case (.array(let items), .object):
            return .array(Array(items[try range(key, in: items.count)]))
        case (.string(let text), .object):
            let scalars = Array(text.unicodeScalars)
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars[try range(key, in: scalars.count)])
            return .string(String(view))
        default: throw .failure("\(value.kindName) cannot be indexed with \(key.kindName)")
        }
    }

    static func position(_ key: Value, in count: Int) -> Int? {
        guard let number = key.doubleValue, let whole = Int(exactly: JQRounding.down(number)) else { return nil }
        let position = whole < 0 ? whole &+ count : whole
        return position >= 0 && position < count ? position : nil
    }

    static func range(_ key: Value, in count: Int) throws(JQError) -> Range<Int> {
        func bound(_ name: String, _ otherwise: Int, _ round: (Double) -> Double) throws(JQError) -> Int {
            guard let value = key[name], !value.isNull else { return otherwise }
            guard let number = value.doubleValue, !number.isNaN else { throw .failure("bounds of a slice are numbers") }
            let limited = min(max(round(number), -Double(count)), Double(count))
            let whole = Int(limited)
            return whole < 0 ? whole + count : whole
        }
        let start = try bound("start", 0, JQRounding.down)
        return start..<max(start, try bound("end", count, JQRounding.up))
    }
}
