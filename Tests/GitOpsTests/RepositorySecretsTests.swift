import ArtifactSource
import GitOps
import Testing
import Values

@Suite struct RepositorySecretsTests {
    private func secrets(_ text: String) throws -> RepositorySecrets {
        try RepositorySecrets(YAMLDocument.parse(Array(text.utf8)).map(\.value))
    }

    private func secret(_ type: String, _ fields: String) -> String {
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: one, labels: {argocd.argoproj.io/secret-type: \(type)}}
        stringData: {\(fields)}
        ---

        """
    }

    @Test func credentialsAreForTheirRepositoryAlone() throws {
        let known = try secrets(
            secret(
                "repository", "url: 'https://charts.example.com/a/', type: helm, name: a, username: jane, password: one"
            )
                + secret("repo-creds", "url: 'https://git.example.com', username: bot, password: two")
                + secret("repo-creds", "url: 'https://git.example.com/team', username: team, password: three")
                + secret("repository", "url: 'https://git.example.com/team/shop.git'")
                + secret("other", "url: 'https://evil.example.com', password: four"))
        #expect(
            known.artifactAccess(to: "https://charts.example.com/a")?.credentials
                == .password(user: "jane", password: "one"))
        for other in ["https://charts.example.com/b", "https://charts.example.com", "https://evil.example.com"] {
            #expect(known.artifactAccess(to: other) == nil, "\(other)")
        }
        for (url, user, password) in [
            ("https://git.example.com/team/shop", "team", "three"), ("https://git.example.com/other.git", "bot", "two"),
            ("https://git.example.com/teams/x", "bot", "two"),
        ] {
            #expect(known.remoteOptions(for: url).credentials == .password(user: user, password: password), "\(url)")
        }
        #expect(known.remoteOptions(for: "https://git.example.community/x").credentials == .none)
        #expect(known.namedRepositories == ["a": "https://charts.example.com/a/"])
    }

    @Test func fieldsOfRegistriesAndTrust() throws {
        let known = try secrets(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: r, labels: {argocd.argoproj.io/secret-type: repository}}
            data: {url: cmVnaXN0cnkuZXhhbXBsZS5jb20vY2hhcnRz, password: c2VjcmV0, username: amFuZQ==}
            stringData: {type: helm, enableOCI: "true", name: charts, insecureOCIForceHttp: "true", insecure: "true"}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-tls-certs-cm}
            data: {git.example.com: PEM}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-ssh-known-hosts-cm}
            data: {ssh_known_hosts: "example.com ssh-ed25519 AAAA"}
            """)
        for spelling in ["registry.example.com/charts", "oci://registry.example.com/charts"] {
            let access = try #require(known.artifactAccess(to: spelling))
            #expect(access.credentials == .password(user: "jane", password: "secret"))
            #expect(access.usesPlainHTTP && access.trust.skipsVerification)
        }
        #expect(known.namedRepositories == ["charts": "oci://registry.example.com/charts"])
        #expect(known.remoteOptions(for: "https://git.example.com:8443/x.git").certificateAuthorities == "PEM")
        #expect(known.artifactAccess(to: "https://git.example.com/charts")?.trust.certificateAuthorities == "PEM")
        #expect(known.remoteOptions(for: "ssh://example.com/x").knownHosts != nil)
    }

    @Test func whatIsNotWellFormedTellsNoSecret() {
        for text in [
            secret("repository", "password: s3cret"),
            secret("repository", "x: y").replacing("stringData", with: "data"),
        ] {
            let error = #expect(throws: (any Error).self) { try secrets(text) }
            #expect(!"\(error as Any)".contains("s3cret"))
        }
    }
}
