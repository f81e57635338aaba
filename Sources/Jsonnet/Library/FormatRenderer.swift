/// Renders one value as a code of a format says.
///
/// The arithmetic is the reference's own, done in doubles, because its rounding shows in the digits.
struct FormatRenderer {
    let vm: Interpreter
    let code: Format.Code
    let width: Double
    let precision: Double?
    /// Where the value comes from, for messages.
    let place: String

    /// Number of characters to pad with.
    static func padding(_ width: Double, _ vm: Interpreter) throws(Failure) -> Int {
        guard width > 0 else { return 0 }
        guard width < 1e9 else { throw vm.outOfMemory }
        let count = Int(width.rounded(.up))
        try vm.ensureRoom(count: count)
        return count
    }

    func render(_ value: Datum) throws(Failure) -> [UInt8] {
        switch code.conversion {
        case UInt8(ascii: "s"): return Array(vm.bytes(try vm.toString(value)))
        case UInt8(ascii: "c"): return try character(value)
        default: break
        }
        guard case .number(let number) = value else {
            throw Failure("Format required number at \(place), got \(value.typeName)")
        }
        let zeros = code.isZeroPadded && !code.isLeftAligned ? width : 0
        switch code.conversion {
        case UInt8(ascii: "d"), UInt8(ascii: "o"):
            let isOctal = code.conversion == UInt8(ascii: "o")
            return try whole(
                number <= -1, abs(number).rounded(.down), zeros, precision ?? 0, code.hasBlank, code.hasSign,
                radix: isOctal ? 8 : 10, prefix: isOctal && code.isAlternate ? "0" : "")
        case UInt8(ascii: "x"): return try hexadecimal(number.rounded(.down), zeros, precision ?? 0)
        case UInt8(ascii: "f"):
            return try decimal(number, zeros, keepsPoint: code.isAlternate, keepsZeros: true, precision ?? 6)
        case UInt8(ascii: "e"):
            return try scientific(number, zeros, keepsZeros: true, precision ?? 6)
        default: return try general(number, zeros)
        }
    }

    private func character(_ value: Datum) throws(Failure) -> [UInt8] {
        switch value {
        case .number:
            var argument = value
            guard let char = Library.functions["char"] else { return [] }
            let result = try withUnsafeMutablePointer(to: &argument) { pointer throws(Failure) in
                try char.body(vm, pointer)
            }
            return Array(vm.bytes(try vm.string(result)))
        case .string(let string):
            let count = vm.scalarCount(string)
            guard count == 1 else { throw Failure("%c expected 1-sized string got: \(count)") }
            return Array(vm.bytes(string))
        default: throw Failure("%c expected number / string, got: \(value.typeName)")
        }
    }

    /// A sign and a whole number with at least so many characters or digits.
    private func whole(
        _ isNegative: Bool, _ magnitude: Double, _ characters: Double, _ digits: Double, _ blank: Bool, _ sign: Bool,
        radix: Double, prefix: String
    ) throws(Failure) -> [UInt8] {
        var text = prefix + FormatRenderer.digits(magnitude, radix: radix)
        if magnitude == 0 { text = "0" }
        let room = max(characters - (isNegative || blank || sign ? 1 : 0), digits)
        let padding = try FormatRenderer.padding(room - Double(text.utf8.count), vm)
        text = String(repeating: "0", count: padding) + text
        return Array(((isNegative ? "-" : sign ? "+" : blank ? " " : "") + text).utf8)
    }

    private static func digits(_ magnitude: Double, radix: Double, capitals: Bool = false) -> String {
        var digits: [UInt8] = []
        var rest = magnitude
        while rest >= 1, digits.count < 2_000 {
            let digit = UInt8(modulo(rest, radix))
            digits.append(digit < 10 ? digit + UInt8(ascii: "0") : digit - 10 + UInt8(ascii: capitals ? "A" : "a"))
            rest = (rest / radix).rounded(.down)
        }
        return String(decoding: digits.reversed(), as: UTF8.self)
    }

    private func hexadecimal(_ number: Double, _ characters: Double, _ digits: Double) throws(Failure) -> [UInt8] {
        let isNegative = number < 0
        let magnitude = abs(number)
        var text = magnitude < 1 ? "0" : FormatRenderer.digits(magnitude, radix: 16, capitals: code.isUpper)
        let room = max(
            characters - (isNegative || code.hasBlank || code.hasSign ? 1 : 0) - (code.isAlternate ? 2 : 0), digits)
        let padding = try FormatRenderer.padding(room - Double(text.utf8.count), vm)
        text = String(repeating: "0", count: padding) + text
        let prefix = code.isAlternate ? (code.isUpper ? "0X" : "0x") : ""
        let sign = isNegative ? "-" : code.hasSign ? "+" : code.hasBlank ? " " : ""
        return Array((sign + prefix + text).utf8)
    }

    private func decimal(
        _ number: Double, _ zeros: Double, keepsPoint: Bool, keepsZeros: Bool, _ precision: Double
    ) throws(Failure) -> [UInt8] {
        let denominator = try vm.checked(GoMath.pow(10, precision))
        let numerator = try vm.checked(abs(number) * denominator + 0.5)
        let whole = number == 0 ? 0 : (numerator / denominator).rounded(.down)
        let fraction = modulo(numerator.rounded(.down), denominator)
        let dot = precision == 0 && !keepsPoint ? 0.0 : 1.0
        var result = try self.whole(
            number < 0, whole, zeros - precision - dot, 0, code.hasBlank, code.hasSign, radix: 10, prefix: "")
        if precision == 0 {
            if keepsPoint { result.append(UInt8(ascii: ".")) }
            return result
        }
        guard keepsZeros || fraction > 0 else { return result }
        var digits = try self.whole(false, fraction, precision, 0, false, false, radix: 10, prefix: "")
        if !keepsZeros { while digits.last == UInt8(ascii: "0") { digits.removeLast() } }
        result.append(UInt8(ascii: "."))
        return result + digits
    }

    private static func exponent(_ number: Double) -> Double {
        number == 0 ? 0 : (GoMath.log(abs(number)) / GoMath.log(10)).rounded(.down)
    }

    private func scientific(
        _ number: Double, _ zeros: Double, keepsZeros: Bool, _ precision: Double
    ) throws(Failure) -> [UInt8] {
        let exponent = FormatRenderer.exponent(number)
        var suffix: [UInt8] = [UInt8(ascii: code.isUpper ? "E" : "e")]
        suffix += try whole(exponent < 0, abs(exponent), 3, 0, false, true, radix: 10, prefix: "")
        // The power of the smallest exponent there is would be zero.
        let mantissa = exponent == -324 ? number * 10 / GoMath.pow(10, exponent + 1) : number / GoMath.pow(10, exponent)
        return try decimal(
            mantissa, zeros - Double(suffix.count), keepsPoint: code.isAlternate, keepsZeros: keepsZeros, precision)
            + suffix
    }

    private func general(_ number: Double, _ zeros: Double) throws(Failure) -> [UInt8] {
        let precision = precision ?? 6
        let exponent = FormatRenderer.exponent(number)
        if exponent < -4 || exponent >= precision {
            return try scientific(number, zeros, keepsZeros: code.isAlternate, precision - 1)
        }
        return try decimal(
            number, zeros, keepsPoint: code.isAlternate, keepsZeros: code.isAlternate,
            precision - max(1, exponent + 1))
    }
}
