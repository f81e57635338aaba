import KubeSimulator
import Testing
import Values

/// Where pods run.
@Suite struct NodeTests {
    private func cluster() -> SimulatedCluster {
        var configuration = SimulatorConfiguration()
        configuration.nodeNames = ["a", "b"]
        return SimulatedCluster(configuration)
    }

    private func pod(_ spec: String = "") -> String {
        "{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: default}, spec: {\(spec) containers: [{name: c, image: x}]}}"
    }

    @Test func podsStayAwayFromCordonedNodesUntilThereIsRoom() async throws {
        let cluster = cluster()
        for name in ["a", "b"] { try await cluster.patch("v1", "Node", name, ["spec": ["unschedulable": true]]) }
        try await cluster.apply(pod())
        let waiting = try await cluster.get("v1", "Pod", "default/p")
        #expect(waiting["status", "phase"] == "Pending")
        let reason = waiting["status", "conditions"]?[0]?["message"]?.stringValue ?? ""
        #expect(reason.hasPrefix("0/2 nodes are available: 2 node(s) were unschedulable."))
        try await cluster.patch("v1", "Node", "b", ["spec": ["unschedulable": false]])
        let running = try await cluster.get("v1", "Pod", "default/p")
        #expect(running["spec", "nodeName"] == "b")
        #expect(running["status", "phase"] == "Running")
    }

    @Test(arguments: [
        ("nodeSelector: {kubernetes.io/hostname: b},", "b"), ("nodeSelector: {disk: fast},", nil),
        ("tolerations: [{key: only, operator: Exists}],", "a"),
        (
            "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchFields: [{key: metadata.name, operator: In, values: [b]}]}]}}},",
            "b"
        ),
        ("schedulingGates: [{name: example.com/wait}],", nil),
    ])
    func aPodRunsWhereItMay(_ spec: String, _ node: String?) async throws {
        let cluster = cluster()
        try await cluster.patch(
            "v1", "Node", "a", ["spec": ["taints": [["key": "only", "effect": "NoSchedule"]]]])
        try await cluster.apply(pod(spec))
        #expect(try await cluster.get("v1", "Pod", "default/p")["spec", "nodeName"]?.stringValue == node)
    }

    @Test func aDaemonSetHasAPodOnEachNode() async throws {
        let cluster = cluster()
        try await cluster.apply(
            """
            apiVersion: apps/v1
            kind: DaemonSet
            metadata: {name: d, namespace: default}
            spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: x}]}}}
            """)
        #expect(try await cluster.get("apps/v1", "DaemonSet", "default/d")["status", "numberReady"] == 2)
    }
}
