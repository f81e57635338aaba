/// Dates: sprig's functions on times and durations.
enum DateFunctions {
    static var all: [TemplateFunction] { moments + formats + durations }

    private static func now(_ call: FunctionCall) -> GoTime {
        let (seconds, nanoseconds) = call.host.now()
        return GoTime(seconds: seconds, nanoseconds: nanoseconds)
    }

    /// Times, and seconds since 1970 as any integer; anything else is now.
    private static func time(_ value: GoValue, _ call: FunctionCall) -> GoTime {
        switch value {
        case .object(let object): object as? GoTime ?? now(call)
        case .int(let seconds): GoTime(seconds: Int64(seconds))
        case .int64(let seconds): GoTime(seconds: seconds)
        case .number(let number) where number.typeName == "int32": GoTime(seconds: number.value)
        default: now(call)
        }
    }

    private static func format(_ call: FunctionCall, _ layout: String, _ value: GoValue, zone: String) -> GoValue {
        let location = call.host.timeZone(zone) ?? .utc
        return .string(DateLayout.format(time(value, call).converted(to: location), layout))
    }

    private static var formats: [TemplateFunction] {
        var functions = [
            TemplateFunction("date", "sa") { call in format(call, call.string(0), call[1], zone: "Local") },
            TemplateFunction("htmlDate", "a") { call in format(call, "2006-01-02", call[0], zone: "Local") },
            TemplateFunction("htmlDateInZone", "as") { call in
                format(call, "2006-01-02", call[0], zone: call.string(1))
            },
        ]
        for name in ["dateInZone", "date_in_zone"] {
            functions.append(
                TemplateFunction(name, "sas") { call in
                    format(call, call.string(0), call[1], zone: call.string(2))
                })
        }
        return functions
    }

    private static var moments: [TemplateFunction] {
        var functions = [
            TemplateFunction("now", "") { call in .object(now(call)) },
            TemplateFunction("unixEpoch", "t") { call in .string(String(time(call[0], call).seconds)) },
            TemplateFunction("toDate", "ss") { call in
                let parsed = try? DateParser.parse(call.string(1), layout: call.string(0), location: .local)
                return .object(parsed ?? GoTime(seconds: DateLayout.zeroSeconds))
            },
            TemplateFunction("mustToDate", "ss") { call in
                .object(try DateParser.parse(call.string(1), layout: call.string(0), location: .local))
            },
        ]
        for name in ["dateModify", "date_modify"] {
            functions.append(
                TemplateFunction(name, "st") { call in
                    guard let duration = try? GoDuration.parse(call.string(0)) else { return call[1] }
                    return .object(time(call[1], call).adding(duration))
                })
        }
        for name in ["mustDateModify", "must_date_modify"] {
            functions.append(
                TemplateFunction(name, "st") { call in
                    .object(time(call[1], call).adding(try GoDuration.parse(call.string(0))))
                })
        }
        return functions
    }

    private static var durations: [TemplateFunction] {
        [
            TemplateFunction("ago", "a") { call in
                let elapsed = now(call).since(time(call[0], call))
                return .string(GoDuration.text(GoDuration.rounded(elapsed, to: GoDuration.second)))
            },
            TemplateFunction("duration", "a") { call in
                var seconds: Int64 = 0
                if case .string(let text) = call[0] { seconds = GoNumberText.integer(text, base: 10) ?? 0 }
                if case .int64(let number) = call[0] { seconds = number }
                return .string(GoDuration.text(seconds.multipliedReportingOverflow(by: GoDuration.second).partialValue))
            },
            TemplateFunction("durationRound", "a") { call in .string(rounded(call)) },
        ]
    }

    /// The largest unit that fits more than once.
    private static func rounded(_ call: FunctionCall) -> String {
        var duration: Int64 = 0
        switch call[0] {
        case .string(let text): duration = (try? GoDuration.parse(text)) ?? 0
        case .int64(let number): duration = number
        case .object(let object): if let time = object as? GoTime { duration = now(call).since(time) }
        default: break
        }
        let seconds = UInt64(
            GoDuration.amount(Int64(min(duration.magnitude, UInt64(Int64.max))), per: GoDuration.second))
        let (minute, hour, day): (UInt64, UInt64, UInt64) = (60, 3600, 86400)
        let (month, year) = (day * 30, day * 365)
        for (unit, name) in [(year, "y"), (month, "mo"), (day, "d"), (hour, "h"), (minute, "m")] where seconds > unit {
            return "\(seconds / unit)\(name)"
        }
        return "\(seconds)s"
    }
}
