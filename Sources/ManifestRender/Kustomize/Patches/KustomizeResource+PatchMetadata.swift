internal import Values

extension KustomizeResource {
    /// Turns labels and annotations of a patch into text, null included, as the tool does where it copies them before it
    /// merges: a null in them then deletes nothing. A null in their place goes.
    mutating func turnMetadataIntoText() throws(RenderError) {
        for field in ["labels", "annotations"] {
            guard let node = value["metadata"]?[field] else { continue }
            guard case .object(let members) = node, !members.isEmpty else {
                value.set(nil, at: ["metadata", field])
                continue
            }
            for member in members { try WrittenText.check(key: member.key) }
            let texts = members.mapValues { key, value in
                Value.string(metadataTexts[field]?[key] ?? ScalarText.text(of: value) ?? "")
            }
            value.set(.object(texts), at: ["metadata", field])
        }
    }
}
