public import Values

/// An amount of a resource, such as `500m` of CPU or `128Mi` of memory, held exactly.
///
/// Two quantities are equal when their amounts are, whatever they are written like; ``description`` is the text
/// Kubernetes would store.
///
/// ```swift
/// let request = try Quantity("0.5")
/// request == (try Quantity("500m"))   // true
/// request.description                 // "500m"
/// ```
public struct Quantity: Sendable {
    /// Which family of suffixes a quantity is written with.
    public struct Format: Hashable, Sendable {
        enum Kind { case decimalSI, binarySI, decimalExponent }

        let kind: Kind

        /// Powers of a thousand: `n`, `u`, `m`, none, `k`, `M`, `G`, `T`, `P`, `E`.
        public static let decimalSI = Format(kind: .decimalSI)
        /// Powers of 1024: `Ki`, `Mi`, `Gi`, `Ti`, `Pi`, `Ei`.
        public static let binarySI = Format(kind: .binarySI)
        /// An exponent: `12e6`.
        public static let decimalExponent = Format(kind: .decimalExponent)
    }

    let amount: DecimalNumber
    /// The family of suffixes that ``description`` uses.
    public let format: Format
    /// The text as it was written, where Kubernetes keeps that.
    let keptText: String?

    init(amount: DecimalNumber, format: Format, keptText: String? = nil) {
        self.amount = amount
        self.format = format
        self.keptText = keptText
    }

    /// A whole amount.
    public init(_ number: Int64) { self.init(amount: DecimalNumber(number), format: .decimalSI) }

    /// A quantity as objects hold one: a text, or a number.
    ///
    /// - Throws: ``QuantityError`` where the value is neither, or no quantity.
    public init(_ value: Value) throws(QuantityError) {
        switch value {
        case .string(let text): try self.init(text)
        case .int(let number): self.init(number)
        case .unsigned, .double: try self.init(value.jsonText())
        default: throw QuantityError(.format, text: value.kindName)
        }
    }

    /// The amount in whole units, rounded away from zero; nil where it does not fit 64 bits.
    public var wholeUnits: Int64? { units(of: 0) }

    /// The amount in thousandths, rounded away from zero; nil where it does not fit 64 bits.
    public var thousandths: Int64? { units(of: -3) }

    private func units(of scale: Int) -> Int64? {
        let normalized = amount.normalized
        // Beyond that many digits nothing fits, and nothing is worth computing.
        guard normalized.scale - scale < 20 else { return nil }
        return normalized.rounded(to: scale).int64
    }

    /// Whether the amount is nothing.
    public var isZero: Bool { amount.isZero }
}

extension Quantity: Hashable {
    /// Equal when the amounts are.
    public static func == (left: Quantity, right: Quantity) -> Bool {
        DecimalNumber.compare(left.amount, right.amount) == 0
    }

    /// Feeds the amount to a hasher.
    public func hash(into hasher: inout Hasher) {
        let normalized = amount.normalized
        hasher.combine(normalized.limbs)
        hasher.combine(normalized.isNegative)
        hasher.combine(normalized.scale)
    }
}

extension Quantity: Comparable {
    /// Orders by amount.
    public static func < (left: Quantity, right: Quantity) -> Bool {
        DecimalNumber.compare(left.amount, right.amount) < 0
    }
}

extension Quantity {
    /// The sum, written like the left quantity, or like the right one where the left is nothing.
    public static func + (left: Quantity, right: Quantity) -> Quantity {
        Quantity(amount: left.amount + right.amount, format: left.isZero ? right.format : left.format)
    }

    /// The difference, written like the left quantity, or like the right one where the left is nothing.
    public static func - (left: Quantity, right: Quantity) -> Quantity {
        Quantity(amount: left.amount + right.amount.negated, format: left.isZero ? right.format : left.format)
    }
}

/// Why a text is no quantity.
public struct QuantityError: Error, Sendable, CustomStringConvertible {
    /// What kind of mistake it is.
    public struct Code: Hashable, Sendable {
        private enum Kind { case format, suffix, range }

        private let kind: Kind

        /// Not a number followed by a suffix.
        public static let format = Code(kind: .format)
        /// A suffix that does not exist, such as `K` or `Zi`.
        public static let suffix = Code(kind: .suffix)
        /// Too many digits or too large an exponent.
        public static let range = Code(kind: .range)
    }

    /// What kind of mistake it is.
    public var code: Code
    /// The text that is no quantity.
    public var text: String

    /// An error about a text.
    public init(_ code: Code, text: String) {
        self.code = code
        self.text = text
    }

    /// A sentence with the remedy.
    public var description: String {
        switch code {
        case .suffix: "'\(text)' has an unknown suffix; use one of n u m k M G T P E Ki Mi Gi Ti Pi Ei, or an exponent"
        case .range: "'\(text)' has more digits or a larger exponent than a quantity may have"
        default: "'\(text)' is no quantity; write a number and a suffix, such as 500m or 1.5Gi"
        }
    }
}

extension QuantityError: Equatable {
    /// Equal when the codes are.
    public static func == (left: QuantityError, right: QuantityError) -> Bool { left.code == right.code }
}
