internal import SemanticVersions

/// Which of a registry's tags a revision means.
enum RegistryVersion {
    /// The tag of a version: `+` may not stand in one, so `_` does.
    static func tag(ofVersion version: String) -> String { version.replacing("+", with: "_") }

    /// The version of a tag.
    static func version(ofTag tag: String) -> String { tag.replacing("_", with: "+") }

    /// Whether a chart's version is in full, so that its tag need not be looked for.
    static func isExact(_ version: String) -> Bool { VersionChoice.isExact(version) }

    /// The tag of the highest version that satisfies a range.
    ///
    /// - Throws: ``ArtifactError/Code/versionNotFound``, ``ArtifactError/Code/invalidReference``.
    static func highest(_ range: String, of tags: [String]) throws(ArtifactError) -> String {
        let versions = tags.map(version(ofTag:))
        guard let position = try VersionChoice(range).highest(of: versions) else {
            throw ArtifactError(
                .versionNotFound,
                "there is no version '\(range.isEmpty ? "*" : range)'; there is \(VersionChoice.summary(of: versions))")
        }
        return tags[position]
    }

    /// Whether a revision of anything but a chart is a range of versions and no tag.
    static func isRange(_ revision: String) -> Bool { TagQuery(revision).isConstraint }
}
