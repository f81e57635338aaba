/// A span of time as Go writes it, such as `1h30m0s`.
package struct GoDuration: CustomStringConvertible {
    package let nanoseconds: Int64

    /// Reads numbers with units (`ns`, `us`, `µs`, `ms`, `s`, `m`, `h`); nil for anything else or beyond 64 bits.
    package init?(_ text: String) {
        var bytes = Array(text.utf8)[...]
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative || bytes.first == UInt8(ascii: "+") { bytes = bytes.dropFirst() }
        if bytes.elementsEqual("0".utf8) {
            nanoseconds = 0
            return
        }
        guard !bytes.isEmpty else { return nil }
        var total: Int64 = 0
        while !bytes.isEmpty {
            guard let part = GoDuration.part(&bytes) else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(part)
            guard !overflow else { return nil }
            total = sum
        }
        nanoseconds = isNegative ? -total : total
    }

    private static func part(_ bytes: inout ArraySlice<UInt8>) -> Int64? {
        func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
        let whole = bytes.prefix(while: isDigit)
        bytes = bytes.dropFirst(whole.count)
        var fraction = ArraySlice<UInt8>()
        if bytes.first == UInt8(ascii: ".") {
            fraction = bytes.dropFirst().prefix(while: isDigit)
            bytes = bytes.dropFirst(fraction.count + 1)
        }
        guard whole.count + fraction.count > 0, whole.count <= 18 else { return nil }
        let unit = bytes.prefix { !isDigit($0) && $0 != UInt8(ascii: ".") }
        bytes = bytes.dropFirst(unit.count)
        guard let scale = units[String(decoding: unit, as: UTF8.self)] else { return nil }
        let number = whole.reduce(Int64(0)) { $0 * 10 + Int64($1 - 48) }
        let (product, overflow) = number.multipliedReportingOverflow(by: scale)
        guard !overflow else { return nil }
        let part = fraction.prefix(17).enumerated().reduce(0.0) {
            var place = Double(scale)
            for _ in 0...$1.offset { place /= 10 }
            return $0 + Double($1.element - 48) * place
        }
        let (sum, carry) = product.addingReportingOverflow(Int64(part))
        return carry ? nil : sum
    }

    private static let units: [String: Int64] = [
        "ns": 1, "us": 1000, "\u{B5}s": 1000, "\u{3BC}s": 1000, "ms": 1_000_000, "s": 1_000_000_000,
        "m": 60_000_000_000, "h": 3_600_000_000_000,
    ]

    /// The text Go writes.
    package var description: String {
        let magnitude = nanoseconds.magnitude
        let sign = nanoseconds < 0 ? "-" : ""
        if magnitude == 0 { return "0s" }
        if magnitude < 1000 { return "\(sign)\(magnitude)ns" }
        if magnitude < 1_000_000 { return sign + decimal(magnitude, unit: 1000) + "\u{B5}s" }
        if magnitude < 1_000_000_000 { return sign + decimal(magnitude, unit: 1_000_000) + "ms" }
        let minutes = magnitude / 60_000_000_000
        let seconds = decimal(magnitude % 60_000_000_000, unit: 1_000_000_000) + "s"
        if minutes == 0 { return sign + seconds }
        if minutes < 60 { return "\(sign)\(minutes)m\(seconds)" }
        return "\(sign)\(minutes / 60)h\(minutes % 60)m\(seconds)"
    }

    private func decimal(_ number: UInt64, unit: UInt64) -> String {
        let rest = number % unit
        guard rest > 0 else { return String(number / unit) }
        var digits = String(String(unit + rest).dropFirst())
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(number / unit).\(digits)"
    }
}
