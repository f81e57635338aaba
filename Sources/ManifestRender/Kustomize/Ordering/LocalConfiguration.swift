internal import Values

/// Objects that are there for the build alone, which an annotation says.
enum LocalConfiguration {
    private static let annotation = "config.kubernetes.io/local-config"

    /// Takes them out of the result.
    ///
    /// - Throws: `RenderError` where a transformer left an object without kind or name, or two that stay with one id.
    static func drop(from resources: inout ResourceMap) throws(RenderError) {
        var dropped: Set<Int> = []
        for position in resources.indices {
            let resource = resources[position]
            let kind = resource.kind
            guard !kind.isEmpty else {
                throw RenderError(.notAnObject, "missing kind in object named '\(resource.name)'")
            }
            guard !resource.name.isEmpty || kind.hasSuffix("List") else {
                throw RenderError(.notAnObject, "missing metadata.name in object of kind '\(kind)'")
            }
            guard let mark = resource.value["metadata"]?["annotations"]?[annotation] else { continue }
            if ScalarText.text(of: mark) != "false" { dropped.insert(position) }
        }
        resources.remove(at: dropped)
        try resources.checkIDs()
    }
}
