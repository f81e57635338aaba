/// What a plain scalar means to Go's YAML library when it is no string.
enum YAMLScalar {
    case null
    case bool(Bool)
    case int(Int64)
    case unsigned(UInt64)
    case double(Double)
    /// A whole number beyond 64 bits that is not written in decimal.
    case bigInteger(Double)
    /// A date or a point in time, which stays text but is quoted when written.
    case timestamp

    /// Whether the first byte already rules out everything but a string.
    @inline(__always)
    static func isCertainlyString(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = text.first else { return false }
        switch first {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "~"), UInt8(ascii: "<"):
            return false
        case UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "t"),
            UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "o"), UInt8(ascii: "O"):
            return text.count > 5
        default: return true
        }
    }

    /// Resolves a plain scalar; nil for a string.
    ///
    /// - Parameters:
    ///   - text: the scalar.
    ///   - allowsTimestamp: whether dates are recognised.
    @inline(__always)
    init?(plain text: UnsafeBufferPointer<UInt8>, allowsTimestamp: Bool = true) {
        guard !YAMLScalar.isCertainlyString(text) else { return nil }
        self.init(uncertain: text, allowsTimestamp: allowsTimestamp)
    }

    @inline(never)
    private init?(uncertain text: UnsafeBufferPointer<UInt8>, allowsTimestamp: Bool) {
        guard let first = text.first else {
            self = .null
            return
        }
        switch first {
        case UInt8(ascii: "<"): return nil
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"):
            if let word = YAMLWord.value(text) {
                self = word
            } else if allowsTimestamp, GoTimestamp.matches(text) {
                self = .timestamp
            } else {
                guard let number = GoNumber.number(text) else { return nil }
                self = number
            }
        case UInt8(ascii: "."):
            if let word = YAMLWord.value(text) {
                self = word
            } else {
                guard let number = GoNumber.float(text, allowsUnderscores: true) else { return nil }
                self = .double(number)
            }
        default:
            guard let word = YAMLWord.value(text) else { return nil }
            self = word
        }
    }
}
