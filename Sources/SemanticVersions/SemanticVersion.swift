/// A version as tags and charts write it: `1.4.2`, `v2.0.0-rc.1+build.7`, and shorter, `v1` or `1.4`.
///
/// Reads what the field's own library accepts: a leading `v`, missing minor and patch numbers, and leading zeros in the
/// three numbers. Order is that of Semantic Versioning 2.0: a pre-release comes before its release, and build
/// metadata counts neither for order nor for equality.
///
/// ```swift
/// let tags = try ["v1.10.0", "v1.9.3", "v2.0.0-rc.1"].map { try SemanticVersion($0) }
/// tags.max()?.original      // v2.0.0-rc.1
/// ```
public struct SemanticVersion: Sendable {
    /// The first number.
    public var major: UInt64
    /// The second number, 0 where none is written.
    public var minor: UInt64
    /// The third number, 0 where none is written.
    public var patch: UInt64
    /// What follows `-`, empty for a release.
    public var prerelease: String
    /// What follows `+`, empty where there is none.
    public var metadata: String
    /// The text the version was read from.
    public var original: String

    /// A version from its parts.
    public init(major: UInt64, minor: UInt64 = 0, patch: UInt64 = 0, prerelease: String = "", metadata: String = "") {
        self.major = major
        self.minor = minor
        self.patch = patch
        self.prerelease = prerelease
        self.metadata = metadata
        original = ""
        original = description
    }

    /// Whether it stands before a release.
    public var isPrerelease: Bool { !prerelease.isEmpty }

    /// Reads a version.
    ///
    /// - Throws: ``SemanticVersionError`` with the code that tells text that is no version from a version that breaks
    ///   a rule; searches over tags pass over the former and stop at the latter.
    public init(_ text: String) throws(SemanticVersionError) {
        var scanner = VersionScanner(text)
        scanner.skip("v")
        guard let major = scanner.number() else { throw SemanticVersionError(.notAVersion, text) }
        let minor = scanner.number(after: ".")
        let patch = minor == nil ? nil : scanner.number(after: ".")
        let prerelease = scanner.identifiers(after: "-") ?? ""
        let metadata = scanner.identifiers(after: "+") ?? ""
        guard scanner.isAtEnd else { throw SemanticVersionError(.notAVersion, text) }
        try self.init(
            text, numbers: (major, minor ?? "0", patch ?? "0"), prerelease: String(prerelease),
            metadata: String(metadata))
    }

    private init(
        _ text: String, numbers: (Substring, Substring, Substring), prerelease: String, metadata: String
    ) throws(SemanticVersionError) {
        guard let major = UInt64(numbers.0), let minor = UInt64(numbers.1), let patch = UInt64(numbers.2) else {
            throw SemanticVersionError(.numberTooLarge, text)
        }
        for identifier in prerelease.split(separator: ".")
        where identifier.utf8.count > 1 && identifier.utf8.first == UInt8(ascii: "0") {
            guard !identifier.utf8.allSatisfy({ VersionScanner.isDigit($0) }) else {
                throw SemanticVersionError(.leadingZero, text)
            }
        }
        self.major = major
        self.minor = minor
        self.patch = patch
        self.prerelease = prerelease
        self.metadata = metadata
        original = text
    }
}

extension SemanticVersion: Comparable, Hashable {
    /// Equal in everything but metadata and spelling.
    public static func == (left: SemanticVersion, right: SemanticVersion) -> Bool {
        left.order(against: right) == 0
    }

    /// Orders by the three numbers, then by pre-release.
    public static func < (left: SemanticVersion, right: SemanticVersion) -> Bool { left.order(against: right) < 0 }

    /// Hashes what equality compares.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(major)
        hasher.combine(minor)
        hasher.combine(patch)
        hasher.combine(prerelease)
    }

    /// -1, 0 or 1 as this version comes before the other, is equal, or comes after.
    public func order(against other: SemanticVersion) -> Int {
        for (left, right) in [(major, other.major), (minor, other.minor), (patch, other.patch)] where left != right {
            return left < right ? -1 : 1
        }
        return SemanticVersion.order(prerelease, against: other.prerelease)
    }

    static func order(_ left: String, against right: String) -> Int {
        if left == right { return 0 }
        if left.isEmpty { return 1 }
        if right.isEmpty { return -1 }
        let (lefts, rights) = (left.split(separator: "."), right.split(separator: "."))
        for (left, right) in zip(lefts, rights) where left != right { return order(identifier: left, against: right) }
        return lefts.count < rights.count ? -1 : 1
    }

    /// Numbers come before words; one too large for 64 bits is a word.
    private static func order(identifier left: Substring, against right: Substring) -> Int {
        switch (number(left), number(right)) {
        case (let left?, let right?): left < right ? -1 : 1
        case (_?, nil): -1
        case (nil, _?): 1
        case (nil, nil): left.utf8.lexicographicallyPrecedes(right.utf8) ? -1 : 1
        }
    }

    private static func number(_ text: Substring) -> UInt64? {
        text.utf8.allSatisfy { VersionScanner.isDigit($0) } ? UInt64(text) : nil
    }
}

extension SemanticVersion: CustomStringConvertible {
    /// The version in full: three numbers, pre-release and metadata, without a leading `v`.
    public var description: String {
        "\(major).\(minor).\(patch)" + (prerelease.isEmpty ? "" : "-\(prerelease)")
            + (metadata.isEmpty ? "" : "+\(metadata)")
    }
}
