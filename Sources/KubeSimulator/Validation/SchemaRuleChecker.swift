import Values

/// Checks one rule of `x-kubernetes-validations` in a definition.
struct SchemaRuleChecker {
    let rule: Value
    let type: CELType
    private var errors: [FieldError] = []

    init(rule: Value, type: CELType) {
        self.rule = rule
        self.type = type
    }

    private static let reasons = [
        "FieldValueRequired", "FieldValueForbidden", "FieldValueInvalid", "FieldValueDuplicate",
    ]

    /// The rule as the server's messages show it.
    private var shown: Value {
        [
            "Rule": .string(rule.text("rule")), "Message": .string(rule.text("message")),
            "MessageExpression": .string(rule.text("messageExpression")), "Reason": rule["reason"] ?? .null,
            "FieldPath": .string(rule.text("fieldPath")), "OptionalOldSelf": rule["optionalOldSelf"] ?? .null,
        ]
    }

    mutating func check(_ field: String) -> [FieldError] {
        let text = rule.text("rule").trimmingSpace
        let message = rule.text("message")
        if text.isEmpty {
            errors.append(.required("\(field).rule", "rule is not specified"))
        }
        if let given = rule["message"]?.stringValue, !given.isEmpty {
            if message.trimmingSpace.isEmpty {
                errors.append(
                    .invalid("\(field).message", rule["message"] ?? "", "message must be non-empty if specified"))
            } else if message.contains("\n") {
                errors.append(
                    .invalid("\(field).message", .string(message), "message must not contain line breaks"))
            } else if text.contains("\n"), message.isEmpty {
                errors.append(.required("\(field).message", "message must be specified if rule contains line breaks"))
            }
        } else if text.contains("\n") {
            errors.append(.required("\(field).message", "message must be specified if rule contains line breaks"))
        }
        if let reason = rule["reason"], !SchemaRuleChecker.reasons.contains(reason.stringValue ?? "") {
            errors.append(.notSupported("\(field).reason", reason, SchemaRuleChecker.reasons))
        }
        checkPath(field)
        if !text.isEmpty { checkExpressions(field) }
        return errors
    }

    private mutating func checkExpressions(_ field: String) {
        let variables = SchemaRule.variables(type, hasOptionalOld: rule.isTrue("optionalOldSelf"))
        do throws(CELError) {
            _ = try CELProgram(rule.text("rule"), variables: variables, result: .bool)
        } catch {
            errors.append(.invalid("\(field).rule", shown, error.message))
        }
        let expression = rule.text("messageExpression")
        guard rule["messageExpression"] != nil, !expression.isEmpty else { return }
        do throws(CELError) {
            _ = try CELProgram(expression, variables: variables, result: .string)
        } catch {
            let why =
                error.message == "must evaluate to string"
                ? "messageExpression must evaluate to a string" : error.message
            errors.append(
                .invalid(
                    "\(field).messageExpression", shown,
                    why.hasPrefix("compilation failed") ? "messageExpression \(why)" : why))
        }
    }

    private mutating func checkPath(_ field: String) {
        let path = rule.text("fieldPath")
        guard !path.isEmpty else { return }
        let shown = Value.string(path)
        if path.trimmingSpace.isEmpty {
            errors.append(.invalid("\(field).fieldPath", shown, "fieldPath must be non-empty if specified"))
        } else if !path.hasPrefix("."), !path.hasPrefix("['") {
            errors.append(.invalid("\(field).fieldPath", shown, "fieldPath must be a valid path"))
        } else if case .object(let fields) = type, path.hasPrefix(".") {
            let name = String(path.dropFirst().prefix { $0 != "." && $0 != "[" })
            if let escaped = CELNames.escaped(name), fields[escaped] == nil {
                errors.append(
                    .invalid(
                        "\(field).fieldPath", shown, "fieldPath must be a valid path: does not refer to a valid field"))
            }
        }
    }
}
