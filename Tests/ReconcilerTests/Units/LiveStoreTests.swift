import Diff
import KubeModel
import Testing
import Values

@testable import Reconciler

@Suite struct LiveStoreTests {
    private func object(
        _ kind: String, _ name: String, uid: String, version: Int = 1, owner: String? = nil, application: String? = nil
    ) -> KubeObject {
        var object = KubeObject(GroupVersionKind(apiVersion: "v1", kind: kind), namespace: "n", name: name)
        object.value.set(.string(uid), at: ["metadata", "uid"])
        object.resourceVersion = String(version)
        object.value["data"] = ["a": "b"]
        if let owner { object.value.set([["uid": .string(owner)]], at: ["metadata", "ownerReferences"]) }
        if let application {
            object.annotations["argocd.argoproj.io/tracking-id"] = "\(application):/\(kind):n/\(name)"
        }
        return object
    }

    @Test func managedObjectsAreWholeAndOthersAreNot() throws {
        var store = LiveStore(tracking: ResourceTracking())
        let managed = object("ConfigMap", "a", uid: "1", application: "shop")
        store.apply(managed)
        store.apply(object("ConfigMap", "b", uid: "2"))
        #expect(store.managed(by: "shop") == [managed.key: managed])
        let other = try #require(store.entries[object("ConfigMap", "b", uid: "2").key])
        #expect(other.isPartial)
        #expect(other.object.value["data"] == nil)
    }

    @Test func whatHasAnOwnerIsNotManagedButConcernsItsApplication() {
        var store = LiveStore(tracking: ResourceTracking())
        store.apply(object("Deployment", "web", uid: "1", application: "shop"))
        store.apply(object("ReplicaSet", "web-1", uid: "2", owner: "1", application: "shop"))
        #expect(store.apply(object("Pod", "web-1-x", uid: "3", owner: "2")) == ["shop"])
        #expect(store.managed(by: "shop").count == 1)
        #expect(store.children(of: "1").map(\.name) == ["web-1"])
        #expect(store.remove(object("Pod", "web-1-x", uid: "3", owner: "2").key) == ["shop"])
        #expect(store.children(of: "2").isEmpty)
    }

    @Test func olderStatesDoNotReturn() {
        var store = LiveStore(tracking: ResourceTracking())
        store.apply(object("ConfigMap", "a", uid: "1", version: 10, application: "shop"))
        #expect(store.apply(object("ConfigMap", "a", uid: "1", version: 9, application: "other")) == [])
        #expect(store.managed(by: "shop").count == 1)
        // Another object of that name is no older state.
        store.apply(object("ConfigMap", "a", uid: "2", version: 3, application: "shop"))
        #expect(store.managed(by: "shop").values.first?.uid == "2")
    }

    @Test func aChangeOfOwnershipConcernsBoth() {
        var store = LiveStore(tracking: ResourceTracking())
        store.apply(object("ConfigMap", "a", uid: "1", version: 1, application: "shop"))
        #expect(store.apply(object("ConfigMap", "a", uid: "1", version: 2, application: "bar")) == ["shop", "bar"])
        #expect(store.managed(by: "shop").isEmpty)
    }

    @Test func aListReplacesAKind() {
        var store = LiveStore(tracking: ResourceTracking())
        store.apply(object("ConfigMap", "a", uid: "1", application: "shop"))
        store.apply(object("Secret", "s", uid: "2", application: "shop"))
        let kept = object("ConfigMap", "b", uid: "3", application: "bar")
        let affected = store.replace(GroupKind(group: "", kind: "ConfigMap"), with: [kept])
        #expect(affected == ["shop", "bar"])
        #expect(store.managed(by: "shop").keys.map(\.kind) == ["Secret"])
        #expect(store.replace(GroupKind(group: "", kind: "ConfigMap"), with: [kept]).isEmpty)
    }

    @Test func ownersInACircleEnd() {
        var store = LiveStore(tracking: ResourceTracking())
        store.apply(object("ConfigMap", "a", uid: "1", owner: "2"))
        store.apply(object("ConfigMap", "b", uid: "2", owner: "1"))
        #expect(store.apply(object("ConfigMap", "a", uid: "1", version: 2, owner: "2")).isEmpty)
    }
}
