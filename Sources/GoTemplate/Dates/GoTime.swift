/// A moment in a time zone: Go's `time.Time`.
public final class GoTime: GoObject, Sendable {
    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

    /// Seconds since 1970 in UTC.
    public let seconds: Int64
    /// Nanoseconds of the second.
    public let nanoseconds: Int64
    /// The zone it is told in.
    public let location: GoLocation
    let zone: GoLocation.Zone

    /// A moment in a zone.
    public init(seconds: Int64, nanoseconds: Int64 = 0, location: GoLocation = .utc) {
        let limit: Int64 = 1 << 55
        self.seconds = min(max(seconds, -limit), limit)
        self.nanoseconds = nanoseconds
        self.location = location
        zone = location.zone(at: self.seconds)
    }

    /// The type's name in Go.
    public var typeName: String { "time.Time" }
    /// A struct.
    public var kindName: String { "struct" }
    /// Templates see no fields.
    public var fields: [(name: String, value: GoValue)] { [] }

    private var local: Int64 { seconds + Int64(zone.offset) }

    var dayNumber: Int64 { local >= 0 ? local / 86400 : (local - 86399) / 86400 }
    var secondOfDay: Int { Int(local - dayNumber * 86400) }
    var date: CivilDate { CivilDate(dayNumber: dayNumber) }
    var hour: Int { secondOfDay / 3600 }
    var minute: Int { secondOfDay / 60 % 60 }
    var second: Int { secondOfDay % 60 }

    /// The moment `duration` nanoseconds later.
    func adding(_ duration: Int64) -> GoTime {
        var seconds = seconds + duration / GoDuration.second
        var rest = nanoseconds + duration % GoDuration.second
        if rest < 0 {
            rest += GoDuration.second
            seconds -= 1
        } else if rest >= GoDuration.second {
            rest -= GoDuration.second
            seconds += 1
        }
        return GoTime(seconds: seconds, nanoseconds: rest, location: location)
    }

    /// Nanoseconds from another moment to this one, held within the range.
    func since(_ other: GoTime) -> Int64 {
        let (product, overflow) = (seconds - other.seconds).multipliedReportingOverflow(by: GoDuration.second)
        if overflow { return seconds < other.seconds ? .min : .max }
        let (sum, second) = product.addingReportingOverflow(nanoseconds - other.nanoseconds)
        return second ? (product < 0 ? .min : .max) : sum
    }

    func converted(to location: GoLocation) -> GoTime {
        GoTime(seconds: seconds, nanoseconds: nanoseconds, location: location)
    }

    /// As `%v` prints it.
    public var text: String? { DateLayout.format(self, "2006-01-02 15:04:05.999999999 -0700 MST") }

    /// As `%#v` prints it.
    public var goText: String? {
        let place =
            switch location.name {
            case "UTC": "time.UTC"
            case "Local": "time.Local"
            default: "time.Location(\(GoQuoting.quoted(location.name)))"
            }
        let date = date
        let parts = [
            "\(date.year)", "time.\(GoTime.months[date.month - 1])", "\(date.day)", "\(hour)", "\(minute)", "\(second)",
            "\(nanoseconds)", place,
        ]
        return "time.Date(\(parts.joined(separator: ", ")))"
    }

    /// As JSON has it.
    var json: String { DateLayout.format(self, "2006-01-02T15:04:05.999999999Z07:00") }
}

extension GoTime {
    /// The methods templates call.
    public func method(_ name: String) -> TemplateFunction? {
        let time = self
        func give(_ value: GoValue) -> TemplateFunction {
            let constant = Constant(value)
            return TemplateFunction(name, "") { _ in constant.value }
        }
        switch name {
        case "Year": return give(.int(date.year))
        case "Month": return give(.number(GoNumber(Int64(date.month), typeName: "time.Month", kind: "int")))
        case "Day": return give(.int(date.day))
        case "Hour": return give(.int(hour))
        case "Minute": return give(.int(minute))
        case "Second": return give(.int(second))
        case "Nanosecond": return give(.int(Int(nanoseconds)))
        case "YearDay": return give(.int(date.yearDay))
        case "Weekday": return give(.number(GoNumber(Int64(date.weekday), typeName: "time.Weekday", kind: "int")))
        case "Unix": return give(.int64(seconds))
        case "UnixMilli": return give(.int64(seconds &* 1000 &+ nanoseconds / 1_000_000))
        case "UnixMicro": return give(.int64(seconds &* 1_000_000 &+ nanoseconds / 1000))
        case "UnixNano": return give(.int64(seconds &* GoDuration.second &+ nanoseconds))
        case "IsZero": return give(.bool(seconds == DateLayout.zeroSeconds && nanoseconds == 0))
        case "String": return give(.string(text ?? ""))
        case "UTC": return TemplateFunction(name, "") { _ in .object(time.converted(to: .utc)) }
        case "Local": return TemplateFunction(name, "") { _ in .object(time.converted(to: .local)) }
        case "Format": return TemplateFunction(name, "s") { call in .string(DateLayout.format(time, call.string(0))) }
        case "AddDate":
            return TemplateFunction(name, "iii") { call in
                .object(time.addingDate(years: call.int(0), months: call.int(1), days: call.int(2)))
            }
        case "Add":
            return TemplateFunction(name, parameters: [.named("time.Duration")]) { call in
                .object(time.adding(call[0].integer ?? 0))
            }
        case "Sub", "Before", "After", "Equal", "Compare":
            return TemplateFunction(name, "t") { call in
                guard case .object(let object) = call[0], let other = object as? GoTime else { return .invalid }
                let order =
                    time.seconds == other.seconds
                    ? (time.nanoseconds - other.nanoseconds).signum() : (time.seconds - other.seconds).signum()
                switch name {
                case "Sub": return GoNumber.duration(time.since(other))
                case "Before": return .bool(order < 0)
                case "After": return .bool(order > 0)
                case "Equal": return .bool(order == 0)
                default: return .int(Int(order))
                }
            }
        default: return nil
        }
    }

    private func addingDate(years: Int, months: Int, days: Int) -> GoTime {
        let bound = 100_000_000
        let date = date
        let total = date.month - 1 + min(max(months, -bound), bound)
        let carry = total >= 0 ? total / 12 : (total - 11) / 12
        let year = min(max(date.year + min(max(years, -bound), bound) + carry, -bound), bound)
        let first = CivilDate(year: year, month: total - carry * 12 + 1, day: 1)
        let day = first.dayNumber + Int64(date.day - 1) + Int64(min(max(days, -bound), bound))
        return GoTime(
            seconds: day * 86400 + Int64(secondOfDay) - Int64(zone.offset), nanoseconds: nanoseconds,
            location: location)
    }
}

/// The machine's clock.
enum SystemClock {
    static let now: @Sendable () -> (seconds: Int64, nanoseconds: Int64) = {
        let elapsed = UnixClock.now
        return elapsed
    }
}
