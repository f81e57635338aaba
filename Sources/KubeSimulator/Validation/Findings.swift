import Values

/// Gathers what is wrong with an object.
struct Findings {
    private(set) var errors: [FieldError] = []

    mutating func add(_ error: FieldError) { errors.append(error) }
    mutating func add(_ more: [FieldError]) { errors += more }

    mutating func invalid(_ field: String, _ value: Value, _ why: [String]) {
        for reason in why { errors.append(.invalid(field, value, reason)) }
    }

    mutating func invalid(_ field: String, _ value: Value, _ why: String) {
        errors.append(.invalid(field, value, why))
    }

    mutating func forbidden(_ field: String, _ why: String) { errors.append(.forbidden(field, why)) }

    mutating func duplicate(_ field: String, _ value: Value) { errors.append(.duplicate(field, value)) }

    /// A name that has to be there and has to fit a rule.
    mutating func name(_ object: Value?, _ key: String, _ path: String, _ rule: (String) -> [String]) {
        let text = object?.text(key) ?? ""
        let field = path.isEmpty ? key : "\(path).\(key)"
        if text.isEmpty { return required(field) }
        invalid(field, .string(text), rule(text))
    }

    /// A name that need not be there.
    mutating func optionalName(_ object: Value?, _ key: String, _ path: String, _ rule: (String) -> [String]) {
        guard let text = object?[key]?.stringValue, !text.isEmpty else { return }
        invalid("\(path).\(key)", .string(text), rule(text))
    }

    /// A port by number or by name.
    mutating func portOrName(_ value: Value?, _ field: String) {
        switch value {
        case .string(let text): invalid(field, .string(text), ContainerValidation.portName(text))
        default: port(value ?? 0, field)
        }
    }

    mutating func required(_ field: String, _ why: String = "") { errors.append(.required(field, why)) }

    /// A number that must not be negative.
    mutating func nonNegative(_ object: Value?, _ name: String, _ path: String) {
        if let number = object?[name]?.intValue, number < 0 {
            errors.append(.invalid("\(path).\(name)", .int(number), "must be greater than or equal to 0"))
        }
    }

    mutating func port(_ value: Value, _ field: String) {
        guard let number = value.intValue else { return }
        if !(1...65_535).contains(number) {
            errors.append(.invalid(field, value, "must be between 1 and 65535, inclusive"))
        }
    }

    mutating func oneOf(_ value: Value?, _ field: String, _ supported: [String], isRequired: Bool = false) {
        guard let text = value?.stringValue, !text.isEmpty else {
            if isRequired { errors.append(.required(field)) }
            return
        }
        if !supported.contains(text) { errors.append(.notSupported(field, .string(text), supported)) }
    }

    mutating func immutable(_ name: String, _ new: Value?, _ old: Value?, _ path: String = "") {
        if new != old {
            errors.append(.invalid(path.isEmpty ? name : "\(path).\(name)", new ?? .null, "field is immutable"))
        }
    }

    /// A label selector and what is wrong in it.
    mutating func selector(_ selector: Value?, _ path: String) {
        add(MetadataRules.labels(selector?["matchLabels"], "\(path).matchLabels"))
        for (index, expression) in (selector?.list("matchExpressions") ?? []).enumerated() {
            let field = "\(path).matchExpressions[\(index)]"
            let values = expression.list("values")
            switch expression.text("operator") {
            case "In", "NotIn":
                if values.isEmpty {
                    required("\(field).values", "must be specified when `operator` is 'In' or 'NotIn'")
                }
            case "Exists", "DoesNotExist":
                if !values.isEmpty {
                    add(
                        .forbidden(
                            "\(field).values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"))
                }
            default: add(.invalid("\(field).operator", expression["operator"] ?? "", "not a valid selector operator"))
            }
            invalid("\(field).key", expression["key"] ?? "", NameRules.qualifiedName(expression.text("key")))
        }
    }
}

/// Addresses.
enum AddressRules {
    static let message = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"

    /// Why a text is no address.
    static func failure(_ text: String) -> String {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let isPadded = parts.count == 4 && parts.allSatisfy { UInt8($0, radix: 10) != nil }
        return isPadded ? "must not have leading 0s" : message
    }

    static func isIPv4(_ text: String) -> Bool { ServiceAllocations.number(text) != nil }

    static func isIPv6(_ text: String) -> Bool {
        guard text.contains(":"), text.utf8.count <= 45 else { return false }
        let halves = text.components(of: "::")
        guard halves.count <= 2 else { return false }
        let groups = halves.flatMap {
            $0.split(separator: ":", omittingEmptySubsequences: false).filter { !$0.isEmpty }
        }
        guard groups.allSatisfy({ $0.count <= 4 && UInt16($0, radix: 16) != nil }) else { return false }
        return halves.count == 2 ? groups.count < 8 : groups.count == 8
    }

    static func isAddress(_ text: String) -> Bool { isIPv4(text) || isIPv6(text) }

    /// Why an address is not one that a Service could be reached under; nil where it is.
    static func special(_ text: String) -> String? {
        if text == "0.0.0.0" || text == "::" { return "may not be unspecified (\(text))" }
        if isLoopback(text) { return "may not be in the loopback range (127.0.0.0/8, ::1/128)" }
        let lower = text.lowercased()
        if text.hasPrefix("169.254.") || lower.hasPrefix("fe80:") {
            return "may not be in the link-local range (169.254.0.0/16, fe80::/10)"
        }
        if text.hasPrefix("224.0.0.") || lower.hasPrefix("ff02:") {
            return "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"
        }
        return nil
    }

    static func isLoopback(_ text: String) -> Bool { text.hasPrefix("127.") && isIPv4(text) || text == "::1" }
}

extension String {
    /// The parts between occurrences of a separator.
    fileprivate func components(of separator: String) -> [Substring] {
        split(separator: separator, omittingEmptySubsequences: false)
    }
}
