import Values

/// Evaluates the rules of a custom resource's schema on an object.
struct RuleValidation {
    /// What all rules of one object may cost together.
    private static let budget = 10_000_000
    private static let messageLimit = 5120

    private(set) var errors: [FieldError] = []
    private var remaining = budget

    static func validate(_ object: Value, _ tree: RuleTree, old: Value?) -> [FieldError] {
        var validation = RuleValidation()
        validation.check(object, tree, "", old: old)
        return validation.errors
    }

    private mutating func check(_ value: Value, _ tree: RuleTree, _ path: String, old: Value?) {
        guard value != .null, remaining > 0, case .node(let type, let rules, let children) = tree else { return }
        for rule in rules { evaluate(rule, value, type, path, old: old) }
        switch value {
        case .object(let members):
            for member in members.sorted(by: { byBytes($0.key, $1.key) }) {
                let isProperty = children.properties[member.key] != nil
                guard let child = children.properties[member.key] ?? children.additional else { continue }
                let place =
                    isProperty ? (path.isEmpty ? member.key : "\(path).\(member.key)") : "\(path)[\(member.key)]"
                check(member.value, child, place, old: old?[member.key])
            }
        case .array(let elements):
            guard let items = children.items else { return }
            for (index, element) in elements.enumerated() {
                check(element, items, "\(path)[\(index)]", old: counterpart(of: element, in: old, children.keys))
            }
        default: return
        }
    }

    /// The element that stood for the same thing before.
    private func counterpart(of element: Value, in old: Value?, _ keys: [String]?) -> Value? {
        guard let keys, let before = old?.arrayValue else { return nil }
        return before.first { other in keys.allSatisfy { other[$0] == element[$0] } }
    }

    private mutating func evaluate(_ rule: SchemaRule, _ value: Value, _ type: CELType, _ path: String, old: Value?) {
        if rule.isTransition, !rule.hasOptionalOld, old == nil || old == .null { return }
        var bindings = ["self": CELValue(value, type)]
        let before = old.flatMap { $0 == .null ? nil : CELValue($0, type) }
        bindings["oldSelf"] = rule.hasOptionalOld ? .optional(before) : before
        var evaluator = CELEvaluator(bindings)
        defer { remaining -= evaluator.cost }
        do throws(CELError) {
            guard case .bool(let holds) = try evaluator.evaluate(rule.rule.root) else { throw .noOverload }
            if holds { return }
        } catch {
            if ratchets(rule, value, old) { return }
            if error == .costExceeded { remaining = 0 }
            let shown = shown(value)
            errors.append(.invalid(path, shown, wording(error, rule)))
            return
        }
        if ratchets(rule, value, old) { return }
        fail(rule, value, path, bindings)
    }

    /// What was as wrong before passes, where a rule looks at one state only.
    private func ratchets(_ rule: SchemaRule, _ value: Value, _ old: Value?) -> Bool {
        !rule.isTransition && old == value
    }

    private func wording(_ error: CELError, _ rule: SchemaRule) -> String {
        if error == .noOverload {
            return "'\(error.message)': call arguments did not match a supported operator, function or macro signature "
                + "for rule: \(rule.title)"
        }
        if error == .costExceeded {
            return "'\(error.message)': no further validation rules will be run due to call cost exceeds limit for "
                + "rule: \(rule.title)"
        }
        return "\(error.message) evaluating rule: \(rule.title)"
    }

    /// Objects and lists are not shown.
    private func shown(_ value: Value) -> Value? {
        switch value {
        case .object, .array: nil
        default: value
        }
    }

    private mutating func fail(_ rule: SchemaRule, _ value: Value, _ path: String, _ bindings: [String: CELValue]) {
        let why = message(rule, bindings)
        let field = path.isEmpty && !rule.fieldPath.isEmpty ? String(rule.fieldPath.dropFirst()) : path + rule.fieldPath
        switch rule.reason {
        case "FieldValueForbidden": errors.append(.forbidden(place(field), why))
        case "FieldValueRequired": errors.append(.required(place(field), why))
        case "FieldValueDuplicate":
            let text = shown(value).map { FieldError.duplicate(field, $0).message } ?? "Duplicate value"
            errors.append(FieldError(reason: .duplicate, field: place(field), message: text))
        default: errors.append(.invalid(field, shown(value), why))
        }
    }

    private func place(_ field: String) -> String { field.isEmpty ? "<nil>" : field }

    private mutating func message(_ rule: SchemaRule, _ bindings: [String: CELValue]) -> String {
        let standard = rule.message.isEmpty ? "failed rule: \(rule.title)" : rule.message
        guard let expression = rule.messageExpression else { return standard }
        var evaluator = CELEvaluator(bindings)
        defer { remaining -= evaluator.cost }
        guard case .string(let text)? = try? evaluator.evaluate(expression.root), !text.trimmingSpace.isEmpty,
            !text.contains("\n"), text.utf8.count <= RuleValidation.messageLimit
        else { return standard }
        return text.trimmingSpace
    }
}

extension FieldError {
    /// An error at a place that may be the root, with a value that may not be shown.
    fileprivate static func invalid(_ field: String, _ value: Value?, _ why: String) -> FieldError {
        let field = field.isEmpty ? "<nil>" : field
        guard let value else { return FieldError(reason: .invalid, field: field, message: "Invalid value: \(why)") }
        return .invalid(field, value, why)
    }
}
