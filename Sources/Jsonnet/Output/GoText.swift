/// Numbers as Go's `%v` and `strconv` print them, for messages and manifests that do.
enum GoText {
    /// A text between double quotes, escaped as Go's `%q` does it.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case "\u{0}"..<" ", "\u{7F}": result += "\\x" + TextBuilder.hexadecimal(scalar.value, width: 2)
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    /// Fewest digits that read back as the number, with an exponent where that is far from the digits.
    static func shortest(_ number: Double) -> String {
        let (negative, digits, point) = decimal(number)
        let exponent = point - 1
        guard exponent < -4 || exponent >= 6 else { return positional(number) }
        var text = negative ? "-" : ""
        text += digits.prefix(1)
        if digits.count > 1 { text += "." + digits.dropFirst() }
        let magnitude = abs(exponent)
        return text + "e" + (exponent < 0 ? "-" : "+") + (magnitude < 10 ? "0" : "") + String(magnitude)
    }

    /// Fewest digits that read back as the number, never with an exponent.
    static func positional(_ number: Double) -> String {
        let (negative, digits, point) = decimal(number)
        let sign = negative ? "-" : ""
        if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + digits }
        if digits.count <= point { return sign + digits + String(repeating: "0", count: point - digits.count) }
        return sign + digits.prefix(point) + "." + digits.dropFirst(point)
    }

    /// Sign, digits without zeros at either end, and the place of the decimal point among them.
    private static func decimal(_ number: Double) -> (negative: Bool, digits: String, point: Int) {
        if number == 0 { return (number.sign == .minus, "0", 1) }
        var text = Substring(abs(number).description)
        var exponent = 0
        if let mark = text.firstIndex(where: { $0 == "e" || $0 == "E" }) {
            exponent = Int(text[text.index(after: mark)...]) ?? 0
            text = text[..<mark]
        }
        var digits = ""
        var point = 0
        var seenPoint = false
        for character in text {
            if character == "." {
                seenPoint = true
            } else {
                digits.append(character)
                if !seenPoint { point += 1 }
            }
        }
        point += exponent
        while digits.hasPrefix("0"), digits.count > 1 {
            digits.removeFirst()
            point -= 1
        }
        while digits.hasSuffix("0"), digits.count > 1 { digits.removeLast() }
        return (number < 0, digits, point)
    }
}
