import Values

/// The rules for numbers that may also be percentages, and for quantities.
enum AmountRules {
    private static let percentMessage =
        "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used "
        + "for validation is '[0-9]+%')"

    /// The number before a percent sign; nil for what is no percentage.
    static func percent(_ value: Value?) -> Int64? {
        guard case .string(let text)? = value, text.hasSuffix("%"), text.utf8.count > 1,
            text.utf8.dropLast().allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return Int64(text.dropLast())
    }

    static func isZero(_ value: Value?) -> Bool { value == nil || value == 0 || percent(value) == 0 }

    /// A number or a percentage that is not negative.
    static func numberOrPercent(_ value: Value?, _ field: String, _ findings: inout Findings) {
        switch value {
        case .int(let number) where number < 0:
            findings.invalid(field, .int(number), "must be greater than or equal to 0")
        case .string(let text) where percent(value) == nil: findings.invalid(field, .string(text), percentMessage)
        default: break
        }
    }

    static func atMostAll(_ value: Value?, _ field: String, _ findings: inout Findings) {
        guard let value, let percent = percent(value), percent > 100 else { return }
        findings.invalid(field, value, "must not be greater than 100%")
    }

    /// A quantity that is not negative, and whole where a resource is counted.
    static func quantity(_ value: Value, _ field: String, isCounted: Bool, _ findings: inout Findings) {
        let text = value.stringValue ?? ""
        if text.hasPrefix("-") { findings.invalid(field, value, "must be greater than or equal to 0") }
        if isCounted, let milli = QuantityText.milli(text), milli % 1000 != 0 {
            findings.invalid(field, value, "must be an integer")
        }
    }

    /// A quantity of more than nothing.
    static func positive(_ value: Value?, _ field: String, _ findings: inout Findings) {
        guard let value, let text = value.stringValue, let milli = QuantityText.milli(text), milli <= 0 else { return }
        findings.invalid(field, value, "must be greater than zero")
    }
}
