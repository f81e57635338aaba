/// A date of HTTP (RFC 9110, 5.6.7), in any of the three forms that a recipient has to understand.
enum HTTPDate {
    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    /// The moment; nil where the text is no date.
    ///
    /// - Parameter text: `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` or
    ///   `Sun Nov  6 08:49:37 1994`.
    static func moment(_ text: String) -> Timestamp? {
        let parts = text.split { " ,-".contains($0) }.map { $0.lowercased() }
        switch parts.count {
        case 6 where parts[5] == "gmt": return moment(day: parts[1], parts[2], year: parts[3], parts[4])
        case 5: return moment(day: parts[2], parts[1], year: parts[4], parts[3])
        default: return nil
        }
    }

    private static func moment(day: String, _ month: String, year: String, _ time: String) -> Timestamp? {
        guard let day = Int64(day), (1...31).contains(day), let position = months.firstIndex(of: month),
            var year = Int64(year), (0...9_999).contains(year)
        else { return nil }
        let clock = time.split(separator: ":", omittingEmptySubsequences: false).map { Int64($0) ?? -1 }
        guard clock.count == 3, (0..<24).contains(clock[0]), (0..<60).contains(clock[1]), (0..<61).contains(clock[2])
        else { return nil }
        // Two digits are of this century or, beyond fifty years ahead, of the last one.
        if year < 100 { year += year < 77 ? 2_000 : 1_900 }
        let days = CivilDay.days(year: year, month: Int64(position) + 1, day: day)
        return Timestamp(
            microseconds: (days * 86_400 + clock[0] * 3_600 + clock[1] * 60 + clock[2]) * 1_000_000)
    }
}
