/// Go's layouts: a date written as the reference time, 2006-01-02 15:04:05 -0700 MST.
enum DateLayout {
    /// 0001-01-01 in seconds since 1970.
    static let zeroSeconds: Int64 = -62_135_596_800

    enum Piece: Equatable {
        case longMonth
        case month
        case numericMonth
        case zeroMonth
        case longWeekday
        case weekday
        case day
        case spaceDay
        case zeroDay
        case spaceYearDay
        case zeroYearDay
        case hour
        case hour12
        case zeroHour12
        case minute
        case zeroMinute
        case second
        case zeroSecond
        case longYear
        case year
        case upperPM
        case lowerPM
        case zoneName
        case zone(Offset)
        case fraction(digits: Int, trims: Bool, comma: Bool)
    }

    /// How an offset is written.
    struct Offset: Equatable {
        var usesZ: Bool
        var hasColon: Bool
        var fields: Int
    }

    /// The next piece of a layout: the text before it, the piece, and the rest.
    static func next(
        _ layout: ArraySlice<UInt8>
    ) -> (prefix: ArraySlice<UInt8>, piece: Piece?, rest: ArraySlice<UInt8>) {
        for index in layout.indices {
            if let (piece, length) = piece(layout[index...]) {
                var start = index
                // "_2006" is an underscore before a year.
                if piece == .longYear, layout[index] == UInt8(ascii: "_") { start += 1 }
                return (layout[..<start], piece, layout[(index + length)...])
            }
        }
        return (layout, nil, layout[layout.endIndex...])
    }

    private static let names: [(String, Piece)] = [
        ("January", .longMonth), ("Jan", .month), ("Monday", .longWeekday), ("Mon", .weekday), ("MST", .zoneName),
        ("01", .zeroMonth), ("02", .zeroDay), ("03", .zeroHour12), ("04", .zeroMinute), ("05", .zeroSecond),
        ("06", .year), ("002", .zeroYearDay), ("15", .hour), ("1", .numericMonth), ("2006", .longYear), ("2", .day),
        ("_2006", .longYear), ("_2", .spaceDay), ("__2", .spaceYearDay), ("3", .hour12), ("4", .minute),
        ("5", .second), ("PM", .upperPM), ("pm", .lowerPM),
        ("-070000", .zone(Offset(usesZ: false, hasColon: false, fields: 3))),
        ("-07:00:00", .zone(Offset(usesZ: false, hasColon: true, fields: 3))),
        ("-0700", .zone(Offset(usesZ: false, hasColon: false, fields: 2))),
        ("-07:00", .zone(Offset(usesZ: false, hasColon: true, fields: 2))),
        ("-07", .zone(Offset(usesZ: false, hasColon: false, fields: 1))),
        ("Z070000", .zone(Offset(usesZ: true, hasColon: false, fields: 3))),
        ("Z07:00:00", .zone(Offset(usesZ: true, hasColon: true, fields: 3))),
        ("Z0700", .zone(Offset(usesZ: true, hasColon: false, fields: 2))),
        ("Z07:00", .zone(Offset(usesZ: true, hasColon: true, fields: 2))),
        ("Z07", .zone(Offset(usesZ: true, hasColon: false, fields: 1))),
    ]

    private static func piece(_ text: ArraySlice<UInt8>) -> (Piece, Int)? {
        guard let first = text.first else { return nil }
        if first == UInt8(ascii: ".") || first == UInt8(ascii: ",") { return fraction(text) }
        guard "JM0123456_PpZ-".utf8.contains(first) else { return nil }
        var best: (Piece, Int)?
        for (name, piece) in names where name.utf8.count > best?.1 ?? 0 && text.starts(with: name.utf8) {
            // "Janet" holds no month.
            if piece == .month, let after = text.dropFirst(3).first, (0x61...0x7A).contains(after) { continue }
            best = (piece, name.utf8.count)
        }
        if case .longWeekday? = best?.0 { return best }
        if case .weekday? = best?.0, let after = text.dropFirst(3).first, (0x61...0x7A).contains(after) { return nil }
        return best
    }

    private static func fraction(_ text: ArraySlice<UInt8>) -> (Piece, Int)? {
        guard let digit = text.dropFirst().first, digit == 0x30 || digit == 0x39 else { return nil }
        let digits = text.dropFirst().prefix { $0 == digit }
        let after = text.dropFirst(1 + digits.count).first
        if let after, (0x30...0x39).contains(after) { return nil }
        let isComma = text.first == UInt8(ascii: ",")
        return (
            .fraction(digits: digits.count, trims: digit == 0x39, comma: isComma), digits.count + 1
        )
    }

    // MARK: - Formatting

    static func format(_ time: GoTime, _ layout: String) -> String {
        var output: [UInt8] = []
        var rest = ByteText.bytes(layout)[...]
        let date = time.date
        while !rest.isEmpty {
            let (prefix, piece, after) = next(rest)
            output += prefix
            guard let piece else { break }
            append(piece, time, date, to: &output)
            rest = after
        }
        return ByteText.string(output)
    }

    private static func append(_ piece: Piece, _ time: GoTime, _ date: CivilDate, to output: inout [UInt8]) {
        let hour12 = time.hour % 12 == 0 ? 12 : time.hour % 12
        switch piece {
        case .longMonth: output += Array(GoTime.months[date.month - 1].utf8)
        case .month: output += Array(GoTime.months[date.month - 1].utf8.prefix(3))
        case .numericMonth: pad(date.month, 0, to: &output)
        case .zeroMonth: pad(date.month, 2, to: &output)
        case .longWeekday: output += Array(GoTime.weekdays[date.weekday].utf8)
        case .weekday: output += Array(GoTime.weekdays[date.weekday].utf8.prefix(3))
        case .day: pad(date.day, 0, to: &output)
        case .spaceDay: space(date.day, 2, to: &output)
        case .zeroDay: pad(date.day, 2, to: &output)
        case .spaceYearDay: space(date.yearDay, 3, to: &output)
        case .zeroYearDay: pad(date.yearDay, 3, to: &output)
        case .hour: pad(time.hour, 2, to: &output)
        case .hour12: pad(hour12, 0, to: &output)
        case .zeroHour12: pad(hour12, 2, to: &output)
        case .minute: pad(time.minute, 0, to: &output)
        case .zeroMinute: pad(time.minute, 2, to: &output)
        case .second: pad(time.second, 0, to: &output)
        case .zeroSecond: pad(time.second, 2, to: &output)
        case .longYear: pad(date.year, 4, to: &output)
        case .year: pad(abs(date.year) % 100, 2, to: &output)
        case .upperPM: output += Array((time.hour >= 12 ? "PM" : "AM").utf8)
        case .lowerPM: output += Array((time.hour >= 12 ? "pm" : "am").utf8)
        case .zoneName: zoneName(time, to: &output)
        case .zone(let offset): zone(time.zone.offset, offset, to: &output)
        case .fraction(let digits, let trims, let comma):
            fraction(time.nanoseconds, digits, trims, comma, to: &output)
        }
    }

    private static func pad(_ value: Int, _ width: Int, to output: inout [UInt8]) {
        if value < 0 { output.append(UInt8(ascii: "-")) }
        let digits = Array(String(value.magnitude).utf8)
        output += [UInt8](repeating: 0x30, count: max(width - digits.count, 0)) + digits
    }

    private static func space(_ value: Int, _ width: Int, to output: inout [UInt8]) {
        let digits = Array(String(value).utf8)
        output += [UInt8](repeating: 0x20, count: max(width - digits.count, 0)) + digits
    }

    private static func zoneName(_ time: GoTime, to output: inout [UInt8]) {
        let name = time.zone.abbreviation
        if !name.isEmpty {
            output += Array(name.utf8)
            return
        }
        zone(time.zone.offset, Offset(usesZ: false, hasColon: false, fields: 2), to: &output)
    }

    private static func zone(_ seconds: Int, _ offset: Offset, to output: inout [UInt8]) {
        if offset.usesZ, seconds == 0 {
            output.append(UInt8(ascii: "Z"))
            return
        }
        output.append(seconds < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        let magnitude = abs(seconds)
        for (index, value) in [magnitude / 3600, magnitude / 60 % 60, magnitude % 60].prefix(offset.fields).enumerated()
        {
            if index > 0, offset.hasColon { output.append(UInt8(ascii: ":")) }
            pad(value, 2, to: &output)
        }
    }

    private static func fraction(
        _ nanoseconds: Int64, _ digits: Int, _ trims: Bool, _ comma: Bool, to output: inout [UInt8]
    ) {
        let text = Array(String(nanoseconds).utf8)
        var all = [UInt8](repeating: 0x30, count: 9 - text.count) + text
        all = Array(all.prefix(digits)) + [UInt8](repeating: 0x30, count: max(digits - 9, 0))
        if trims {
            while all.last == 0x30 { all.removeLast() }
            if all.isEmpty { return }
        }
        output.append(UInt8(ascii: comma ? "," : "."))
        output += all
    }
}
