import KubeClient
import KubeModel
import Testing
import Values

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
