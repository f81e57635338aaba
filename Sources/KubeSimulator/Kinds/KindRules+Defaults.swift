import Values

/// What the server does with the objects of built-in kinds: defaults, preparation, validation.
enum KindRules {
    /// Fills in what a client left out.
    static func applyDefaults(_ object: inout Value, _ definition: ResourceDefinition) {
        guard definition.custom == nil else { return }
        switch definition.kind {
        case "Pod": object.edit("spec") { PodDefaults.apply(to: &$0, isPod: true) }
        case "PodTemplate": object.edit("template", template)
        case "Deployment": object.edit("spec", deployment)
        case "ReplicaSet", "ReplicationController": replicas(&object)
        case "StatefulSet": object.edit("spec", statefulSet)
        case "DaemonSet":
            object.edit("spec", daemonSet)
            templateGeneration(&object)
        case "Job":
            object.edit("spec") { job(&$0) }
            if let labels = object["spec"]?["template"]?["metadata"]?["labels"], object["metadata"]?["labels"] == nil {
                object["metadata"]?["labels"] = labels
            }
        case "CronJob": object.edit("spec", cronJob)
        case "Service":
            object.edit("spec", service)
            object.edit("status") { status in
                status.edit("loadBalancer") { balancer in
                    balancer.editEach("ingress") { if !$0.text("ip").isEmpty { $0.setDefault("ipMode", "VIP") } }
                }
            }
        case "Secret":
            secret(&object)
            mergeStringData(&object, definition)
        case "Namespace": namespace(&object)
        case "PersistentVolumeClaim": object.edit("spec") { $0.setDefault("volumeMode", "Filesystem") }
        case "PersistentVolume": persistentVolume(&object)
        case "HorizontalPodAutoscaler": object.edit("spec") { autoscaler(&$0, definition.version) }
        case "NetworkPolicy": object.edit("spec", networkPolicy)
        case "Ingress": object.edit("spec") { _ in }
        case "StorageClass":
            object.setDefault("reclaimPolicy", "Delete")
            object.setDefault("volumeBindingMode", "Immediate")
        case "RoleBinding", "ClusterRoleBinding": binding(&object)
        case "Role", "ClusterRole": emptyIsNull(&object, "rules")
        case "EndpointSlice":
            emptyIsNull(&object, "endpoints")
            emptyIsNull(&object, "ports")
            object.editEach("ports") {
                $0.setDefault("name", "")
                $0.setDefault("protocol", "TCP")
            }
        case "Endpoints": object.editEach("subsets") { $0.editEach("ports") { $0.setDefault("protocol", "TCP") } }
        case "CustomResourceDefinition": CustomDefinitions.applyDefaults(&object)
        case "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration": webhooks(&object, definition.kind)
        case "PriorityClass": object.setDefault("preemptionPolicy", "PreemptLowerPriority")
        case "CSIDriver": object.edit("spec", driver)
        case "LimitRange": object.edit("spec") { $0.editEach("limits", limitRange) }
        case "Node":
            node(&object)
            object.edit("status") { if $0["allocatable"] == nil, let all = $0["capacity"] { $0["allocatable"] = all } }
        case "FlowSchema": object.edit("spec") { $0.setDefault("matchingPrecedence", 1000) }
        case "IngressClass": object.edit("spec") { $0.edit("parameters") { $0.setDefault("scope", "Cluster") } }
        case "ValidatingAdmissionPolicy", "MutatingAdmissionPolicy":
            object.edit("spec") {
                $0.setDefault("failurePolicy", "Fail")
                $0.edit("matchConstraints", matchResources)
            }
        case "ValidatingAdmissionPolicyBinding":
            object.edit("spec") { $0.edit("matchResources", matchResources) }
        case "APIService":
            object.edit("spec") { $0.edit("service") { $0.setDefault("port", 443) } }
        default: break
        }
    }

    /// Lists that are written out even where nothing is in them; the store keeps no empty ones.
    private static func emptyIsNull(_ object: inout Value, _ name: String) {
        if object[name] == nil { object[name] = .null }
    }

    /// The store keeps no empty lists, although who sent one owns the field.
    static func dropEmptyLists(_ object: inout Value, _ definition: ResourceDefinition) {
        guard definition.custom == nil else { return }
        let names: [String]
        switch definition.kind {
        case "Role", "ClusterRole": names = ["rules"]
        case "EndpointSlice": names = ["endpoints", "ports"]
        default: return
        }
        for name in names where object[name] == .array([]) { object[name] = .null }
    }

    private static func matchResources(_ match: inout Value) {
        match.setDefault("matchPolicy", "Equivalent")
        match.setDefault("namespaceSelector", [:])
        match.setDefault("objectSelector", [:])
        match.editEach("resourceRules") { $0.setDefault("scope", "*") }
        match.editEach("excludeResourceRules") { $0.setDefault("scope", "*") }
    }

    private static func template(_ template: inout Value) {
        template.edit("spec") { PodDefaults.apply(to: &$0, isPod: false) }
    }

    private static func deployment(_ spec: inout Value) {
        spec.setDefault("replicas", 1)
        spec.setDefault("strategy", [:])
        spec.edit("strategy") { strategy in
            strategy.setDefault("type", "RollingUpdate")
            guard strategy.text("type") == "RollingUpdate" else { return }
            strategy.setDefault("rollingUpdate", [:])
            strategy.edit("rollingUpdate") {
                $0.setDefault("maxUnavailable", "25%")
                $0.setDefault("maxSurge", "25%")
            }
        }
        spec.setDefault("revisionHistoryLimit", 10)
        spec.setDefault("progressDeadlineSeconds", 600)
        spec.edit("template", template)
    }

    private static func replicas(_ object: inout Value) {
        let isController = object.text("kind") == "ReplicationController"
        object.edit("spec") { spec in
            spec.setDefault("replicas", 1)
            spec.edit("template", template)
            if isController, spec["selector"] == nil { spec["selector"] = spec["template", "metadata", "labels"] }
        }
        if isController, object["metadata"]?["labels"] == nil,
            let labels = object["spec"]?["template"]?["metadata"]?["labels"]
        {
            object["metadata"]?["labels"] = labels
        }
    }

    private static func statefulSet(_ spec: inout Value) {
        spec.setDefault("podManagementPolicy", "OrderedReady")
        spec.setDefault("updateStrategy", [:])
        spec.edit("updateStrategy") { strategy in
            strategy.setDefault("type", "RollingUpdate")
            guard strategy.text("type") == "RollingUpdate" else { return }
            strategy.setDefault("rollingUpdate", [:])
            strategy.edit("rollingUpdate") { $0.setDefault("partition", 0) }
        }
        spec.setDefault("persistentVolumeClaimRetentionPolicy", [:])
        spec.edit("persistentVolumeClaimRetentionPolicy") {
            $0.setDefault("whenDeleted", "Retain")
            $0.setDefault("whenScaled", "Retain")
        }
        spec.setDefault("replicas", 1)
        spec.setDefault("revisionHistoryLimit", 10)
        spec.edit("template", template)
        spec.editEach("volumeClaimTemplates") { claim in
            claim["kind"] = "PersistentVolumeClaim"
            claim["apiVersion"] = "v1"
            claim.edit("spec") { $0.setDefault("volumeMode", "Filesystem") }
            claim.setDefault("status", [:])
            claim.edit("status") { $0.setDefault("phase", "Pending") }
        }
    }

    private static func templateGeneration(_ object: inout Value) {
        let key = "deprecated.daemonset.template.generation"
        if object["metadata"]?["annotations"]?[key] == nil { object.set("1", at: ["metadata", "annotations", key]) }
    }

    private static func daemonSet(_ spec: inout Value) {
        spec.setDefault("updateStrategy", [:])
        spec.edit("updateStrategy") { strategy in
            strategy.setDefault("type", "RollingUpdate")
            guard strategy.text("type") == "RollingUpdate" else { return }
            strategy.setDefault("rollingUpdate", [:])
            strategy.edit("rollingUpdate") {
                $0.setDefault("maxUnavailable", 1)
                $0.setDefault("maxSurge", 0)
            }
        }
        spec.setDefault("revisionHistoryLimit", 10)
        spec.edit("template", template)
    }

    private static func job(_ spec: inout Value, isTemplate: Bool = false) {
        if spec["completions"] == nil, spec["parallelism"] == nil {
            spec["completions"] = 1
            spec["parallelism"] = 1
        }
        spec.setDefault("parallelism", 1)
        let isIndexed = spec["backoffLimitPerIndex"] != nil
        let hasPolicy = spec["podFailurePolicy"] != nil
        spec.setDefault("backoffLimit", isIndexed ? 2_147_483_647 : 6)
        spec.setDefault("manualSelector", false)
        spec.setDefault("completionMode", "NonIndexed")
        spec.setDefault("suspend", false)
        spec.setDefault("podReplacementPolicy", hasPolicy ? "Failed" : "TerminatingOrFailed")
        spec.edit("template", template)
        spec.edit("podFailurePolicy") {
            $0.editEach("rules") { $0.editEach("onPodConditions") { $0.setDefault("status", "True") } }
        }
    }

    private static func cronJob(_ spec: inout Value) {
        spec.setDefault("concurrencyPolicy", "Allow")
        spec.setDefault("suspend", false)
        spec.setDefault("successfulJobsHistoryLimit", 3)
        spec.setDefault("failedJobsHistoryLimit", 1)
        spec.edit("jobTemplate") { $0.edit("spec") { $0.edit("template", template) } }
    }

    private static func service(_ spec: inout Value) {
        spec.setDefault("sessionAffinity", "None")
        if spec.text("sessionAffinity") == "ClientIP" {
            spec.setDefault("sessionAffinityConfig", [:])
            spec.edit("sessionAffinityConfig") {
                $0.setDefault("clientIP", [:])
                $0.edit("clientIP") { $0.setDefault("timeoutSeconds", 10800) }
            }
        }
        spec.setDefault("type", "ClusterIP")
        let type = spec.text("type")
        spec.editEach("ports") { port in
            port.setDefault("protocol", "TCP")
            if port["targetPort"] == nil || port["targetPort"] == 0 || port["targetPort"] == "" {
                port["targetPort"] = port["port"]
            }
        }
        if type != "ExternalName" { spec.setDefault("internalTrafficPolicy", "Cluster") }
        if type == "NodePort" || type == "LoadBalancer" || !spec.list("externalIPs").isEmpty && type == "ClusterIP" {
            spec.setDefault("externalTrafficPolicy", "Cluster")
        }
        if type == "LoadBalancer" { spec.setDefault("allocateLoadBalancerNodePorts", true) }
    }

    private static func secret(_ object: inout Value) {
        object.setDefault("type", "Opaque")
    }

    private static func namespace(_ object: inout Value) {
        guard let name = object["metadata"]?["name"], !name.stringValue.isNilOrEmpty else { return }
        if object["metadata"]?["labels"] == nil { object["metadata"]?["labels"] = [:] }
        object["metadata"]?["labels"]?["kubernetes.io/metadata.name"] = name
    }

    private static func persistentVolume(_ object: inout Value) {
        object.edit("spec") { spec in
            spec.setDefault("persistentVolumeReclaimPolicy", "Retain")
            spec.setDefault("volumeMode", "Filesystem")
            spec.edit("hostPath") { $0.setDefault("type", "") }
        }
    }

    private static func autoscaler(_ spec: inout Value, _ version: String) {
        spec.setDefault("minReplicas", 1)
        if version == "v1" {
            if spec["metrics"] == nil, spec["targetCPUUtilizationPercentage"] == nil {
                spec["targetCPUUtilizationPercentage"] = 80
            }
            return
        }
        if spec.list("metrics").isEmpty {
            spec["metrics"] = [
                [
                    "type": "Resource",
                    "resource": ["name": "cpu", "target": ["type": "Utilization", "averageUtilization": 80]],
                ]
            ]
        }
        spec.edit("behavior") { behavior in
            behavior.setDefault("scaleUp", [:])
            behavior.setDefault("scaleDown", [:])
            behavior.edit("scaleUp") { rules in
                rules.setDefault("stabilizationWindowSeconds", 0)
                rules.setDefault("selectPolicy", "Max")
                rules.setDefault(
                    "policies",
                    [
                        ["type": "Pods", "value": 4, "periodSeconds": 15],
                        ["type": "Percent", "value": 100, "periodSeconds": 15],
                    ])
            }
            behavior.edit("scaleDown") { rules in
                rules.setDefault("selectPolicy", "Max")
                rules.setDefault("policies", [["type": "Percent", "value": 100, "periodSeconds": 15]])
            }
        }
    }

    private static func networkPolicy(_ spec: inout Value) {
        spec.setDefault("podSelector", [:])
        for rule in ["ingress", "egress"] {
            spec.editEach(rule) { $0.editEach("ports") { $0.setDefault("protocol", "TCP") } }
        }
        if spec["policyTypes"] == nil {
            spec["policyTypes"] = spec.list("egress").isEmpty ? ["Ingress"] : ["Ingress", "Egress"]
        }
    }

    private static func binding(_ object: inout Value) {
        object.edit("roleRef") { $0.setDefault("apiGroup", "rbac.authorization.k8s.io") }
        object.editEach("subjects") { subject in
            if subject.text("kind") != "ServiceAccount", !subject.text("kind").isEmpty {
                subject.setDefault("apiGroup", "rbac.authorization.k8s.io")
            }
        }
    }

    private static func webhooks(_ object: inout Value, _ kind: String) {
        object.editEach("webhooks") { hook in
            hook.setDefault("failurePolicy", "Fail")
            hook.setDefault("matchPolicy", "Equivalent")
            hook.setDefault("namespaceSelector", [:])
            hook.setDefault("objectSelector", [:])
            hook.setDefault("timeoutSeconds", 10)
            if kind == "MutatingWebhookConfiguration" { hook.setDefault("reinvocationPolicy", "Never") }
            hook.edit("clientConfig") { $0.edit("service") { $0.setDefault("port", 443) } }
            hook.editEach("rules") { $0.setDefault("scope", "*") }
        }
    }

    private static func driver(_ spec: inout Value) {
        spec.setDefault("attachRequired", true)
        spec.setDefault("fsGroupPolicy", "ReadWriteOnceWithFSType")
        spec.setDefault("podInfoOnMount", false)
        spec.setDefault("requiresRepublish", false)
        spec.setDefault("seLinuxMount", false)
        spec.setDefault("storageCapacity", false)
        spec.setDefault("volumeLifecycleModes", ["Persistent"])
    }

    private static func limitRange(_ item: inout Value) {
        guard item.text("type") == "Container" else { return }
        if let limits = item["max"]?.objectValue {
            var standard = item["default"]?.objectValue ?? Object()
            for member in limits where standard[member.key] == nil { standard[member.key] = member.value }
            item["default"] = .object(standard)
        }
        var requests = item["defaultRequest"]?.objectValue ?? Object()
        for member in item["default"]?.objectValue ?? Object() where requests[member.key] == nil {
            requests[member.key] = member.value
        }
        for member in item["min"]?.objectValue ?? Object() where requests[member.key] == nil {
            requests[member.key] = member.value
        }
        if !requests.isEmpty { item["defaultRequest"] = .object(requests) }
    }

    private static func node(_ object: inout Value) {
        object.setDefault("status", [:])
        object.edit("spec") { spec in
            if !spec.text("podCIDR").isEmpty, spec["podCIDRs"] == nil {
                spec["podCIDRs"] = [.string(spec.text("podCIDR"))]
            }
        }
    }
}

extension String? {
    fileprivate var isNilOrEmpty: Bool { self?.isEmpty ?? true }
}
