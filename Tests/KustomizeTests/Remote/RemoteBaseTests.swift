import Testing

@testable import ManifestRender

@Suite struct RemoteBaseTests {
    @Test(arguments: [
        ("github.com/org/repo", "https://github.com/org/repo.git", "", ""),
        ("github.com/org/repo//base/dev?ref=v1", "https://github.com/org/repo.git", "base/dev", "v1"),
        ("https://github.com/org/repo/base?ref=v1&timeout=90s", "https://github.com/org/repo.git", "base", "v1"),
        ("git@github.com:org/repo.git//base", "git@github.com:org/repo.git", "base", ""),
        ("ssh://git@github.com/org/repo", "git@github.com:org/repo.git", "", ""),
        (
            "ssh://git@host.example:7999/org/repo.git/x?ref=main", "ssh://git@host.example:7999/org/repo.git", "x",
            "main"
        ),
        ("https://host.example/group/repo.git//a/b", "https://host.example/group/repo.git", "a/b", ""),
        ("git@host.example:group/repo//p", "git@host.example:group/repo.git", "p", ""),
        ("https://dev.azure.com/o/p/_git/name/sub?version=v2", "https://dev.azure.com/o/p/_git/name", "sub", "v2"),
        ("file:///srv/repos/one//sub", "file:///srv/repos/one", "sub", ""),
        ("git::https://github.com/org/repo", "https://github.com/org/repo.git", "", ""),
        ("HTTPS://GitHub.com/org/repo", "https://github.com/org/repo.git", "", ""),
    ])
    func addresses(_ text: String, url: String, path: String, reference: String) throws {
        let base = try RemoteBase(text)
        #expect(base.repositoryURL == url)
        #expect(base.path == path)
        #expect(base.reference == reference)
    }

    @Test(arguments: [
        "../base", "base", "./a/b/c", "/abs/path", "a/b/c", "https://github.com/org", "github.com/org/repo/../../..",
        "http://git@host/org/repo", "",
    ])
    func pathsAndOthersAreNone(_ text: String) {
        #expect(throws: RenderError.self) { try RemoteBase(text) }
    }

    @Test func optionsOfTheQuery() throws {
        let base = try RemoteBase("github.com/o/r?submodules=false&timeout=1m30s&ref=feature%2Fx&version=no")
        #expect(base.reference == "feature/x")
        #expect(base.timeout == .seconds(90))
        #expect(!base.submodules)
        #expect(try RemoteBase("github.com/o/r?timeout=61").timeout == .seconds(61))
        #expect(try RemoteBase("github.com/o/r?timeout=-3").timeout == .seconds(27))
    }
}
