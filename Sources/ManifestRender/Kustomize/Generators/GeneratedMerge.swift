internal import Values

/// Brings a generated ConfigMap or Secret together with the one it merges into or replaces.
enum GeneratedMerge {
    static func merge(
        _ generated: KustomizeResource, into old: KustomizeResource
    ) throws(RenderError) -> KustomizeResource {
        var result = generated
        result.takeHistory(of: old)
        result.behavior = old.behavior
        result.needsHash = old.needsHash && generated.needsHash
        result.allowsNameChange = old.allowsNameChange
        result.allowsKindChange = old.allowsKindChange
        result.isFromHelm = old.isFromHelm
        result.variableNames = old.variableNames
        result.transformations = old.transformations + generated.transformations
        result.origin = generated.behavior == .merge ? old.origin ?? generated.origin : generated.origin ?? old.origin
        for field in ["labels", "annotations"] {
            let merged = texts(of: old, "metadata", field)
                .merging(texts(of: generated, "metadata", field)) { $1 }
            result.value["metadata"]?[field] = merged.isEmpty ? nil : object(merged)
        }
        result.value["metadata"]?["name"] = old.value["metadata"]?["name"]
        result.value["metadata"]?["namespace"] =
            old.namespace.isEmpty ? nil : old.value["metadata"]?["namespace"]
        if generated.behavior == .merge {
            try GeneratedData.replaceData(
                texts(of: old, "data").merging(texts(of: generated, "data")) { $1 }, in: &result.value)
            let binary = texts(of: old, "binaryData").merging(texts(of: generated, "binaryData")) { $1 }
            result.value["binaryData"] = binary.isEmpty ? nil : object(binary)
        }
        return result
    }

    private static func texts(of resource: KustomizeResource, _ path: String...) -> [String: String] {
        guard case .object(let members)? = resource.value.value(at: path) else { return [:] }
        var texts: [String: String] = [:]
        for member in members {
            texts[member.key] = resource.spellings[member.value] ?? ScalarText.text(of: member.value) ?? ""
        }
        return texts
    }

    private static func object(_ texts: [String: String]) -> Value {
        .object(
            Object(
                texts.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                    .map { ($0.key, .string($0.value)) }))
    }
}
