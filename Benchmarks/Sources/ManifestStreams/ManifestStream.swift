public import Values

/// Made-up manifests of the usual kinds, the same on every run.
public enum ManifestStream {
    /// Manifests that together take at least so many bytes as compact JSON.
    public static func manifests(bytes: Int) -> [Value] {
        var manifests: [Value] = []
        var size = 0
        var number = 0
        while size < bytes {
            for manifest in [deployment(number), service(number), configMap(number), ingress(number)] {
                size += manifest.jsonBytes().count
                manifests.append(manifest)
            }
            number += 1
        }
        return manifests
    }

    /// One JSON `List`, as an API server answers.
    public static func json(_ manifests: [Value]) -> [UInt8] {
        Value.object(["apiVersion": "v1", "kind": "List", "items": .array(manifests)]).jsonBytes()
    }

    /// A stream of YAML documents, as a repository holds.
    public static func yaml(_ manifests: [Value]) -> [UInt8] {
        Array(manifests.map { manifest in manifest.yamlBytes() }.joined(separator: Array("---\n".utf8)))
    }

    private static func metadata(_ number: Int, _ annotations: Value = [:]) -> Value {
        [
            "name": "service-\(number)", "namespace": "team-\(number % 17)",
            "labels": [
                "app.kubernetes.io/name": "service-\(number)", "app.kubernetes.io/instance": "production-\(number % 5)",
                "app.kubernetes.io/version": "\(number % 9).\(number % 13).0", "app.kubernetes.io/managed-by": "gitops",
            ],
            "annotations": annotations,
        ]
    }

    private static func deployment(_ number: Int) -> Value {
        [
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": metadata(
                number,
                [
                    "deployment.kubernetes.io/revision": "\(number)",
                    "example.com/description": "Serves team \(number % 17): orders, payments and \"returns\" alike",
                ]),
            "spec": [
                "replicas": .int(Int64(number % 7)), "revisionHistoryLimit": 10, "progressDeadlineSeconds": 600,
                "selector": ["matchLabels": ["app.kubernetes.io/name": "service-\(number)"]],
                "strategy": ["type": "RollingUpdate", "rollingUpdate": ["maxSurge": "25%", "maxUnavailable": 0]],
                "template": [
                    "metadata": ["labels": ["app.kubernetes.io/name": "service-\(number)"]],
                    "spec": [
                        "containers": [container(number, "main"), container(number, "proxy")],
                        "serviceAccountName": "service-\(number)", "terminationGracePeriodSeconds": 30,
                        "dnsPolicy": "ClusterFirst", "restartPolicy": "Always", "schedulerName": "default-scheduler",
                        "securityContext": ["runAsNonRoot": true, "runAsUser": 1000, "fsGroup": 1000],
                        "volumes": [
                            ["name": "config", "configMap": ["name": "service-\(number)", "defaultMode": 420]],
                            ["name": "cache", "emptyDir": [:]],
                        ],
                    ],
                ],
            ],
            "status": ["observedGeneration": .int(Int64(number)), "availableReplicas": 3, "loadFactor": 0.75],
        ]
    }

    private static func container(_ number: Int, _ name: String) -> Value {
        [
            "name": .string(name),
            "image": "registry.example.com/team-\(number % 17)/\(name):\(number % 9).\(number % 13).0",
            "imagePullPolicy": "IfNotPresent",
            "args": ["--config=/etc/service/config.yaml", "--listen=:8080", "--log-level=info"],
            "env": [
                ["name": "POD_NAME", "valueFrom": ["fieldRef": ["apiVersion": "v1", "fieldPath": "metadata.name"]]],
                ["name": "GOMAXPROCS", "value": "2"], ["name": "ENVIRONMENT", "value": "production"],
            ],
            "ports": [
                ["name": "http", "containerPort": 8080, "protocol": "TCP"],
                ["name": "metrics", "containerPort": 9090, "protocol": "TCP"],
            ],
            "resources": [
                "requests": ["cpu": "100m", "memory": "128Mi"], "limits": ["cpu": "1", "memory": "512Mi"],
            ],
            "livenessProbe": [
                "httpGet": ["path": "/healthz", "port": "http"], "initialDelaySeconds": 10, "periodSeconds": 5,
            ],
            "readinessProbe": ["httpGet": ["path": "/ready", "port": "http"], "periodSeconds": 5],
            "volumeMounts": [
                ["name": "config", "mountPath": "/etc/service"], ["name": "cache", "mountPath": "/cache"],
            ],
        ]
    }

    private static func service(_ number: Int) -> Value {
        [
            "apiVersion": "v1", "kind": "Service", "metadata": metadata(number),
            "spec": [
                "type": "ClusterIP", "clusterIP": "10.96.\(number % 256).\(number % 251)",
                "selector": ["app.kubernetes.io/name": "service-\(number)"],
                "ports": [["name": "http", "port": 80, "targetPort": "http", "protocol": "TCP"]],
            ],
        ]
    }

    private static func configMap(_ number: Int) -> Value {
        [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata(number),
            "data": [
                "config.yaml": .string(
                    "server:\n  listen: :8080\n  timeout: 30s\nfeatures:\n"
                        + (0..<12).map { "  - name: feature-\($0)\n    enabled: \($0 % 2 == 0)\n" }.joined()),
                "motd": "Grüße aus dem Team \(number % 17)",
            ],
        ]
    }

    private static func ingress(_ number: Int) -> Value {
        [
            "apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
            "metadata": metadata(number, ["nginx.ingress.kubernetes.io/proxy-body-size": "8m"]),
            "spec": [
                "ingressClassName": "nginx",
                "tls": [["hosts": ["service-\(number).example.com"], "secretName": "service-\(number)-tls"]],
                "rules": [
                    [
                        "host": "service-\(number).example.com",
                        "http": [
                            "paths": [
                                [
                                    "path": "/", "pathType": "Prefix",
                                    "backend": [
                                        "service": ["name": "service-\(number)", "port": ["name": "http"]]
                                    ],
                                ]
                            ]
                        ],
                    ]
                ],
            ],
        ]
    }
}
