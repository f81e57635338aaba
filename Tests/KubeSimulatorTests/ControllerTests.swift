import KubeClient
import KubeSimulator
import Testing
import Values

/// What the controllers make of objects.
@Suite struct ControllerTests {
    private static let template = """
          template:
            metadata: {labels: {app: web}}
            spec:
              containers: [{name: c, image: "nginx:1.25"}]
        """

    private func workload(_ kind: String, _ name: String, _ more: String = "") -> String {
        """
        apiVersion: apps/v1
        kind: \(kind)
        metadata: {name: \(name), namespace: shop}
        spec:
          selector: {matchLabels: {app: web}}
        \(more)
        \(ControllerTests.template)
        """
    }

    private func names(_ objects: [Value]) -> [String] {
        objects.compactMap { $0["metadata", "name"]?.stringValue }.sorted()
    }

    @Test func eventsTellWhatTheControllersDid() async throws {
        let cluster = SimulatedCluster()
        try await cluster.apply(workload("Deployment", "web", "  replicas: 2"))
        try await cluster.patch("apps/v1", "Deployment", "shop/web", ["spec": ["replicas": 1]])
        let set = try #require(try await cluster.list("apps/v1", "ReplicaSet").first?["metadata", "name"]?.stringValue)
        let events = try await cluster.list("v1", "Event", in: "shop")
        let messages = events.filter { $0["involvedObject", "kind"] == "Deployment" }.compactMap {
            $0["message"]?.stringValue
        }
        #expect(
            Set(messages) == [
                "Scaled up replica set \(set) from 0 to 2", "Scaled down replica set \(set) from 2 to 1",
            ])
        let reasons = events.filter { $0["involvedObject", "kind"] == "ReplicaSet" }.compactMap {
            $0["reason"]?.stringValue
        }
        #expect(reasons.sorted() == ["SuccessfulCreate", "SuccessfulCreate", "SuccessfulDelete"])
    }

    @Test func namesOfSetsCarryTheServersHash() async throws {
        let cluster = SimulatedCluster()
        try await cluster.apply(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: background, namespace: shop}
            spec:
              selector: {matchLabels: {app: background}}
              template:
                metadata: {labels: {app: background}}
                spec: {containers: [{name: c, image: "nginx:1.25"}]}
            """)
        #expect(names(try await cluster.list("apps/v1", "ReplicaSet")) == ["background-5c77d7895"])
    }

    @Test func statefulSetsGrowInOrderAndKeepTheirClaims() async throws {
        let cluster = SimulatedCluster()
        cluster.script(.ready(after: .seconds(10)), for: PodPattern(namespace: "shop"))
        try await cluster.apply(
            workload(
                "StatefulSet", "db",
                """
                  replicas: 2
                  serviceName: db
                  volumeClaimTemplates:
                  - metadata: {name: data}
                    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """))
        #expect(names(try await cluster.list("v1", "Pod")) == ["db-0"])
        cluster.clock.advance(by: .seconds(11))
        #expect(names(try await cluster.list("v1", "Pod")) == ["db-0", "db-1"])
        #expect(names(try await cluster.list("v1", "PersistentVolumeClaim")) == ["data-db-0", "data-db-1"])
        cluster.clock.advance(by: .seconds(11))
        let live = try await cluster.get("apps/v1", "StatefulSet", "shop/db")
        #expect(live["status", "readyReplicas"] == 2)
        #expect(live["status", "currentRevision"] == live["status", "updateRevision"])
        try await cluster.patch("apps/v1", "StatefulSet", "shop/db", ["spec": ["replicas": 0]])
        #expect(try await cluster.list("v1", "Pod").isEmpty)
        #expect(try await cluster.list("v1", "PersistentVolumeClaim").count == 2)
    }

    @Test func daemonSetsCoverEveryNode() async throws {
        let cluster = SimulatedCluster()
        try await cluster.apply(workload("DaemonSet", "agent"))
        let before = try await cluster.list("v1", "Pod").count
        try await cluster.apply("apiVersion: v1\nkind: Node\nmetadata: {name: another}\n")
        let live = try await cluster.get("apps/v1", "DaemonSet", "shop/agent")
        #expect(try await cluster.list("v1", "Pod").count == before + 1)
        #expect(live["status", "desiredNumberScheduled"] == .int(Int64(before + 1)))
        #expect(try await cluster.list("apps/v1", "ControllerRevision").count == 1)
    }

    @Test func cronJobsStartJobsWhenTheirTimeComes() async throws {
        let cluster = SimulatedCluster()
        cluster.script(.succeed(), for: PodPattern(namespace: "shop"))
        try await cluster.apply(
            """
            apiVersion: batch/v1
            kind: CronJob
            metadata: {name: tick, namespace: shop}
            spec:
              schedule: "*/5 * * * *"
              jobTemplate:
                spec:
                  template: {spec: {restartPolicy: Never, containers: [{name: c, image: busybox}]}}
            """)
        #expect(try await cluster.list("batch/v1", "Job").isEmpty)
        cluster.clock.advance(by: .seconds(301))
        let jobs = try await cluster.list("batch/v1", "Job")
        #expect(jobs.count == 1)
        #expect(jobs.first?["status", "succeeded"] == 1)
    }

    @Test func releasedVolumesAreNotBoundAgain() async throws {
        let cluster = SimulatedCluster()
        let claim = """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: data, namespace: shop}
            spec: {accessModes: [ReadWriteOnce], storageClassName: manual, resources: {requests: {storage: 1Gi}}}
            """
        try await cluster.apply(
            """
            apiVersion: v1
            kind: PersistentVolume
            metadata: {name: disk}
            spec:
              capacity: {storage: 2Gi}
              accessModes: [ReadWriteOnce]
              storageClassName: manual
              hostPath: {path: /data}
            ---
            \(claim)
            """)
        #expect(try await cluster.get("v1", "PersistentVolumeClaim", "shop/data")["spec", "volumeName"] == "disk")
        try await cluster.delete("v1", "PersistentVolumeClaim", "shop/data")
        #expect(try await cluster.get("v1", "PersistentVolume", "disk")["status", "phase"] == "Released")
        try await cluster.apply(claim)
        #expect(try await cluster.get("v1", "PersistentVolumeClaim", "shop/data")["spec", "volumeName"] != "disk")
    }

    @Test func budgetsRefuseEvictions() async throws {
        let cluster = SimulatedCluster()
        try await cluster.apply(workload("Deployment", "web", "  replicas: 1"))
        try await cluster.apply(
            """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: {name: web, namespace: shop}
            spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}
            """)
        let pod = try #require(names(try await cluster.list("v1", "Pod")).first)
        let body: Value = [
            "apiVersion": "policy/v1", "kind": "Eviction", "metadata": ["name": .string(pod), "namespace": "shop"],
        ]
        let response = try await cluster.transport.send(
            KubeRequest("POST", "/api/v1/namespaces/shop/pods/\(pod)/eviction", body: .value(body)))
        #expect(response.status == 429)
    }

    @Test func namespacesGoWhenTheirTimeComes() async throws {
        var configuration = SimulatorConfiguration()
        configuration.namespaceDeletionDelay = 5
        let cluster = SimulatedCluster(configuration)
        try await cluster.apply(SmokeTests.shop)
        try await cluster.delete("v1", "Namespace", "shop")
        #expect(try await cluster.get("v1", "Namespace", "shop")["status", "phase"] == "Terminating")
        let refused = try await cluster.transport.send(
            KubeRequest(
                "POST", "/api/v1/namespaces/shop/configmaps",
                body: .value(["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "late"]])))
        #expect(refused.status == 403)
        cluster.clock.advance(by: .seconds(30))
        #expect(try await cluster.find("v1", "Namespace", "shop") == nil)
    }
}

/// What goes wrong on purpose.
@Suite struct FaultTests {
    private func maps(_ count: Int) -> String {
        (0..<count).map { "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: m\($0), namespace: shop}\n" }.joined(
            separator: "---\n")
    }

    private func order(seed: UInt64, isReordered: Bool) async throws -> [String] {
        let cluster = SimulatedCluster(SimulatorConfiguration(seed: seed))
        try await cluster.apply(maps(12))
        if isReordered { cluster.inject(.reorder, on: RequestPattern(path: "/configmaps")) }
        let stream = try await cluster.transport.stream(
            KubeRequest("GET", "/api/v1/namespaces/shop/configmaps", query: [("watch", "true")]))
        try await cluster.delete("v1", "Namespace", "shop")
        var last: [String: String] = [:]
        var gone: [String] = []
        for try await element in stream.body {
            guard case .value(let event) = element else { continue }
            let name = event["object", "metadata", "name"]?.stringValue ?? ""
            let type = event["type"]?.stringValue ?? ""
            guard name.hasPrefix("m") else { continue }
            // What is told of one object stays in order.
            #expect(type == "ADDED" ? last[name] == nil : last[name] == "ADDED")
            last[name] = type
            if type == "DELETED" { gone.append(name) }
            if gone.count == 12 { break }
        }
        return gone
    }

    @Test func watchesTellInAnotherOrderThatIsTheSameForASeed() async throws {
        let straight = try await order(seed: 1, isReordered: false)
        let first = try await order(seed: 1, isReordered: true)
        #expect(first != straight)
        #expect(first.sorted() == straight.sorted())
        #expect(try await order(seed: 1, isReordered: true) == first)
        #expect(try await order(seed: 2, isReordered: true) != first)
    }

    @Test func expiredVersionsAnswer410() async throws {
        let cluster = SimulatedCluster()
        try await cluster.apply(maps(2))
        let version = String(cluster.resourceVersion - 1)
        cluster.expireResourceVersions()
        let stream = try await cluster.transport.stream(
            KubeRequest(
                "GET", "/api/v1/namespaces/shop/configmaps", query: [("watch", "true"), ("resourceVersion", version)]))
        for try await element in stream.body {
            guard case .value(let event) = element else { continue }
            #expect(event["type"] == "ERROR")
            #expect(event["object", "code"] == 410)
        }
    }

    @Test func retriesAreAskedForAndConnectionsDrop() async throws {
        let cluster = SimulatedCluster()
        cluster.inject(.fail(status: 429, retryAfter: 3), on: RequestPattern(path: "/namespaces"), times: 1)
        let response = try await cluster.transport.send(KubeRequest("GET", "/api/v1/namespaces"))
        #expect(response.status == 429)
        #expect(response.headers["Retry-After"] == "3")
        cluster.inject(.drop, times: 1)
        await #expect(throws: ConnectionDropped.self) {
            try await cluster.transport.send(KubeRequest("GET", "/api/v1/namespaces"))
        }
        #expect(try await cluster.transport.send(KubeRequest("GET", "/api/v1/namespaces")).status == 200)
    }

    @Test func chanceIsTheSameForASeed() async throws {
        var outcomes: Set<[Int]> = []
        for _ in 0..<2 {
            let cluster = SimulatedCluster(SimulatorConfiguration(seed: 9))
            cluster.inject(.fail(status: 500), probability: 0.5)
            var statuses: [Int] = []
            for _ in 0..<20 {
                statuses.append(try await cluster.transport.send(KubeRequest("GET", "/api/v1/namespaces")).status)
            }
            #expect(statuses.contains(500) && statuses.contains(200))
            outcomes.insert(statuses)
        }
        #expect(outcomes.count == 1)
    }
}
