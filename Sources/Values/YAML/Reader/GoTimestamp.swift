/// The forms of dates and times that Go's YAML library takes for timestamps.
enum GoTimestamp {
    /// Whether a text is `2006-1-2`, or that with a time: `T15:4:5Z`, `t15:4:5+07:00` or ` 15:4:5`, with fractions.
    static func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count >= 8, text[4] == UInt8(ascii: "-") else { return false }
        var scanner = Scanner(text: text)
        guard let year = scanner.number(digits: 4...4), scanner.accept("-"),
            let month = scanner.number(digits: 1...2), (1...12).contains(month), scanner.accept("-"),
            let day = scanner.number(digits: 1...2), (1...days(in: month, of: year)).contains(day)
        else { return false }
        if scanner.isAtEnd { return true }
        let isSpaced = scanner.accept(" ")
        guard isSpaced || scanner.accept("T") || scanner.accept("t") else { return false }
        guard let hour = scanner.number(digits: isSpaced ? 1...2 : 1...2), hour < 24, scanner.accept(":"),
            let minute = scanner.number(digits: 1...2), minute < 60, scanner.accept(":"),
            let second = scanner.number(digits: 1...2), second < 60
        else { return false }
        if scanner.accept(".") || scanner.accept(",") {
            guard scanner.skipDigits() > 0 else { return false }
        }
        return isSpaced ? scanner.isAtEnd : scanner.acceptZone() && scanner.isAtEnd
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

        mutating func skipDigits() -> Int {
            let start = position
            while position < text.count, text[position] &- UInt8(ascii: "0") <= 9 { position += 1 }
            return position - start
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
        mutating func acceptZone() -> Bool {
            if accept("Z") { return true }
            guard accept("+") || accept("-") else { return false }
            guard let hours = number(digits: 2...2), accept(":"), let minutes = number(digits: 2...2) else {
                return false
            }
            return hours <= 24 && minutes < 60
        }
    }
}
