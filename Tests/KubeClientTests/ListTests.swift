import KubeModel
import Testing
import Values

@testable import KubeClient

@Suite struct ListTests {
    private func page(_ names: [String], version: String, token: String? = nil) -> String {
        let items = names.map { #"{"metadata":{"name":"\#($0)","namespace":"ns"}}"# }.joined(separator: ",")
        let more = token.map { #","continue":"\#($0)""# } ?? ""
        return
            #"{"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"\#(version)"\#(more)},"items":[\#(items)]}"#
    }

    @Test func pagesAreJoinedAndItemsGetTheirKind() async throws {
        let transport = ScriptedTransport(
            replies: .json(200, page(["a", "b"], version: "5", token: "t1")), .json(200, page(["c"], version: "5")))
        let list = try await KubeAPI(transport: transport).resources(.configMaps, in: "ns").list(
            ListOptions(labelSelector: "x=y", pageSize: 2, resourceVersion: "3", versionMatch: .notOlderThan))
        #expect(list.items.map(\.name) == ["a", "b", "c"])
        #expect(list.items.allSatisfy { $0.kind == "ConfigMap" && $0.apiVersion == "v1" })
        #expect(list.resourceVersion == "5")
        #expect(
            transport.requests.map(\.target) == [
                "/api/v1/namespaces/ns/configmaps?labelSelector=x%3Dy&limit=2&resourceVersion=3&resourceVersionMatch=NotOlderThan",
                "/api/v1/namespaces/ns/configmaps?labelSelector=x%3Dy&limit=2&continue=t1",
            ])
    }

    @Test func anExpiredTokenReadsTheWholeListAtOnce() async throws {
        let transport = ScriptedTransport(
            replies: .json(200, page(["a"], version: "5", token: "t1")),
            .json(410, #"{"kind":"Status","reason":"Expired","code":410,"metadata":{"continue":"t2"}}"#),
            .json(200, page(["a", "b", "c"], version: "9")))
        let list = try await KubeAPI(transport: transport).resources(.configMaps, in: "ns").list(
            ListOptions(pageSize: 1))
        #expect(list.items.map(\.name) == ["a", "b", "c"])
        #expect(list.resourceVersion == "9")
        #expect(transport.requests.last?.target == "/api/v1/namespaces/ns/configmaps")
    }

    @Test func aListThatGoesRoundInCirclesIsAnError() async throws {
        let transport = ScriptedTransport(replies: .json(200, page(["a"], version: "5", token: "t")))
        await #expect(throws: KubeError(.undecodable, "")) {
            try await KubeAPI(transport: transport).resources(.configMaps, in: "ns").list()
        }
        #expect(transport.requests.count == 2)
    }

    /// Tokens and versions are whatever the server likes.
    @Test func tokensAndVersionsAreSentBackAsTheyAre() async throws {
        let token = "a+b/c=&?#%25 é"
        let transport = ScriptedTransport { _, position in
            .json(200, page([], version: "v-é 1/2", token: position == 0 ? token : nil))
        }
        let maps = KubeAPI(transport: transport).resources(.configMaps, in: "ns")
        let list = try await maps.list()
        #expect(list.resourceVersion == "v-é 1/2")
        #expect(transport.requests[1].queryValue("continue") == token)
        #expect(transport.requests[1].target.hasSuffix("&continue=a%2Bb%2Fc%3D%26%3F%23%2525%20%C3%A9"))
        let watch = maps.watchRequest(.resume(from: list.resourceVersion), WatchOptions())
        #expect(watch.target.contains("resourceVersion=v-%C3%A9%201%2F2"))
    }

    @Test func nullItemsAreNone() async throws {
        let transport = ScriptedTransport(
            replies: .json(
                200, #"{"kind":"PartialObjectMetadataList","metadata":{"resourceVersion":"1"},"items":null}"#))
        let list = try await KubeAPI(transport: transport).resources(.configMaps).list()
        #expect(list.items.isEmpty)
        #expect(list.resourceVersion == "1")
    }

    @Test func deletedCollectionsAreTold() async throws {
        let transport = ScriptedTransport(replies: .json(200, page(["a", "b"], version: "5")))
        let maps = KubeAPI(transport: transport).resources(.configMaps, in: "ns")
        let deleted = try await maps.deleteCollection(
            ListOptions(labelSelector: "a"), options: .init(propagation: .orphan))
        #expect(deleted.map(\.name) == ["a", "b"])
        #expect(transport.requests[0].target == "/api/v1/namespaces/ns/configmaps?labelSelector=a")
        await #expect(throws: KubeError(.invalidRequest, "")) { try await maps.inNamespace(nil).deleteCollection() }
    }
}
