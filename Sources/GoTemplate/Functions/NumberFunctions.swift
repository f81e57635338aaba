#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Arithmetic: sprig's functions on numbers.
enum NumberFunctions {
    static var all: [TemplateFunction] { conversions + integers + decimals + rounding }

    private static var conversions: [TemplateFunction] {
        [
            TemplateFunction("atoi", "s") { call in .int(Int(GoNumberText.saturating(call.string(0), base: 10).value))
            },
            TemplateFunction("int", "a") { call in .int(Int(Conversion.int64(call[0]))) },
            TemplateFunction("int64", "a") { call in .int64(Conversion.int64(call[0])) },
            TemplateFunction("float64", "a") { call in .float(Conversion.float(call[0])) },
            TemplateFunction("toDecimal", "a") { call in
                .int64(GoNumberText.integer(GoPrinter.text(call[0]), base: 8) ?? 0)
            },
        ]
    }

    private static var integers: [TemplateFunction] {
        [
            TemplateFunction("add", "a*") { call in .int64(call.arguments.reduce(0) { $0 &+ Conversion.int64($1) }) },
            TemplateFunction("add1", "a") { call in .int64(Conversion.int64(call[0]) &+ 1) },
            TemplateFunction("sub", "aa") { call in .int64(Conversion.int64(call[0]) &- Conversion.int64(call[1])) },
            TemplateFunction("mul", "aa*") { call in
                .int64(call.arguments.dropFirst().reduce(Conversion.int64(call[0])) { $0 &* Conversion.int64($1) })
            },
            TemplateFunction("div", "aa") { call in
                let (left, right) = try operands(call)
                return .int64(left.dividedReportingOverflow(by: right).partialValue)
            },
            TemplateFunction("mod", "aa") { call in
                let (left, right) = try operands(call)
                return .int64(left.remainderReportingOverflow(dividingBy: right).partialValue)
            },
            TemplateFunction("max", "aa*") { call in .int64(call.arguments.map(Conversion.int64).max() ?? 0) },
            TemplateFunction("biggest", "aa*") { call in .int64(call.arguments.map(Conversion.int64).max() ?? 0) },
            TemplateFunction("min", "aa*") { call in .int64(call.arguments.map(Conversion.int64).min() ?? 0) },
            TemplateFunction("randInt", "ii") { call in
                let (low, high) = (call.int(0), call.int(1))
                let (span, overflow) = high.subtractingReportingOverflow(low)
                guard !overflow, span > 0 else { throw FunctionFailure("invalid argument to Intn") }
                return .int(low + call.host.random(below: span))
            },
        ]
    }

    private static func operands(_ call: FunctionCall) throws -> (Int64, Int64) {
        let (left, right) = (Conversion.int64(call[0]), Conversion.int64(call[1]))
        guard right != 0 else { throw FunctionFailure("runtime error: integer divide by zero") }
        return (left, right)
    }

    private static var decimals: [TemplateFunction] {
        [
            TemplateFunction("addf", "a*") { call in try fold(.float(0), call.arguments[...]) { try $0.adding($1) } },
            TemplateFunction("add1f", "a") { call in try fold(call[0], [.int(1)]) { try $0.adding($1) } },
            TemplateFunction("subf", "aa*") { call in
                try fold(call[0], call.arguments.dropFirst()) { try $0.adding($1.negated) }
            },
            TemplateFunction("mulf", "aa*") { call in
                try fold(call[0], call.arguments.dropFirst()) { try $0.multiplied(by: $1) }
            },
            TemplateFunction("divf", "aa*") { call in
                try fold(call[0], call.arguments.dropFirst()) { try $0.divided(by: $1) }
            },
            TemplateFunction("maxf", "aa*") { call in
                .float(
                    call.arguments.dropFirst().reduce(Conversion.float(call[0])) { larger($0, Conversion.float($1)) })
            },
            TemplateFunction("minf", "aa*") { call in
                .float(
                    call.arguments.dropFirst().reduce(Conversion.float(call[0])) {
                        smaller($0, Conversion.float($1))
                    })
            },
        ]
    }

    private static func larger(_ left: Double, _ right: Double) -> Double {
        if left.isNaN || right.isNaN { return left.isInfinite || right.isInfinite ? max(left, right) : .nan }
        return max(left, right)
    }

    private static func smaller(_ left: Double, _ right: Double) -> Double {
        left.isNaN || right.isNaN ? .nan : min(left, right)
    }

    private static func fold(
        _ first: GoValue, _ rest: ArraySlice<GoValue>, _ combine: (SmallDecimal, SmallDecimal) throws -> SmallDecimal
    ) throws -> GoValue {
        var result = try SmallDecimal(Conversion.float(first))
        for value in rest { result = try combine(result, SmallDecimal(Conversion.float(value))) }
        return .float(result.double)
    }

    private static var rounding: [TemplateFunction] {
        [
            TemplateFunction("ceil", "a") { call in .float(Conversion.float(call[0]).rounded(.up)) },
            TemplateFunction("floor", "a") { call in .float(Conversion.float(call[0]).rounded(.down)) },
            TemplateFunction("round", "aif*") { call in
                let threshold = call.count > 2 ? call.float(2) : 0.5
                let scale = pow(10, Double(call.int(1)))
                let scaled = scale * Conversion.float(call[0])
                let fraction = scaled - scaled.rounded(.towardZero)
                return .float((fraction >= threshold ? scaled.rounded(.up) : scaled.rounded(.down)) / scale)
            },
        ]
    }
}
