internal import Values

/// Turns the documents of a resource file into resources: checked, and with lists taken apart.
enum ResourceReader {
    /// The resources of a file.
    ///
    /// - Parameter isPatch: whether the file is a patch, whose annotations may be null to delete some.
    /// - Throws: `RenderError` where a document is no object or lacks what identifies one.
    static func resources(
        _ bytes: [UInt8], file: String, isPatch: Bool = false
    ) throws(RenderError) -> [KustomizeResource] {
        try flattened(try KustomizeYAML.documents(bytes, file: file, isPatch: isPatch))
    }

    /// Checks documents and takes lists apart; what a list holds comes after everything else, as in the tool.
    private static func flattened(_ documents: [KustomizeDocument]) throws(RenderError) -> [KustomizeResource] {
        var result: [KustomizeResource] = []
        result.reserveCapacity(documents.count)
        var queue = documents.filter { !isEmpty($0.value) }
        for document in queue { try check(document.value) }
        var next = 0
        while next < queue.count {
            let document = queue[next]
            next += 1
            guard let items = try items(of: document.value) else {
                var resource = KustomizeResource(document.value, spellings: document.spellings)
                resource.emptyMembers = document.emptyMembers
                resource.quotedTexts = document.quotedTexts
                resource.metadataTexts = document.metadataTexts
                InternalAnnotations.take(from: &resource)
                resource.noteIdentity()
                result.append(resource)
                continue
            }
            for item in items where !isEmpty(item) {
                try check(item)
                queue.append(KustomizeDocument(value: item, of: document))
            }
        }
        return result
    }

    private static func isEmpty(_ value: Value) -> Bool {
        switch value {
        case .null: true
        case .object(let object): object.isEmpty
        case .array(let elements): elements.isEmpty
        default: false
        }
    }

    /// The elements of a list; nil where the object is no list.
    private static func items(of value: Value) throws(RenderError) -> [Value]? {
        guard case .object(let object) = value, let kind = object["kind"]?.stringValue, kind.hasSuffix("List"),
            let items = object["items"]
        else { return nil }
        switch items {
        case .null: return []
        case .array(let elements): return elements
        default:
            throw RenderError(.notAnObject, "expected array in \(kind)/items, but found \(items.kindName)")
        }
    }

    private static func check(_ value: Value) throws(RenderError) {
        guard case .object(let object) = value else { throw RenderError(.notAnObject, "missing Resource metadata") }
        let resource = KustomizeResource(value)
        let kind = resource.kind
        let isList = kind.hasSuffix("List")
        if let metadata = object["metadata"], !metadata.isNull {
            guard case .object = metadata else { throw RenderError(.notAnObject, "missing Resource metadata") }
        } else if !isList {
            throw RenderError(.notAnObject, "missing Resource metadata")
        }
        guard !kind.isEmpty else {
            throw RenderError(.notAnObject, "missing kind in object named '\(resource.name)'")
        }
        guard isList || !resource.name.isEmpty else {
            throw RenderError(.notAnObject, "missing metadata.name in object of kind '\(kind)'")
        }
    }
}
