/// A condition on versions: `^1.4`, `>=1.2 <2`, `1.x || >=2.5`, `1.2 - 1.4`.
///
/// Comparisons next to one another, with a space or comma between them, must all hold; alternatives stand around `||`.
///
/// | written | means |
/// |---|---|
/// | `=1.4.2`, `1.4.2` | that version; with a part left open (`1.4`, `1.x`, `*`) any that agrees |
/// | `!=1.4.2` | any other |
/// | `>`, `<`, `>=`, `=>`, `<=`, `=<` | order; `>1.4` asks for 1.5 |
/// | `~1.4.2`, `~>1.4.2` | at least that, same major and minor number |
/// | `^1.4.2` | at least that, leftmost number that is not zero stays |
/// | `1.2 - 1.4` | `>=1.2 <=1.4` |
///
/// A pre-release satisfies only comparisons beside which a pre-release is written: `>=1.2.0-0` admits them.
///
/// ```swift
/// let constraint = try VersionConstraint("^1.2")
/// constraint.isSatisfied(by: try SemanticVersion("v1.9.0"))    // true
/// ```
public struct VersionConstraint: Hashable, Sendable {
    /// The text the constraint was read from.
    public let text: String
    /// Whether pre-releases satisfy it like any version, even where no pre-release is written.
    public var includesPrereleases = false

    private let alternatives: [[VersionComparator]]

    /// Reads a constraint.
    ///
    /// - Throws: ``VersionConstraintError`` for text that is none; the empty text is none either.
    public init(_ text: String) throws(VersionConstraintError) {
        var alternatives: [[VersionComparator]] = []
        for part in ConstraintParser.alternatives(of: ConstraintParser.rewritingRanges(of: text)) {
            var parser = ConstraintParser(part)
            alternatives.append(try parser.comparators())
        }
        self.text = text
        self.alternatives = alternatives
    }

    /// Whether a version satisfies the constraint.
    public func isSatisfied(by version: SemanticVersion) -> Bool {
        alternatives.contains { comparators in
            let allowsPrereleases = includesPrereleases || comparators.contains { $0.version.isPrerelease }
            return comparators.allSatisfy { $0.isSatisfied(by: version, allowsPrereleases: allowsPrereleases) }
        }
    }
}

extension VersionConstraint: CustomStringConvertible {
    /// The text the constraint was read from.
    public var description: String { text }
}

/// Reads one alternative of a constraint.
struct ConstraintParser {
    private let text: Substring
    private var scanner: VersionScanner

    init(_ text: Substring) {
        self.text = text
        scanner = VersionScanner(text)
    }

    /// The texts around `||`.
    static func alternatives(of text: String) -> [Substring] {
        var parts: [Substring] = []
        var start = text.utf8.startIndex
        var index = start
        while index < text.utf8.endIndex {
            let next = text.utf8.index(after: index)
            guard text.utf8[index...].starts(with: "||".utf8) else {
                index = next
                continue
            }
            parts.append(text[start..<index])
            index = text.utf8.index(after: next)
            start = index
        }
        return parts + [text[start...]]
    }

    /// The text with `a - b` written as two comparisons.
    static func rewritingRanges(of text: String) -> String {
        var result = ""
        var scanner = VersionScanner(text)
        while !scanner.isAtEnd {
            let start = scanner.position
            if let (low, high) = range(&scanner) {
                result += ">= \(low), <= \(high) "
            } else {
                scanner.move(to: start)
                let rest = scanner.rest
                scanner.advance()
                result += rest[..<scanner.position]
            }
        }
        return result
    }

    private static func range(_ scanner: inout VersionScanner) -> (Substring, Substring)? {
        scanner.skipSpaces()
        guard let low = versionText(&scanner), scanner.skipSpaces(), scanner.skip("-"), scanner.skipSpaces(),
            let high = versionText(&scanner)
        else { return nil }
        scanner.skipSpaces()
        return (low, high)
    }

    private static func versionText(_ scanner: inout VersionScanner) -> Substring? {
        let rest = scanner.rest
        guard version(&scanner) != nil else { return nil }
        return rest[..<scanner.position]
    }

    private struct Parts {
        var text: Substring
        var numbers: [Substring]
        var prerelease: Substring?
    }

    private static func version(_ scanner: inout VersionScanner) -> Parts? {
        let rest = scanner.rest
        scanner.skip("v")
        guard let major = scanner.wildcard() else { return nil }
        var numbers = [major]
        while numbers.count < 3, let number = scanner.wildcard(after: ".") { numbers.append(number) }
        let prerelease = scanner.identifiers(after: "-")
        _ = scanner.identifiers(after: "+")
        return Parts(text: rest[..<scanner.position], numbers: numbers, prerelease: prerelease)
    }

    /// All comparisons; the first may stand anywhere, each other one after a space or a comma.
    mutating func comparators() throws(VersionConstraintError) -> [VersionComparator] {
        var found: [VersionComparator] = []
        scanner.skipSpaces()
        repeat {
            let relation = relation()
            scanner.skipSpaces()
            guard let parts = Self.version(&scanner) else { throw VersionConstraintError(String(text)) }
            found.append(try comparator(relation, parts))
            let isSeparated = scanner.skipSpaces()
            if scanner.isAtEnd { return found }
            guard scanner.skip(",") || isSeparated else { throw VersionConstraintError(String(text)) }
            scanner.skipSpaces()
        } while true
    }

    private mutating func relation() -> VersionComparator.Operator {
        if scanner.skip("=") {
            if scanner.skip(">") { return .greaterOrEqual }
            return scanner.skip("<") ? .lessOrEqual : .equal
        }
        if scanner.skip(">") { return scanner.skip("=") ? .greaterOrEqual : .greater }
        if scanner.skip("<") { return scanner.skip("=") ? .lessOrEqual : .less }
        if scanner.skip("~") {
            scanner.skip(">")
            return .tilde
        }
        if scanner.skip("^") { return .caret }
        let start = scanner.position
        if scanner.skip("!"), scanner.skip("=") { return .notEqual }
        scanner.move(to: start)
        return .equal
    }

    private func comparator(
        _ relation: VersionComparator.Operator, _ parts: Parts
    ) throws(VersionConstraintError) -> VersionComparator {
        let open = parts.numbers.firstIndex { ["x", "X", "*"].contains($0) } ?? parts.numbers.count
        let suffix = parts.prerelease.map { "-\($0)" } ?? ""
        let (text, openness): (String, VersionComparator.Openness) =
            switch open {
            case 0: ("0.0.0\(suffix)", .everything)
            case 1: ("\(parts.numbers[0]).0.0\(suffix)", .minor)
            case 2: ("\(parts.numbers[0]).\(parts.numbers[1]).0\(suffix)", .patch)
            default: (String(parts.text), .none)
            }
        guard let version = try? SemanticVersion(text) else { throw VersionConstraintError(String(self.text)) }
        return VersionComparator(relation: relation, version: version, openness: openness)
    }
}
