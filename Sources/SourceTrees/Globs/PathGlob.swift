/// A pattern over paths and names with `*`, `**`, `?`, `[…]` and `{a,b}`.
///
/// Matching covers the whole text and takes time proportional to the pattern's length times the text's, whatever the
/// pattern: there is no backtracking. Characters are Unicode scalars, case counts.
///
/// ```swift
/// let charts = try PathGlob("charts/*/values-{dev,prod}.yaml")
/// charts.matches("charts/shop/values-dev.yaml")        // true
/// let anywhere = try PathGlob("*.yaml", separator: nil)
/// anywhere.matches("deep/down/app.yaml")               // true: without a separator `*` crosses folders
/// ```
///
/// ## Which dialect
/// - ``Syntax/gobwas`` is what Argo CD reads `directory.include` and `directory.exclude` with (no separator), what its
///   projects use, and what Helm's `.Files.Glob` uses (separator `/`).
/// - ``Syntax/doublestar`` is what Argo CD expands Helm value file patterns with.
/// - ``Syntax/segments`` is Go's `path.Match`: no braces, and `**` means no more than `*`.
public struct PathGlob: Hashable, Sendable {
    /// A dialect of patterns.
    public struct Syntax: Hashable, Sendable {
        enum Kind { case gobwas, doublestar, segments }
        let kind: Kind

        /// `*` matches any run of characters but the separator, `**` any run at all, `?` one character but the
        /// separator; `[abc]` and `[!abc]` are lists, `[a-z]` and `[!a-z]` one range each, and may match the separator;
        /// `{a,b}` are alternatives, nested as wished; `\` takes the next character as it is.
        public static let gobwas = Syntax(kind: .gobwas)

        /// `**` as a whole component matches any number of components, none included; elsewhere it is `*`. `*`, `?` and
        /// classes never match the separator; `[a-z0-9_]`, `[^…]` and `[!…]` are classes; `{a,b}` are alternatives.
        public static let doublestar = Syntax(kind: .doublestar)

        /// `*`, `?`, `[a-z0-9_]`, `[^…]` and `\`, none of which match the separator, save a negated class.
        public static let segments = Syntax(kind: .segments)
    }

    /// The pattern as it was written.
    public let pattern: String
    /// What stands between components, nil where no character is special to `*`.
    public let separator: Unicode.Scalar?
    /// The dialect.
    public let syntax: Syntax

    private let program: GlobProgram

    /// Longest pattern read, in Unicode scalars.
    public static let maximumLength = 16_384

    /// Compiles a pattern.
    ///
    /// - Parameters:
    ///   - pattern: for example `**/*.{yaml,yml}`.
    ///   - separator: what `*` and `?` stop at; nil lets them match anything.
    ///   - syntax: the dialect.
    /// - Throws: ``PathGlobError`` for a pattern that the dialect refuses.
    public init(
        _ pattern: String, separator: Unicode.Scalar? = "/", syntax: Syntax = .gobwas
    ) throws(PathGlobError) {
        var parser = GlobParser(pattern, separator: separator, syntax: syntax.kind)
        program = GlobProgram(try parser.parse())
        self.pattern = pattern
        self.separator = separator
        self.syntax = syntax
    }

    /// Whether the whole text matches.
    public func matches(_ text: String) -> Bool { program.matches(text.unicodeScalars) }

    /// Whether a path as it is written from the root of its tree matches; the root is the empty text.
    public func matches(_ path: TreePath) -> Bool { matches(path.components.joined(separator: "/")) }

    /// Equal when pattern, separator and dialect are.
    public static func == (left: PathGlob, right: PathGlob) -> Bool {
        left.pattern == right.pattern && left.separator == right.separator && left.syntax == right.syntax
    }

    /// Hashes what equality compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(pattern)
        hasher.combine(separator)
        hasher.combine(syntax)
    }
}

extension PathGlob: CustomStringConvertible {
    /// The pattern.
    public var description: String { pattern }
}

/// Why a text is no glob pattern.
public struct PathGlobError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The pattern.
    public var pattern: String
    /// Where the mistake is, counted in Unicode scalars from 0.
    public var offset: Int
    /// What the mistake is.
    public var reason: String

    /// An error at a place of a pattern.
    public init(pattern: String, offset: Int, reason: String) {
        self.pattern = pattern
        self.offset = offset
        self.reason = reason
    }

    /// A sentence with the place.
    public var description: String { "\(reason) at character \(offset + 1) of the pattern '\(pattern)'" }
}
