import GitSource
import Testing

struct GitURLTests {
    @Test(arguments: [
        ("https://Example.com/Team/Shop.git", "https://example.com/Team/Shop"),
        ("https://example.com:443/a.git/", "https://example.com/a"),
        ("http://example.com:8080/a", "http://example.com:8080/a"),
        ("git@example.com:team/shop.git", "ssh://example.com/team/shop"),
        ("ssh://git@example.com:22/a.git", "ssh://example.com/a"),
        ("ssh://git@example.com:2222/a", "ssh://example.com:2222/a"),
        ("git://example.com/a.git", "git://example.com/a"),
        ("/srv/git/a.git", "file:///srv/git/a.git"), ("file:///srv/git/a.git/", "file:///srv/git/a.git"),
        ("https://user:pass@example.com/a", "https://example.com/a"), ("https://[::1]:8443/a", "https://[::1]:8443/a"),
        (" https://example.com/a\n", "https://example.com/a"),
        ("https://example.com/a%20b", "https://example.com/a%20b"),
    ])
    func `spellings of one repository share a cache`(text: String, key: String) throws {
        #expect(try GitURL(text).cacheKey == key)
    }

    @Test(arguments: [
        "", "relative/path", "ftp://example.com/a", "https://", "https://example.com", "https://example.com/",
        "https:///a",
        "https://example.com:0/a", "https://example.com:99999/a", "a\nb", "git@:path", "@host:path", "file://host/a",
        "host:",
        "https://[::1/a",
    ])
    func `refuses`(text: String) {
        #expect(throws: GitError(.invalidURL, "")) { try GitURL(text) }
    }

    @Test(arguments: [
        ("https://user:s3cret@example.com/a.git", "https://example.com/a.git"),
        ("https://t0ken@example.com/a", "https://example.com/a"),
        ("ssh://git:s3cret@example.com/a", "ssh://git@example.com/a"), ("git@example.com:a/b", "git@example.com:a/b"),
        ("https://user:p@ss@example.com/a", "https://example.com/a"),
    ])
    func `descriptions hold no credentials`(text: String, description: String) throws {
        #expect(try GitURL(text).description == description)
    }

    @Test func `errors about URLs hold no credentials`() {
        for text in ["ftp://user:s3cret@example.com/a", "https://user:s3cret@example.com:0/a", "https://s3cret@"] {
            let error = #expect(throws: GitError.self) { try GitURL(text) }
            #expect(error.map { !"\($0)".contains("s3cret") } ?? false)
        }
    }

    @Test(arguments: [
        ("git@GITHUB.com:argoproj/test", "git@github.com/argoproj/test"),
        ("git@GITHUB.com:argoproj/test.git", "git@github.com/argoproj/test"),
        ("https://GITHUB.com/argoproj/test.git", "https://github.com/argoproj/test"),
        ("git@github.com:test.git", "git@github.com/test"),
        ("ssh://git@GITHUB.com:argoproj/test", "git@github.com:argoproj/test"),
        ("\thttps://GITHUB.com/argoproj/test\n", "https://github.com/argoproj/test"),
        ("https://user:pw@github.com/a.git", "https://user:pw@github.com/a"),
    ])
    func `compared as Argo CD compares`(text: String, key: String) {
        #expect(GitURL.comparisonKey(text) == key)
    }
}

struct KnownHostsTests {
    private let key = KnownHostsTests.wire(type: "ssh-ed25519", 1)
    private let other = KnownHostsTests.wire(type: "ssh-ed25519", 2)
    private let ecdsa = KnownHostsTests.wire(type: "ecdsa-sha2-nistp256", 3)

    private static func wire(type: String, _ seed: UInt8) -> [UInt8] {
        [0, 0, 0, UInt8(type.utf8.count)] + Array(type.utf8) + [0, 0, 0, 4, seed, seed, seed, seed]
    }

    private static func base64(_ bytes: [UInt8]) -> String { Foundation64.encode(bytes) }

    @Test func `plain names, ports and patterns`() {
        let hosts = KnownHosts(
            "# comment\n\n" + "example.com,192.0.2.1 ssh-ed25519 \(Self.base64(key)) comment\n"
                + "[example.com]:2222 ssh-ed25519 \(Self.base64(other))\n"
                + "*.internal,!bad.internal ssh-ed25519 \(Self.base64(key))\n"
                + "broken line\n@cert-authority * ssh-ed25519 \(Self.base64(other))\n")
        #expect(hosts.check(key, host: "Example.com") == .known)
        #expect(hosts.check(key, host: "192.0.2.1") == .known)
        #expect(hosts.check(other, host: "example.com") == .mismatch)
        #expect(hosts.check(other, host: "example.com", port: 2222) == .known)
        #expect(hosts.check(key, host: "example.com", port: 23) == .unknown)
        #expect(hosts.check(key, host: "a.internal") == .known)
        #expect(hosts.check(key, host: "bad.internal") == .unknown)
        #expect(hosts.check(key, host: "elsewhere") == .unknown)
        #expect(hosts.check(ecdsa, host: "example.com") == .otherTypes(["ssh-ed25519"]))
    }

    @Test func `revoked keys are refused even where they are known`() {
        let hosts = KnownHosts(
            "h ssh-ed25519 \(Self.base64(key))\n@revoked * ssh-ed25519 \(Self.base64(key))\n")
        #expect(hosts.check(key, host: "h") == .revoked)
    }

    @Test func `hashed names`() {
        // As `ssh-keygen -H` writes the name example.com.
        let hosts = KnownHosts(
            "|1|MDEyMzQ1Njc4OTAxMjM0NTY3ODk=|\(HashedName.exampleHash) ssh-ed25519 \(Self.base64(key))\n")
        #expect(hosts.check(key, host: "example.com") == .known)
        #expect(hosts.check(key, host: "example.org") == .unknown)
    }

    @Test func `no text traps`() {
        for text in ["|", "|1", "|1|x|y a b", "@", "@revoked", "a b", "a b c", "[x b AAAA", "* x AA=="] {
            _ = KnownHosts(text).check([], host: "")
            _ = KnownHosts(text).check([0, 0, 0, 200, 1], host: "[x")
        }
    }
}
