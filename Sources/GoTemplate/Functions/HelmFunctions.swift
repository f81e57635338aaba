/// What Helm adds to sprig, save what only a chart can answer.
enum HelmFunctions {
    static var all: [TemplateFunction] { EncodingFunctions.helm + templates + durations }

    private static var templates: [TemplateFunction] {
        [
            TemplateFunction("include", "sa") { call in .string(try call.include(call.string(0), call[1])) },
            TemplateFunction("tpl", "sa") { call in .string(try call.evaluate(call.string(0), call[1])) },
            TemplateFunction("required", "sa") { call in
                if call[1].isNil { throw FunctionFailure(call.string(0), isDeliberate: true) }
                if case .string("") = call[1] { throw FunctionFailure(call.string(0), isDeliberate: true) }
                return call[1]
            },
            TemplateFunction("lookup", "ssss") { call in
                guard let lookup = call.host.lookup else { return .map(GoMap()) }
                return try lookup(call.string(0), call.string(1), call.string(2), call.string(3))
            },
        ]
    }

    /// A duration from whatever stands for one: text, or a number of seconds.
    private static func duration(_ value: GoValue) throws -> Int64 {
        func seconds(_ count: Int64) -> Int64 {
            let (product, overflow) = count.multipliedReportingOverflow(by: GoDuration.second)
            return overflow ? (count < 0 ? .min : .max) : product
        }
        switch value {
        case .number(let number):
            if number.typeName == "time.Duration" { return number.value }
            return seconds(number.value)
        case .int(let number): return seconds(Int64(number))
        case .int64(let number): return seconds(number)
        case .float(let number): return try nanoseconds(number)
        case .string(let text):
            let trimmed = ByteText.string(Bytes.trim(ByteText.bytes(text), Bytes.isSpace))
            guard !trimmed.isEmpty else { throw FunctionFailure("empty duration") }
            if let duration = try? GoDuration.parse(trimmed) { return duration }
            if let number = GoNumberText.float(trimmed) { return try nanoseconds(number) }
            throw FunctionFailure("could not parse duration \(GoQuoting.quoted(text))")
        case .invalid, .null: throw FunctionFailure("invalid duration")
        default: throw FunctionFailure("unsupported duration type \(value.typeName)")
        }
    }

    private static func nanoseconds(_ seconds: Double) throws -> Int64 {
        guard seconds.isFinite else {
            throw FunctionFailure("invalid duration seconds: \(FloatText.string(seconds))")
        }
        let scaled = seconds * Double(GoDuration.second)
        guard scaled.magnitude < 9.223372036854775807e18 else {
            throw FunctionFailure("duration seconds overflow: \(FloatText.string(seconds))")
        }
        return Int64(scaled)
    }

    private static func lenient(_ value: GoValue) -> Int64 { (try? duration(value)) ?? 0 }

    private static var durations: [TemplateFunction] {
        let units: [(String, Int64)] = [
            ("durationSeconds", GoDuration.second), ("durationMinutes", 60 * GoDuration.second),
            ("durationHours", 3600 * GoDuration.second), ("durationDays", 86400 * GoDuration.second),
            ("durationWeeks", 604_800 * GoDuration.second),
        ]
        let counts: [(String, Int64)] = [
            ("durationMilliseconds", 1_000_000), ("durationMicroseconds", 1000), ("durationNanoseconds", 1),
        ]
        return units.map { name, unit in
            TemplateFunction(name, "a") { call in .float(GoDuration.amount(lenient(call[0]), per: unit)) }
        }
            + counts.map { name, unit in
                TemplateFunction(name, "a") { call in .int64(lenient(call[0]) / unit) }
            } + [
                TemplateFunction("mustToDuration", "a") { call in GoNumber.duration(try duration(call[0])) },
                TemplateFunction("durationRoundTo", "aa") { call in
                    GoNumber.duration(GoDuration.rounded(lenient(call[0]), to: lenient(call[1])))
                },
                TemplateFunction("durationTruncateTo", "aa") { call in
                    let (value, unit) = (lenient(call[0]), lenient(call[1]))
                    return GoNumber.duration(unit <= 0 ? value : value - value % unit)
                },
            ]
    }
}
