/// What a revision asks of a list of tags, as Argo CD reads it: a version names its own tag, a constraint the highest
/// version that satisfies it, anything else the tag of that name.
///
/// ```swift
/// let query = TagQuery("1.*", prefix: "shop/")
/// try query.select(from: ["shop/1.0.0", "shop/1.4.2", "web/1.9.0"])    // shop/1.4.2
/// ```
public struct TagQuery: Hashable, Sendable {
    /// How the text was understood.
    private enum Meaning: Hashable {
        case version
        case constraint(VersionConstraint)
        case name
    }

    /// The text.
    public let text: String
    /// What the tags looked at begin with; it is no part of the version.
    public let prefix: String
    private let meaning: Meaning

    /// Reads a revision.
    ///
    /// - Parameters:
    ///   - text: for example `v1.4.2`, `^1.4`, `release-1`.
    ///   - prefix: what tags must begin with, for repositories that hold several products.
    public init(_ text: String, prefix: String = "") {
        self.text = text
        self.prefix = prefix
        if (try? SemanticVersion(text)) != nil {
            meaning = .version
        } else if let constraint = try? VersionConstraint(text) {
            meaning = .constraint(constraint)
        } else {
            meaning = .name
        }
    }

    /// Whether the text is a constraint, so that what it selects may change when tags come.
    public var isConstraint: Bool { if case .constraint = meaning { true } else { false } }

    /// The tag the query selects; nil where none does.
    ///
    /// Of tags that are equal as versions the first wins. A version selects its own tag whether or not it is listed.
    /// - Parameter tags: short names of the tags, in the order the remote lists them.
    /// - Throws: ``SemanticVersionError`` for a tag with the prefix that has the shape of a version and breaks a rule; a
    ///   search over it could not be trusted. Tags that are no versions at all are passed over.
    public func select(from tags: [String]) throws(SemanticVersionError) -> String? {
        switch meaning {
        case .version: return prefix + text
        case .name: return tags.contains(prefix + text) ? prefix + text : nil
        case .constraint(let constraint): return try highest(of: tags, satisfying: constraint)
        }
    }

    private func highest(
        of tags: [String], satisfying constraint: VersionConstraint
    ) throws(SemanticVersionError) -> String? {
        var highest: (tag: String, version: SemanticVersion)?
        for tag in tags where tag.utf8.starts(with: prefix.utf8) {
            let version: SemanticVersion
            do throws(SemanticVersionError) {
                version = try SemanticVersion(String(decoding: tag.utf8.dropFirst(prefix.utf8.count), as: UTF8.self))
            } catch {
                guard error.code == .notAVersion else { throw error }
                continue
            }
            if constraint.isSatisfied(by: version), highest.map({ version > $0.version }) ?? true {
                highest = (tag, version)
            }
        }
        return highest?.tag
    }
}
