public import Diff
import KubeModel
public import Values

/// Deployments as they are wanted and as a cluster holds them, the same on every run.
public struct DiffWorkload: Sendable {
    /// The wanted objects.
    public let desired: [Value]
    /// The objects as the cluster holds them: defaults, status and managed fields; one in ten has drifted.
    public let live: [Value]
    /// The live objects with what was applied before in their annotation.
    public let annotated: [Value]

    /// Any number of pairs.
    public init(count: Int) {
        desired = (0..<count).map(Self.deployment)
        let manager = StructuredMerge.Write(manager: "argocd-controller", now: "2024-01-01T00:00:00Z")
        live = desired.enumerated().map { position, wanted in
            var object = StructuredMerge.update(
                from: nil, to: Self.completed(wanted), by: manager,
                schema: Schema.builtIn.node(for: KubeObject(unchecked: wanted)) ?? .untyped)
            object.set("a3d1", at: ["metadata", "uid"])
            object.set("2024-01-01T00:00:00Z", at: ["metadata", "creationTimestamp"])
            object["status"] = ["observedGeneration": 1, "replicas": 3, "readyReplicas": 3, "updatedReplicas": 3]
            if position % 10 == 0 { object.set(7, at: ["spec", "replicas"]) }
            return object
        }
        annotated = zip(desired, live).map { wanted, object in
            var object = object
            let key = "kubectl.kubernetes.io/last-applied-configuration"
            object.set(.string(wanted.jsonText()), at: ["metadata", "annotations", key])
            return object
        }
    }

    private static func completed(_ object: Value) -> Value {
        var result = object
        KindDefaults.apply(to: &result)
        return result
    }

    private static func deployment(_ number: Int) -> Value {
        let name = Value.string("service-\(number)")
        let environment: [Value] = (0..<12).map {
            ["name": .string("SETTING_\($0)"), "value": .string("value \($0) of \(number)")]
        }
        let container: Value = [
            "name": "app", "image": .string("registry.example.com/service:\(number % 17)"), "env": .array(environment),
            "ports": [["containerPort": 8080, "name": "http"], ["containerPort": 9090, "name": "metrics"]],
            "resources": [
                "requests": ["cpu": "0.5", "memory": "128Mi"], "limits": ["cpu": "1000m", "memory": "1Gi"],
            ],
            "readinessProbe": ["httpGet": ["path": "/ready", "port": "http"]],
            "volumeMounts": [["name": "config", "mountPath": "/etc/config"]],
        ]
        return [
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": [
                "name": name, "namespace": "prod",
                "labels": ["app.kubernetes.io/name": name, "app.kubernetes.io/part-of": "shop"],
                "annotations": [
                    "argocd.argoproj.io/tracking-id": .string("shop:apps/Deployment:prod/service-\(number)")
                ],
            ],
            "spec": [
                "replicas": 3, "selector": ["matchLabels": ["app.kubernetes.io/name": name]],
                "template": [
                    "metadata": ["labels": ["app.kubernetes.io/name": name]],
                    "spec": [
                        "containers": [container, ["name": "sidecar", "image": "registry.example.com/proxy:1"]],
                        "volumes": [["name": "config", "configMap": ["name": name]]],
                    ],
                ],
            ],
        ]
    }

    /// How many of the pairs differ.
    public static func differences(_ diff: ObjectDiff, _ desired: [Value], _ live: [Value]) throws -> Int {
        var count = 0
        for (wanted, existing) in zip(desired, live) where try diff.compare(desired: wanted, live: existing).isModified
        {
            count += 1
        }
        return count
    }

    /// A comparison with the ignore rules that installations tend to have.
    public static func withRules() throws -> ObjectDiff {
        var options = ComparisonOptions()
        options.resourceOverrides["*/*"] = ResourceOverride(ignoreDifferences: IgnoredFields(jsonPointers: ["/status"]))
        options.ignoreDifferences = [
            IgnoreRule(
                group: "apps", kind: "Deployment",
                fields: IgnoredFields(
                    jsonPointers: ["/spec/replicas"],
                    jqPathExpressions: [#".spec.template.spec.containers[] | select(.name == "sidecar") | .image"#]))
        ]
        return try ObjectDiff(options)
    }

    /// A comparison by structured merge.
    public static func structured() throws -> ObjectDiff {
        var options = ComparisonOptions()
        options.strategy = .structuredMerge
        return try ObjectDiff(options)
    }
}
