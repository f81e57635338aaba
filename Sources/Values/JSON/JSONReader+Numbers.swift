extension JSONReader {
    /// Reads a number whose first byte, `-` or a digit, is at the position.
    mutating func readNumber() throws(BoxedParseError) -> Value {
        let start = position
        let isNegative = base[position] == UInt8(ascii: "-")
        if isNegative { position &+= 1 }
        let firstDigit = position
        var magnitude: UInt64 = 0
        var overflows = false
        while position < count, case let digit = base[position] &- UInt8(ascii: "0"), digit <= 9 {
            if position &- firstDigit < 18 {
                magnitude = magnitude &* 10 &+ UInt64(digit)
            } else {
                let (product, first) = magnitude.multipliedReportingOverflow(by: 10)
                let (sum, second) = product.addingReportingOverflow(UInt64(digit))
                overflows = overflows || first || second
                magnitude = sum
            }
            position &+= 1
        }
        let digits = position &- firstDigit
        guard digits > 0 else { throw failure("a number needs a digit after `-`") }
        guard digits == 1 || base[firstDigit] != UInt8(ascii: "0") else {
            throw failure("a number must not have leading zeros", at: firstDigit)
        }
        if position < count, case let byte = base[position],
            byte == UInt8(ascii: ".") || byte | 0x20 == UInt8(ascii: "e")
        {
            return try readFraction(from: start)
        }
        if overflows || isNegative && magnitude > UInt64(Int64.max) + 1 { return try makeDouble(from: start) }
        if !isNegative { return .integer(magnitude) }
        return .int(Int64(truncatingIfNeeded: 0 &- magnitude))
    }

    private mutating func readFraction(from start: Int) throws(BoxedParseError) -> Value {
        if base[position] == UInt8(ascii: ".") {
            position &+= 1
            try skipDigits("a number needs a digit after `.`")
        }
        if position < count, base[position] | 0x20 == UInt8(ascii: "e") {
            position &+= 1
            if position < count, base[position] == UInt8(ascii: "+") || base[position] == UInt8(ascii: "-") {
                position &+= 1
            }
            try skipDigits("a number needs a digit in its exponent")
        }
        return try makeDouble(from: start)
    }

    private mutating func skipDigits(_ message: String) throws(BoxedParseError) {
        let start = position
        while position < count, base[position] &- UInt8(ascii: "0") <= 9 { position &+= 1 }
        guard position > start else { throw failure(message) }
    }

    private func makeDouble(from start: Int) throws(BoxedParseError) -> Value {
        let text = String(decoding: UnsafeBufferPointer(start: base + start, count: position - start), as: UTF8.self)
        guard let number = Double(text), number.isFinite else {
            throw failure("the number is out of the range of a double", code: .unsupported, at: start)
        }
        return .double(number)
    }
}
