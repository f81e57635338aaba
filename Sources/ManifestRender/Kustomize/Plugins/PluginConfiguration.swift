internal import Values

/// Reads the files that configure transformers and generators.
enum PluginConfiguration {
    /// The first document of a file, as the tool reads every configuration that is no resource.
    static func value(_ bytes: [UInt8], file: String) throws(RenderError) -> Value {
        do throws(ParseError) {
            return try Value(yaml: bytes, keepingLastOfEqualKeys: true)
        } catch {
            throw RenderError(.malformed, error.message, file: file, line: error.line, column: error.column)
        }
    }
}
