import Values

/// An expression that was read and found to fit its variables.
struct CELProgram: Sendable {
    let source: String
    let root: CELNode

    /// Reads and checks an expression.
    ///
    /// - Throws: what the server says of a text that is no expression, or whose types do not fit.
    init(_ source: String, variables: [String: CELType], result: CELType? = nil) throws(CELError) {
        self.source = source
        do throws(CELIssue) {
            root = try CELParser.parse(source)
        } catch {
            throw CELError("compilation failed: \(error.text(in: source))")
        }
        var checker = CELChecker(variables: variables)
        let type = checker.check(root)
        guard checker.issues.isEmpty else {
            throw CELError(
                "compilation failed: \(checker.issues.map { $0.text(in: source) }.joined(separator: "\n"))")
        }
        guard let result, !type.isUnknown, type != result else { return }
        throw CELError(
            result == .bool ? "cel expression must evaluate to a bool" : "must evaluate to \(result.text)")
    }
}

/// A rule of `x-kubernetes-validations`.
struct SchemaRule: Sendable {
    let rule: CELProgram
    let message: String
    let messageExpression: CELProgram?
    let reason: String
    let fieldPath: String
    /// Whether the rule speaks of the state before.
    let isTransition: Bool
    /// Whether the rule is also evaluated where there is no state before.
    let hasOptionalOld: Bool

    /// Compiles a rule; nil where it cannot be, which a checked definition does not have.
    init?(_ value: Value, _ type: CELType) {
        hasOptionalOld = value.isTrue("optionalOldSelf")
        let variables = SchemaRule.variables(type, hasOptionalOld: hasOptionalOld)
        guard let rule = try? CELProgram(value.text("rule"), variables: variables) else { return nil }
        self.rule = rule
        let expression = value.text("messageExpression")
        messageExpression = expression.isEmpty ? nil : try? CELProgram(expression, variables: variables)
        message = value.text("message")
        reason = value.text("reason")
        fieldPath = value.text("fieldPath")
        isTransition = rule.root.kind.mentions("oldSelf")
    }

    static func variables(_ type: CELType, hasOptionalOld: Bool) -> [String: CELType] {
        ["self": type, "oldSelf": hasOptionalOld ? .optional(type) : type]
    }

    /// How messages name the rule itself.
    var title: String { message.isEmpty ? rule.source.trimmingSpace : message }
}

/// The rules of a structural schema, where there are any.
indirect enum RuleTree: Sendable {
    case node(type: CELType, rules: [SchemaRule], children: Children)

    struct Children: Sendable {
        var properties: [String: RuleTree] = [:]
        var items: RuleTree?
        var additional: RuleTree?
        /// The members by which elements of a list are told apart; nil for lists whose elements are not.
        var keys: [String]?
    }

    /// The rules of a schema; nil where it has none.
    static func of(_ schema: Value, isRoot: Bool = true, depth: Int = 0) -> RuleTree? {
        guard depth < CustomObjects.depthLimit else { return nil }
        var children = Children()
        for property in schema["properties"]?.objectValue ?? Object() {
            children.properties[property.key] = of(property.value, isRoot: false, depth: depth + 1)
        }
        if let items = schema["items"] { children.items = of(items, isRoot: false, depth: depth + 1) }
        if let additional = schema["additionalProperties"], case .object = additional {
            children.additional = of(additional, isRoot: false, depth: depth + 1)
        }
        if schema.text("x-kubernetes-list-type") == "map" {
            children.keys = schema.list("x-kubernetes-list-map-keys").compactMap(\.stringValue)
        }
        let texts = schema.list("x-kubernetes-validations")
        guard !texts.isEmpty || !children.properties.isEmpty || children.items != nil || children.additional != nil
        else { return nil }
        let type = CELType(schema: schema, isResource: isRoot)
        return .node(type: type, rules: texts.compactMap { SchemaRule($0, type) }, children: children)
    }
}

extension String {
    /// The text without white space around it.
    var trimmingSpace: String { CELText.trimmed(self) }
}
