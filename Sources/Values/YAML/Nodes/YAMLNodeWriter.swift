extension YAMLNode {
    /// The text, laid out by Go's library: two spaces a level, lists not indented under their key, no blank lines.
    public func yamlText() -> String {
        var writer = YAMLNodeWriter()
        writer.writeDocument(self)
        return writer.text
    }
}

/// Writes nodes as version 3 of Go's library does.
struct YAMLNodeWriter {
    private(set) var text = ""

    mutating func writeDocument(_ node: YAMLNode) {
        for line in node.headComment { text += "\(line)\n" }
        write(node, indent: 0, isInline: false)
        writeComments(node.footComment, indent: 0)
    }

    private mutating func writeComments(_ lines: [String], indent: Int) {
        for line in lines { text += "\(spaces(indent))\(line)\n" }
    }

    private func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }

    /// Writes a node and the end of its last line.
    ///
    /// - Parameters:
    ///   - indent: the indent of the lines of a block.
    ///   - isInline: whether the first line of a block goes on where the text ends.
    private mutating func write(_ node: YAMLNode, indent: Int, isInline: Bool) {
        text += node.properties
        switch node.content {
        case .sequence(let elements, let isFlow) where !isFlow && !elements.isEmpty:
            if !node.properties.isEmpty { text += "\n" }
            write(elements, indent: indent, isInline: isInline && node.properties.isEmpty)
        case .mapping(let members, let isFlow) where !isFlow && !members.isEmpty:
            if !node.properties.isEmpty { text += "\n" }
            write(members, indent: indent, isInline: isInline && node.properties.isEmpty)
        default:
            writeLeaf(node, indent: indent)
        }
    }

    private mutating func write(_ elements: [YAMLNode], indent: Int, isInline: Bool) {
        for (position, element) in elements.enumerated() {
            let continues = isInline && position == 0 && element.headComment.isEmpty
            if isInline, position == 0, !continues { text += "\n" }
            writeComments(element.headComment, indent: indent)
            if !continues { text += spaces(indent) }
            text += "-"
            writeSpaced(element, indent: indent + 2)
            writeComments(element.footComment, indent: indent)
        }
    }

    private mutating func write(_ members: [YAMLNode.Member], indent: Int, isInline: Bool) {
        for (position, member) in members.enumerated() {
            let continues = isInline && position == 0 && member.key.headComment.isEmpty
            if isInline, position == 0, !continues { text += "\n" }
            writeComments(member.key.headComment, indent: indent)
            if !continues { text += spaces(indent) }
            text += "\(member.key.properties)\(inline(member.key, isKey: true)):"
            if member.value.isBlockCollection {
                text += member.value.properties.isEmpty ? "" : " \(member.value.properties.dropLast())"
                if let comment = member.key.lineComment { text += " \(comment)" }
                text += "\n"
                writeLines(of: member.value, under: indent)
            } else {
                writeSpaced(member.value, indent: indent + 2)
            }
        }
    }

    /// Writes the lines of a list or a mapping below its key.
    private mutating func writeLines(of node: YAMLNode, under indent: Int) {
        switch node.content {
        case .sequence(let elements, _): write(elements, indent: indent, isInline: false)
        case .mapping(let members, _): write(members, indent: indent + 2, isInline: false)
        default: return
        }
    }

    /// Writes a space and a node; nothing but the end of the line for an empty plain text.
    private mutating func writeSpaced(_ node: YAMLNode, indent: Int) {
        if case .scalar("", _, .plain) = node.content, node.properties.isEmpty, !node.forcesQuotes {
            return endLine(node)
        }
        text += " "
        write(node, indent: indent, isInline: true)
    }

    private mutating func writeLeaf(_ node: YAMLNode, indent: Int) {
        if case .scalar(let scalar, _, let style) = node.content, style == .literal || style == .folded {
            if let block = YAMLBlockText(scalar, isFolded: style == .folded) {
                text += block.header
                endLine(node)
                text += block.lines(indent: max(indent, 2))
                return
            }
        }
        text += inline(node, isKey: false)
        endLine(node)
    }

    private mutating func endLine(_ node: YAMLNode) {
        if let comment = node.lineComment { text += " \(comment)" }
        text += "\n"
    }

    // MARK: - On one line

    private func inline(_ node: YAMLNode, isKey: Bool, isInFlow: Bool = false) -> String {
        switch node.content {
        case .alias(let name): return "*\(name)"
        case .sequence(let elements, _):
            return
                "[\(elements.map { $0.properties + inline($0, isKey: false, isInFlow: true) }.joined(separator: ", "))]"
        case .mapping(let members, _):
            let pairs = members.map { member in
                let key = member.key.properties + inline(member.key, isKey: true, isInFlow: true)
                return "\(key): \(member.value.properties)\(inline(member.value, isKey: false, isInFlow: true))"
            }
            return "{\(pairs.joined(separator: ", "))}"
        case .scalar(let scalar, _, let style):
            return YAMLInlineText(scalar).text(
                style: node.forcesQuotes ? .doubleQuoted : style, isKey: isKey, isInFlow: isInFlow)
        }
    }
}

extension YAMLNode {
    /// Tag and anchor as they stand in front of the node, with a space behind.
    var properties: String {
        var text = anchor.map { "&\($0) " } ?? ""
        if let tag = tag ?? impliedTag { text += "\(tag) " }
        return text
    }

    /// The tag a plain text needs to keep its type.
    private var impliedTag: String? {
        guard case .scalar(let text, let type?, .plain) = content else { return nil }
        switch (type, YAMLNode.plainType(text)) {
        case (.string, _), (.null, .null), (.bool, .bool), (.double, .double): return nil
        case (.int, .int), (.int, .unsigned), (.unsigned, .int), (.unsigned, .unsigned): return nil
        case (.null, _): return "!!null"
        case (.bool, _): return "!!bool"
        case (.int, _), (.unsigned, _): return "!!int"
        case (.double, _): return "!!float"
        default: return nil
        }
    }

    /// Whether a plain text has to be quoted to stay a text.
    var forcesQuotes: Bool {
        guard case .scalar(let text, .string?, .plain) = content, tag == nil else { return false }
        if case .string = YAMLNode.plainType(text) { return false }
        return true
    }
}
