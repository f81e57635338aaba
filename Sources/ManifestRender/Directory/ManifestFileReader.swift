import KubeModel
import SourceTrees
import Values

/// Reads the objects of one YAML or JSON file.
struct ManifestFileReader {
    /// A file that contains this text anywhere is no manifest, whatever it looks like.
    static let skipMarker = Array("# +argocd:skip-file-rendering".utf8)

    let file: ManifestFile
    /// The file's bytes as UTF-8.
    let bytes: [UInt8]
    let limits: RenderLimits

    /// Whether the file asks to be passed over.
    var isMarkedToSkip: Bool { bytes.firstRange(of: ManifestFileReader.skipMarker) != nil }

    /// The objects of the file in order.
    ///
    /// A YAML file whose first documents cannot be taken as objects, and which does not speak of `apiVersion:`,
    /// `kind:` and `metadata:`, is some other YAML file and gives nothing; values and CI files may so lie beside
    /// manifests, as Argo CD has it. One that has given an object before the mistake is a manifest with a mistake.
    func read() throws(RenderError) -> [RenderedManifest] {
        switch file.format {
        case .json: return try readJSON()
        case .yaml: return try readYAML()
        case .jsonnet: return []
        }
    }

    private func readYAML() throws(RenderError) -> [RenderedManifest] {
        var manifests: [RenderedManifest] = []
        do throws(RenderError) {
            for document in try documents() where !document.value.isNull {
                try append(document.value, line: document.line, to: &manifests)
            }
        } catch {
            guard manifests.isEmpty, error.code != .limitExceeded, !looksLikeManifest else { throw error }
            return []
        }
        return manifests
    }

    private func documents() throws(RenderError) -> [YAMLDocument] {
        do throws(ParseError) {
            return try YAMLDocument.parse(bytes, limits: ParseLimits(maximumBytes: limits.maximumFileBytes))
        } catch {
            throw RenderError(error, file: file.path)
        }
    }

    private func readJSON() throws(RenderError) -> [RenderedManifest] {
        let value: Value
        do throws(ParseError) {
            value = try Value(json: bytes, limits: ParseLimits(maximumBytes: limits.maximumFileBytes))
        } catch {
            throw RenderError(error, file: file.path)
        }
        if isImageManifest(value) { return [] }
        var manifests: [RenderedManifest] = []
        try append(value, line: 1, to: &manifests)
        return manifests
    }

    private func append(_ value: Value, line: Int, to manifests: inout [RenderedManifest]) throws(RenderError) {
        var objects: [KubeObject] = []
        do throws(FlatteningError) {
            try ListFlattening.append(value, to: &objects)
        } catch {
            throw RenderError(.notAnObject, error.reason, file: file.path.description, line: line)
        }
        let origin = ManifestOrigin(file: file.path, line: line)
        manifests.append(contentsOf: objects.map { RenderedManifest(object: $0, origin: origin) })
    }

    private var looksLikeManifest: Bool {
        ["apiVersion:", "kind:", "metadata:"].allSatisfy { bytes.firstRange(of: Array($0.utf8)) != nil }
    }

    /// An OCI image manifest may lie beside manifests in an artifact; it names no kind.
    private func isImageManifest(_ value: Value) -> Bool {
        value["kind"] == nil && value["apiVersion"] == nil && value["schemaVersion"]?.intValue != nil
            && value["layers"]?.arrayValue != nil
    }
}

extension [UInt8] {
    /// Where a run of bytes first occurs.
    ///
    /// Looks for the first byte and compares from there, which is linear for the short texts it is asked for.
    func firstRange(of needle: [UInt8]) -> Range<Int>? {
        guard let first = needle.first, count >= needle.count else { return needle.isEmpty ? 0..<0 : nil }
        let last = count - needle.count
        return withUnsafeBufferPointer { bytes -> Range<Int>? in
            var position = 0
            while position <= last {
                if bytes[position] == first, bytes[position..<position + needle.count].elementsEqual(needle) {
                    return position..<position + needle.count
                }
                position += 1
            }
            return nil
        }
    }
}
