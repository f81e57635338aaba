import KubeClient
import Values

extension APIServer {
    /// `PUT …/finalize`: a namespace without finalizers goes at once.
    mutating func finalize(
        _ object: Value, _ context: RequestContext, _ options: WriteOptions
    ) throws(APIError) -> KubeResponse {
        let live = try stored(context)
        var value = live.value
        let finalizers = object["spec"]?["finalizers"]
        if value["spec"] == nil { value["spec"] = .object(Object()) }
        value["spec"]?["finalizers"] = (finalizers?.arrayValue ?? []).isEmpty ? nil : finalizers
        if let version = object["metadata"]?["resourceVersion"]?.stringValue, !version.isEmpty,
            version != live.value["metadata"]?["resourceVersion"]?.stringValue
        {
            throw .modified(context.definition, context.name)
        }
        if options.isDryRun || FieldTimes.isEqual(value, live.value) { return respond(200, value, context.form) }
        let isGone =
            value["metadata"]?["deletionTimestamp"] != nil
            && (value["metadata"]?["finalizers"]?.arrayValue ?? []).isEmpty
            && value["spec"]?["finalizers"] == nil
        if isGone {
            erase(context.definition, "", context.name)
            return respond(200, value, context.form)
        }
        return respond(200, commit(value, context.definition, "", context.name), context.form)
    }

    /// The objects that a server has from the start.
    mutating func bootstrap() {
        guard let namespaces = registry.storageDefinition(.namespaces) else { return }
        for name in ["default", "kube-node-lease", "kube-public", "kube-system"] {
            let value: Value = [
                "kind": "Namespace", "apiVersion": "v1",
                "metadata": [
                    "name": .string(name), "uid": .string(random.uid()), "creationTimestamp": .string(now.text),
                    "labels": ["kubernetes.io/metadata.name": .string(name)],
                ],
                "spec": ["finalizers": ["kubernetes"]], "status": ["phase": "Active"],
            ]
            commit(value, namespaces, "", name)
        }
        bootstrapService()
        bootstrapPriorities()
        bootstrapNodes()
        if configuration.hasOwnAPIServices { bootstrapAPIServices() }
        if configuration.administratorToken != nil { bootstrapRoles() }
    }

    private mutating func bootstrapService() {
        guard let services = registry.storageDefinition(.services) else { return }
        let address = allocations.first
        allocations.reserve(address)
        let value: Value = [
            "kind": "Service", "apiVersion": "v1",
            "metadata": [
                "name": "kubernetes", "namespace": "default", "uid": .string(random.uid()),
                "creationTimestamp": .string(now.text),
                "labels": ["component": "apiserver", "provider": "kubernetes"],
            ],
            "spec": [
                "ports": [["name": "https", "protocol": "TCP", "port": 443, "targetPort": 6443]],
                "clusterIP": .string(address), "clusterIPs": [.string(address)], "type": "ClusterIP",
                "sessionAffinity": "None", "ipFamilies": ["IPv4"], "ipFamilyPolicy": "SingleStack",
                "internalTrafficPolicy": "Cluster",
            ],
            "status": ["loadBalancer": [:]],
        ]
        commit(value, services, "default", "kubernetes")
    }

    /// The priorities of what keeps a cluster running.
    private mutating func bootstrapPriorities() {
        guard let classes = registry.storageDefinition(APIServer.priorityClasses) else { return }
        // Drawn apart, so that what comes later draws what it always did.
        var source = RandomSource(seed: configuration.seed ^ 0x5C)
        for (name, number, description) in [
            (
                "system-cluster-critical", Int64(2_000_000_000),
                "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary."
            ),
            (
                "system-node-critical", 2_000_001_000,
                "Used for system critical pods that must not be moved from their current node."
            ),
        ] {
            let value: Value = [
                "kind": "PriorityClass", "apiVersion": "scheduling.k8s.io/v1",
                "metadata": [
                    "name": .string(name), "uid": .string(source.uid()), "generation": 1,
                    "creationTimestamp": .string(now.text),
                ],
                "value": .int(number), "description": .string(description), "preemptionPolicy": "PreemptLowerPriority",
            ]
            commit(value, classes, "", name)
        }
    }

    /// Registers the nodes that are not there.
    mutating func bootstrapNodes() {
        for name in configuration.nodeNames where object(.nodes, "", name) == nil { bootstrapNode(name) }
    }

    /// A node as a kubelet would have registered it.
    private mutating func bootstrapNode(_ name: String) {
        guard let nodes = registry.storageDefinition(.nodes) else { return }
        let capacity: Value = [
            "cpu": "8", "ephemeral-storage": "100Gi", "hugepages-1Gi": "0", "hugepages-2Mi": "0", "memory": "32Gi",
            "pods": "110",
        ]
        func condition(_ type: String, _ status: String, _ reason: String, _ message: String) -> Value {
            [
                "type": .string(type), "status": .string(status), "lastHeartbeatTime": .string(now.text),
                "lastTransitionTime": .string(now.text), "reason": .string(reason), "message": .string(message),
            ]
        }
        let version = configuration.gitVersion
        let value: Value = [
            "kind": "Node", "apiVersion": "v1",
            "metadata": [
                "name": .string(name), "uid": .string(random.uid()), "creationTimestamp": .string(now.text),
                "labels": [
                    "beta.kubernetes.io/arch": "amd64", "beta.kubernetes.io/os": "linux",
                    "kubernetes.io/arch": "amd64", "kubernetes.io/hostname": .string(name), "kubernetes.io/os": "linux",
                ],
            ],
            "spec": ["podCIDR": "10.244.0.0/24", "podCIDRs": ["10.244.0.0/24"]],
            "status": [
                "capacity": capacity, "allocatable": capacity,
                "conditions": [
                    condition(
                        "MemoryPressure", "False", "KubeletHasSufficientMemory",
                        "kubelet has sufficient memory available"),
                    condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
                    condition(
                        "PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
                    condition("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
                ],
                "addresses": [
                    ["type": "InternalIP", "address": "192.0.2.10"], ["type": "Hostname", "address": .string(name)],
                ],
                "daemonEndpoints": ["kubeletEndpoint": ["Port": 10250]],
                "nodeInfo": [
                    "machineID": "", "systemUUID": "", "bootID": "", "kernelVersion": "6.12.0",
                    "osImage": "Debian GNU/Linux 13 (trixie)", "containerRuntimeVersion": "containerd://2.1.4",
                    "kubeletVersion": .string(version), "kubeProxyVersion": "", "operatingSystem": "linux",
                    "architecture": "amd64",
                ],
            ],
        ]
        commit(value, nodes, "", name)
    }
}
