internal import Values

/// What a replacement copies: a value, and the text it has where it goes into a text.
struct ReplacementValue {
    var value: Value
    /// A list or an object has no text, which is what lands in a field that holds a scalar.
    var text: String

    /// - Parameter text: how the value is written, where that is not the common way.
    init(_ value: Value, text: String? = nil) {
        self.value = value
        self.text = text ?? ScalarText.text(of: value) ?? ""
    }
}

extension Replacement.Source {
    private static let defaultPath = "metadata.name"

    /// The value that is copied.
    ///
    /// - Throws: `RenderError` where not exactly one resource is meant, or the field is missing or empty.
    func value(in resources: inout ResourceMap) throws(RenderError) -> ReplacementValue {
        let resource = resources[try position(in: &resources)]
        let path = FieldPath(fieldPath.isEmpty ? Replacement.Source.defaultPath : fieldPath)
        let found: Value?
        do throws(RenderError) {
            found = try path.lookup(in: resource.value)
        } catch {
            throw RenderError(error.code, "error looking up replacement source: \(error.message)")
        }
        guard let value = found, !value.isEmptyNode else {
            throw RenderError(
                .invalidOptions, "fieldPath `\(path.text)` is missing for replacement source \(id)")
        }
        return try part(of: ReplacementValue(value, text: resource.spellings[value]))
    }

    private func position(in resources: inout ResourceMap) throws(RenderError) -> Int {
        let candidates = id.name.isEmpty ? Array(resources.indices) : resources.positions(named: id.name)
        let matches = candidates.filter { position in
            resources[position].allIDs.contains(where: isMeant)
        }
        guard let first = matches.first else { throw RenderError(.invalidOptions, "nothing selected by \(selector)") }
        guard matches.count == 1 else {
            throw RenderError(.invalidOptions, "multiple matches for selector \(selector)")
        }
        return first
    }

    private var selector: String { fieldPath.isEmpty ? "\(id)" : "\(id):\(fieldPath)" }

    private func isMeant(_ other: ResourceID) -> Bool {
        (id.name.isEmpty || id.name == other.name)
            && (id.kind.isEmpty || id.kind == other.kind) && (id.group.isEmpty || id.group == other.group)
            && (id.version.isEmpty || id.version == other.version)
            && (id.namespace.isEmpty || id.effectiveNamespace == other.effectiveNamespace)
    }

    /// The piece of a text that the options ask for.
    private func part(of value: ReplacementValue) throws(RenderError) -> ReplacementValue {
        guard let options, !options.delimiter.isEmpty else { return value }
        guard ScalarText.text(of: value.value) != nil else {
            throw RenderError(.invalidOptions, "delimiter option can only be used with scalar nodes")
        }
        let pieces = value.text.pieces(separatedBy: options.delimiter)
        guard options.index >= 0, options.index < pieces.count else {
            throw RenderError(
                .invalidOptions, "options.index \(options.index) is out of bounds for value \(value.text)")
        }
        let piece = pieces[Int(options.index)]
        return ReplacementValue(try ScalarText.setting(piece, keepingTypeOf: value.value), text: piece)
    }
}

extension Value {
    fileprivate var isEmptyNode: Bool {
        switch self {
        case .null: true
        case .array(let elements): elements.isEmpty
        case .object(let members): members.isEmpty
        default: false
        }
    }
}

extension String {
    /// The text split at every occurrence of a separator, as Go splits it.
    func pieces(separatedBy separator: String) -> [String] {
        guard !separator.isEmpty else { return map(String.init) }
        let (text, mark) = (Array(utf8), Array(separator.utf8))
        var pieces: [String] = []
        var (start, position) = (0, 0)
        while position + mark.count <= text.count {
            if text[position] == mark[0], text[position..<position + mark.count].elementsEqual(mark) {
                pieces.append(String(decoding: text[start..<position], as: UTF8.self))
                position += mark.count
                start = position
            } else {
                position += 1
            }
        }
        pieces.append(String(decoding: text[start...], as: UTF8.self))
        return pieces
    }
}
