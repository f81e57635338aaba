import Values

/// The aggregated forms of discovery, made once for as long as the served resources stay the same.
struct AggregatedDocuments: Sendable {
    struct Document: Sendable {
        let value: Value
        /// The fingerprint in quotes, as an entity tag is written.
        let tag: String
    }

    /// Those of a server without definitions of custom resources, which every simulated cluster begins with.
    static let builtin = AggregatedDocuments(of: .builtin)

    private var documents: [Bool: Document] = [:]

    init() {}

    private init(of registry: Registry) {
        for isCore in [true, false] { _ = document(registry, isCore: isCore) }
    }

    mutating func document(_ registry: Registry, isCore: Bool) -> Document {
        if let known = documents[isCore] { return known }
        let value = Discovery.aggregated(registry, isCore: isCore)
        let document = Document(value: value, tag: "\"\(Digest.text(value))\"")
        documents[isCore] = document
        return document
    }
}
