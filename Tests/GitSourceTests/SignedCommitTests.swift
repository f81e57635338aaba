import Foundation
import GitSource
import TestSupport
import Testing

/// A signed commit is told with what a verifier needs.
struct SignedCommitTests {
    @Test func `the payload is what was signed`() async throws {
        guard Command.find("ssh-keygen") != nil else {
            print("skipped: ssh-keygen is not installed")
            return
        }
        let fixture = try GitFixture()
        let keys = try TemporaryDirectory()
        try Command.run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", keys.path + "/key"])
        for (name, value) in [
            ("gpg.format", "ssh"), ("user.signingkey", keys.path + "/key"), ("commit.gpgsign", "true"),
        ] {
            try fixture.git("config", name, value)
        }
        try fixture.commit(["a.yaml": "1"], "signed")
        let cache = try TemporaryDirectory()
        let commit = try await GitRepository(fixture.url, cache: .directory(cache.path)).resolve(.head).commit
        let signature = try #require(commit.signature)
        #expect(signature.format == .ssh)
        // The real verifier agrees that exactly these bytes were signed.
        let allowed = try "ada@example.com " + String(contentsOfFile: keys.path + "/key.pub", encoding: .utf8)
        try keys.write(allowed, to: "allowed")
        try keys.write(signature.text + "\n", to: "signature")
        try Data(signature.payload).write(to: URL(filePath: keys.path + "/payload"))
        let verifier = try ChildProcess(
            "ssh-keygen",
            [
                "-Y", "verify", "-f", keys.path + "/allowed", "-I", "ada@example.com", "-n", "git", "-s",
                keys.path + "/signature",
            ],
            input: keys.path + "/payload")
        _ = verifier.readToEnd()
        #expect(verifier.wait() == 0)
    }
}
