internal import Values

/// What becomes of annotations in every build: the tool writes some of its own, and in doing so turns all into text.
enum KustomizeAnnotations {
    /// Turns the values of `metadata.annotations` into text and takes the mapping away where nothing is in it.
    ///
    /// - Parameter spellings: how scalars were written where that is not how they are printed.
    static func normalize(_ value: inout Value, spellings: [Value: String] = [:]) {
        guard let annotations = value["metadata"]?["annotations"] else { return }
        guard case .object(let object) = annotations, !object.isEmpty else {
            value.set(nil, at: ["metadata", "annotations"])
            return
        }
        guard !spellings.isEmpty || !object.allSatisfy({ $0.value.stringValue != nil }) else { return }
        let texts = object.mapValues { _, value in .string(text(of: value, spellings)) }
        value.set(.object(texts), at: ["metadata", "annotations"])
    }

    /// What a value of the annotations is as text; lists and mappings have none.
    private static func text(of value: Value, _ spellings: [Value: String]) -> String {
        switch value {
        case .array, .object: ""
        case .string(let text): spellings[value] ?? text
        default: spellings[value] ?? value.jsonText()
        }
    }
}
