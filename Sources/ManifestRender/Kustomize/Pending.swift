internal import Values

struct KustomizeDocument {
    var value: Value
    var spellings: [Value: String] = [:]
}
enum KustomizeYAML {
    static func documents(_ bytes: [UInt8], file: String) throws(RenderError) -> [KustomizeDocument] {
        do throws(ParseError) {
            return try YAMLDocument.parse(bytes).filter { !$0.isEmpty }.map { KustomizeDocument(value: $0.value) }
        } catch { throw RenderError(.malformed, error.message) }
    }
    static func kustomization(_ bytes: [UInt8], file: String) throws(RenderError) -> Value {
        do throws(ParseError) {
            return try YAMLDocument.parse(bytes, keepingLastOfEqualKeys: true).first?.value ?? .null
        } catch { throw RenderError(.malformed, error.message) }
    }
    static func text(_ values: [Value]) throws(RenderError) -> String {
        values.map { $0.yamlText(.go, sortedKeys: true) }.joined(separator: "---\n")
    }
}
enum KustomizeAnnotations {
    static func normalize(_ value: inout Value) {
        if value["metadata"]?["annotations"]?.objectValue?.isEmpty ?? false { value["metadata"]?["annotations"] = nil }
    }
}
final class SchemaState { func use(_ a: [String: String], bytes: [UInt8]?, reset: Bool) throws(RenderError) {} }
struct PatchStrategicMergeTransformer: KustomizeTransformer {
    init(_ a: [String], loader: KustomizeLoader) throws(RenderError) {}
    func transform(_ resources: inout ResourceMap) throws(RenderError) {}
}
struct PatchTransformer: KustomizeTransformer {
    init(_ a: KustomizePatch, loader: KustomizeLoader) throws(RenderError) {}
    func transform(_ resources: inout ResourceMap) throws(RenderError) {}
}
struct PatchJSON6902Transformer: KustomizeTransformer {
    init(_ a: KustomizePatch, loader: KustomizeLoader) throws(RenderError) {}
    func transform(_ resources: inout ResourceMap) throws(RenderError) {}
}
