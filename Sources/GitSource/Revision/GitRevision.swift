/// What to look up in a repository.
///
/// ```swift
/// try await repository.resolve(.branch("main"))
/// try await repository.resolve(.versions("^1.4", prefix: "shop/"))
/// try await repository.resolve("v1.2.*")               // as a targetRevision says it
/// ```
public struct GitRevision: Hashable, Sendable {
    enum Kind: Hashable {
        case head
        case named(String, tagPrefix: String)
        case branch(String)
        case tag(String)
        case reference(String)
        case commit(String)
        case versions(String, tagPrefix: String)
    }

    let kind: Kind

    /// The branch the repository offers first.
    public static let head = GitRevision(kind: .head)

    /// Text as an Application's `targetRevision` holds it: a commit, a version, a constraint on versions, a branch, a
    /// tag, a full reference name, or the empty text for `HEAD`.
    ///
    /// What it means is decided as Argo CD decides it: forty digits are a commit; a constraint selects the highest tag
    /// that satisfies it; else the first reference of that name, full or short, counts; at last seven digits or more are
    /// the beginning of a commit.
    /// - Parameters:
    ///   - text: the revision.
    ///   - tagPrefix: what tags must begin with to be looked at as versions.
    public static func named(_ text: String, tagPrefix: String = "") -> GitRevision {
        GitRevision(kind: .named(text, tagPrefix: tagPrefix))
    }

    /// A branch by its short name.
    public static func branch(_ name: String) -> GitRevision { GitRevision(kind: .branch(name)) }

    /// A tag by its short name; an annotated one leads to its commit.
    public static func tag(_ name: String) -> GitRevision { GitRevision(kind: .tag(name)) }

    /// A reference by its full name, such as `refs/pull/7/head`.
    public static func reference(_ name: String) -> GitRevision { GitRevision(kind: .reference(name)) }

    /// A commit by its identifier, in full or at least four digits of it.
    public static func commit(_ digits: String) -> GitRevision { GitRevision(kind: .commit(digits)) }

    /// A commit by its identifier.
    public static func commit(_ id: ObjectID) -> GitRevision { GitRevision(kind: .commit(id.description)) }

    /// The highest version among the tags that satisfies a constraint.
    ///
    /// - Parameters:
    ///   - constraint: such as `^1.4` or `>=1.2 <2`.
    ///   - prefix: what the tags begin with before the version.
    public static func versions(_ constraint: String, prefix: String = "") -> GitRevision {
        GitRevision(kind: .versions(constraint, tagPrefix: prefix))
    }
}

extension GitRevision: ExpressibleByStringLiteral, CustomStringConvertible {
    /// A revision as a `targetRevision` says it.
    public init(stringLiteral text: String) {
        self = .named(text)
    }

    /// The revision as it was asked for.
    public var description: String {
        switch kind {
        case .head: "HEAD"
        case .named(let text, let prefix), .versions(let text, let prefix):
            prefix.isEmpty ? (text.isEmpty ? "HEAD" : text) : "\(text) (tags \(prefix)…)"
        case .branch(let name): "branch \(name)"
        case .tag(let name): "tag \(name)"
        case .reference(let name): name
        case .commit(let digits): "commit \(digits)"
        }
    }
}
