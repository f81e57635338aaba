/// Durations in nanoseconds as Go's `time.Duration` has them.
enum GoDuration {
    static let second: Int64 = 1_000_000_000

    /// `1h30m0s`
    static func text(_ value: Int64) -> String {
        if value == 0 { return "0s" }
        var rest = value.magnitude
        let sign = value < 0 ? "-" : ""
        if rest < 1_000_000_000 {
            let (unit, places): (String, Int) = rest < 1000 ? ("ns", 0) : rest < 1_000_000 ? ("µs", 3) : ("ms", 6)
            var scale: UInt64 = 1
            for _ in 0..<places { scale *= 10 }
            return sign + String(rest / scale) + fraction(rest % scale, places) + unit
        }
        let nanoseconds = rest % 1_000_000_000
        rest /= 1_000_000_000
        var text = String(rest % 60) + fraction(nanoseconds, 9) + "s"
        rest /= 60
        if rest > 0 {
            text = "\(rest % 60)m" + text
            rest /= 60
            if rest > 0 { text = "\(rest)h" + text }
        }
        return sign + text
    }

    private static func fraction(_ value: UInt64, _ places: Int) -> String {
        guard value > 0 else { return "" }
        var digits = Array(String(value).utf8)
        digits = [UInt8](repeating: 0x30, count: places - digits.count) + digits
        while digits.last == 0x30 { digits.removeLast() }
        return "." + String(decoding: digits, as: UTF8.self)
    }

    /// `time.ParseDuration`
    static func parse(_ text: String) throws -> Int64 {
        let invalid = FunctionFailure("time: invalid duration \(GoQuoting.quotedForTimes(text))")
        var rest = Array(text.utf8)[...]
        var isNegative = false
        if let first = rest.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            isNegative = first == UInt8(ascii: "-")
            rest = rest.dropFirst()
        }
        if rest.elementsEqual("0".utf8) { return 0 }
        guard !rest.isEmpty else { throw invalid }
        var total: UInt64 = 0
        while !rest.isEmpty {
            let part = try component(&rest, text, invalid)
            let (sum, overflow) = total.addingReportingOverflow(part)
            guard !overflow, sum <= 1 << 63 else { throw invalid }
            total = sum
        }
        if isNegative { return Int64(truncatingIfNeeded: 0 &- total) }
        guard total <= UInt64(Int64.max) else { throw invalid }
        return Int64(total)
    }

    private static func component(
        _ rest: inout ArraySlice<UInt8>, _ text: String, _ invalid: FunctionFailure
    ) throws -> UInt64 {
        func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
        guard let first = rest.first, first == UInt8(ascii: ".") || isDigit(first) else { throw invalid }
        let whole = rest.prefix(while: isDigit)
        rest = rest.dropFirst(whole.count)
        var decimals: ArraySlice<UInt8> = []
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            decimals = rest.prefix(while: isDigit)
            rest = rest.dropFirst(decimals.count)
        }
        guard !whole.isEmpty || !decimals.isEmpty else { throw invalid }
        let unit = rest.prefix { $0 != UInt8(ascii: ".") && !isDigit($0) }
        rest = rest.dropFirst(unit.count)
        let unitName = String(decoding: unit, as: UTF8.self)
        guard !unit.isEmpty else {
            throw FunctionFailure("time: missing unit in duration \(GoQuoting.quotedForTimes(text))")
        }
        guard let scale = units[unitName] else {
            throw FunctionFailure(
                "time: unknown unit \(GoQuoting.quotedForTimes(unitName)) in duration \(GoQuoting.quotedForTimes(text))"
            )
        }
        guard let number = whole.isEmpty ? 0 : UInt64(String(decoding: whole, as: UTF8.self)) else { throw invalid }
        let (product, overflow) = number.multipliedReportingOverflow(by: scale)
        guard !overflow else { throw invalid }
        let digits = decimals.prefix(18)
        let part = Double(String(decoding: digits, as: UTF8.self)) ?? 0
        var divisor = 1.0
        for _ in digits { divisor *= 10 }
        return product &+ UInt64(part * (Double(scale) / divisor))
    }

    private static let units: [String: UInt64] = [
        "ns": 1, "us": 1000, "µs": 1000, "μs": 1000, "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000,
        "h": 3_600_000_000_000,
    ]

    /// `Duration.Round`: half away from zero.
    static func rounded(_ value: Int64, to unit: Int64) -> Int64 {
        guard unit > 0 else { return value }
        let rest = value % unit
        let half = rest.magnitude &+ rest.magnitude
        if value < 0 {
            if half < UInt64(unit) { return value - rest }
            let (result, overflow) = (value - rest).subtractingReportingOverflow(unit)
            return overflow ? .min : result
        }
        if half < UInt64(unit) { return value - rest }
        let (result, overflow) = (value - rest).addingReportingOverflow(unit)
        return overflow ? .max : result
    }

    /// A duration in another unit, as Go's methods compute it: whole units and the rest apart.
    static func amount(_ value: Int64, per unit: Int64) -> Double {
        Double(value / unit) + Double(value % unit) / Double(unit)
    }

    /// The methods of a `time.Duration`.
    static func method(_ name: String, of number: GoNumber) -> TemplateFunction? {
        let value = number.value
        guard number.typeName == "time.Duration" else {
            guard name == "String", number.typeName == "time.Month" || number.typeName == "time.Weekday" else {
                return nil
            }
            let text = GoPrinter.text(.number(number))
            return TemplateFunction(name, "") { _ in .string(text) }
        }
        let result: GoValue
        switch name {
        case "String": result = .string(text(value))
        case "Hours": result = .float(amount(value, per: 3600 * second))
        case "Minutes": result = .float(amount(value, per: 60 * second))
        case "Seconds": result = .float(amount(value, per: second))
        case "Milliseconds": result = .int64(value / 1_000_000)
        case "Microseconds": result = .int64(value / 1000)
        case "Nanoseconds": result = .int64(value)
        case "Abs": result = GoNumber.duration(value == .min ? .max : abs(value))
        case "Round", "Truncate":
            return TemplateFunction(name, parameters: [.named("time.Duration")]) { call in
                let unit = call[0].integer ?? 0
                return GoNumber.duration(
                    name == "Round" ? rounded(value, to: unit) : unit <= 0 ? value : value - value % unit)
            }
        default: return nil
        }
        let fixed = Constant(result)
        return TemplateFunction(name, "") { _ in fixed.value }
    }
}

/// Carries a scalar result into a function; scalars share nothing that could change.
struct Constant: @unchecked Sendable {
    // Safe: made only of scalars, strings and immutable numbers.
    let value: GoValue

    init(_ value: GoValue) { self.value = value }
}
