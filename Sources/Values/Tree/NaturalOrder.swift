/// The order of Go's YAML library for keys.
enum NaturalOrder {
    /// Whether one key stands before another: by the first character that differs, letters after everything else, and
    /// digits by the number they begin.
    ///
    /// - Parameter lettersEndNumbers: whether a letter right after a digit stands before everything else instead.
    static func precedes(_ left: String, _ right: String, lettersEndNumbers: Bool = false) -> Bool {
        let left = Array(left.unicodeScalars)
        let right = Array(right.unicodeScalars)
        guard let position = zip(left, right).enumerated().first(where: { $1.0 != $1.1 })?.offset else {
            return left.count < right.count
        }
        let leftIsLetter = isLetter(left[position])
        let rightIsLetter = isLetter(right[position])
        if leftIsLetter, rightIsLetter { return left[position].value < right[position].value }
        if leftIsLetter || rightIsLetter {
            let followsDigit = lettersEndNumbers && position > 0 && isDigit(left[position - 1])
            return followsDigit ? leftIsLetter : rightIsLetter
        }
        return numberPrecedes(left, right, at: position)
    }

    /// A zero that differs counts as part of the number before it, if there is one that is not all zeros.
    private static func numberPrecedes(_ left: [UnicodeScalar], _ right: [UnicodeScalar], at position: Int) -> Bool {
        var start: Int64 = 0
        if left[position] == "0" || right[position] == "0" {
            let digitsBefore = left[..<position].reversed().prefix { isDigit($0) }
            if digitsBefore.contains(where: { $0 != "0" }) { start = 1 }
        }
        let (leftNumber, leftEnd) = number(in: left, from: position, start: start)
        let (rightNumber, rightEnd) = number(in: right, from: position, start: start)
        if leftNumber != rightNumber { return leftNumber < rightNumber }
        if leftEnd != rightEnd { return leftEnd < rightEnd }
        return left[position].value < right[position].value
    }

    private static func number(in text: [UnicodeScalar], from position: Int, start: Int64) -> (Int64, Int) {
        var number = start
        var end = position
        while end < text.count, isDigit(text[end]) {
            number = number &* 10 &+ (Int64(text[end].value) - 0x30)
            end += 1
        }
        return (number, end)
    }

    private static func isLetter(_ scalar: UnicodeScalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }

    private static func isDigit(_ scalar: UnicodeScalar) -> Bool {
        scalar.properties.generalCategory == .decimalNumber
    }
}
