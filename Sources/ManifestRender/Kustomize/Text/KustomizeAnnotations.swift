internal import Values

/// What becomes of annotations in every build: the tool writes some of its own, and in doing so turns all into text.
enum KustomizeAnnotations {
    /// Turns the values of `metadata.annotations` into text and takes the mapping away where nothing is in it.
    ///
    /// - Parameters:
    ///   - spellings: how scalars were written where that is not how they are printed.
    ///   - written: how the annotations were written, by their keys.
    static func normalize(
        _ value: inout Value, spellings: [Value: String] = [:], written: [String: String] = [:]
    ) {
        guard let annotations = value["metadata"]?["annotations"] else { return }
        guard case .object(let object) = annotations, !object.isEmpty else {
            value.set(nil, at: ["metadata", "annotations"])
            return
        }
        guard !spellings.isEmpty || !written.isEmpty || !object.allSatisfy({ $0.value.stringValue != nil }) else {
            return
        }
        let texts = object.mapValues { key, value in .string(written[key] ?? text(of: value, spellings)) }
        value.set(.object(texts), at: ["metadata", "annotations"])
    }

    /// Normalizes annotations as they leave the build: they were all written anew, which not all of them survive.
    static func finish(_ value: inout Value) throws(RenderError) {
        normalize(&value)
        guard case .object(let annotations)? = value["metadata"]?["annotations"] else { return }
        for annotation in annotations where annotation.key != mergeKey {
            try WrittenText.check(key: annotation.key)
            if let text = annotation.value.stringValue { try WrittenText.check(text) }
        }
        guard annotations.contains(key: mergeKey) else { return }
        value.set(nil, at: ["metadata", "annotations", mergeKey])
        normalize(&value)
    }

    /// Means something else than itself as a key.
    private static let mergeKey = "<<"

    /// What a value of the annotations is as text; lists and mappings have none.
    private static func text(of value: Value, _ spellings: [Value: String]) -> String {
        switch value {
        case .array, .object: ""
        case .string(let text): spellings[value] ?? text
        default: spellings[value] ?? value.jsonText()
        }
    }
}
