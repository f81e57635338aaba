import KubeClient
import KubeSimulator
import Testing
import Values

/// What the server says of objects that are not as their kind wants them.
@Suite struct KindValidationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let path: String
        let yaml: String
        let problems: [String]
        var testDescription: String { problems.first ?? "accepted" }

        init(_ path: String, _ yaml: String, _ problems: String...) {
            self.path = path
            self.yaml = yaml
            self.problems = problems
        }

        static func pod(_ spec: String, _ problems: String...) -> Case {
            var one = Case("/api/v1/namespaces/default/pods", "{metadata: {name: x}, spec: \(spec)}")
            one = Case(one.path, one.yaml, problems)
            return one
        }

        static func container(_ fields: String, _ problems: String...) -> Case {
            Case(
                "/api/v1/namespaces/default/pods",
                "{metadata: {name: x}, spec: {containers: [{name: c, image: nginx, \(fields)}]}}", problems)
        }

        private init(_ path: String, _ yaml: String, _ problems: [String]) {
            self.path = path
            self.yaml = yaml
            self.problems = problems
        }
    }

    static let pods: [Case] = [
        .container(
            "livenessProbe: {exec: {command: [x]}, successThreshold: 2}",
            "spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1"),
        .container(
            "readinessProbe: {httpGet: {port: 0}}",
            "spec.containers[0].readinessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive"),
        .container(
            "lifecycle: {preStop: {}}",
            "spec.containers[0].lifecycle.preStop: Required value: must specify a handler type"),
        .container(
            "volumeMounts: [{name: v, mountPath: /a}]", "spec.containers[0].volumeMounts[0].name: Not found: \"v\""),
        .container(
            "env: [{name: A, valueFrom: {resourceFieldRef: {resource: limits.gpu}}}]",
            "spec.containers[0].env[0].valueFrom.resourceFieldRef.resource: Unsupported value: \"limits.gpu\": supported values: \"limits.cpu\", \"limits.ephemeral-storage\", \"limits.memory\", \"requests.cpu\", \"requests.ephemeral-storage\", \"requests.memory\""
        ),
        .container(
            "envFrom: [{}]",
            "spec.containers[0].envFrom: Invalid value: \"\": must specify one of: `configMapRef` or `secretRef`"),
        .container(
            "securityContext: {runAsUser: -1}",
            "spec.containers[0].securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive"
        ),
        .container(
            "resources: {requests: {example.com/gpu: \"1\"}}",
            "spec.containers[0].resources.limits: Required value: Limit must be set for non overcommitable resources"),
        .pod(
            "{containers: [{name: c, image: a}], initContainers: [{name: c, image: b, livenessProbe: {exec: {command: [x]}}}]}",
            "spec.initContainers[0].name: Duplicate value: \"c\"",
            "spec.initContainers[0].livenessProbe: Forbidden: may not be set for init containers without restartPolicy=Always"
        ),
        .pod(
            "{containers: [{name: c, image: a}], tolerations: [{operator: Sometimes, key: a}]}",
            "spec.tolerations[0].operator: Unsupported value: \"Sometimes\": supported values: \"Equal\", \"Exists\""),
        .pod(
            "{containers: [{name: c, image: a}], topologySpreadConstraints: [{maxSkew: 0, topologyKey: zone, whenUnsatisfiable: Never}]}",
            "spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero",
            "spec.topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: \"Never\": supported values: \"DoNotSchedule\", \"ScheduleAnyway\""
        ),
        .pod(
            "{containers: [{name: c, image: a}], affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: []}}}}",
            "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term"
        ),
        .pod(
            "{containers: [{name: c, image: a}], dnsPolicy: None}",
            "spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None"),
        .pod(
            "{containers: [{name: c, image: a}], volumes: [{name: v, configMap: {name: m, defaultMode: 600}}]}",
            "spec.volumes[0].configMap.defaultMode: Invalid value: 600: must be a number between 0 and 0777 (octal), both inclusive"
        ),
    ]

    private static let template = "template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: x}]}}"
    private static let job = "template: {spec: {restartPolicy: Never, containers: [{name: c, image: x}]}}"

    static let others: [Case] = [
        Case(
            "/apis/apps/v1/namespaces/default/deployments",
            "{metadata: {name: x}, spec: {progressDeadlineSeconds: 5, minReadySeconds: 5, selector: {matchLabels: {a: b}}, \(template)}}",
            "spec.progressDeadlineSeconds: Invalid value: 5: must be greater than minReadySeconds"),
        Case(
            "/apis/apps/v1/namespaces/default/daemonsets",
            "{metadata: {name: x}, spec: {updateStrategy: {rollingUpdate: {maxUnavailable: 0}}, selector: {matchLabels: {a: b}}, \(template)}}",
            "spec.updateStrategy.rollingUpdate.maxUnavailable: Required value: cannot be 0 when maxSurge is 0"),
        Case(
            "/apis/apps/v1/namespaces/default/statefulsets",
            "{metadata: {name: x}, spec: {podManagementPolicy: Any, selector: {matchLabels: {a: b}}, \(template)}}",
            "spec.podManagementPolicy: Invalid value: \"Any\": must be 'OrderedReady' or 'Parallel'"),
        Case(
            "/apis/batch/v1/namespaces/default/jobs",
            "{metadata: {name: x}, spec: {completionMode: Indexed, parallelism: 1, \(job)}}",
            "spec.completions: Required value: when completion mode is Indexed"),
        Case(
            "/api/v1/namespaces/default/services",
            "{metadata: {name: x}, spec: {loadBalancerClass: a/b, internalTrafficPolicy: Near, ports: [{port: 80}]}}",
            "spec.loadBalancerClass: Forbidden: may only be used when `type` is 'LoadBalancer'",
            "spec.internalTrafficPolicy: Unsupported value: \"Near\": supported values: \"Cluster\", \"Local\""),
        Case(
            "/apis/networking.k8s.io/v1/namespaces/default/ingresses",
            "{metadata: {name: x}, spec: {rules: [{host: \"*.a.*\", http: {paths: [{path: a, pathType: Prefix, backend: {service: {name: s}}}]}}]}}",
            "spec.rules[0].http.paths[0].path: Invalid value: \"a\": must be an absolute path",
            "spec.rules[0].http.paths[0].backend: Required value: port name or number is required"),
        Case(
            "/apis/networking.k8s.io/v1/namespaces/default/networkpolicies",
            "{metadata: {name: x}, spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/16]}, podSelector: {}}], ports: [{endPort: 90}]}]}}",
            "spec.ingress[0].ports[0].port: Required value: must be specified when endPort is specified",
            "spec.ingress[0].from[0].ipBlock.except[0]: Invalid value: \"11.0.0.0/16\": must be a strict subset of `cidr`",
            "spec.ingress[0].from[0]: Forbidden: may not specify both ipBlock and another peer"),
        Case(
            "/api/v1/namespaces/default/persistentvolumeclaims",
            "{metadata: {name: x}, spec: {accessModes: [ReadWriteOnce, Any], volumeMode: Tape, resources: {requests: {storage: \"0\"}}}}",
            "spec.accessModes: Unsupported value: \"Any\": supported values: \"ReadOnlyMany\", \"ReadWriteMany\", \"ReadWriteOnce\", \"ReadWriteOncePod\"",
            "spec.resources[storage]: Invalid value: \"0\": must be greater than zero",
            "spec.volumeMode: Unsupported value: \"Tape\": supported values: \"Block\", \"Filesystem\""),
        Case(
            "/api/v1/persistentvolumes", "{metadata: {name: x}, spec: {accessModes: [ReadWriteOnce]}}",
            "spec.capacity: Required value", "spec: Required value: must specify a volume type"),
        Case(
            "/apis/storage.k8s.io/v1/storageclasses", "{metadata: {name: x}, reclaimPolicy: Keep}",
            "provisioner: Required value",
            "reclaimPolicy: Unsupported value: \"Keep\": supported values: \"Delete\", \"Retain\""),
        Case(
            "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers",
            "{metadata: {name: x}, spec: {minReplicas: 5, maxReplicas: 2, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: d}, metrics: [{type: Resource}]}}",
            "spec.maxReplicas: Invalid value: 2: must be greater than or equal to `minReplicas`",
            "spec.metrics[0].resource: Required value: must populate information for the given metric source"),
        Case(
            "/apis/policy/v1/namespaces/default/poddisruptionbudgets",
            "{metadata: {name: x}, spec: {minAvailable: 101%}}",
            "spec.minAvailable: Invalid value: \"101%\": must not be greater than 100%"),
        Case(
            "/api/v1/namespaces/default/resourcequotas", "{metadata: {name: x}, spec: {hard: {widgets: \"1\"}}}",
            "spec.hard[widgets]: Invalid value: \"widgets\": must be a standard resource for quota"),
        Case(
            "/api/v1/namespaces/default/limitranges",
            "{metadata: {name: x}, spec: {limits: [{type: Pod, min: {cpu: 2}, max: {cpu: 1}, default: {cpu: 1}}]}}",
            "spec.limits[0].default: Forbidden: may not be specified when `type` is 'Pod'",
            "spec.limits[0].min[cpu]: Invalid value: \"2\": min value 2 is greater than max value 1"),
        Case(
            "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations",
            "{metadata: {name: x}, webhooks: [{name: short, clientConfig: {}}]}",
            "webhooks[0].name: Invalid value: \"short\": should be a domain with at least three segments separated by dots",
            "webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun",
            "webhooks[0].clientConfig: Required value: exactly one of url or service is required"),
        Case(
            "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies",
            "{metadata: {name: x}, spec: {matchConstraints: {resourceRules: [{apiGroups: [\"\"], apiVersions: [v1], operations: [CREATE], resources: [pods]}]}, validations: [{expression: variables.x}]}}",
            "spec.validations[0].expression: Invalid value: \"variables.x\": compilation failed: ERROR: <input>:1:10: undefined field 'x'"
        ),
        Case(
            "/api/v1/nodes", "{metadata: {name: x}, spec: {taints: [{key: a, effect: Never}]}}",
            "metadata.taints[0].effect: Unsupported value: \"Never\": supported values: \"NoSchedule\", \"PreferNoSchedule\", \"NoExecute\""
        ),
        Case(
            "/apis/networking.k8s.io/v1/ingressclasses", "{metadata: {name: x}, spec: {controller: nothing}}",
            "spec.controller: Invalid value: \"nothing\": must be a domain-prefixed path (such as \"acme.io/foo\")"),
        Case(
            "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings",
            "{metadata: {name: x}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}, subjects: [{kind: User, name: u, apiGroup: x}]}",
            "subjects[0].apiGroup: Unsupported value: \"x\": supported values: \"rbac.authorization.k8s.io\""),
    ]

    @Test(arguments: pods + others)
    func isRefused(_ one: Case) async throws {
        let cluster = SimulatedCluster()
        let response = try await cluster.transport.send(
            KubeRequest("POST", one.path, body: .value(try Value(yaml: one.yaml))))
        guard case .value(let status) = response.body else { return #expect(Bool(false), "no Status") }
        #expect(response.status == 422)
        let causes = status["details", "causes"]?.arrayValue ?? []
        let found = causes.map { "\($0["field"]?.stringValue ?? ""): \($0["message"]?.stringValue ?? "")" }
        for problem in one.problems {
            #expect(found.contains { $0.hasPrefix(problem) }, "\(found)")
        }
    }
}
