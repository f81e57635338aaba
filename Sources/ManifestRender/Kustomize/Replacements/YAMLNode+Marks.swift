internal import Values

/// Changes of a node are found in a tree of values of the same shape, where marks stand for what is to be put in.
extension YAMLNode {
    enum Mark {
        /// Another text for a scalar, whose type and style stay.
        case text(String)
        /// Another value.
        case value(Value)
    }

    // No key of a YAML text begins with a null character.
    private static let textKey = "\u{0}text"
    private static let valueKey = "\u{0}value"

    static func mark(_ mark: Mark) -> Value {
        switch mark {
        case .text(let text): [textKey: .string(text)]
        case .value(let value): [valueKey: value]
        }
    }

    private static func mark(in value: Value) -> Mark? {
        guard case .object(let members) = value, members.count == 1, let member = members.first else { return nil }
        if member.key == textKey, case .string(let text) = member.value { return .text(text) }
        return member.key == valueKey ? .value(member.value) : nil
    }

    /// The values of the node, in the same shape; nil where a mapping has a key twice.
    var tree: Value? {
        switch content {
        case .alias: return .null
        case .scalar(let text, let type, _):
            guard case .string? = type else { return ScalarText.plain(text) }
            return .string(text)
        case .sequence(let elements, _):
            var values: [Value] = []
            for element in elements {
                guard let value = element.tree else { return nil }
                values.append(value)
            }
            return .array(values)
        case .mapping(let members, _):
            var object = Object()
            for member in members {
                guard case .scalar(let key, _, _) = member.key.content, object[key] == nil,
                    let value = member.value.tree
                else { return nil }
                object[key] = value
            }
            return .object(object)
        }
    }

    /// Puts in what marks in the tree stand for, and what the tree has more than the node.
    mutating func take(_ tree: Value) {
        switch YAMLNode.mark(in: tree) {
        case .text(let text):
            guard case .scalar(_, let type, let style) = content else { return }
            content = .scalar(text: text, type: type, style: style)
        case .value(let value):
            content = YAMLNode(value).content
        case nil:
            switch (content, tree) {
            case (.sequence(var elements, let isFlow), .array(let values)):
                for position in elements.indices { elements[position].take(values[position]) }
                elements += values.dropFirst(elements.count).map(YAMLNode.made)
                content = .sequence(elements, isFlow: isFlow)
            case (.mapping(var members, let isFlow), .object(let values)):
                for position in members.indices { members[position].value.take(values[position].value) }
                members += values.dropFirst(members.count).map { member in
                    Member(key: YAMLNode(.string(member.key)), value: YAMLNode.made(member.value))
                }
                content = .mapping(members, isFlow: isFlow)
            default: return
            }
        }
    }

    /// A new node; a text in it has the type that it tells.
    private static func made(_ value: Value) -> YAMLNode {
        switch mark(in: value) {
        case .text(let text): return YAMLNode(.scalar(text: text, type: nil, style: .plain))
        case .value(let value): return YAMLNode(value)
        case nil: break
        }
        switch value {
        case .array(let values): return YAMLNode(.sequence(values.map(made), isFlow: false))
        case .object(let members):
            let members = members.map { Member(key: YAMLNode(.string($0.key)), value: made($0.value)) }
            return YAMLNode(.mapping(members, isFlow: false))
        default: return YAMLNode(value)
        }
    }
}
