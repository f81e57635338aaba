public import Values

extension LabelSelector {
    /// Reads a selector from its object form (`matchLabels`, `matchExpressions`).
    ///
    /// - Parameter value: the object; nil or null select nothing, an empty object everything.
    /// - Throws: ``SelectorError`` for keys, operators and values that Kubernetes refuses.
    public init(object value: Value?) throws(SelectorError) {
        guard let value, !value.isNull else {
            self = .nothing
            return
        }
        guard let members = value.objectValue else {
            throw SelectorError(
                .syntax, "a label selector is an object with matchLabels and matchExpressions, not a \(value.kindName)")
        }
        var requirements: [Requirement] = []
        for member in members["matchLabels"]?.objectValue ?? Object() {
            guard let text = member.value.stringValue else {
                throw SelectorError(.value, "matchLabels.\(member.key) is no text")
            }
            requirements.append(try Requirement(key: member.key, .equals, values: [text]))
        }
        for expression in members["matchExpressions"]?.arrayValue ?? [] {
            requirements.append(try Requirement(expression: expression))
        }
        self.init(requirements)
    }
}

extension LabelSelector.Requirement {
    fileprivate init(expression: Value) throws(SelectorError) {
        let key = expression["key"]?.stringValue ?? ""
        var values: [String] = []
        for value in expression["values"]?.arrayValue ?? [] {
            guard let text = value.stringValue else { throw SelectorError(.value, "a value for '\(key)' is no text") }
            values.append(text)
        }
        let name = expression["operator"]?.stringValue ?? ""
        let operation: LabelSelector.Operation =
            switch name {
            case "In": .isIn
            case "NotIn": .notIn
            case "Exists": .exists
            case "DoesNotExist": .doesNotExist
            default:
                throw SelectorError(.operation, "'\(name)' is no operator; use In, NotIn, Exists or DoesNotExist")
            }
        try self.init(key: key, operation, values: values)
    }
}
