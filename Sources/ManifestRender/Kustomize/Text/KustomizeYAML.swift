internal import Values

/// Text in and out, as kustomize reads and writes it.
enum KustomizeYAML {
    /// The documents of a resource file; empty ones and `null` are passed over, lists are left as they are.
    ///
    /// - Throws: `RenderError` with file and line for text that is no YAML as kustomize knows it.
    static func resources(_ bytes: [UInt8], file: String) throws(RenderError) -> [Value] {
        try documents(bytes, file: file).map(\.value)
    }

    /// The documents of a resource file with what their trees do not tell.
    ///
    /// - Parameter isPatch: whether the documents are patches, whose annotations stay as they are.
    static func documents(
        _ bytes: [UInt8], file: String, isPatch: Bool = false
    ) throws(RenderError) -> [KustomizeDocument] {
        var documents: [KustomizeDocument] = []
        for part in try DocumentSplitter.split(bytes, file: file) {
            do throws(ParseError) {
                guard let document = try YAMLDocument.first(in: part.bytes, dialect: .go3),
                    !document.value.isNull
                else { continue }
                var read = try KustomizeDocument(document, bytes: part.bytes, line: part.line)
                if !isPatch {
                    KustomizeAnnotations.normalize(&read.value, written: read.metadataTexts["annotations"] ?? [:])
                }
                documents.append(read)
            } catch {
                throw RenderError(malformed: error, file: file, linesBefore: part.line - 1)
            }
        }
        return documents
    }

    /// The first document of a kustomization file, which is YAML 1.1; of a field given twice the last counts.
    static func kustomization(_ bytes: [UInt8], file: String) throws(RenderError) -> Value {
        do throws(ParseError) {
            return try Value(yaml: bytes, keepingLastOfEqualKeys: true)
        } catch {
            throw RenderError(malformed: error, file: file, linesBefore: 0)
        }
    }

    /// The documents as the tool prints them: keys in order, one final line break, `---` between two documents.
    ///
    /// - Throws: `RenderError` for what the tool cannot print, such as the character DEL.
    static func text(_ documents: [Value]) throws(RenderError) -> String {
        try joined(ParallelWork.map(documents) { printed($0) })
    }

    /// A document as the tool prints it.
    static func printed(_ document: Value) -> Result<[UInt8], RenderError> {
        let bytes = document.yamlBytes(.go, sortedKeys: true)
        // What cannot be printed would stand there as an escape.
        if bytes.contains(UInt8(ascii: "\\")), let problem = PrintableText.firstUnprintable(in: document) {
            let name = document["metadata", "name"]?.stringValue ?? ""
            return .failure(
                RenderError(
                    .malformed,
                    "control characters are not allowed: \(problem) in \(document["kind"]?.stringValue ?? "") '\(name)'"
                ))
        }
        return .success(bytes)
    }

    /// Printed documents as one text.
    ///
    /// - Throws: what the first document says that could not be printed.
    static func joined(_ documents: [Result<[UInt8], RenderError>]) throws(RenderError) -> String {
        let separator = Array("---\n".utf8)
        var bytes: [UInt8] = []
        for (position, document) in documents.enumerated() {
            if position > 0 { bytes += separator }
            bytes += try document.get()
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension RenderError {
    init(malformed error: ParseError, file: String, linesBefore: Int) {
        self.init(
            error.code == .limitExceeded ? .limitExceeded : .malformed, "MalformedYAMLError: \(error.message)",
            file: file, line: error.line + linesBefore, column: error.column)
    }
}
