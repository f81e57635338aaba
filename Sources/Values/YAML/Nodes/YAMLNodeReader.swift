internal import CLibYAML

extension YAMLNode {
    /// Reads the first document of a text; nil where there is none.
    ///
    /// - Parameters:
    ///   - yaml: the bytes of the text, UTF-8.
    ///   - limits: bounds on size, depth and number of nodes.
    /// - Throws: ``ParseError`` with line and column.
    public init?(yaml: [UInt8], limits: ParseLimits = .standard) throws(ParseError) {
        try limits.checkSize(yaml.count)
        let node: YAMLNode?
        do throws(BoxedParseError) {
            node = try yaml.withUnsafeBufferPointer { (bytes) throws(BoxedParseError) -> YAMLNode? in
                var reader = try YAMLNodeReader(bytes, limits: limits)
                return try reader.firstDocument()
            }
        } catch {
            throw error.parseError
        }
        guard var node else { return nil }
        YAMLComments.attach(String(decoding: yaml, as: UTF8.self), to: &node)
        self = node
    }
}

/// Turns libyaml's events into nodes.
struct YAMLNodeReader: ~Copyable {
    private var events: YAMLEventStream
    private let limits: ParseLimits
    private var nodes = 0
    private var depth = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>, limits: ParseLimits) throws(BoxedParseError) {
        events = try YAMLEventStream(bytes, linesBefore: 0)
        self.limits = limits
    }

    mutating func firstDocument() throws(BoxedParseError) -> YAMLNode? {
        try events.advance()
        try events.advance()
        guard events.kind == YAML_DOCUMENT_START_EVENT else { return nil }
        try events.advance()
        return try readNode()
    }

    private mutating func readNode() throws(BoxedParseError) -> YAMLNode {
        nodes += 1
        guard nodes <= limits.maximumNodes else { throw failure("the document has more nodes than allowed") }
        var node: YAMLNode
        let start = events.mark
        var end = events.endMark
        switch events.kind {
        case YAML_SCALAR_EVENT: node = readScalar()
        case YAML_ALIAS_EVENT: node = YAMLNode(.alias(events.aliasName))
        case YAML_MAPPING_START_EVENT, YAML_SEQUENCE_START_EVENT:
            depth += 1
            guard depth <= limits.effectiveDepth else { throw failure("lists and objects are nested too deeply") }
            node = try readCollection(isMapping: events.kind == YAML_MAPPING_START_EVENT)
            depth -= 1
            end = events.endMark
        default: throw failure("expected a value")
        }
        node.place = YAMLNode.Place(start: start, end: end)
        return node
    }

    private func readScalar() -> YAMLNode {
        let text = String(decoding: events.text, as: UTF8.self)
        let style: YAMLNode.ScalarStyle =
            switch events.scalarStyle {
            case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
            case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
            case YAML_LITERAL_SCALAR_STYLE: .literal
            case YAML_FOLDED_SCALAR_STYLE: .folded
            default: .plain
            }
        let type = events.isPlainImplicit ? YAMLNode.plainType(text) : .string("")
        var node = YAMLNode(.scalar(text: text, type: type, style: style))
        node.tag = events.scalarTag.map(YAMLNode.shortTag)
        node.anchor = events.scalarAnchor
        return node
    }

    private mutating func readCollection(isMapping: Bool) throws(BoxedParseError) -> YAMLNode {
        let isFlow = events.isFlow(isMapping: isMapping)
        let tag = events.collectionTag(isMapping: isMapping).map(YAMLNode.shortTag)
        let anchor = events.collectionAnchor(isMapping: isMapping)
        var elements: [YAMLNode] = []
        var members: [YAMLNode.Member] = []
        try events.advance()
        while events.kind != YAML_MAPPING_END_EVENT, events.kind != YAML_SEQUENCE_END_EVENT {
            let node = try readNode()
            try events.advance()
            if isMapping {
                members.append(YAMLNode.Member(key: node, value: try readNode()))
                try events.advance()
            } else {
                elements.append(node)
            }
        }
        var node = YAMLNode(isMapping ? .mapping(members, isFlow: isFlow) : .sequence(elements, isFlow: isFlow))
        node.tag = tag
        node.anchor = anchor
        return node
    }

    private func failure(_ message: String) -> BoxedParseError {
        let mark = events.mark
        return .error(ParseError(.limitExceeded, message, line: Int(mark.line), column: Int(mark.column)))
    }
}

extension YAMLNode {
    private static let tagPrefix = "tag:yaml.org,2002:"

    static func shortTag(_ tag: String) -> String {
        tag.hasPrefix(tagPrefix) ? "!!\(tag.dropFirst(tagPrefix.count))" : tag
    }

    /// The type of a plain text, as version 3 of Go's library tells it.
    static func plainType(_ text: String) -> Value {
        var text = text
        return text.withUTF8 { bytes in
            switch YAMLScalar(plain: bytes) {
            case .null: .null
            case .bool(let flag): bytes.count < 4 || bytes[0] | 0x20 == UInt8(ascii: "o") ? .string("") : .bool(flag)
            case .int(let number): .int(number)
            case .unsigned(let number): .unsigned(number)
            case .double(let number), .bigInteger(let number): .double(number)
            case .timestamp, nil: .string("")
            }
        }
    }
}
