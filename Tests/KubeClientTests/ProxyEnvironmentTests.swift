import Testing

@testable import KubeClient

/// Which proxy an environment names for which server.
@Suite struct ProxyEnvironmentTests {
    private func proxy(_ server: String, _ environment: [String: String]) throws -> String? {
        let connection = ClusterConnection(server: try #require(ServerURL(server)))
        return connection.throughProxy(of: environment).proxyURL?.revealedText()
    }

    @Test func theSchemeChoosesTheProxy() throws {
        let environment = ["HTTPS_PROXY": "http://s:1", "http_proxy": "p:2"]
        #expect(try proxy("https://api.test", environment) == "http://s:1")
        #expect(try proxy("http://api.test", environment) == "http://p:2")
        #expect(try proxy("http://api.test", ["HTTPS_PROXY": "http://s:1"]) == nil)
        #expect(try proxy("https://api.test", ["HTTPS_PROXY": "", "https_proxy": "x"]) == "http://x")
    }

    @Test func aKubeconfigsProxyComesFirst() throws {
        let connection = ClusterConnection(
            server: try #require(ServerURL("https://api.test")), proxyURL: Secret("http://own:1"))
        let chosen = connection.throughProxy(of: ["HTTPS_PROXY": "http://other:1"])
        #expect(chosen.proxyURL?.revealedText() == "http://own:1")
    }

    @Test(arguments: ["https://localhost:6443", "https://127.0.0.1:6443", "https://127.8.9.1", "https://[::1]:6443"])
    func thisMachineIsReachedDirectly(server: String) throws {
        #expect(try proxy(server, ["HTTPS_PROXY": "p"]) == nil)
    }

    @Test(arguments: [
        ("*", "https://any.test", true), ("test", "https://api.test", true), ("api.test", "https://api.test", true),
        ("api.test", "https://x.api.test", true), ("api.test", "https://xapi.test", false),
        (".test", "https://api.test", true), (".api.test", "https://api.test", false),
        ("*.api.test", "https://x.api.test", true), ("*.api.test", "https://api.test", false),
        ("API.test , other", "https://api.TEST", true), ("api.test:6443", "https://api.test:6443", true),
        ("api.test:6443", "https://api.test", false), ("10.1.2.3", "https://10.1.2.3:6443", true),
        ("10.1.2.3:80", "https://10.1.2.3:6443", false), ("10.0.0.0/8", "https://10.200.1.1", true),
        ("10.0.0.0/9", "https://10.200.1.1", false), ("10.0.0.0/0", "https://11.2.3.4", true),
        ("fd00::/8", "https://[fd12::1]:6443", true), ("fd00::1", "https://[fd00::1]", true),
        ("[fd00::1]:443", "https://[fd00::1]", true), ("fd00::/8", "https://10.1.1.1", false),
        ("10.0.0.0/33,/,:1,[,.", "https://api.test", false), ("", "https://api.test", false),
    ])
    func exceptions(list: String, server: String, isDirect: Bool) throws {
        #expect(try proxy(server, ["HTTPS_PROXY": "p", "NO_PROXY": list]) == (isDirect ? nil : "http://p"))
    }
}
