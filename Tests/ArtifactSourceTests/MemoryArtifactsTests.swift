import ArtifactSource
import SourceTrees
import Testing

@Suite struct MemoryArtifactsTests {
    @Test func versionsAreChosenAsInARepository() async throws {
        let artifacts = MemoryArtifacts()
        let repository = "https://charts.example.com"
        for version in ["1.0.0", "1.2.0", "2.0.0-rc.1"] {
            artifacts.add(["Chart.yaml": "version: x"], chart: "shop", version: version, to: repository)
        }
        let range = try ArtifactReference(chart: "shop", repository: repository, version: "^1")
        #expect(try await artifacts.resolve(range).version == "1.2.0")
        #expect(try await artifacts.tree(of: range).isFile("Chart.yaml"))
        let other = try ArtifactReference(chart: "web", repository: repository)
        await #expect(throws: ArtifactError(.notFound, "")) { try await artifacts.resolve(other) }
    }

    @Test func credentialsAreNeverShown() {
        let access = ArtifactAccess(
            credentials: .password(user: "jane", password: "s3cret"),
            trust: ArtifactTrust(identity: .init(certificates: "c", privateKey: "s3cret")))
        var dumped = ""
        dump(access, to: &dumped)
        #expect(!dumped.contains("s3cret"))
        #expect(!"\(access)".contains("s3cret"))
    }
}
