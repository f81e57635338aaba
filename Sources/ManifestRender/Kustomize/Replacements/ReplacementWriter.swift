internal import Values

/// Writes the value of a replacement to one path of a target.
struct ReplacementWriter {
    private let path: FieldPath
    private let value: Value
    private let text: String
    private let options: ReplacementOptions
    private let search: FieldSearch

    init(_ path: String, value: ReplacementValue, options: ReplacementOptions) throws(RenderError) {
        self.path = FieldPath(path)
        self.value = value.value
        text = value.text
        self.options = options
        search = try FieldSearch(self.path.parts, creating: options.create ? value.value.blank : nil)
    }

    /// - Throws: `RenderError` where the path leads nowhere, or the value does not fit the field.
    func write(to object: inout Value) throws(RenderError) {
        if StructuredText.write(
            ReplacementValue(value, text: text), to: path, in: &object, creates: options.create)
        {
            return
        }
        let count: Int
        do throws(RenderError) {
            count = try search.edit(&object) { (node, isNew) throws(RenderError) in try set(&node, isNew: isNew) }
        } catch {
            throw RenderError(error.code, "\(notFound): \(error.message)")
        }
        guard count > 0 else { throw RenderError(.invalidOptions, notFound) }
    }

    private var notFound: String {
        options.create
            ? "unable to find or create field \"\(path.text)\" in replacement target"
            : "unable to find field \"\(path.text)\" in replacement target"
    }

    private func set(_ node: inout Value, isNew: Bool) throws(RenderError) {
        var text = text
        if !options.delimiter.isEmpty {
            guard let old = ScalarText.text(of: node) else {
                throw RenderError(.invalidOptions, "delimiter option can only be used with scalar nodes")
            }
            text = joined(old.pieces(separatedBy: options.delimiter))
        }
        switch node {
        case .array, .object: node = value
        default:
            node = isNew ? ScalarText.plain(text) : try ScalarText.setting(text, keepingTypeOf: node)
        }
    }

    /// The old pieces with the new one before, behind, or instead of one of them.
    private func joined(_ pieces: [String]) -> String {
        var pieces = pieces
        if options.index < 0 {
            pieces.insert(text, at: 0)
        } else if options.index >= pieces.count {
            pieces.append(text)
        } else {
            pieces[Int(options.index)] = text
        }
        return pieces.joined(separator: options.delimiter)
    }
}

extension Value {
    /// What a field is made as before the value is put into it.
    var blank: Value {
        switch self {
        case .array: .array([])
        case .object: .object(Object())
        default: .string("")
        }
    }
}
