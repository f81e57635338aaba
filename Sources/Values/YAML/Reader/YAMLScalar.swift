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

    /// The name of the type as YAML's tags have it.
    var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .int, .unsigned, .bigInteger: "int"
        case .double: "float"
        case .timestamp: "timestamp"
        }
    }

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
    ///   - dialect: whose rules count.
    @inline(__always)
    init?(
        plain text: UnsafeBufferPointer<UInt8>, allowsTimestamp: Bool = true, dialect: YAMLDialect = .kubernetes
    ) {
        guard !YAMLScalar.isCertainlyString(text) else { return nil }
        if dialect == .kubernetes {
            self.init(uncertain: text, allowsTimestamp: allowsTimestamp)
        } else {
            self.init(uncertain: text, allowsTimestamp: allowsTimestamp, dialect: dialect)
        }
    }

    /// Whether a scalar of this meaning is printed as it is written here. Floating-point numbers never count as such.
    func isSpelledAsPrinted(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        switch self {
        case .null: text.elementsEqual("null".utf8)
        case .bool(let value): text.elementsEqual((value ? "true" : "false").utf8)
        case .int(let value): text.elementsEqual(String(value).utf8)
        case .unsigned(let value): text.elementsEqual(String(value).utf8)
        case .double, .bigInteger, .timestamp: false
        }
    }

    /// The differences of the other dialects.
    @inline(never)
    private init?(uncertain text: UnsafeBufferPointer<UInt8>, allowsTimestamp: Bool, dialect: YAMLDialect) {
        guard dialect == .go3, let scalar = YAMLScalar(uncertain: text, allowsTimestamp: allowsTimestamp) else {
            return nil
        }
        switch scalar {
        case .bool where !YAMLWord.isTrueOrFalse(text): return nil
        case .bigInteger: return nil
        default: self = scalar
        }
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
