/// The yearly rule at the end of a time zone file, such as `CET-1CEST,M3.5.0,M10.5.0/3`.
struct ZoneRule: Sendable {
    private struct Change: Sendable {
        var month: Int
        var week: Int
        var weekday: Int
        var seconds: Int
    }

    private let standard: GoLocation.Zone
    private let daylight: GoLocation.Zone?
    private let begins: Change?
    private let ends: Change?

    /// Reads a rule; nil for an empty or unusual one.
    init?(_ text: String) {
        var rest = Array(text.utf8)[...]
        guard let name = ZoneRule.name(&rest), let offset = ZoneRule.time(&rest) else { return nil }
        standard = GoLocation.Zone(offset: -offset, abbreviation: name)
        guard !rest.isEmpty else {
            daylight = nil
            begins = nil
            ends = nil
            return
        }
        guard let other = ZoneRule.name(&rest) else { return nil }
        var daylightOffset = -offset + 3600
        if rest.first != UInt8(ascii: ",") {
            guard let written = ZoneRule.time(&rest) else { return nil }
            daylightOffset = -written
        }
        daylight = GoLocation.Zone(offset: daylightOffset, abbreviation: other)
        guard let first = ZoneRule.change(&rest), let second = ZoneRule.change(&rest) else { return nil }
        begins = first
        ends = second
    }

    private static func name(_ rest: inout ArraySlice<UInt8>) -> String? {
        if rest.first == UInt8(ascii: "<") {
            let name = rest.dropFirst().prefix { $0 != UInt8(ascii: ">") }
            rest = rest.dropFirst(name.count + 2)
            return String(decoding: name, as: UTF8.self)
        }
        let name = rest.prefix { WordText.isLetter(UInt32($0)) }
        rest = rest.dropFirst(name.count)
        return name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
    }

    private static func number(_ rest: inout ArraySlice<UInt8>) -> Int? {
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        rest = rest.dropFirst(digits.count)
        return Int(String(decoding: digits.prefix(6), as: UTF8.self))
    }

    private static func time(_ rest: inout ArraySlice<UInt8>) -> Int? {
        var sign = 1
        if let first = rest.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            sign = first == UInt8(ascii: "-") ? -1 : 1
            rest = rest.dropFirst()
        }
        guard let hours = number(&rest) else { return nil }
        var total = hours * 3600
        for unit in [60, 1] where rest.first == UInt8(ascii: ":") {
            rest = rest.dropFirst()
            total += (number(&rest) ?? 0) * unit
        }
        return sign * total
    }

    private static func change(_ rest: inout ArraySlice<UInt8>) -> Change? {
        guard rest.starts(with: ",M".utf8) else { return nil }
        rest = rest.dropFirst(2)
        var parts: [Int] = []
        for index in 0..<3 {
            if index > 0 { rest = rest.dropFirst() }
            guard let part = number(&rest) else { return nil }
            parts.append(part)
        }
        var seconds = 7200
        if rest.first == UInt8(ascii: "/") {
            rest = rest.dropFirst()
            seconds = time(&rest) ?? 7200
        }
        guard (1...12).contains(parts[0]), (1...5).contains(parts[1]), (0...6).contains(parts[2]) else { return nil }
        return Change(month: parts[0], week: parts[1], weekday: parts[2], seconds: seconds)
    }

    private func moment(_ change: Change, _ year: Int) -> Int64 {
        let first = CivilDate(year: year, month: change.month, day: 1)
        var day = 1 + (change.weekday - first.weekday + 7) % 7 + (change.week - 1) * 7
        while day > CivilDate.days(in: change.month, of: year) { day -= 7 }
        return (first.dayNumber + Int64(day - 1)) * 86400 + Int64(change.seconds)
    }

    func zone(at seconds: Int64) -> GoLocation.Zone {
        guard let daylight, let begins, let ends else { return standard }
        let local = seconds + Int64(standard.offset)
        let day = local >= 0 ? local / 86400 : (local - 86399) / 86400
        let year = CivilDate(dayNumber: day).year
        let start = moment(begins, year) - Int64(standard.offset)
        let end = moment(ends, year) - Int64(daylight.offset)
        let isDaylight = start < end ? start <= seconds && seconds < end : !(end <= seconds && seconds < start)
        return isDaylight ? daylight : standard
    }
}
