/// A moment in the form that the API writes: seconds, or microseconds, in UTC.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Microseconds since 1970 in UTC.
    public var microseconds: Int64

    /// A moment.
    public init(microseconds: Int64) { self.microseconds = microseconds }

    /// A moment as the API writes it: `2026-01-02T03:04:05Z`, with a fraction or another offset too.
    ///
    /// - Parameter text: RFC 3339; nil comes of anything else.
    public init?(_ text: String) {
        var reader = TimestampReader(text)
        guard let moment = reader.read() else { return nil }
        microseconds = moment
    }

    /// Earlier comes first.
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }

    /// The moment after a time; stays at the ends of what can be said.
    public func advanced(by duration: Duration) -> Timestamp {
        let (seconds, attoseconds) = duration.components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        let step = overflow ? (seconds < 0 ? Int64.min : Int64.max) : scaled &+ attoseconds / 1_000_000_000_000
        let (sum, spills) = microseconds.addingReportingOverflow(step)
        return Timestamp(microseconds: spills ? (step < 0 ? .min : .max) : sum)
    }

    /// How long it is to another moment; negative where that was before.
    public func duration(to other: Timestamp) -> Duration {
        .microseconds(other.microseconds) - .microseconds(microseconds)
    }

    /// `2026-01-02T03:04:05Z`: what `metav1.Time` fields hold.
    public var seconds: String { text(withFraction: false) }

    /// `2026-01-02T03:04:05.000006Z`: what `metav1.MicroTime` fields hold.
    public var withMicroseconds: String { text(withFraction: true) }

    private func text(withFraction: Bool) -> String {
        let (second, fraction) = Timestamp.floorDivide(microseconds, 1_000_000)
        let (day, rest) = Timestamp.floorDivide(second, 86_400)
        let (year, month, dayOfMonth) = CivilDay.date(fromDays: day)
        func pad(_ number: Int64, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let date = "\(pad(year, 4))-\(pad(month, 2))-\(pad(dayOfMonth, 2))"
        let time = "\(pad(rest / 3_600, 2)):\(pad(rest / 60 % 60, 2)):\(pad(rest % 60, 2))"
        return "\(date)T\(time)" + (withFraction ? "." + pad(fraction, 6) : "") + "Z"
    }

    private static func floorDivide(_ number: Int64, _ divisor: Int64) -> (Int64, Int64) {
        let quotient = number / divisor
        let rest = number % divisor
        return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
    }
}

/// Written as the API has it: a text, with a fraction only where there is one.
extension Timestamp: Codable {
    /// Reads RFC 3339.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let moment = Timestamp(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "expected a time like 2026-01-02T03:04:05Z")
        }
        self = moment
    }

    /// Writes RFC 3339.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(microseconds % 1_000_000 == 0 ? seconds : withMicroseconds)
    }
}

/// Days of the proleptic Gregorian calendar, counted from 1970.
enum CivilDay {
    static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    static func date(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
