extension Value {
    /// Reads the first document of a YAML text, as `sigs.k8s.io/yaml` does it; an empty text is null.
    ///
    /// Plain words become what YAML 1.1 as spoken in the Kubernetes world says: `yes`, `on` and `y` are booleans, `0777`
    /// and `0o777` octal, `0x1F` hexadecimal, `0b11` binary, `1_000` a thousand; timestamps and `12:30:45` stay strings;
    /// `.inf` and `.nan` are errors because JSON cannot say them. Keys that are numbers or booleans become strings.
    /// A key that stands twice is an error.
    ///
    /// - Parameters:
    ///   - yaml: the bytes of the text. Documents after the first are not read; ``YAMLDocument`` reads them all.
    ///   - limits: bounds on size, depth and number of nodes.
    ///   - keepsLast: whether of several equal keys of a mapping the last one counts, as it does where Go's library is not
    ///     told to be strict; otherwise they are an error.
    /// - Throws: ``ParseError`` with line and column.
    public init(
        yaml: [UInt8], limits: ParseLimits = .standard, keepingLastOfEqualKeys keepsLast: Bool = false
    ) throws(ParseError) {
        let documents = try YAMLReader.documents(
            in: yaml, atMost: 1, limits: limits, keepingLastOfEqualKeys: keepsLast)
        self = documents.first?.value ?? .null
    }

    /// Reads the first document of a YAML text; see the initialiser from bytes.
    public init(
        yaml: String, limits: ParseLimits = .standard, keepingLastOfEqualKeys keepsLast: Bool = false
    ) throws(ParseError) {
        try self.init(yaml: Array(yaml.utf8), limits: limits, keepingLastOfEqualKeys: keepsLast)
    }

    /// The value as a YAML document in block style, laid out as `sigs.k8s.io/yaml` does it, with a final line break.
    ///
    /// Strings are quoted exactly where a reader would otherwise take them for something else.
    ///
    /// - Parameters:
    ///   - style: ``YAMLStyle/exact`` reads back as the same value; ``YAMLStyle/go`` is what Helm's `toYaml` prints.
    ///   - sortedKeys: whether members stand in the order of Go's library instead of their own.
    public func yamlText(_ style: YAMLStyle = .exact, sortedKeys: Bool = false) -> String {
        var writer = YAMLWriter(style: style, sortedKeys: sortedKeys)
        writer.writeDocument(self)
        return writer.output.makeString()
    }

    /// The value as UTF-8 bytes of a YAML document; see ``yamlText(_:sortedKeys:)``.
    public func yamlBytes(_ style: YAMLStyle = .exact, sortedKeys: Bool = false) -> [UInt8] {
        var writer = YAMLWriter(style: style, sortedKeys: sortedKeys)
        writer.writeDocument(self)
        return writer.output.makeArray()
    }
}
