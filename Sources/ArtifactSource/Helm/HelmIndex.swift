internal import SemanticVersions
internal import Values

/// What a Helm repository offers: its `index.yaml`, reduced to what choosing and fetching a chart needs.
struct HelmIndex: Sendable {
    /// One version of a chart.
    struct Entry: Sendable {
        var version: String
        var urls: [String]
        var digest: ArtifactDigest?
    }

    private let entries: [String: [Entry]]

    /// Reads an index. Entries without a version or an address are passed over, as Helm passes over them.
    ///
    /// - Throws: ``ArtifactError/Code/malformed``, ``ArtifactError/Code/tooLarge``.
    init(_ bytes: [UInt8], limit: Int) throws(ArtifactError) {
        let document = try HelmIndex.document(bytes, limit: limit)
        guard let charts = document["entries"]?.objectValue else {
            throw ArtifactError(.malformed, "the index of the repository has no 'entries'; is this a Helm repository?")
        }
        var entries: [String: [Entry]] = [:]
        for chart in charts {
            entries[chart.key] = chart.value.arrayValue?.compactMap { value in
                guard let version = value["version"]?.stringValue, !version.isEmpty else { return nil }
                let urls = value["urls"]?.arrayValue?.compactMap(\.stringValue) ?? []
                return Entry(
                    version: version, urls: urls,
                    digest: value["digest"]?.stringValue.flatMap { ArtifactDigest($0) })
            }
        }
        self.entries = entries
    }

    private static func document(_ bytes: [UInt8], limit: Int) throws(ArtifactError) -> Value {
        let limits = ParseLimits(maximumBytes: limit, maximumDepth: 64, maximumNodes: 8_000_000)
        do throws(ParseError) {
            if bytes.first(where: { !" \t\r\n".utf8.contains($0) }) == UInt8(ascii: "{") {
                return try Value(json: bytes, limits: limits)
            }
            return try YAMLDocument.parse(bytes, limits: limits, keepingLastOfEqualKeys: true).first?.value ?? .null
        } catch {
            throw ArtifactError(
                error.code == .limitExceeded ? .tooLarge : .malformed,
                "the index of the repository cannot be read: line \(error.line): \(error.message)")
        }
    }

    /// The entry that Helm takes for a version: the one that is spelled the same, else the highest that satisfies it.
    ///
    /// - Throws: ``ArtifactError/Code/notFound``, ``ArtifactError/Code/versionNotFound``,
    ///   ``ArtifactError/Code/invalidReference``.
    func entry(_ chart: String, version: String) throws(ArtifactError) -> Entry {
        guard let versions = entries[chart], !versions.isEmpty else {
            throw ArtifactError(.notFound, "the repository has no chart '\(chart)'")
        }
        if let exact = versions.first(where: { $0.version == version }) { return exact }
        let wanted = try VersionChoice(version)
        guard let position = wanted.highest(of: versions.map(\.version)) else {
            throw ArtifactError(
                .versionNotFound,
                "chart '\(chart)' has no version '\(version.isEmpty ? "*" : version)'; "
                    + "it has \(VersionChoice.summary(of: versions.map(\.version)))")
        }
        return versions[position]
    }
}
