/// One comparison of a constraint, such as `>=1.2`.
struct VersionComparator: Hashable, Sendable {
    enum Operator: Hashable, Sendable {
        case equal, notEqual, greater, less, greaterOrEqual, lessOrEqual, tilde, caret
    }

    /// How much of the version was left open.
    enum Openness: Hashable, Sendable { case none, patch, minor, everything }

    var relation: Operator
    var version: SemanticVersion
    var openness: Openness

    /// Whether a version satisfies the comparison.
    ///
    /// - Parameter allowsPrereleases: without it no pre-release satisfies anything.
    func isSatisfied(by candidate: SemanticVersion, allowsPrereleases: Bool) -> Bool {
        guard allowsPrereleases || !candidate.isPrerelease else { return false }
        switch relation {
        case .equal: return openness == .none ? candidate == version : isWithinTilde(candidate)
        case .notEqual: return isDifferent(candidate)
        case .greater: return isGreater(candidate)
        case .less: return candidate < version
        case .greaterOrEqual: return candidate >= version
        case .lessOrEqual: return isLessOrEqual(candidate)
        case .tilde: return isWithinTilde(candidate)
        case .caret: return isWithinCaret(candidate)
        }
    }

    private func isDifferent(_ candidate: SemanticVersion) -> Bool {
        guard openness != .none else { return candidate != version }
        if candidate.major != version.major { return true }
        if openness == .minor { return false }
        if candidate.minor != version.minor { return true }
        if openness == .patch {
            return SemanticVersion.order(candidate.prerelease, against: version.prerelease) != 0
        }
        return candidate.patch != version.patch || candidate != version
    }

    /// `>11` asks for 12 and `>11.1` for 11.2: what was left open is part of the version, not above it.
    private func isGreater(_ candidate: SemanticVersion) -> Bool {
        guard openness == .minor || openness == .patch, candidate.major == version.major else {
            return openness == .minor || openness == .patch ? candidate.major > version.major : candidate > version
        }
        return openness == .patch && candidate.minor > version.minor
    }

    private func isLessOrEqual(_ candidate: SemanticVersion) -> Bool {
        guard openness != .none else { return candidate <= version }
        if candidate.major > version.major { return false }
        return !(candidate.major == version.major && candidate.minor > version.minor && openness != .minor)
    }

    private func isWithinTilde(_ candidate: SemanticVersion) -> Bool {
        guard candidate >= version else { return false }
        if version.major == 0, version.minor == 0, version.patch == 0, openness == .none || openness == .everything {
            return true
        }
        return candidate.major == version.major && (candidate.minor == version.minor || openness == .minor)
    }

    /// The leftmost number that is not zero stays.
    private func isWithinCaret(_ candidate: SemanticVersion) -> Bool {
        guard candidate >= version else { return false }
        if version.major > 0 || openness == .minor { return candidate.major == version.major }
        guard candidate.major == 0 else { return false }
        if version.minor > 0 || openness == .patch { return candidate.minor == version.minor }
        return candidate.minor == 0 && candidate.patch == version.patch
    }
}
