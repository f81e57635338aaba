/// Reads dates by Go's layouts, with its messages.
struct DateParser {
    private let layout: String
    private let value: String
    private var rest: ArraySlice<UInt8>
    private var year: Int?
    private var month: Int?
    private var day: Int?
    private var yearDay: Int?
    private var hour = 0
    private var minute = 0
    private var second = 0
    private var nanoseconds: Int64 = 0
    private var isPM = false
    private var isAM = false
    private var offset: Int?
    private var zoneName: String?
    private var isRange: String?

    /// `time.ParseInLocation`
    static func parse(_ value: String, layout: String, location: GoLocation) throws -> GoTime {
        var parser = DateParser(layout: layout, value: value)
        return try parser.run(location)
    }

    private init(layout: String, value: String) {
        self.layout = layout
        self.value = value
        rest = ByteText.bytes(value)[...]
    }

    private func mismatch(_ piece: ArraySlice<UInt8>, _ left: ArraySlice<UInt8>) -> FunctionFailure {
        let quoted = [value, layout, ByteText.string(Array(left)), ByteText.string(Array(piece))].map {
            GoQuoting.quotedForTimes($0)
        }
        return FunctionFailure("parsing time \(quoted[0]) as \(quoted[1]): cannot parse \(quoted[2]) as \(quoted[3])")
    }

    private mutating func run(_ location: GoLocation) throws -> GoTime {
        var left = ByteText.bytes(layout)[...]
        while true {
            let (prefix, piece, after) = DateLayout.next(left)
            let pieceText = left[prefix.endIndex..<after.startIndex]
            try skip(prefix)
            guard let piece else {
                if !rest.isEmpty {
                    throw FunctionFailure(
                        "parsing time \(GoQuoting.quotedForTimes(value)): extra text: \(GoQuoting.quotedForTimes(ByteText.string(Array(rest))))"
                    )
                }
                break
            }
            left = after
            let before = rest
            guard read(piece, after) else { throw mismatch(pieceText, before) }
            if let isRange {
                throw FunctionFailure("parsing time \(GoQuoting.quotedForTimes(value)): \(isRange) out of range")
            }
        }
        return try assemble(location)
    }

    private mutating func skip(_ prefix: ArraySlice<UInt8>) throws {
        var wanted = prefix
        while let next = wanted.first {
            if next == 0x20 {
                guard rest.isEmpty || rest.first == 0x20 else { throw mismatch(prefix, rest) }
                wanted = wanted.drop { $0 == 0x20 }
                rest = rest.drop { $0 == 0x20 }
                continue
            }
            guard rest.first == next else { throw mismatch(prefix, rest) }
            wanted = wanted.dropFirst()
            rest = rest.dropFirst()
        }
    }

    // MARK: - Pieces

    private mutating func number(_ minimum: Int, _ maximum: Int) -> Int? {
        let digits = rest.prefix(maximum).prefix { (0x30...0x39).contains($0) }
        guard digits.count >= minimum else { return nil }
        rest = rest.dropFirst(digits.count)
        return Int(String(decoding: digits, as: UTF8.self))
    }

    private mutating func word(_ names: [String], length: Int? = nil) -> Int? {
        for (index, name) in names.enumerated() {
            let wanted = Array(name.utf8.prefix(length ?? .max))
            let found = rest.prefix(wanted.count)
            if found.count == wanted.count, zip(found, wanted).allSatisfy({ $0 | 0x20 == $1 | 0x20 }) {
                rest = rest.dropFirst(wanted.count)
                return index
            }
        }
        return nil
    }

    private mutating func bounded(_ value: Int?, _ range: ClosedRange<Int>, _ name: String) -> Int? {
        guard let value else { return nil }
        if !range.contains(value) { isRange = name }
        return value
    }

    private mutating func read(_ piece: DateLayout.Piece, _ after: ArraySlice<UInt8>) -> Bool {
        switch piece {
        case .longYear: year = number(4, 4)
        case .year: year = number(2, 2).map { $0 >= 69 ? 1900 + $0 : 2000 + $0 }
        case .longMonth: month = word(GoTime.months).map { $0 + 1 }
        case .month: month = word(GoTime.months, length: 3).map { $0 + 1 }
        case .numericMonth: month = bounded(number(1, 2), 1...12, "month")
        case .zeroMonth: month = bounded(number(2, 2), 1...12, "month")
        case .longWeekday: return word(GoTime.weekdays) != nil
        case .weekday: return word(GoTime.weekdays, length: 3) != nil
        case .day, .zeroDay, .spaceDay:
            if piece == .spaceDay, rest.first == 0x20 { rest = rest.dropFirst() }
            day = number(piece == .zeroDay ? 2 : 1, 2)
            return day != nil
        case .zeroYearDay, .spaceYearDay:
            for _ in 0..<2 where piece == .spaceYearDay && rest.first == 0x20 { rest = rest.dropFirst() }
            yearDay = number(piece == .zeroYearDay ? 3 : 1, 3)
            return yearDay != nil
        default: return readClock(piece, after)
        }
        switch piece {
        case .longYear, .year: return year != nil
        default: return month != nil
        }
    }

    private mutating func readClock(_ piece: DateLayout.Piece, _ after: ArraySlice<UInt8>) -> Bool {
        var read: Int?
        switch piece {
        case .hour:
            read = bounded(number(2, 2), 0...23, "hour")
            hour = read ?? 0
        case .hour12, .zeroHour12:
            read = bounded(number(piece == .hour12 ? 1 : 2, 2), 0...12, "hour")
            hour = read ?? 0
        case .minute, .zeroMinute:
            read = bounded(number(piece == .minute ? 1 : 2, 2), 0...59, "minute")
            minute = read ?? 0
        case .second, .zeroSecond:
            read = bounded(number(piece == .second ? 1 : 2, 2), 0...59, "second")
            second = read ?? 0
            if read != nil { implicitFraction(after) }
        case .upperPM, .lowerPM:
            read = word(["AM", "PM"])
            isAM = read == 0
            isPM = read == 1
        case .zoneName: return readZoneName()
        case .zone(let form): return readZone(form)
        case .fraction(let digits, let trims, _): return readFraction(digits, optional: trims)
        default: return false
        }
        return read != nil
    }

    /// Seconds may carry a fraction that the layout does not mention.
    private mutating func implicitFraction(_ after: ArraySlice<UInt8>) {
        guard rest.count >= 2, let mark = rest.first, mark == UInt8(ascii: ".") || mark == UInt8(ascii: ","),
            let digit = rest.dropFirst().first, (0x30...0x39).contains(digit)
        else { return }
        if case .fraction? = DateLayout.next(after).piece { return }
        let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
        setFraction(digits)
        rest = rest.dropFirst(digits.count + 1)
    }

    private mutating func setFraction(_ digits: ArraySlice<UInt8>) {
        var text = Array(digits.prefix(9))
        text += [UInt8](repeating: 0x30, count: 9 - text.count)
        nanoseconds = Int64(String(decoding: text, as: UTF8.self)) ?? 0
    }

    private mutating func readFraction(_ count: Int, optional: Bool) -> Bool {
        if optional {
            guard rest.first == UInt8(ascii: ".") || rest.first == UInt8(ascii: ","), rest.count >= 2,
                let digit = rest.dropFirst().first, (0x30...0x39).contains(digit)
            else { return true }
            let digits = rest.dropFirst().prefix(9).prefix { (0x30...0x39).contains($0) }
            setFraction(digits)
            rest = rest.dropFirst(digits.count + 1)
            return true
        }
        let digits = rest.dropFirst().prefix(count)
        guard rest.first == UInt8(ascii: ".") || rest.first == UInt8(ascii: ","), digits.count == count,
            digits.allSatisfy({ (0x30...0x39).contains($0) })
        else { return false }
        setFraction(digits)
        rest = rest.dropFirst(count + 1)
        return true
    }

    private mutating func readZone(_ form: DateLayout.Offset) -> Bool {
        if form.usesZ, rest.first == UInt8(ascii: "Z") {
            rest = rest.dropFirst()
            offset = 0
            return true
        }
        guard let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return false }
        rest = rest.dropFirst()
        var parts: [Int] = []
        for index in 0..<form.fields {
            if index > 0, form.hasColon {
                guard rest.first == UInt8(ascii: ":") else { return false }
                rest = rest.dropFirst()
            }
            guard let part = number(2, 2) else { return false }
            parts.append(part)
        }
        guard parts[0] <= 24 else {
            isRange = "time zone offset hour"
            return true
        }
        let total = parts[0] * 3600 + (parts.count > 1 ? parts[1] * 60 : 0) + (parts.count > 2 ? parts[2] : 0)
        offset = sign == UInt8(ascii: "-") ? -total : total
        return true
    }

    private mutating func readZoneName() -> Bool {
        if rest.starts(with: "UTC".utf8) {
            rest = rest.dropFirst(3)
            zoneName = "UTC"
            return true
        }
        var count = rest.prefix(6).prefix { (0x41...0x5A).contains($0) }.count
        if let first = rest.first, first == UInt8(ascii: "+") || first == UInt8(ascii: "-") {
            count = 1 + rest.dropFirst().prefix(2).prefix { (0x30...0x39).contains($0) }.count
            guard count == 3 else { return false }
        } else {
            guard (3...5).contains(count) else { return false }
        }
        zoneName = String(decoding: rest.prefix(count), as: UTF8.self)
        rest = rest.dropFirst(count)
        return true
    }

    // MARK: - Putting together

    private mutating func assemble(_ location: GoLocation) throws -> GoTime {
        if isPM, hour < 12 { hour += 12 } else if isAM, hour == 12 { hour = 0 }
        let year = year ?? 0
        if let yearDay {
            guard yearDay >= 1, yearDay <= (CivilDate.isLeap(year) ? 366 : 365) else {
                throw FunctionFailure("parsing time \(GoQuoting.quotedForTimes(value)): day-of-year out of range")
            }
            let date = CivilDate(
                dayNumber: CivilDate(year: year, month: 1, day: 1).dayNumber + Int64(yearDay - 1))
            (month, day) = (date.month, date.day)
        }
        let month = month ?? 1
        let day = day ?? 1
        guard day >= 1, day <= CivilDate.days(in: month, of: year) else {
            throw FunctionFailure("parsing time \(GoQuoting.quotedForTimes(value)): day out of range")
        }
        let wall =
            CivilDate(year: year, month: month, day: day).dayNumber * 86400 + Int64(hour * 3600 + minute * 60 + second)
        if let offset {
            if offset == 0, zoneName == nil || zoneName == "UTC" {
                return GoTime(seconds: wall, nanoseconds: nanoseconds)
            }
            let moment = wall - Int64(offset)
            let zone = location.zone(at: moment)
            if zone.offset == offset, zoneName == nil || zone.abbreviation == zoneName {
                return GoTime(seconds: moment, nanoseconds: nanoseconds, location: location)
            }
            return GoTime(
                seconds: moment, nanoseconds: nanoseconds, location: GoLocation(name: zoneName ?? "", offset: offset))
        }
        if let zoneName {
            if zoneName == "UTC" { return GoTime(seconds: wall, nanoseconds: nanoseconds) }
            if let offset = location.offset(ofAbbreviation: zoneName) {
                return GoTime(seconds: wall - Int64(offset), nanoseconds: nanoseconds, location: location)
            }
            return GoTime(
                seconds: wall, nanoseconds: nanoseconds, location: GoLocation(name: zoneName, offset: 0))
        }
        let guess = location.zone(at: wall - Int64(location.zone(at: wall).offset)).offset
        return GoTime(seconds: wall - Int64(guess), nanoseconds: nanoseconds, location: location)
    }
}
