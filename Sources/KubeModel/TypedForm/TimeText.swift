/// Times as Kubernetes writes them: UTC, to the second or the microsecond.
enum TimeText {
    /// The canonical text of an RFC 3339 time; nil where the text is none.
    static func canonical(_ text: String, keepsMicroseconds: Bool) -> String? {
        let bytes = Array(text.utf8)
        func number(_ start: Int, _ count: Int) -> Int? {
            guard bytes.count >= start + count else { return nil }
            var result = 0
            for byte in bytes[start..<start + count] {
                guard (48...57).contains(byte) else { return nil }
                result = result * 10 + Int(byte - 48)
            }
            return result
        }
        func has(_ character: Unicode.Scalar, at position: Int) -> Bool {
            position < bytes.count && UInt32(bytes[position]) == character.value
        }
        guard let year = number(0, 4), has("-", at: 4), let month = number(5, 2), has("-", at: 7),
            let day = number(8, 2), has("T", at: 10), let hour = number(11, 2), has(":", at: 13),
            let minute = number(14, 2), has(":", at: 16), let second = number(17, 2), (1...12).contains(month),
            (1...31).contains(day), hour < 24, minute < 60, second < 60
        else { return nil }
        var position = 19
        var microseconds = 0
        if has(".", at: position) {
            position += 1
            let digits = bytes[position...].prefix { (48...57).contains($0) }
            guard !digits.isEmpty else { return nil }
            for place in 0..<6 {
                let digit = place < digits.count ? Int(digits[digits.startIndex + place] - 48) : 0
                microseconds = microseconds * 10 + digit
            }
            position += digits.count
        }
        var offset = 0
        if has("Z", at: position) {
            guard bytes.count == position + 1 else { return nil }
        } else {
            guard has("+", at: position) || has("-", at: position), bytes.count == position + 6,
                let hours = number(position + 1, 2), has(":", at: position + 3), let minutes = number(position + 4, 2)
            else { return nil }
            offset = (has("-", at: position) ? -1 : 1) * (hours * 3600 + minutes * 60)
        }
        let total = days(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset
        return written(total, microseconds: keepsMicroseconds ? microseconds : nil)
    }

    /// Days since 1 March of year 0, in the proleptic Gregorian calendar.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let months = (month + 9) % 12
        return 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + (153 * months + 2) / 5 + day - 1
    }

    private static func written(_ total: Int, microseconds: Int?) -> String {
        let days = total >= 0 ? total / 86400 : (total - 86399) / 86400
        let seconds = total - days * 86400
        let era = days >= 0 ? days / 146_097 : (days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let months = (5 * dayOfYear + 2) / 153
        let month = months < 10 ? months + 3 : months - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        func padded(_ number: Int, _ width: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
        }
        let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfYear - (153 * months + 2) / 5 + 1, 2))"
        let time = "\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
        return "\(date)T\(time)" + (microseconds.map { "." + padded($0, 6) } ?? "") + "Z"
    }
}
