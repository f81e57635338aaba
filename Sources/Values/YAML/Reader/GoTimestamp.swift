/// The forms of dates and times that Go's YAML library takes for timestamps.
enum GoTimestamp {
    /// The parts of a point in time as they are written.
    private struct Parts {
        var year = 0
        var month = 0
        var day = 0
        var hour = 0
        var minute = 0
        var second = 0
        /// Digits after the point of the second.
        var fraction: [UInt8] = []
        var zone = Zone()
    }

    /// An offset from universal time.
    private struct Zone {
        var isNegative = false
        var hours = 0
        var minutes = 0
    }

    /// Whether a text is `2006-1-2`, or that with a time: `T15:4:5Z`, `t15:4:5+07:00` or ` 15:4:5`, with fractions.
    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool { parts(of: text) != nil }

    /// The point in time as Go's JSON writes it, in RFC 3339; nil where it cannot, and for what is no timestamp.
    static func jsonText(_ text: UnsafeBufferPointer<UInt8>) -> String? {
        guard let parts = parts(of: text), parts.zone.hours < 24 else { return nil }
        func padded(_ number: Int, _ width: Int = 2) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
        }
        var result = "\(padded(parts.year, 4))-\(padded(parts.month))-\(padded(parts.day))T"
        result += "\(padded(parts.hour)):\(padded(parts.minute)):\(padded(parts.second))"
        var fraction = parts.fraction.prefix(9)
        while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
        if !fraction.isEmpty { result += "." + String(decoding: fraction, as: UTF8.self) }
        guard parts.zone.hours > 0 || parts.zone.minutes > 0 else { return result + "Z" }
        return result + "\(parts.zone.isNegative ? "-" : "+")\(padded(parts.zone.hours)):\(padded(parts.zone.minutes))"
    }

    private static func parts(of text: UnsafeBufferPointer<UInt8>) -> Parts? {
        guard text.count >= 8, text[4] == UInt8(ascii: "-") else { return nil }
        var scanner = Scanner(text: text)
        guard let year = scanner.number(digits: 4...4), scanner.accept("-"),
            let month = scanner.number(digits: 1...2), (1...12).contains(month), scanner.accept("-"),
            let day = scanner.number(digits: 1...2), (1...days(in: month, of: year)).contains(day)
        else { return nil }
        var parts = Parts(year: year, month: month, day: day)
        if scanner.isAtEnd { return parts }
        let isSpaced = scanner.accept(" ")
        guard isSpaced || scanner.accept("T") || scanner.accept("t") else { return nil }
        guard let hour = scanner.number(digits: 1...2), hour < 24, scanner.accept(":"),
            let minute = scanner.number(digits: 1...2), minute < 60, scanner.accept(":"),
            let second = scanner.number(digits: 1...2), second < 60
        else { return nil }
        (parts.hour, parts.minute, parts.second) = (hour, minute, second)
        if scanner.accept(".") || scanner.accept(",") {
            parts.fraction = scanner.digits()
            guard !parts.fraction.isEmpty else { return nil }
        }
        if !isSpaced {
            guard let zone = scanner.zone() else { return nil }
            parts.zone = zone
        }
        return scanner.isAtEnd ? parts : nil
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private struct Scanner {
        let text: UnsafeBufferPointer<UInt8>
        var position = 0

        init(text: UnsafeBufferPointer<UInt8>) { self.text = text }

        var isAtEnd: Bool { position == text.count }

        mutating func accept(_ character: Unicode.Scalar) -> Bool {
            guard position < text.count, UInt32(text[position]) == character.value else { return false }
            position += 1
            return true
        }

        mutating func digits() -> [UInt8] {
            let start = position
            while position < text.count, text[position] &- UInt8(ascii: "0") <= 9 { position += 1 }
            return Array(text[start..<position])
        }

        mutating func number(digits: ClosedRange<Int>) -> Int? {
            var result = 0
            var count = 0
            while position < text.count, count < digits.upperBound {
                let digit = text[position] &- UInt8(ascii: "0")
                guard digit <= 9 else { break }
                result = result * 10 + Int(digit)
                count += 1
                position += 1
            }
            return count >= digits.lowerBound ? result : nil
        }

        /// `Z`, or a sign and `07:00`.
        mutating func zone() -> Zone? {
            if accept("Z") { return Zone() }
            let isNegative = accept("-")
            guard isNegative || accept("+") else { return nil }
            guard let hours = number(digits: 2...2), accept(":"), let minutes = number(digits: 2...2), hours <= 24,
                minutes < 60
            else { return nil }
            return Zone(isNegative: isNegative, hours: hours, minutes: minutes)
        }
    }
}
