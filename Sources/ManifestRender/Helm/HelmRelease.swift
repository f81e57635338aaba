public import Values

/// A rendered chart in Helm's order: what `helm template` prints, and the values behind it.
public struct HelmRelease: Sendable {
    /// One document.
    public struct Document: Sendable {
        /// The template it came from, such as `shop/templates/web.yaml`.
        public var source: String
        /// Its text.
        public var text: String
        /// What it says.
        public var value: Value
    }

    /// The definitions of `crds/`, where they were asked for.
    public var crds: [Document]
    /// Ordinary objects in the order of installation.
    public var manifests: [Document]
    /// Hooks, tests among them unless they were to be skipped.
    public var hooks: [Document]

    /// What `helm template` prints.
    public var text: String {
        var body = ""
        // The text of a file of CRDs stands with its first document.
        for document in crds + manifests where !document.text.isEmpty {
            body += "---\n# Source: \(document.source)\n\(document.text)\n"
        }
        while body.last?.isWhitespace == true { body.removeLast() }
        var text = String(body.drop { $0.isWhitespace }) + "\n"
        for document in hooks { text += "---\n# Source: \(document.source)\n\(document.text)\n" }
        return text
    }
}
