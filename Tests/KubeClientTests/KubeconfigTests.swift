import KubeClient
import Testing
import Values

@Suite struct KubeconfigTests {
    private static let whole = """
        apiVersion: v1
        kind: Config
        current-context: staging
        clusters:
        - name: staging
          cluster:
            server: https://10.0.0.1:6443/k8s/
            certificate-authority: pki/ca.crt
            tls-server-name: api.staging
            proxy-url: http://proxy:3128
            extensions:
            - name: client.authentication.k8s.io/exec
              extension: {audience: staging}
        - name: open
          cluster: {server: "http://localhost:8080", insecure-skip-tls-verify: true}
        users:
        - name: cert
          user:
            client-certificate-data: Q0VSVA==
            client-certificate: ignored.crt
            client-key: /abs/client.key
        - name: token
          user: {token: s3cret, as: jane, as-groups: [a, b], as-uid: "7", as-user-extra: {"acme.com/project": [x]}}
        - name: file
          user: {token: fallback, tokenFile: token.txt}
        - name: basic
          user: {username: u, password: p}
        - name: exec
          user:
            exec:
              apiVersion: client.authentication.k8s.io/v1
              command: ./bin/login
              args: [--cluster, staging]
              env: [{name: REGION, value: eu}]
              interactiveMode: Never
              provideClusterInfo: true
        - name: legacy
          user: {auth-provider: {name: gcp}}
        contexts:
        - name: staging
          context: {cluster: staging, user: cert, namespace: shop}
        - {name: token, context: {cluster: staging, user: token}}
        - {name: file, context: {cluster: staging, user: file}}
        - {name: basic, context: {cluster: staging, user: basic}}
        - {name: exec, context: {cluster: staging, user: exec}}
        - {name: legacy, context: {cluster: staging, user: legacy}}
        - {name: open, context: {cluster: open}}
        - {name: broken, context: {cluster: nowhere, user: token}}
        """

    private let files = MemoryFiles([
        "/home/me/.kube/config": whole, "/home/me/.kube/pki/ca.crt": "CA", "/abs/client.key": "KEY",
        "/home/me/.kube/token.txt": "from-file\n",
    ])

    private func connection(_ context: String? = nil) throws -> ClusterConnection {
        try Kubeconfig.load(["/missing", "", "/home/me/.kube/config"], files: files)
            .connection(context: context, files: files)
    }

    @Test func aContextPutsClusterUserAndNamespaceTogether() throws {
        let connection = try connection()
        #expect(connection.server == ServerURL(host: "10.0.0.1", port: 6_443, basePath: "/k8s"))
        #expect(connection.namespace == "shop")
        #expect(connection.tls.certificateAuthority == Array("CA".utf8))
        #expect(connection.tls.serverName == "api.staging")
        #expect(connection.proxyURL == Secret("http://proxy:3128"))
        #expect(connection.tls.identity == ClientIdentity(certificates: Array("CERT".utf8), key: Secret("KEY")))
    }

    @Test func usersSayWhoTheyAreInTheirWays() throws {
        guard case .token(let token) = try connection("token").authentication else {
            Issue.record("expected a token")
            return
        }
        #expect(token.revealedText() == "s3cret")
        #expect(
            try connection("token").impersonation
                == Impersonation(user: "jane", groups: ["a", "b"], uid: "7", extra: ["acme.com/project": ["x"]]))
        guard case .tokenFile("/home/me/.kube/token.txt") = try connection("file").authentication else {
            Issue.record("the file counts where both are given")
            return
        }
        guard case .basic("u", let password) = try connection("basic").authentication else {
            Issue.record("expected a password")
            return
        }
        #expect(password.revealedText() == "p")
        guard case .plugin(let plugin) = try connection("exec").authentication else {
            Issue.record("expected a plugin")
            return
        }
        #expect(plugin.command == "/home/me/.kube/./bin/login")
        #expect(plugin.arguments == ["--cluster", "staging"])
        #expect(plugin.environment == ["REGION": Secret("eu")])
        #expect(plugin.wantsClusterInfo)
        #expect(plugin.interactiveMode == .never)
        guard case .none = try connection("open").authentication else {
            Issue.record("nobody")
            return
        }
        #expect(try connection("open").tls.skipsVerification)
        #expect(try connection("open").namespace == "default")
    }

    @Test(arguments: [
        ("missing", "has: basic, broken, exec"), ("broken", "names the cluster \"nowhere\""), ("legacy", "use exec"),
    ])
    func whatDoesNotFitIsTold(context: String, message: String) {
        let error = #expect(throws: KubeError.self) { try connection(context) }
        #expect(error?.code == .configuration)
        #expect(error?.message.contains(message) == true)
    }

    @Test func theFirstOfSeveralFilesWins() throws {
        let files = MemoryFiles([
            "/a/config": """
            current-context: ""
            clusters: [{name: one, cluster: {server: "https://first"}}]
            users: [{name: u, user: {token: first}}]
            """,
            "/b/config": """
            current-context: c
            clusters: [{name: one, cluster: {server: "https://second", certificate-authority: ca.crt}}]
            contexts: [{name: c, context: {cluster: one, user: u}}]
            users: [{name: u, user: {token: second}}, {name: v, user: {}}]
            """,
        ])
        let merged = try Kubeconfig.load(["/a/config", "/b/config"], files: files)
        let connection = try merged.connection(files: files)
        #expect(connection.server.description == "https://first:443")
        #expect(connection.tls.certificateAuthority == nil)
        #expect(merged.users.keys.sorted() == ["u", "v"])
        #expect(throws: KubeError(.configuration, "")) { try Kubeconfig.load(["/none"], files: files) }
    }

    @Test(arguments: [
        ("[]", "must be a mapping"), ("kind: Pod", "has kind Pod"), ("clusters: {}", "clusters must be a list"),
        ("clusters: [{cluster: {}}]", "clusters[0] needs a name"),
        ("users: [{name: a, user: {token: 12}}]", "users[0].user.token must be a string"),
        ("users: [{name: a, user: {client-key-data: '%%%'}}]", "client-key-data is not valid base64"),
        ("users: [{name: a, user: {as-groups: [x]}}]", "without naming a user"),
        ("users: [{name: a, user: {as: x, as-user-extra: [y]}}]", "as-user-extra must be a mapping"),
        ("users: [{name: a, user: {as: x, as-user-extra: {q: z}}}]", "as-user-extra.q must be a list"),
        ("users: [{name: a, user: x}]", "users[0].user must be a mapping"),
        ("users: [{name: a, user: {exec: login}}]", "users[0].user.exec must be a mapping"),
        ("users: [{name: a, user: {auth-provider: 1}}]", "auth-provider must be a mapping"),
        ("users: [7]", "users[0] needs a name"),
        ("clusters: [{name: a, cluster: [1]}]", "clusters[0].cluster must be a mapping"),
        ("contexts: [{name: a, context: {}}, {name: a, context: {}}]", "contexts[1] has the name \"a\""),
        ("current-context: 3", "current-context must be a string"),
        ("users: [{name: a, user: {exec: {}}}]", "needs a command"),
        (
            "users: [{name: a, user: {exec: {command: x, apiVersion: client.authentication.k8s.io/v1alpha1}}}]",
            "v1beta1"
        ),
        (
            "users: [{name: a, user: {exec: {command: x, apiVersion: client.authentication.k8s.io/v1}}}]",
            "interactiveMode"
        ),
        ("clusters: [{name: a, cluster: {insecure-skip-tls-verify: 'yes'}}]", "must be true or false"),
        ("a: [", "not valid YAML"),
    ])
    func mistakesAreToldWithTheirPlace(yaml: String, message: String) {
        let error = #expect(throws: KubeError.self) { try Kubeconfig(yaml: Array(yaml.utf8), path: "/k/config") }
        #expect(error?.code == .configuration)
        #expect(error?.message.contains(message) == true, "\(String(describing: error))")
        #expect(error?.message.hasPrefix("/k/config") == true)
    }

    @Test func contradictionsAreRefused() throws {
        func connect(_ cluster: String, _ user: String) throws -> ClusterConnection {
            let yaml = """
                current-context: c
                contexts: [{name: c, context: {cluster: k, user: u}}]
                clusters: [{name: k, cluster: {\(cluster)}}]
                users: [{name: u, user: {\(user)}}]
                """
            return try Kubeconfig(yaml: Array(yaml.utf8)).connection(files: MemoryFiles([:]))
        }
        let server = "server: 'https://h'"
        for (cluster, user) in [
            ("", ""), ("server: 'ftp://h'", ""), ("server: 'https://u:p@h'", ""),
            (server + ", insecure-skip-tls-verify: true, certificate-authority-data: YQ==", ""),
            (server, "client-certificate-data: YQ=="), (server, "client-key-data: YQ=="),
            (server, "token: a, username: b"), (server, "tokenFile: /nowhere"),
            (server + ", certificate-authority: /nowhere", ""),
        ] {
            let error = #expect(throws: KubeError.self) { try connect(cluster, user) }
            #expect(error?.code == .configuration)
        }
        _ = try connect(server, "")
    }

    @Test func aPodFindsItsServiceAccount() throws {
        let files = MemoryFiles(["/sa/token": "t", "/sa/ca.crt": "CA", "/sa/namespace": "shop\n"])
        let connection = try ClusterConnection.inCluster(host: "fd00::1", port: "443", folder: "/sa", files: files)
        #expect(connection.server.description == "https://[fd00::1]:443")
        #expect(connection.namespace == "shop")
        #expect(connection.tls.certificateAuthority == Array("CA".utf8))
        #expect(throws: KubeError(.configuration, "")) { try ClusterConnection.inCluster(host: nil, port: "443") }
        #expect(throws: KubeError(.configuration, "")) {
            try ClusterConnection.inCluster(host: "h", port: "443", folder: "/none", files: files)
        }
    }

    @Test func theEnvironmentSaysWhereTheClusterIs() throws {
        #expect(Kubeconfig.paths(environment: ["KUBECONFIG": ":/a::/b:", "HOME": "/h"]) == ["/a", "/b"])
        #expect(Kubeconfig.paths(environment: ["KUBECONFIG": "", "HOME": "/h"]) == ["/h/.kube/config"])
        #expect(Kubeconfig.paths(environment: [:]) == [])
        let folder = ClusterConnection.serviceAccountFolder
        let pod = ["KUBERNETES_SERVICE_HOST": "10.0.0.1", "KUBERNETES_SERVICE_PORT": "443", "HOME": "/home/me"]
        let inPod = MemoryFiles([folder + "/token": "t", folder + "/ca.crt": "CA"])
        #expect(try ClusterConnection.found(environment: pod, files: inPod).server.host == "10.0.0.1")
        #expect(try ClusterConnection.found(environment: pod, files: files).namespace == "shop")
        #expect(throws: KubeError(.configuration, "")) {
            try ClusterConnection.found(environment: pod, context: "staging", files: inPod)
        }
        #expect(throws: KubeError(.configuration, "")) {
            try ClusterConnection.found(environment: ["KUBECONFIG": "/missing"].merging(pod) { $1 }, files: inPod)
        }
    }

    /// No text makes the reader trap, and none comes back in an error.
    @Test func damagedKubeconfigsAreErrorsAndNoTraps() {
        var generator = SeededGenerator(seed: 11)
        let source = Array(Self.whole.utf8)
        for _ in 0..<1_500 {
            var text = source
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let position = Int.random(in: 0..<text.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: text[position] = UInt8.random(in: 0...255, using: &generator)
                case 1: text.remove(at: position)
                case 2: text.insert(contentsOf: Array("{[]}:-&*".utf8.shuffled(using: &generator)), at: position)
                default: text.removeSubrange(position..<min(position + 40, text.count))
                }
            }
            do {
                let config = try Kubeconfig(yaml: text, path: "/k/config")
                for name in config.contexts.keys { _ = try config.connection(context: name, files: files) }
            } catch let error as KubeError {
                #expect(error.code == .configuration)
                #expect(!"\(error)".contains("s3cret"))
            } catch {
                Issue.record("\(error)")
            }
        }
    }

    @Test func secretsAreNotSeen() throws {
        let config = try Kubeconfig.load(["/home/me/.kube/config"], files: files)
        var text = ""
        dump(config, to: &text)
        text += "\(config) \(try connection("token")) \(try connection("exec"))"
        #expect(!text.contains("s3cret"))
        #expect(!text.contains("fallback"))
    }

    @Test(arguments: [
        ("https://h", "https://h:443"), ("HTTPS://h:6443/", "https://h:6443"), ("h:8080", "http://h:8080"),
        ("https://[::1]:6443/a/b/", "https://[::1]:6443/a/b"), ("http://h", "http://h:80"),
    ])
    func addressesAreRead(text: String, expected: String) { #expect(ServerURL(text)?.description == expected) }

    @Test(arguments: [
        "", "https://", "https://h:0", "https://h:99999", "https://a:b:c", "https://[::1", "https://h?x", "a b",
    ])
    func nonsenseIsNoAddress(text: String) { #expect(ServerURL(text) == nil) }
}
