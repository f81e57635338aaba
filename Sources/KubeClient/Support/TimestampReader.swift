/// Reads RFC 3339.
struct TimestampReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) { bytes = Array(text.utf8) }

    /// Microseconds since 1970; nil where the text is no timestamp. Finer fractions are cut.
    mutating func read() -> Int64? {
        guard let year = digits(4), accept("-"), let month = digits(2), accept("-"), let day = digits(2),
            acceptAny("Tt "), let hour = digits(2), accept(":"), let minute = digits(2), accept(":"),
            let second = digits(2), (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60,
            second < 61
        else { return nil }
        let fraction = accept(".") ? readFraction() : 0
        guard let fraction, let offset = readOffset(), position == bytes.count else { return nil }
        let seconds = CivilDay.days(year: year, month: month, day: day) * 86_400 + hour * 3_600 + minute * 60 + second
        return (seconds - offset) * 1_000_000 + fraction
    }

    private mutating func digits(_ count: Int) -> Int64? {
        guard position + count <= bytes.count else { return nil }
        var number: Int64 = 0
        for _ in 0..<count {
            guard (0x30...0x39).contains(bytes[position]) else { return nil }
            number = number * 10 + Int64(bytes[position] - 0x30)
            position += 1
        }
        return number
    }

    private mutating func accept(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func acceptAny(_ characters: String) -> Bool {
        guard position < bytes.count, characters.utf8.contains(bytes[position]) else { return false }
        position += 1
        return true
    }

    private mutating func readFraction() -> Int64? {
        var number: Int64 = 0
        var count = 0
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) {
            if count < 6 { number = number * 10 + Int64(bytes[position] - 0x30) }
            count += 1
            position += 1
        }
        guard count > 0 else { return nil }
        for _ in count..<max(count, 6) { number *= 10 }
        return number
    }

    private mutating func readOffset() -> Int64? {
        if acceptAny("Zz") { return 0 }
        let isEast = accept("+")
        guard isEast || accept("-"), let hours = digits(2), accept(":"), let minutes = digits(2) else { return nil }
        return (isEast ? 1 : -1) * (hours * 3_600 + minutes * 60)
    }
}
