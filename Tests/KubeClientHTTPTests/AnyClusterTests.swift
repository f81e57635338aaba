import KubeClient
import KubeModel
import Synchronization
import Testing
import Values

/// What holds on every cluster: the same tests run on the simulator, and on a real API server where `KUBECONFIG` names one.
@Suite(.timeLimit(.minutes(10))) struct AnyClusterTests {
    private func configMap(_ name: String, _ namespace: String, _ text: String = "") -> KubeObject {
        var object = KubeObject(APIResource.configMaps.gvk, namespace: namespace, name: name)
        object.value["data"] = ["k": .string(text)]
        return object
    }

    /// What a closure is refused with.
    private func refusal(_ body: () async throws -> Void) async throws -> KubeError {
        try #require(await #expect(throws: KubeError.self) { try await body() })
    }

    // MARK: - Reading and writing

    @Test(arguments: ClusterUnderTest.available)
    func objectsAreWrittenAndRead(cluster: ClusterUnderTest) async throws {
        try await cluster.withNamespace { api, namespace in
            let maps = api.resources(.configMaps, in: namespace)
            let created = try await maps.create(configMap("a", namespace, "é\n\u{1F600}"))
            #expect(created.value["data", "k"] == "é\n\u{1F600}")
            let other = try await refusal { try await maps.create(configMap("a", namespace)) }
            #expect(other.isAlreadyExists)
            #expect(try await refusal { _ = try await maps.get("missing") }.isNotFound)
            #expect(try await maps.metadataOnly.list().items.contains { $0.name == "a" && $0.kind == "ConfigMap" })
            #expect(try await maps.metadataOnly.get("a").value["data"] == nil)
            #expect(try await maps.table().rows.contains { $0.cells.first == "a" })
            try await maps.delete("a")
            #expect(try await maps.find("a") == nil)
        }
    }

    @Test(arguments: ClusterUnderTest.available)
    func allKindsOfPatchesAreApplied(cluster: ClusterUnderTest) async throws {
        try await cluster.withNamespace { api, namespace in
            let maps = api.resources(.configMaps, in: namespace)
            try await maps.create(configMap("a", namespace, "1"))
            let merged = try await maps.patch("a", .merge(["data": ["k": .null, "m": "2"]]))
            #expect(merged.value["data"] == ["m": "2"])
            let strategic = try await maps.patch("a", .strategicMerge(["metadata": ["labels": ["x": "y"]]]))
            #expect(strategic.labels["x"] == "y")
            let json = try await maps.patch("a", .json([["op": "replace", "path": "/data/m", "value": "3"]]))
            #expect(json.value["data", "m"] == "3")
            let failed = try await refusal {
                try await maps.patch("a", .json([["op": "test", "path": "/data/m", "value": "other"]]))
            }
            #expect(failed.isInvalid)
            let dry = try await maps.patch("a", .merge(["data": ["m": "4"]]), options: WriteOptions(isDryRun: true))
            #expect(dry.value["data", "m"] == "4")
            #expect(try await maps.get("a").value["data", "m"] == "3")
        }
    }

    @Test(arguments: ClusterUnderTest.available)
    func applyTellsWhoOwnsWhat(cluster: ClusterUnderTest) async throws {
        try await cluster.withNamespace { api, namespace in
            let maps = api.resources(.configMaps, in: namespace)
            try await maps.apply(configMap("a", namespace, "1"), as: "first")
            let conflict = try await refusal { try await maps.apply(configMap("a", namespace, "2"), as: "second") }
            #expect(conflict.applyConflicts.map(\.field) == [".data.k"])
            #expect(conflict.applyConflicts.first?.manager == "first")
            try await maps.apply(configMap("a", namespace, "2"), as: "second", force: true)
            let released = try await maps.apply(
                KubeObject(APIResource.configMaps.gvk, namespace: namespace, name: "a"), as: "second")
            #expect(released.value["data", "k"] == nil)
        }
    }

    @Test(arguments: ClusterUnderTest.available)
    func writesThatComeTooLateAreConflicts(cluster: ClusterUnderTest) async throws {
        try await cluster.withNamespace { api, namespace in
            let maps = api.resources(.configMaps, in: namespace)
            var stale = try await maps.create(configMap("a", namespace, "1"))
            try await maps.patch("a", .merge(["data": ["k": "2"]]))
            stale.value["data"] = ["k": "3"]
            #expect(try await refusal { try await maps.update(stale) }.isConflict)
            let counted = Mutex(0)
            try await maps.modify("a") { object in
                counted.withLock { $0 += 1 }
                object.value["data"] = ["k": "4"]
            }
            #expect(try await maps.get("a").value["data", "k"] == "4")
            let uid = DeleteOptions(uid: "00000000-0000-0000-0000-000000000000")
            #expect(try await refusal { try await maps.delete("a", options: uid) }.isConflict)
        }
    }

    @Test(arguments: ClusterUnderTest.available)
    func listsArePagedAndCollectionsDeleted(cluster: ClusterUnderTest) async throws {
        try await cluster.withNamespace { api, namespace in
            let maps = api.resources(.configMaps, in: namespace)
            for index in 0..<7 {
                var map = configMap("m\(index)", namespace)
                map.labels["set"] = "paged"
                try await maps.create(map)
            }
            let options = ListOptions(labelSelector: "set=paged", pageSize: 3)
            let first = try await maps.page(options)
            #expect(first.items.count == 3)
            let token = try #require(first.continueToken)
            let second = try await maps.page(options, continuing: token)
            #expect(second.items.map(\.name) == ["m3", "m4", "m5"])
            #expect(second.resourceVersion == first.resourceVersion)
            #expect(try await maps.list(options).items.map(\.name) == (0..<7).map { "m\($0)" })
            #expect(try await maps.deleteCollection(options).count == 7)
            #expect(try await maps.list(options).items.isEmpty)
        }
    }

    @Test(arguments: ClusterUnderTest.available)
    func warningsAreHeard(cluster: ClusterUnderTest) async throws {
        let (warnings, warn) = AsyncStream<KubeWarning>.makeStream()
        let hear: @Sendable (KubeWarning) -> Void = { warn.yield($0) }
        try await cluster.withNamespace(onWarning: hear) { api, namespace in
            var map = configMap("a", namespace)
            map.value["nonsense"] = true
            let maps = api.resources(.configMaps, in: namespace)
            try await maps.create(map)
            for await warning in warnings {
                #expect(warning.message == "unknown field \"nonsense\"")
                #expect(warning.method == "POST")
                break
            }
            map.name = "b"
            let strict = try await refusal {
                try await maps.create(map, options: WriteOptions(fieldValidation: .strict))
            }
            #expect(strict.httpStatus == 400)
        }
    }

    @Test(arguments: ClusterUnderTest.available)
    func deploymentsAreScaledThroughTheirSubresource(cluster: ClusterUnderTest) async throws {
        try await cluster.withNamespace { api, namespace in
            let deployment: Value = [
                "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "web"],
                "spec": [
                    "selector": ["matchLabels": ["a": "b"]],
                    "template": [
                        "metadata": ["labels": ["a": "b"]], "spec": ["containers": [["name": "c", "image": "i"]]],
                    ],
                ],
            ]
            let deployments = api.resources(.deployments, in: namespace)
            try await deployments.create(KubeObject(deployment))
            #expect(try await deployments.scale("web").replicas == 1)
            #expect(try await deployments.setScale("web", replicas: 3).replicas == 3)
            #expect(try await deployments.get("web").value["spec", "replicas"] == 3)
            try await deployments.delete("web", options: DeleteOptions(propagation: .background))
        }
    }

    // MARK: - What the server serves, and for whom

    @Test(arguments: ClusterUnderTest.available)
    func theServerTellsWhatItServes(cluster: ClusterUnderTest) async throws {
        try await cluster.run { api in
            let deployments = try await api.discovery.resource(named: "deploy")
            #expect(deployments.gvk == APIResource.deployments.gvk)
            #expect(deployments.subresources.contains { $0.name == "scale" })
            #expect(try await api.discovery.resource(for: deployments.gvr) == deployments)
            #expect(try await api.discovery.resource(for: deployments.groupKind) == deployments)
            await api.discovery.invalidate()
            #expect(try await api.discovery.current().resource(for: deployments.gvk) == deployments)
            let openAPI = OpenAPI(api)
            let document = try await openAPI.document(for: GroupVersion("apps/v1"))
            #expect(document?["components", "schemas"]?.objectValue?.isEmpty == false)
            #expect(try await openAPI.document(for: GroupVersion("nowhere.example/v1")) == nil)
            let swagger = try await openAPI.swagger()
            #expect(swagger["swagger"] == "2.0")
            #expect(try await openAPI.swagger() == swagger)
            #expect(try await api.serverVersion()["major"]?.stringValue?.isEmpty == false)
        }
    }

    @Test(arguments: ClusterUnderTest.available)
    func theServerKnowsWhoAsks(cluster: ClusterUnderTest) async throws {
        try await cluster.run { api in
            let me = try await api.whoAmI()
            #expect(!me.name.isEmpty)
            #expect(try await api.mayI(AccessQuestion("get", .configMaps, in: "default")))
            let other = Impersonation(user: "nobody-here", groups: ["nothing-here"], extra: ["acme.com/why": ["test"]])
            let disguised = KubeAPI(transport: ImpersonatingTransport(api.transport, as: other))
            let seen = try await disguised.whoAmI()
            #expect(seen.name == "nobody-here")
            #expect(seen.groups.contains("nothing-here"))
            #expect(seen.extra["acme.com/why"] == ["test"])
        }
    }

    // MARK: - Following

    @Test(arguments: ClusterUnderTest.available, [WatchOptions.InitialList.paged, .streamed])
    func aReflectorFollows(cluster: ClusterUnderTest, initialList: WatchOptions.InitialList) async throws {
        try await cluster.withNamespace { api, namespace in
            let maps = api.resources(.configMaps, in: namespace)
            for index in 0..<12 { try await maps.create(configMap("m\(index)", namespace)) }
            let reflector = Reflector(maps, options: WatchOptions(pageSize: 5, initialList: initialList))
            let events = reflector.store.events()
            let running = Task { await reflector.run() }
            try await reflector.store.waitUntilSynced()
            #expect(reflector.store.snapshot.keys.filter { $0.name.hasPrefix("m") }.count == 12)
            try await maps.delete("m3")
            try await maps.patch("m4", .merge(["data": ["k": "new"]]))
            // What the reader was not told yet is told as one difference, so the store itself is looked at.
            for await _ in events {
                let present = reflector.store.snapshot
                let isDeleted = present[configMap("m3", namespace).key] == nil
                let isChanged = present[configMap("m4", namespace).key]?.value["data", "k"] == "new"
                if isDeleted && isChanged { break }
            }
            running.cancel()
            await running.value
            #expect(reflector.statistics.interruptions == 0)
        }
    }

    @Test(arguments: ClusterUnderTest.available)
    func aWatchResumesFromAVersionAndEndsInTime(cluster: ClusterUnderTest) async throws {
        try await cluster.withNamespace { api, namespace in
            let maps = api.resources(.configMaps, in: namespace)
            let before = try await maps.list().resourceVersion
            try await maps.create(configMap("a", namespace))
            try await maps.delete("a")
            var seen: [String] = []
            for try await event in maps.watch(from: before, WatchOptions(serverTimeout: .seconds(1))) {
                switch event {
                case .added(let object) where object.name == "a": seen.append("added")
                case .deleted(let object) where object.name == "a": seen.append("deleted")
                default: break
                }
            }
            #expect(seen == ["added", "deleted"])
        }
    }

    @Test(arguments: ClusterUnderTest.available)
    func oneOfSeveralLeads(cluster: ClusterUnderTest) async throws {
        try await cluster.withNamespace { api, namespace in
            let leases = api.resources(.leases, in: namespace)
            let order = Mutex<[String]>([])
            for name in ["one", "two"] {
                let settings = LeaderElectionSettings(lease: "shop", identity: name, retryPeriod: .milliseconds(100))
                try await LeaderElector(leases, settings: settings).lead {
                    order.withLock { $0.append(name) }
                    #expect((try? await leases.get("shop"))?.value["spec", "holderIdentity"]?.stringValue == name)
                }
            }
            #expect(order.withLock { $0 } == ["one", "two"])
            #expect(try await leases.get("shop").value["spec", "leaseTransitions"] == 1)
        }
    }

    @Test(arguments: ClusterUnderTest.available)
    func eventsAreCountedOnOneObject(cluster: ClusterUnderTest) async throws {
        try await cluster.withNamespace { api, namespace in
            let map = try await api.resources(.configMaps, in: namespace).create(configMap("a", namespace))
            let recorder = EventRecorder(api, component: "client-test", instance: "one")
            for _ in 0..<3 { #expect(await recorder.record(map, .warning, reason: "Broken", message: "it broke")) }
            let events = try await api.resources(.events, in: namespace).list(
                ListOptions(fieldSelector: "involvedObject.uid=\(map.uid)")
            ).items
            #expect(events.map { $0.value["count"] } == [3])
        }
    }

    // MARK: - Operators

    /// A kind that is defined while the test runs, and an operator for it.
    @Test(arguments: ClusterUnderTest.available)
    func anOperatorMakesHealsAndCleansUp(cluster: ClusterUnderTest) async throws {
        try await cluster.withNamespace { api, namespace in
            try await withDefinition(api) { widgets in
                let home = api.resources(widgets, in: namespace)
                let maps = api.resources(.configMaps, in: namespace)
                let (marks, mark) = AsyncStream<String>.makeStream()
                let finalizer = Finalizer("client-test.example/cleanup")
                let controller = Controller(for: home) { widget, context in
                    try await finalizer.run(on: widget, in: context.resources(of: widget)) { phase in
                        mark.yield("\(phase)")
                        if phase == .deleting { return .awaitChange }
                        var child = configMap(widget.name, namespace, "made")
                        child.addOwner(OwnerReference(to: widget))
                        try await maps.apply(child, as: "client-test", force: true)
                        mark.yield("made")
                        return .awaitChange
                    }
                }
                .owns(maps)
                let running = Task { await controller.run() }
                defer { running.cancel() }
                try await home.create(KubeObject(widgets.gvk, namespace: namespace, name: "w"))
                for await text in marks where text == "made" { break }
                #expect(try await maps.get("w").controllingOwner?.kind == widgets.kind)
                try await maps.delete("w")
                for await text in marks where text == "made" {
                    if try await maps.find("w") != nil { break }
                }
                try await home.delete("w")
                for await text in marks where text == "deleting" { break }
                try await home.wait(for: "w", timeout: .seconds(60)) { $0 == nil }
            }
        }
    }

    private func withDefinition(_ api: KubeAPI, _ body: (APIResource) async throws -> Void) async throws {
        let group = "client-test-\(UInt32.random(in: 0 ..< .max)).example"
        let definitions = api.resources(.customResourceDefinitions)
        let definition: Value = [
            "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": ["name": .string("widgets.\(group)")],
            "spec": [
                "group": .string(group), "scope": "Namespaced", "names": ["plural": "widgets", "kind": "Widget"],
                "versions": [
                    ["name": "v1", "served": true, "storage": true, "schema": ["openAPIV3Schema": ["type": "object"]]]
                ],
            ],
        ]
        _ = try await api.discovery.current()
        try await definitions.create(KubeObject(definition))
        do {
            try await definitions.wait(for: "widgets.\(group)", timeout: .seconds(60)) { definition in
                definition?.value["status", "conditions"]?.arrayValue?.contains {
                    $0["type"] == "Established" && $0["status"] == "True"
                } ?? false
            }
            // The server may take another moment before it serves what was defined.
            let kind = GroupVersionKind(group: group, version: "v1", kind: "Widget")
            var found: APIResource?
            while found == nil { found = try? await api.discovery.resource(for: kind) }
            try await body(#require(found))
        } catch {
            try await definitions.deleteIfPresent("widgets.\(group)")
            throw error
        }
        try await definitions.deleteIfPresent("widgets.\(group)")
    }
}
