import SemanticVersions
import Testing

struct SemanticVersionTests {
    @Test(arguments: [
        ("1.2.3", "1.2.3"), ("v1", "1.0.0"), ("1.4", "1.4.0"), ("v01.02.3-rc.1+build.7", "1.2.3-rc.1+build.7"),
        ("1.0.0--", "1.0.0--"), ("1-alpha", "1.0.0-alpha"), ("2+meta", "2.0.0+meta"), ("1.2.3-0", "1.2.3-0"),
    ])
    func `reads`(text: String, expected: String) throws {
        let version = try SemanticVersion(text)
        #expect(version.description == expected)
        #expect(version.original == text)
    }

    @Test(arguments: [
        "", "v", "V1", "1.", "1.2.", "1.2.3.4", "a", "1.0.0-", "1.0.0+", "1.0.0-a..b", " 1", "1 ", "1.0.0-é", "-1",
        "1.x",
    ])
    func `refuses what has no shape of a version`(text: String) {
        #expect(throws: SemanticVersionError(.notAVersion, text)) { try SemanticVersion(text) }
    }

    @Test func `tells versions that break a rule apart`() {
        #expect(throws: SemanticVersionError(.leadingZero, "")) { try SemanticVersion("1.2.3-01") }
        #expect(throws: SemanticVersionError(.numberTooLarge, "")) { try SemanticVersion("18446744073709551616.0.0") }
        #expect(throws: Never.self) { try SemanticVersion("18446744073709551615.0.0") }
        #expect(throws: Never.self) { try SemanticVersion("1.2.3-0a.b01") }
    }

    @Test func `metadata counts neither for order nor for equality`() throws {
        let (one, two) = (try SemanticVersion("1.0.0+a"), try SemanticVersion("v1+b"))
        #expect(one == two && !(one < two) && one.hashValue == two.hashValue)
    }

    @Test func `from parts`() {
        let version = SemanticVersion(major: 1, minor: 2, prerelease: "rc.1")
        #expect(version.description == "1.2.0-rc.1" && version.original == "1.2.0-rc.1" && version.isPrerelease)
    }
}

struct VersionConstraintTests {
    @Test(arguments: [
        "", " ", "> = 1", "1.2,", ",1.2", "1.2,,1.3", "1.2<2", "1 || ", "||", "==1", "foo", "1.2.3.4", "1-",
        "99999999999999999999",
        "xx", "1.xx", "^^1", "!1", "=1.2.3-01",
    ])
    func `refuses`(text: String) {
        #expect(throws: VersionConstraintError.self) { try VersionConstraint(text) }
    }

    @Test(arguments: [
        (">=1.2 , <2", "1.5.0", true), ("\t>=1.2\n<2 ", "1.5.0", true), ("1.2 - 1.4 || 3", "3.9.9", true),
        ("1.2 - 1.4, !=1.3.0", "1.3.0", false), ("~0", "0.9.0", true), ("~0.0.0", "7.0.0", true), ("~*", "7.0.0", true),
        ("^*", "7.0.0", false), (">*", "0.0.1", true), ("<=*", "0.0.9", true), ("<=*", "0.9.0", false),
    ])
    func `reads`(text: String, version: String, expected: Bool) throws {
        #expect(try VersionConstraint(text).isSatisfied(by: SemanticVersion(version)) == expected)
    }

    @Test func `a pre-release beside one comparison serves its whole alternative only`() throws {
        let constraint = try VersionConstraint(">=1.0.0-0 <2 || >=3")
        #expect(try constraint.isSatisfied(by: SemanticVersion("1.5.0-rc.1")))
        #expect(try !constraint.isSatisfied(by: SemanticVersion("3.5.0-rc.1")))
        var lenient = constraint
        lenient.includesPrereleases = true
        #expect(try lenient.isSatisfied(by: SemanticVersion("3.5.0-rc.1")))
    }

    @Test func `no text traps`() {
        var state: UInt64 = 42
        let pieces = [
            "1", "2.3", "x", "*", ".", "-", "+", " ", ",", "|", "||", "v", ">", "<", "=", "~", "^", "!", "a", "é", "\0",
        ]
        for _ in 0..<20_000 {
            var text = ""
            for _ in 0..<8 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text += pieces[Int((state >> 33) % UInt64(pieces.count))]
            }
            let version = try? SemanticVersion(text)
            _ = (try? VersionConstraint(text))?.isSatisfied(by: version ?? SemanticVersion(major: 1))
        }
    }

    @Test func `a long constraint is read in good time`() throws {
        let text = Array(repeating: ">=1.2.3", count: 20_000).joined(separator: " ")
        #expect(try VersionConstraint(text).isSatisfied(by: SemanticVersion("1.2.3")))
    }
}
