internal import SemanticVersions

/// A range of versions as Helm takes it: empty means the newest release.
struct VersionChoice {
    private let constraint: VersionConstraint

    /// - Throws: ``ArtifactError/Code/invalidReference`` for a text that is neither a version nor a range.
    init(_ text: String) throws(ArtifactError) {
        do throws(VersionConstraintError) {
            constraint = try VersionConstraint(text.isEmpty ? "*" : text)
        } catch {
            throw ArtifactError(
                .invalidReference, "'\(text)' is neither a version that is there nor a range of versions")
        }
    }

    /// The position of the highest version that satisfies the range; texts that are no versions are passed over.
    func highest(of versions: [String]) -> Int? {
        var highest: (position: Int, version: SemanticVersion)?
        for (position, text) in versions.enumerated() {
            guard let version = try? SemanticVersion(text), constraint.isSatisfied(by: version),
                highest.map({ version > $0.version }) ?? true
            else { continue }
            highest = (position, version)
        }
        return highest?.position
    }

    /// A version in full, with which no range can be meant.
    static func isExact(_ text: String) -> Bool {
        guard let version = try? SemanticVersion(text) else { return false }
        return version.description == (text.hasPrefix("v") ? String(text.dropFirst()) : text)
    }

    /// The newest of many versions, for a message.
    static func summary(of versions: [String]) -> String {
        let sorted = versions.compactMap { text in (try? SemanticVersion(text)).map { (text, $0) } }
            .sorted { $0.1 > $1.1 }
        let names = sorted.prefix(5).map(\.0).joined(separator: ", ")
        return sorted.count > 5 ? "\(names) and \(sorted.count - 5) more" : names.isEmpty ? "none" : names
    }
}
