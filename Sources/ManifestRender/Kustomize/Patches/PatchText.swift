internal import Values

/// The text of a patch, from a file or from the kustomization itself, read as what it turns out to be.
struct PatchText {
    /// What a text holds.
    enum Content {
        /// Objects to merge.
        case strategic([KustomizeResource])
        /// Operations of RFC 6902, not checked yet; null where there are none.
        case operations(Value)
    }

    let text: [UInt8]
    /// Where it came from, for messages.
    let place: String

    /// The text of a part of `patches`.
    ///
    /// - Throws: `RenderError` unless one of text and path is given, and where the file cannot be read.
    init(_ patch: KustomizePatch, loader: KustomizeLoader) throws(RenderError) {
        let inline = PatchText.trimmed(patch.patch)
        switch (inline.isEmpty, patch.path.isEmpty) {
        case (true, true): throw RenderError(.invalidOptions, "patches: must specify one of patch and path")
        case (false, false):
            throw RenderError(.invalidOptions, "patches: patch and path can't be set at the same time: '\(patch.path)'")
        case (false, true):
            text = inline
            place = "the patch in '\(loader.root)'"
        case (true, false):
            do throws(RenderError) { text = try loader.load(patch.path) } catch {
                var error = error
                error.message = "failed to get the patch file from path(\(patch.path)): \(error.message)"
                throw error
            }
            place = patch.path
        }
    }

    /// A text without leading and trailing white space.
    private static func trimmed(_ text: String) -> [UInt8] {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte >= 0x09 && byte <= 0x0D }
        let start = text.utf8.drop(while: isSpace)
        var bytes = Array(start)
        while let last = bytes.last, isSpace(last) { bytes.removeLast() }
        return bytes
    }

    /// - Throws: `RenderError` for a text that is neither kind of patch.
    func content() throws(RenderError) -> Content {
        let operations = try? PatchText.operations(text, place: place)
        let objects: [KustomizeResource]
        do throws(RenderError) {
            objects = try ResourceReader.resources(text, file: place, isPatch: true)
        } catch {
            guard let operations else {
                throw RenderError(
                    error.code, "unable to parse SM or JSON patch from \(place): \(error.message)", file: place,
                    line: error.line, column: error.column)
            }
            return .operations(operations)
        }
        return objects.isEmpty ? .operations(operations ?? .null) : .strategic(objects)
    }

    /// Operations of RFC 6902: JSON where the text begins with a bracket, YAML elsewhere.
    static func operations(_ text: [UInt8], place: String) throws(RenderError) -> Value {
        guard let first = text.first else { throw RenderError(.malformed, "empty json patch operations", file: place) }
        let value: Value
        do throws(ParseError) {
            value =
                first == UInt8(ascii: "[")
                ? try Value(json: text) : try Value(yaml: text, keepingLastOfEqualKeys: true)
        } catch {
            throw RenderError(malformed: error, file: place, linesBefore: 0)
        }
        switch value {
        case .null: return value
        case .array(let elements) where elements.allSatisfy({ $0.isNull || $0.objectValue != nil }): return value
        default: throw RenderError(.malformed, "a JSON patch is a list of operations", file: place)
        }
    }
}
