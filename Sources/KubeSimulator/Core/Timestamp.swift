/// A moment in time: microseconds since 1970 in UTC.
struct Timestamp: Sendable, Hashable, Comparable {
    var microseconds: Int64

    init(microseconds: Int64) { self.microseconds = microseconds }
    init(seconds: Int64) { microseconds = seconds &* 1_000_000 }

    static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }

    var seconds: Int64 {
        microseconds >= 0 ? microseconds / 1_000_000 : (microseconds - 999_999) / 1_000_000
    }

    func adding(seconds: Int64) -> Timestamp {
        Timestamp(microseconds: microseconds &+ seconds.multipliedReportingOverflow(by: 1_000_000).partialValue)
    }

    /// `2026-11-23T06:21:18Z`.
    var text: String { Timestamp.format(seconds, ending: 0x5A) }

    /// `2026-11-23T06:21:18.000000Z`.
    var microText: String {
        let fraction = String(microseconds - seconds * 1_000_000)
        let zeros = String(repeating: "0", count: 6 - fraction.utf8.count)
        return Timestamp.format(seconds, ending: 0x2E) + zeros + fraction + "Z"
    }

    private static func format(_ seconds: Int64, ending last: UInt8) -> String {
        var days = seconds / 86400
        var rest = seconds % 86400
        if rest < 0 {
            rest += 86400
            days -= 1
        }
        let date = civil(fromDays: days)
        let isPlain = (0...9999).contains(date.year)
        let text = String(unsafeUninitializedCapacity: 20) { buffer in
            func put(_ number: Int64, at position: Int, _ separator: UInt8) {
                buffer[position] = 0x30 + UInt8(truncatingIfNeeded: number / 10)
                buffer[position + 1] = 0x30 + UInt8(truncatingIfNeeded: number % 10)
                buffer[position + 2] = separator
            }
            put(isPlain ? date.year / 100 : 0, at: 0, 0)
            put(isPlain ? date.year % 100 : 0, at: 2, 0x2D)
            put(date.month, at: 5, 0x2D)
            put(date.day, at: 8, 0x54)
            put(rest / 3600, at: 11, 0x3A)
            put(rest / 60 % 60, at: 14, 0x3A)
            put(rest % 60, at: 17, last)
            return 20
        }
        return isPlain ? text : "\(date.year)" + text.dropFirst(4)
    }

    /// Whether a text is a moment as ``text`` writes it; the last days of months are left to a closer look.
    static func isPlain(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            func pair(_ position: Int) -> UInt8 {
                let (first, second) = (bytes[position] &- 0x30, bytes[position + 1] &- 0x30)
                return first < 10 && second < 10 ? first * 10 + second : .max
            }
            return bytes.count == 20 && bytes[4] == 0x2D && bytes[7] == 0x2D && bytes[10] == 0x54 && bytes[13] == 0x3A
                && bytes[16] == 0x3A && bytes[19] == 0x5A && pair(0) < 100 && pair(2) < 100
                && (1...12).contains(pair(5)) && (1...28).contains(pair(8)) && pair(11) < 24 && pair(14) < 60
                && pair(17) < 60
        }
    }

    /// Year, month and day of a day counted from 1970-01-01, after Howard Hinnant's civil calendar algorithm.
    static func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// Reads RFC 3339; nil where the text is none.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.count <= 40 else { return nil }
        func number(_ from: Int, _ count: Int) -> Int64? {
            var result: Int64 = 0
            for byte in bytes[from..<(from + count)] {
                guard byte >= 0x30, byte <= 0x39 else { return nil }
                result = result * 10 + Int64(byte - 0x30)
            }
            return result
        }
        guard bytes[4] == 0x2D, bytes[7] == 0x2D, bytes[10] == 0x54, bytes[13] == 0x3A, bytes[16] == 0x3A,
            let year = number(0, 4), let month = number(5, 2), let day = number(8, 2), let hour = number(11, 2),
            let minute = number(14, 2), let second = number(17, 2), (1...12).contains(month), (1...31).contains(day),
            hour < 24, minute < 60, second < 61
        else { return nil }
        var position = 19
        var fraction: Int64 = 0
        if bytes[position] == 0x2E {
            position += 1
            var scale: Int64 = 100_000
            let first = position
            while position < bytes.count, bytes[position] >= 0x30, bytes[position] <= 0x39 {
                fraction += Int64(bytes[position] - 0x30) * scale
                scale /= 10
                position += 1
            }
            guard position > first else { return nil }
        }
        guard position < bytes.count else { return nil }
        var offset: Int64 = 0
        if bytes[position] == 0x5A {
            position += 1
        } else {
            guard bytes[position] == 0x2B || bytes[position] == 0x2D, position + 6 == bytes.count,
                bytes[position + 3] == 0x3A, let hours = number(position + 1, 2), let minutes = number(position + 4, 2)
            else { return nil }
            offset = (hours * 3600 + minutes * 60) * (bytes[position] == 0x2B ? 1 : -1)
            position += 6
        }
        guard position == bytes.count else { return nil }
        let days = Timestamp.days(year: year, month: month, day: day)
        let seconds = days * 86400 + hour * 3600 + minute * 60 + second - offset
        microseconds = seconds * 1_000_000 + fraction
    }
}
