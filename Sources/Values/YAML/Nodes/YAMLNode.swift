/// A YAML text as it is written: styles of scalars, comments, anchors and the order of keys.
///
/// A ``Value`` is what a text says; a node is how it says it, so that one value in a text can be changed and the rest
/// printed as it was, in the layout of Go's library.
///
/// ```swift
/// var node = try YAMLNode(yaml: text)
/// node.edit { … }
/// print(node.yamlText())
/// ```
public struct YAMLNode: Sendable {
    /// How a scalar is written.
    public enum ScalarStyle: Sendable {
        /// Without quotes.
        case plain
        /// In `'`.
        case singleQuoted
        /// In `"`.
        case doubleQuoted
        /// As a block behind `|`.
        case literal
        /// As a block behind `>`.
        case folded
    }

    /// A member of a mapping.
    public struct Member: Sendable {
        /// The key.
        public var key: YAMLNode
        /// The value.
        public var value: YAMLNode

        /// A member.
        public init(key: YAMLNode, value: YAMLNode) {
            self.key = key
            self.value = value
        }
    }

    /// What a node is.
    public enum Content: Sendable {
        /// A text, with the type it has whatever the text is; nil leaves the type to the text.
        case scalar(text: String, type: Value?, style: ScalarStyle)
        /// A list; in brackets or as lines.
        case sequence([YAMLNode], isFlow: Bool)
        /// Members; in braces or as lines.
        case mapping([Member], isFlow: Bool)
        /// A reference to an anchor.
        case alias(String)
    }

    /// What the node is.
    public var content: Content
    /// The tag that is written in front of it.
    public var tag: String?
    /// The anchor that is written in front of it.
    public var anchor: String?
    /// Lines of comment above it.
    public var headComment: [String] = []
    /// The comment behind it on its line.
    public var lineComment: String?
    /// Where it was read; nil for one that was made.
    var place: Place?
    /// Lines of comment below it.
    public var footComment: [String] = []

    /// A node without comments, tag and anchor.
    public init(_ content: Content) { self.content = content }

    /// A node that says a value, written in the most common way.
    public init(_ value: Value) {
        switch value {
        case .array(let elements):
            self.init(.sequence(elements.map(YAMLNode.init), isFlow: elements.isEmpty))
        case .object(let members):
            let members = members.map { Member(key: YAMLNode(.string($0.key)), value: YAMLNode($0.value)) }
            self.init(.mapping(members, isFlow: members.isEmpty))
        case .string(let text):
            self.init(
                .scalar(
                    text: text, type: .string(""), style: text.utf8.contains(UInt8(ascii: "\n")) ? .literal : .plain))
        default:
            var text = value.yamlText()
            text.removeLast()
            self.init(.scalar(text: text, type: value, style: .plain))
        }
    }
}
