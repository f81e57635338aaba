import Values

extension CELEvaluator {
    /// Calls a function or an operator.
    mutating func apply(_ name: String, _ values: [CELValue], isMember: Bool) throws(CELError) -> CELValue {
        for value in values {
            switch value {
            case .string(let text): try charge(text.utf8.count / 10)
            case .bytes(let bytes): try charge(bytes.count / 10)
            default: try charge((value.count ?? 0) / 10)
            }
        }
        if let result = try arithmetic(name, values) { return result }
        if let result = try conversion(name, values) { return result }
        if let result = try textFunction(name, values) { return result }
        if let result = try listFunction(name, values) { return result }
        if let result = try timeFunction(name, values) { return result }
        if let result = try optionalFunction(name, values) { return result }
        if let result = try CELOpaque.apply(name, values) { return result }
        throw .noOverload
    }

    private func arithmetic(_ name: String, _ values: [CELValue]) throws(CELError) -> CELValue? {
        switch (name, values.count) {
        case ("_==_", 2): return .bool(CELValue.areEqual(values[0], values[1]))
        case ("_!=_", 2): return .bool(!CELValue.areEqual(values[0], values[1]))
        case ("_<_", 2), ("_<=_", 2), ("_>_", 2), ("_>=_", 2):
            guard let order = CELValue.compare(values[0], values[1]) else { throw .noOverload }
            switch name {
            case "_<_": return .bool(order < 0)
            case "_<=_": return .bool(order <= 0)
            case "_>_": return .bool(order > 0)
            default: return .bool(order >= 0)
            }
        case ("@in", 2):
            if let elements = values[1].elements {
                return .bool(elements.contains { CELValue.areEqual($0, values[0]) })
            }
            guard values[1].count != nil else { throw .noOverload }
            return .bool(values[1].value(of: values[0]) != nil)
        case ("!_", 1):
            guard case .bool(let flag) = values[0] else { throw .noOverload }
            return .bool(!flag)
        case ("-_", 1):
            switch values[0] {
            case .int(let number): return .int(try CELEvaluator.whole(Int64(0).subtractingReportingOverflow(number)))
            case .double(let number): return .double(-number)
            default: throw .noOverload
            }
        case ("_+_", 2), ("_-_", 2), ("_*_", 2), ("_/_", 2), ("_%_", 2):
            return try CELEvaluator.combine(name, values[0], values[1])
        default: return nil
        }
    }

    static func whole<T>(_ result: (partialValue: T, overflow: Bool)) throws(CELError) -> T {
        if result.overflow { throw CELError("integer overflow") }
        return result.partialValue
    }

    private static func combine(_ name: String, _ left: CELValue, _ right: CELValue) throws(CELError) -> CELValue {
        switch (left, right) {
        case (.int(let one), .int(let other)): return .int(try integers(name, one, other))
        case (.uint(let one), .uint(let other)): return .uint(try integers(name, one, other))
        case (.double(let one), .double(let other)):
            switch name {
            case "_+_": return .double(one + other)
            case "_-_": return .double(one - other)
            case "_*_": return .double(one * other)
            case "_/_": return .double(one / other)
            default: throw .noOverload
            }
        case (.timestamp(let time), .duration(let span)) where name == "_+_" || name == "_-_":
            let microseconds = span / 1000
            let moved =
                name == "_+_"
                ? time.microseconds.addingReportingOverflow(microseconds)
                : time.microseconds.subtractingReportingOverflow(microseconds)
            return .timestamp(Timestamp(microseconds: try whole(moved)))
        case (.duration, .timestamp) where name == "_+_": return try combine(name, right, left)
        case (.timestamp(let one), .timestamp(let other)) where name == "_-_":
            let apart = try whole(one.microseconds.subtractingReportingOverflow(other.microseconds))
            return .duration(try whole(apart.multipliedReportingOverflow(by: 1000)))
        case (.duration(let one), .duration(let other)) where name == "_+_":
            return .duration(try whole(one.addingReportingOverflow(other)))
        case (.duration(let one), .duration(let other)) where name == "_-_":
            return .duration(try whole(one.subtractingReportingOverflow(other)))
        case (.string(let one), .string(let other)) where name == "_+_": return .string(one + other)
        case (.bytes(let one), .bytes(let other)) where name == "_+_": return .bytes(one + other)
        default:
            guard name == "_+_", let one = left.elements, let other = right.elements else { throw .noOverload }
            return .list(one + other)
        }
    }

    private static func integers<T: FixedWidthInteger>(_ name: String, _ one: T, _ other: T) throws(CELError) -> T {
        switch name {
        case "_+_": return try whole(one.addingReportingOverflow(other))
        case "_-_": return try whole(one.subtractingReportingOverflow(other))
        case "_*_": return try whole(one.multipliedReportingOverflow(by: other))
        case "_/_":
            if other == 0 { throw CELError("division by zero") }
            return try whole(one.dividedReportingOverflow(by: other))
        default:
            if other == 0 { throw CELError("modulus by zero") }
            return try whole(one.remainderReportingOverflow(dividingBy: other))
        }
    }

    // MARK: - Times and optional values

    private func timeFunction(_ name: String, _ values: [CELValue]) throws(CELError) -> CELValue? {
        guard name.hasPrefix("get"), let first = values.first else { return nil }
        if case .duration(let span) = first {
            let units: [String: Int64] = [
                "getHours": 3_600_000_000_000, "getMinutes": 60_000_000_000, "getSeconds": 1_000_000_000,
            ]
            if name == "getMilliseconds" { return .int(span / 1_000_000 % 1000) }
            return units[name].map { .int(span / $0) }
        }
        guard case .timestamp(let time) = first else { return nil }
        var seconds = time.seconds
        if values.count == 2 {
            guard case .string(let zone) = values[1], let offset = CELText.offset(zone) else {
                throw CELError("unknown time zone \(CELText.plain(values[1]))")
            }
            seconds += offset
        }
        let days = (seconds - (seconds % 86400 + 86400) % 86400) / 86400
        let rest = seconds - days * 86400
        let date = Timestamp.civil(fromDays: days)
        switch name {
        case "getFullYear": return .int(date.year)
        case "getMonth": return .int(date.month - 1)
        case "getDate": return .int(date.day)
        case "getDayOfMonth": return .int(date.day - 1)
        case "getDayOfYear": return .int(days - Timestamp.days(year: date.year, month: 1, day: 1))
        case "getDayOfWeek": return .int(((days + 4) % 7 + 7) % 7)
        case "getHours": return .int(rest / 3600)
        case "getMinutes": return .int(rest / 60 % 60)
        case "getSeconds": return .int(rest % 60)
        case "getMilliseconds": return .int((time.microseconds - time.seconds * 1_000_000) / 1000)
        default: return nil
        }
    }

    private func optionalFunction(_ name: String, _ values: [CELValue]) throws(CELError) -> CELValue? {
        switch (name, values.count) {
        case ("optional.of", 1): return .optional(values[0])
        case ("optional.none", 0): return .optional(nil)
        case ("optional.ofNonZeroValue", 1): return .optional(CELText.isZero(values[0]) ? nil : values[0])
        default: break
        }
        guard case .optional(let inner)? = values.first else { return nil }
        switch (name, values.count) {
        case ("hasValue", 1): return .bool(inner != nil)
        case ("value", 1):
            guard let inner else { throw CELError("optional.none() dereference") }
            return inner
        case ("or", 2): return inner == nil ? values[1] : values[0]
        case ("orValue", 2): return inner ?? values[1]
        default: return nil
        }
    }
}
