/// A moment on the wall clock, as Kubernetes writes it.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Time since 1 January 1970, UTC.
    public var sinceEpoch: Duration

    /// A moment.
    ///
    /// - Parameter sinceEpoch: time since 1 January 1970, UTC.
    public init(sinceEpoch: Duration) { self.sinceEpoch = sinceEpoch }

    /// A moment in whole seconds since 1 January 1970, UTC.
    public init(seconds: Int64) { sinceEpoch = .seconds(seconds) }

    /// Whole seconds since 1 January 1970, UTC.
    public var seconds: Int64 { sinceEpoch.components.seconds }

    /// Whether the left moment is the earlier.
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.sinceEpoch < right.sinceEpoch }

    /// A moment that comes later.
    public static func + (time: Timestamp, duration: Duration) -> Timestamp {
        Timestamp(sinceEpoch: time.sinceEpoch + duration)
    }

    /// The time between two moments.
    public static func - (left: Timestamp, right: Timestamp) -> Duration { left.sinceEpoch - right.sinceEpoch }
}

extension Timestamp: CustomStringConvertible {
    /// Reads an RFC 3339 time such as `2026-01-31T12:00:00Z`; nil where it is none.
    public init?(_ text: String) {
        var scanner = DigitScanner(bytes: Array(text.utf8))
        guard let year = scanner.number(4), scanner.skip("-"), let month = scanner.number(2), scanner.skip("-"),
            let day = scanner.number(2), scanner.skip("T") || scanner.skip("t") || scanner.skip(" "),
            let hour = scanner.number(2), scanner.skip(":"), let minute = scanner.number(2), scanner.skip(":"),
            let second = scanner.number(2), (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60,
            second < 61
        else { return nil }
        let fraction = scanner.skip(".") ? scanner.fraction() : .zero
        guard let fraction, let offset = scanner.offset(), scanner.isAtEnd else { return nil }
        let days = Timestamp.days(year: year, month: month, day: day)
        let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second - offset
        self.init(sinceEpoch: .seconds(seconds) + fraction)
    }

    /// The moment to the second, UTC: `2026-01-31T12:00:00Z`.
    public var description: String {
        func pad(_ number: Int64, _ width: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        let (days, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
        let second = rest < 0 ? rest + 86_400 : rest
        let date = Timestamp.date(days: rest < 0 ? days - 1 : days)
        return "\(pad(date.year, 4))-\(pad(date.month, 2))-\(pad(date.day, 2))T"
            + "\(pad(second / 3_600, 2)):\(pad(second / 60 % 60, 2)):\(pad(second % 60, 2))Z"
    }

    /// Days since the epoch of a date, counting years from March so that the leap day comes last.
    private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func date(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}

private struct DigitScanner {
    let bytes: [UInt8]
    var position = 0

    var isAtEnd: Bool { position == bytes.count }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func digit() -> Int64? {
        guard position < bytes.count, (0x30...0x39).contains(bytes[position]) else { return nil }
        position += 1
        return Int64(bytes[position - 1] - 0x30)
    }

    mutating func number(_ width: Int) -> Int64? {
        var number: Int64 = 0
        for _ in 0..<width {
            guard let next = digit() else { return nil }
            number = number * 10 + next
        }
        return number
    }

    mutating func fraction() -> Duration? {
        var nanoseconds: Int64 = 0
        var scale: Int64 = 100_000_000
        guard let first = digit() else { return nil }
        nanoseconds += first * scale
        while let next = digit() {
            scale /= 10
            nanoseconds += next * scale
        }
        return .nanoseconds(nanoseconds)
    }

    mutating func offset() -> Int64? {
        if skip("Z") || skip("z") { return 0 }
        let sign: Int64
        if skip("+") {
            sign = 1
        } else if skip("-") {
            sign = -1
        } else {
            return nil
        }
        guard let hours = number(2), skip(":"), let minutes = number(2), hours < 24, minutes < 60 else { return nil }
        return sign * (hours * 3_600 + minutes * 60)
    }
}
