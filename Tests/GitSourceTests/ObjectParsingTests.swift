import SourceTrees
import Testing

@testable import GitSource

struct ObjectParsingTests {
    private let id = ObjectID.zero

    @Test func `identifiers`() throws {
        let text = "0123456789abcdef0123456789abcdef01234567"
        let id = try #require(ObjectID(text))
        #expect(id.description == text && ObjectID(bytes: id.bytes) == id && ObjectID(text.uppercased()) == id)
        #expect(id.abbreviated() == "0123456" && id.abbreviated(to: 99) == text && id.abbreviated(to: -1).isEmpty)
        #expect(ObjectID(text + "8") == nil && ObjectID("g" + text.dropFirst()) == nil && ObjectID(bytes: [1]) == nil)
        #expect(ObjectID.zero < id)
    }

    @Test func `a commit with everything`() throws {
        let text = """
            tree 0123456789abcdef0123456789abcdef01234567
            parent 1123456789abcdef0123456789abcdef01234567
            parent 2123456789abcdef0123456789abcdef01234567
            author A <b> C <a@x> 1700000000 -0330
            committer Build <> 1700000001 +0000
            gpgsig -----BEGIN SSH SIGNATURE-----
             abc
             -----END SSH SIGNATURE-----
            mergetag object 3123456789abcdef0123456789abcdef01234567
             type commit

            subject

            body

            """
        let commit = try GitCommit(Array(text.utf8), id: id)
        #expect(commit.parents.count == 2 && commit.summary == "subject" && commit.message == "subject\n\nbody\n")
        #expect(
            commit.author == GitSignature(name: "A <b> C", email: "a@x", seconds: 1_700_000_000, offsetMinutes: -210))
        #expect(commit.committer.name == "Build" && commit.committer.email.isEmpty)
        let signature = try #require(commit.signature)
        #expect(
            signature.format == .ssh
                && signature.text == "-----BEGIN SSH SIGNATURE-----\nabc\n-----END SSH SIGNATURE-----")
        let payload = String(decoding: signature.payload, as: UTF8.self)
        #expect(!payload.contains("gpgsig") && payload.contains("mergetag object") && payload.hasSuffix("body\n"))
    }

    @Test func `Latin-1 is read where it is declared`() throws {
        let head = "tree 0123456789abcdef0123456789abcdef01234567\nencoding ISO-8859-1\n\n"
        #expect(try GitCommit(Array(head.utf8) + [0xe9], id: id).message == "é")
    }

    @Test func `trees that no tree may be are refused`() {
        let zeros = [UInt8](repeating: 0, count: 20)
        for head in ["100644 a/b\0", "100644 ..\0", "100644 \0", "abc x\0", "010644 x\0", "99999999 x\0"] {
            #expect(throws: GitError(.corrupt, "")) { try TreeObject(Array(head.utf8) + zeros, id: id) }
        }
        #expect(throws: GitError(.corrupt, "")) { try TreeObject(Array("100644 x\0".utf8) + zeros.dropLast(), id: id) }
        #expect(throws: GitError(.corrupt, "")) { try GitCommit([], id: id) }
        #expect(throws: GitError(.corrupt, "")) { try TagObject(Array("object x\n".utf8), id: id) }
    }

    @Test func `no bytes trap`() {
        var state: UInt64 = 99
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(bound))
        }
        let seed = Array(
            "tree 0123456789abcdef0123456789abcdef01234567\nauthor A <a@x> 99999999999999999999 +99999\n\n100644 x\0"
                .utf8)
        for _ in 0..<20_000 {
            var bytes = Array(seed[next(seed.count)...].prefix(next(seed.count) + 1))
            for _ in 0..<next(4) { bytes[next(bytes.count)] = [0, 10, 32, 60, 62, 255, 48][next(7)] }
            _ = try? GitCommit(bytes, id: id)
            _ = try? TreeObject(bytes, id: id)
            _ = try? TagObject(bytes, id: id)
            _ = GitSignature(line: bytes)
        }
    }

    @Test func `the cache of trees is bounded and right`() throws {
        let cache = TreeObjectCache(capacity: 10)
        var reads = 0
        for round in 0..<3 {
            for number in 0..<30 {
                let id = ObjectID(words: (UInt64(number), 0, 0))
                let tree = try cache.tree(id) { () throws(GitError) in
                    reads += 1
                    return TreeObject(entries: [.init(name: [UInt8(number)], kind: .file, id: id)])
                }
                #expect(tree.entries.first?.name == [UInt8(number)], "round \(round)")
            }
        }
        #expect(reads > 30)
        _ = try cache.tree(ObjectID(words: (29, 0, 0))) { () throws(GitError) in throw GitError(.corrupt, "read again")
        }
    }

    @Test func `tags that lead to one another are an error`() throws {
        let remote = MemoryRepository()
        let commit = try remote.commit(MemoryTree())
        remote.tag("a", commit, message: "a")
        #expect(try remote.peeled(commit) == commit)
        #expect(throws: GitError(.objectNotFound, "")) { try remote.peeled(.zero) }
    }

    @Test func `descriptions of credentials hold no secret`() {
        let all: [GitCredentials] = [
            .password(user: "u", password: "s3cret"), .bearer("s3cret"),
            .key(privateKey: "s3cret", passphrase: "s3cret"),
        ]
        for credentials in all {
            var dumped = ""
            dump(credentials, to: &dumped)
            dump(RemoteOptions(credentials: credentials), to: &dumped)
            #expect(
                !"\(credentials) \(String(reflecting: credentials)) \(dumped) \(RemoteOptions(credentials: credentials))"
                    .contains("s3cret"))
        }
    }
}
