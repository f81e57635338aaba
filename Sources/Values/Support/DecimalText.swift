/// The shortest decimal digits that read back as one number, as Go prints them.
///
/// `digits` without leading or trailing zeros; the number is `0.d1d2d3… × 10^point`.
struct DecimalText {
    var isNegative: Bool
    var digits: [UInt8]
    var point: Int

    /// The digits of a finite double.
    init(_ number: Double) { self.init(description: number.description) }

    /// The digits of a finite single-precision number.
    init(_ number: Float) { self.init(description: number.description) }

    /// From the standard library's text, which has the shortest digits already.
    private init(description: String) {
        isNegative = false
        digits = []
        point = 0
        var exponent = 0
        var exponentIsNegative = false
        var inExponent = false
        var sawPoint = false
        for byte in description.utf8 {
            switch byte {
            case UInt8(ascii: "-") where inExponent: exponentIsNegative = true
            case UInt8(ascii: "-"): isNegative = true
            case UInt8(ascii: "."): sawPoint = true
            case UInt8(ascii: "e"): inExponent = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if inExponent {
                    exponent = exponent * 10 + Int(byte - UInt8(ascii: "0"))
                } else {
                    if digits.isEmpty, byte == UInt8(ascii: "0") {
                        if sawPoint { point -= 1 }
                    } else {
                        digits.append(byte)
                        if !sawPoint { point += 1 }
                    }
                }
            default: break
            }
        }
        point += exponentIsNegative ? -exponent : exponent
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        if digits.isEmpty { point = 1 }
    }

    /// Exponent in scientific notation.
    private var exponent: Int { digits.isEmpty ? 0 : point - 1 }

    /// As Go's `encoding/json` writes a float64: plain from 1e-6 up to 1e21, otherwise with an exponent.
    func appendJSON(to output: inout [UInt8]) {
        if digits.isEmpty || (-6..<21).contains(exponent) {
            appendPlain(to: &output)
        } else {
            appendScientific(to: &output, exponentDigits: 1)
        }
    }

    /// As Go's `strconv.FormatFloat(x, 'g', -1, …)`: an exponent below 1e-4 and from 1e6 on.
    func appendGeneral(to output: inout [UInt8]) {
        if digits.isEmpty || (-4..<6).contains(exponent) {
            appendPlain(to: &output)
        } else {
            appendScientific(to: &output, exponentDigits: 2)
        }
    }

    private func appendPlain(to output: inout [UInt8]) {
        if isNegative { output.append(UInt8(ascii: "-")) }
        if point <= 0 || digits.isEmpty {
            output.append(UInt8(ascii: "0"))
            if digits.isEmpty { return }
            output.append(UInt8(ascii: "."))
            output.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: -point))
            output.append(contentsOf: digits)
        } else if point >= digits.count {
            output.append(contentsOf: digits)
            output.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: point - digits.count))
        } else {
            output.append(contentsOf: digits[..<point])
            output.append(UInt8(ascii: "."))
            output.append(contentsOf: digits[point...])
        }
    }

    private func appendScientific(to output: inout [UInt8], exponentDigits: Int) {
        if isNegative { output.append(UInt8(ascii: "-")) }
        output.append(digits[0])
        if digits.count > 1 {
            output.append(UInt8(ascii: "."))
            output.append(contentsOf: digits[1...])
        }
        output.append(UInt8(ascii: "e"))
        output.append(UInt8(ascii: exponent < 0 ? "-" : "+"))
        let text = String(exponent.magnitude)
        if text.utf8.count < exponentDigits { output.append(UInt8(ascii: "0")) }
        output.append(contentsOf: text.utf8)
    }
}
