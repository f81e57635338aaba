/// Writes floating-point numbers as Go's `strconv.FormatFloat` does.
enum FloatText {
    /// Appends a number.
    ///
    /// - Parameters:
    ///   - format: `e`, `E`, `f`, `g`, `G`, `x`, `X` or `b`.
    ///   - precision: digits behind the point (`g`: digits in all); nil for as few as read back the same.
    static func append(_ value: Double, format: UInt8, precision: Int?, to output: inout [UInt8]) {
        if value.isNaN {
            output += Array("NaN".utf8)
            return
        }
        if value.isInfinite {
            output += Array((value < 0 ? "-Inf" : "+Inf").utf8)
            return
        }
        if value.sign == .minus { output.append(UInt8(ascii: "-")) }
        switch format {
        case UInt8(ascii: "b"): binary(value, to: &output)
        case UInt8(ascii: "x"), UInt8(ascii: "X"): hexadecimal(value, format, precision, to: &output)
        default: decimal(value, format, precision, to: &output)
        }
    }

    static func string(_ value: Double, format: UInt8 = UInt8(ascii: "g"), precision: Int? = nil) -> String {
        var output: [UInt8] = []
        append(value, format: format, precision: precision, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    private static func decimal(_ value: Double, _ format: UInt8, _ precision: Int?, to output: inout [UInt8]) {
        let isShortest = precision == nil
        var digits = isShortest ? DecimalDigits(shortest: value) : DecimalDigits(exactly: value)
        var precision = precision ?? 0
        switch format {
        case UInt8(ascii: "e"), UInt8(ascii: "E"):
            if isShortest { precision = max(digits.digits.count - 1, 0) } else { digits.round(to: precision + 1) }
            exponential(digits, precision, format, to: &output)
        case UInt8(ascii: "f"), UInt8(ascii: "F"):
            if isShortest {
                precision = max(digits.digits.count - digits.point, 0)
            } else {
                digits.round(to: digits.point + precision)
            }
            fixed(digits, precision, to: &output)
        default:
            if isShortest {
                precision = 6
            } else {
                if precision == 0 { precision = 1 }
                digits.round(to: precision)
            }
            var threshold = precision
            if !isShortest, threshold > digits.digits.count, digits.digits.count >= digits.point {
                threshold = digits.digits.count
            }
            if isShortest { threshold = 6 }
            let exponent = digits.point - 1
            if !digits.digits.isEmpty, exponent < -4 || exponent >= threshold {
                exponential(digits, digits.digits.count - 1, format - 2, to: &output)
            } else {
                fixed(digits, max(digits.digits.count - digits.point, 0), to: &output)
            }
        }
    }

    private static func exponential(
        _ digits: DecimalDigits, _ precision: Int, _ letter: UInt8, to output: inout [UInt8]
    ) {
        output.append(digits.digit(0))
        if precision > 0 {
            output.append(UInt8(ascii: "."))
            for index in 1...precision { output.append(digits.digit(index)) }
        }
        output.append(letter)
        let exponent = digits.digits.isEmpty ? 0 : digits.point - 1
        output.append(exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        if exponent.magnitude < 10 { output.append(UInt8(ascii: "0")) }
        output += Array(String(exponent.magnitude).utf8)
    }

    private static func fixed(_ digits: DecimalDigits, _ precision: Int, to output: inout [UInt8]) {
        if digits.point > 0 {
            for index in 0..<digits.point { output.append(digits.digit(index)) }
        } else {
            output.append(UInt8(ascii: "0"))
        }
        guard precision > 0 else { return }
        output.append(UInt8(ascii: "."))
        for index in 0..<precision { output.append(digits.digit(digits.point + index)) }
    }

    private static func binary(_ value: Double, to output: inout [UInt8]) {
        let isSubnormal = value.exponentBitPattern == 0
        let mantissa = isSubnormal ? value.significandBitPattern : value.significandBitPattern | 1 << 52
        let exponent = isSubnormal ? -1074 : Int(value.exponentBitPattern) - 1075
        output += Array("\(mantissa)p\(exponent < 0 ? "" : "+")\(exponent)".utf8)
    }

    private static func hexadecimal(_ value: Double, _ format: UInt8, _ precision: Int?, to output: inout [UInt8]) {
        var mantissa: UInt64 = 0
        var exponent = 0
        let magnitude = value.magnitude
        if magnitude != 0 {
            exponent = Int(magnitude.exponent)
            mantissa = UInt64(magnitude.significand * 0x1p60)
        }
        if let precision, precision < 15 {
            let shift = UInt64(60 - precision * 4)
            let extra = mantissa & (1 << shift - 1)
            mantissa >>= shift
            let half: UInt64 = 1 << (shift - 1)
            if extra > half || (extra == half && mantissa & 1 == 1) { mantissa += 1 }
            mantissa <<= shift
            if mantissa & (1 << 61) != 0 {
                mantissa >>= 1
                exponent += 1
            }
        }
        let isUpper = format == UInt8(ascii: "X")
        var text = "0\(isUpper ? "X" : "x")\(mantissa >> 60)"
        var fraction = mantissa & (1 << 60 - 1)
        var digits = ""
        while precision.map({ digits.count < $0 }) ?? (fraction != 0) {
            digits += String(fraction >> 56 & 0xF, radix: 16, uppercase: isUpper)
            fraction = fraction << 4 & (1 << 60 - 1)
        }
        if !digits.isEmpty { text += "." + digits }
        let size = exponent.magnitude < 10 ? "0\(exponent.magnitude)" : "\(exponent.magnitude)"
        output += Array("\(text)\(isUpper ? "P" : "p")\(exponent < 0 ? "-" : "+")\(size)".utf8)
    }

    /// A number as `encoding/json` writes it.
    static func json(_ value: Double, to output: inout [UInt8]) {
        let magnitude = value.magnitude
        guard magnitude != 0, magnitude < 1e-6 || magnitude >= 1e21 else {
            append(value, format: UInt8(ascii: "f"), precision: nil, to: &output)
            return
        }
        append(value, format: UInt8(ascii: "e"), precision: nil, to: &output)
        // e-09 is written e-9.
        let count = output.count
        if count >= 4, output[count - 4] == UInt8(ascii: "e"), output[count - 3] == UInt8(ascii: "-"),
            output[count - 2] == UInt8(ascii: "0")
        {
            output.remove(at: count - 2)
        }
    }
}
