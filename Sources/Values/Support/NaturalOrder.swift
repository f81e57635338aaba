/// The order of Go's YAML library for keys.
enum NaturalOrder {
    /// Whether one key stands before another: by the first character that differs, letters after everything else, and
    /// digits by the number they begin.
    ///
    /// - Parameter lettersEndNumbers: whether a letter right after a digit stands before everything else instead.
    static func precedes(_ left: String, _ right: String, lettersEndNumbers: Bool = false) -> Bool {
        let answer = KeyOrder.withBytes(left, right) { left, right -> Bool? in
            if let quick = quickly(left, right) { return quick }
            guard UTF8Check.isASCII(left), UTF8Check.isASCII(right) else { return nil }
            return Comparison(left: left, right: right, lettersEndNumbers: lettersEndNumbers).answer
        }
        if let answer, let answer { return answer }
        return Comparison(
            left: Array(left.unicodeScalars), right: Array(right.unicodeScalars), lettersEndNumbers: lettersEndNumbers
        ).answer
    }

    /// The answer for most keys: one goes on where the other ends, or the first bytes that differ are ASCII letters, which
    /// are compared as such whatever stands before them.
    @inline(__always)
    private static func quickly(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool? {
        let common = Swift.min(left.count, right.count)
        var position = 0
        while position < common, left[position] == right[position] { position &+= 1 }
        guard position < common else { return left.count < right.count }
        let (first, second) = (left[position], right[position])
        return first.isLetter && second.isLetter ? first < second : nil
    }

    /// A comparison of two keys as characters: bytes where both are ASCII, Unicode scalars elsewhere.
    private struct Comparison<Text: RandomAccessCollection<Character>, Character: KeyCharacter>
    where Text.Index == Int {
        let left: Text
        let right: Text
        let lettersEndNumbers: Bool

        var answer: Bool {
            let common = Swift.min(left.count, right.count)
            var position = 0
            while position < common, left[position] == right[position] { position += 1 }
            guard position < common else { return left.count < right.count }
            let leftIsLetter = left[position].isLetter
            let rightIsLetter = right[position].isLetter
            if leftIsLetter, rightIsLetter { return left[position].code < right[position].code }
            if leftIsLetter || rightIsLetter {
                let followsDigit = lettersEndNumbers && position > 0 && left[position - 1].isDigit
                return followsDigit ? leftIsLetter : rightIsLetter
            }
            return numberPrecedes(at: position)
        }

        /// A zero that differs counts as part of the number before it, if there is one that is not all zeros.
        private func numberPrecedes(at position: Int) -> Bool {
            var start: Int64 = 0
            if left[position].code == 0x30 || right[position].code == 0x30 {
                var before = position - 1
                while before >= 0, left[before].isDigit, start == 0 {
                    if left[before].code != 0x30 { start = 1 }
                    before -= 1
                }
            }
            let (leftNumber, leftEnd) = number(in: left, from: position, start: start)
            let (rightNumber, rightEnd) = number(in: right, from: position, start: start)
            if leftNumber != rightNumber { return leftNumber < rightNumber }
            if leftEnd != rightEnd { return leftEnd < rightEnd }
            return left[position].code < right[position].code
        }

        private func number(in text: Text, from position: Int, start: Int64) -> (Int64, Int) {
            var number = start
            var end = position
            while end < text.count, text[end].isDigit {
                number = number &* 10 &+ (Int64(text[end].code) - 0x30)
                end += 1
            }
            return (number, end)
        }
    }
}

/// A character as the order of keys sees it.
private protocol KeyCharacter: Equatable {
    var code: UInt32 { get }
    var isLetter: Bool { get }
    var isDigit: Bool { get }
}

extension UInt8: KeyCharacter {
    fileprivate var code: UInt32 { UInt32(self) }
    fileprivate var isLetter: Bool { (self | 0x20) &- UInt8(ascii: "a") < 26 }
    fileprivate var isDigit: Bool { self &- UInt8(ascii: "0") < 10 }
}

extension UnicodeScalar: KeyCharacter {
    fileprivate var code: UInt32 { value }

    fileprivate var isLetter: Bool {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }

    fileprivate var isDigit: Bool { properties.generalCategory == .decimalNumber }
}
