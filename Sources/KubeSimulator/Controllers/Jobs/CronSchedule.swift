/// A schedule in cron's five fields, in UTC.
struct CronSchedule {
    private var minutes: Set<Int64>
    private var hours: Set<Int64>
    private var days: Set<Int64>
    private var months: Set<Int64>
    private var weekdays: Set<Int64>
    private let hasAnyDay: Bool
    private let hasAnyWeekday: Bool

    init?(_ text: String) {
        let named = [
            "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0",
            "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
        ]
        let fields = (named[text] ?? text).split(whereSeparator: { $0 == " " || $0 == "\t" })
        guard fields.count == 5, let minutes = CronSchedule.field(fields[0], 0...59),
            let hours = CronSchedule.field(fields[1], 0...23),
            let days = CronSchedule.field(fields[2], 1...31), let months = CronSchedule.field(fields[3], 1...12),
            let weekdays = CronSchedule.field(fields[4], 0...7)
        else { return nil }
        self.minutes = minutes
        self.hours = hours
        self.days = days
        self.months = months
        self.weekdays = weekdays.contains(7) ? weekdays.union([0]) : weekdays
        hasAnyDay = fields[2].hasPrefix("*") || fields[2] == "?"
        hasAnyWeekday = fields[4].hasPrefix("*") || fields[4] == "?"
    }

    private static let names: [String: Int64] = [
        "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11,
        "dec": 12, "sun": 0, "mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6,
    ]

    private static func field(_ text: Substring, _ range: ClosedRange<Int64>) -> Set<Int64>? {
        var result: Set<Int64> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let pieces = part.split(separator: "/", omittingEmptySubsequences: false)
            guard pieces.count <= 2, let base = pieces.first else { return nil }
            var step: Int64 = 1
            if pieces.count == 2 {
                guard let number = Int64(pieces[1]), number > 0 else { return nil }
                step = number
            }
            func number(_ text: Substring) -> Int64? { Int64(text) ?? names[text.lowercased()] }
            let bounds: ClosedRange<Int64>
            if base == "*" || base == "?" {
                bounds = range
            } else {
                let ends = base.split(separator: "-", omittingEmptySubsequences: false)
                guard ends.count <= 2, let low = number(ends[0]), range.contains(low) else { return nil }
                let high = ends.count == 2 ? number(ends[1]) : pieces.count == 2 ? range.upperBound : low
                guard let high, range.contains(high), low <= high else { return nil }
                bounds = low...high
            }
            var value = bounds.lowerBound
            while value <= bounds.upperBound {
                result.insert(value)
                value += step
            }
        }
        return result
    }

    private func matchesDay(_ days: Int64) -> Bool {
        let date = Timestamp.civil(fromDays: days)
        guard months.contains(date.month) else { return false }
        let weekday = ((days + 4) % 7 + 7) % 7
        let isDay = self.days.contains(date.day)
        let isWeekday = weekdays.contains(weekday)
        return hasAnyDay || hasAnyWeekday ? isDay && isWeekday : isDay || isWeekday
    }

    /// The first time after another; nil where there is none within five years.
    func next(after time: Timestamp) -> Timestamp? {
        let first = time.seconds / 60 + 1
        var day = first / 1440
        let lastDay = day + 366 * 5
        while day <= lastDay {
            if matchesDay(day) {
                let start = day == first / 1440 ? first % 1440 : 0
                for minute in start..<1440 where minutes.contains(minute % 60) && hours.contains(minute / 60) {
                    return Timestamp(seconds: (day * 1440 + minute) * 60)
                }
            }
            day += 1
        }
        return nil
    }

    /// The last time after one and up to another; nil where there is none.
    func latest(after time: Timestamp, through end: Timestamp) -> Timestamp? {
        var result: Timestamp?
        var current = time
        for _ in 0..<10_000 {
            guard let next = next(after: current), next <= end else { return result }
            result = next
            current = next
        }
        return result
    }
}
