/// One document of a YAML stream.
///
/// ```swift
/// for document in try YAMLDocument.parse(bytes) where !document.isEmpty {
///     apply(document.value, from: "deploy.yaml:\(document.line)")
/// }
/// ```
public struct YAMLDocument: Hashable, Sendable {
    /// What the document says; null where it is empty.
    public var value: Value
    /// The line on which the content starts, from 1; of an empty document the line of its `---`.
    public var line: Int
    /// Whether there is nothing in it but comments and white space.
    public var isEmpty: Bool
    /// Whether some plain scalar is written otherwise than its value is printed: `0755`, `1.50`, `~`, a date, or a value
    /// that is left out. Only told in the dialect ``YAMLDialect/go3``.
    public internal(set) var hasUnusualSpellings = false
    /// Texts on one line that are written in quotes or as a block somewhere in the document. Only told in the dialect
    /// ``YAMLDialect/go3``.
    public internal(set) var quotedTexts: Set<String> = []

    /// A document.
    public init(value: Value, line: Int = 1, isEmpty: Bool = false) {
        self.value = value
        self.line = line
        self.isEmpty = isEmpty
    }

    /// Reads all documents of a stream; a text of nothing but comments has none.
    ///
    /// Scalars mean what they mean to `sigs.k8s.io/yaml`, the library of Kubernetes, Helm and Argo CD; see `Value(yaml:)`.
    ///
    /// - Parameters:
    ///   - bytes: the text, UTF-8 (or UTF-16 with a byte order mark).
    ///   - limits: bounds on size, on depth, and on the number of nodes of a document with its aliases expanded.
    ///   - keepsLast: whether of several equal keys of a mapping the last one counts, as it does to languages that
    ///     read YAML leniently; manifests with equal keys are refused.
    /// - Throws: ``ParseError`` with line and column.
    public static func parse(
        _ bytes: [UInt8], limits: ParseLimits = .standard, keepingLastOfEqualKeys keepsLast: Bool = false
    ) throws(ParseError) -> [YAMLDocument] {
        try YAMLReader.documents(in: bytes, atMost: .max, limits: limits, keepingLastOfEqualKeys: keepsLast)
    }

    /// Reads the first document of a stream and nothing after it; nil where there is none.
    ///
    /// - Parameters:
    ///   - bytes: the text.
    ///   - limits: bounds on size, depth and number of nodes.
    ///   - dialect: what plain scalars mean.
    /// - Throws: ``ParseError`` with line and column.
    public static func first(
        in bytes: [UInt8], limits: ParseLimits = .standard, dialect: YAMLDialect
    ) throws(ParseError) -> YAMLDocument? {
        try YAMLReader.documents(in: bytes, atMost: 1, limits: limits, dialect: dialect).first
    }

    /// Reads all documents of a stream; see `parse` for bytes.
    public static func parse(
        _ text: String, limits: ParseLimits = .standard, keepingLastOfEqualKeys keepsLast: Bool = false
    ) throws(ParseError) -> [YAMLDocument] {
        try parse(Array(text.utf8), limits: limits, keepingLastOfEqualKeys: keepsLast)
    }
}
