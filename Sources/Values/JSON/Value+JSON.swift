extension Value {
    /// Reads one JSON text (RFC 8259).
    ///
    /// As Go's decoder does it: of several members with one key the last value wins, in the first one's place; a lone
    /// surrogate escape becomes U+FFFD; whole numbers beyond 64 bits and everything with a fraction or an exponent are
    /// doubles. A leading byte order mark is an error.
    ///
    /// - Parameters:
    ///   - json: the bytes of the text, UTF-8.
    ///   - limits: bounds on size, depth and number of nodes.
    public init(json: [UInt8], limits: ParseLimits = .standard) throws(ParseError) {
        try limits.checkSize(json.count)
        do throws(BoxedParseError) {
            self = try json.withUnsafeBufferPointer { (buffer) throws(BoxedParseError) -> Value in
                var reader = try JSONReader(buffer, limits: limits)
                return try reader.readDocument()
            }
        } catch {
            throw error.parseError
        }
    }

    /// Reads one JSON text; see the initialiser from bytes.
    public init(json: String, limits: ParseLimits = .standard) throws(ParseError) {
        try self.init(json: Array(json.utf8), limits: limits)
    }

    /// The value as JSON text.
    ///
    /// Numbers print as Go's `encoding/json` prints them: a double that is whole has no fraction (`1.0` gives `1`), from
    /// 1e21 and below 1e-6 with an exponent. Infinity and not-a-number, which JSON cannot say, are written as `null`.
    ///
    /// - Parameters:
    ///   - style: the layout.
    ///   - sortedKeys: whether members are ordered by the bytes of their keys instead of as they stand.
    public func jsonText(_ style: JSONStyle = .compact, sortedKeys: Bool = false) -> String {
        var writer = JSONWriter(style: style, sortedKeys: sortedKeys)
        writer.write(self, level: 0)
        return writer.output.makeString()
    }

    /// The value as UTF-8 bytes of JSON text; see ``jsonText(_:sortedKeys:)``.
    public func jsonBytes(_ style: JSONStyle = .compact, sortedKeys: Bool = false) -> [UInt8] {
        var writer = JSONWriter(style: style, sortedKeys: sortedKeys)
        writer.write(self, level: 0)
        return writer.output.makeArray()
    }
}
