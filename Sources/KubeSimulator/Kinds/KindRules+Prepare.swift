import Values

extension KindRules {
    /// Resets what a client may not set on a new object, and fills in what the server decides.
    static func prepareForCreate(_ object: inout Value, _ definition: ResourceDefinition, _ server: inout APIServer) {
        if let custom = definition.custom {
            if custom.hasStatus { object["status"] = nil }
            return
        }
        if definition.hasStatus { resetStatus(&object, definition, server.now) }
        switch definition.kind {
        case "Job": prepareJob(&object)
        case "Secret", "ConfigMap": break
        case "Namespace": prepareNamespace(&object)
        case "Service": prepareService(&object)
        case "NetworkPolicy": object.edit("spec") { if $0["egress"] == .array([]) { $0["egress"] = nil } }
        default: break
        }
        if definition.kind == "Pod" {
            ProfileAnnotations.apply(to: &object)
            if !(object["spec"]?.list("schedulingGates") ?? []).isEmpty {
                PodStatus.setCondition(
                    &object, "PodScheduled", "False", reason: "SchedulingGated",
                    message: "Scheduling is blocked due to non-empty scheduling gates", now: server.now)
            }
        }
        if definition.kind == "CertificateSigningRequest" { server.signRequester(into: &object) }
        dropEmptyLists(&object, definition)
        mergeStringData(&object, definition)
    }

    private static func resetStatus(_ object: inout Value, _ definition: ResourceDefinition, _ now: Timestamp) {
        switch definition.kind {
        case "Pod":
            object["status"] = [
                "phase": "Pending", "qosClass": .string(PodDefaults.qualityClass(object["spec"] ?? .null)),
            ]
        case "Deployment", "Job", "CronJob", "ResourceQuota", "ReplicationControllerX": object["status"] = [:]
        case "ReplicaSet", "ReplicationController": object["status"] = ["replicas": 0]
        case "StatefulSet": object["status"] = ["replicas": 0, "availableReplicas": 0]
        case "DaemonSet":
            object["status"] = [
                "currentNumberScheduled": 0, "numberMisscheduled": 0, "desiredNumberScheduled": 0, "numberReady": 0,
            ]
        case "Service", "Ingress": object["status"] = ["loadBalancer": [:]]
        case "Namespace": object["status"] = ["phase": "Active"]
        case "PersistentVolumeClaim": object["status"] = ["phase": "Pending"]
        case "PersistentVolume":
            object["status"] = ["phase": "Pending", "lastPhaseTransitionTime": .string(now.text)]
        case "HorizontalPodAutoscaler":
            object["status"] =
                definition.version == "v1"
                ? ["currentReplicas": 0, "desiredReplicas": 0] : ["desiredReplicas": 0, "currentMetrics": .null]
        case "PodDisruptionBudget":
            object["status"] = ["disruptionsAllowed": 0, "currentHealthy": 0, "desiredHealthy": 0, "expectedPods": 0]
        case "CustomResourceDefinition": object["status"] = CustomDefinitions.firstStatus(object)
        case "Node": break
        default: object["status"] = [:]
        }
    }

    private static func prepareJob(_ object: inout Value) {
        let uid = object["metadata"]?["uid"] ?? ""
        let name = object["metadata"]?["name"] ?? ""
        guard object["spec"]?.isTrue("manualSelector") != true else { return }
        if object["spec"]?["template"] == nil { return }
        let sentLabels = object["spec"]?["template"]?["metadata"]?["labels"]
        defer {
            // The server shares the template's labels with a Job that has none of its own.
            if (object["metadata"]?["labels"]?.objectValue ?? Object()).isEmpty
                || object["metadata"]?["labels"] == sentLabels
            {
                let shared = object["spec"]?["template"]?["metadata"]?["labels"]
                object["metadata"]?["labels"] = shared
            }
        }
        object.edit("spec") { spec in
            spec.edit("template") { template in
                template.setDefault("metadata", [:])
                template.edit("metadata") { metadata in
                    metadata.setDefault("labels", [:])
                    metadata.edit("labels") { labels in
                        labels["batch.kubernetes.io/controller-uid"] = uid
                        labels["batch.kubernetes.io/job-name"] = name
                        labels["controller-uid"] = uid
                        labels["job-name"] = name
                    }
                }
            }
            if spec["selector"] == nil { spec["selector"] = [:] }
            if spec["selector"]?["matchLabels"] == nil { spec["selector"]?["matchLabels"] = [:] }
            if spec["selector"]?["matchLabels"]?["batch.kubernetes.io/controller-uid"] == nil {
                spec["selector"]?["matchLabels"]?["batch.kubernetes.io/controller-uid"] = uid
            }
        }
    }

    private static func prepareNamespace(_ object: inout Value) {
        object.setDefault("spec", [:])
        object.edit("spec") { spec in
            if !spec.list("finalizers").contains("kubernetes") {
                spec["finalizers"] = .array(spec.list("finalizers") + ["kubernetes"])
            }
        }
    }

    private static func prepareService(_ object: inout Value) {
        object.edit("spec") { spec in
            let type = spec.text("type")
            if type == "ExternalName" { return }
            if spec["clusterIPs"] == nil, !spec.text("clusterIP").isEmpty {
                spec["clusterIPs"] = [.string(spec.text("clusterIP"))]
            }
            if spec["clusterIP"] == nil, let first = spec.list("clusterIPs").first { spec["clusterIP"] = first }
            let isHeadless = spec.text("clusterIP") == "None"
            if isHeadless, spec["selector"] == nil, spec["ipFamilies"] == nil {
                spec["ipFamilies"] = ["IPv4"]
                spec.setDefault("ipFamilyPolicy", "RequireDualStack")
            }
            spec.setDefault("ipFamilies", ["IPv4"])
            spec.setDefault("ipFamilyPolicy", "SingleStack")
        }
    }

    static func mergeStringData(_ object: inout Value, _ definition: ResourceDefinition) {
        guard definition.kind == "Secret", definition.custom == nil, let texts = object["stringData"]?.objectValue
        else { return }
        var data = object["data"]?.objectValue ?? Object()
        for member in texts { data[member.key] = .string(Base64Text.encode((member.value.stringValue ?? "").utf8)) }
        object["stringData"] = nil
        if !data.isEmpty { object["data"] = .object(data) }
    }

    /// Keeps what a request to this resource or subresource does not change.
    static func prepareForUpdate(
        _ object: inout Value, old: Value, _ definition: ResourceDefinition, subresource: String,
        server: inout APIServer
    ) {
        if subresource == "status" || subresource == "approval" {
            guard case .object(let members) = old else { return }
            var result = members
            result["metadata"] = object["metadata"]
            result["status"] = object["status"]
            object = .object(result)
            if definition.custom == nil, object["status"] == nil { object["status"] = [:] }
            return
        }
        if subresource == "resize" || subresource == "ephemeralcontainers" {
            object = keptPod(old, of: object, subresource)
            return
        }
        if definition.hasStatus, definition.storage != .definitions {
            if let status = old["status"] { object["status"] = status } else { object["status"] = nil }
        } else if definition.storage == .definitions {
            object["status"] = CustomDefinitions.updatedStatus(object, old: old, now: server.now)
        }
        guard definition.custom == nil else { return }
        dropEmptyLists(&object, definition)
        mergeStringData(&object, definition)
        switch definition.kind {
        case "Service": keepAddresses(&object, old)
        case "Job": prepareJobUpdate(&object, old)
        case "DaemonSet": countTemplates(&object, old)
        case "Namespace":
            if let finalizers = old["spec"]?["finalizers"] {
                object.setDefault("spec", [:])
                object["spec"]?["finalizers"] = finalizers
            }
        case "Pod": PodAdmission.apply(to: &object)
        case "NetworkPolicy": object.edit("spec") { if $0["egress"] == .array([]) { $0["egress"] = nil } }
        default: break
        }
    }

    /// A pod of which only what a subresource is about has changed.
    private static func keptPod(_ old: Value, of object: Value, _ subresource: String) -> Value {
        var result = old
        result["metadata"] = object["metadata"]
        if subresource == "ephemeralcontainers" {
            result["spec"]?["ephemeralContainers"] = object["spec"]?["ephemeralContainers"]
            return result
        }
        result.edit("spec") { spec in
            for kind in ["initContainers", "containers"] {
                let sent = object["spec"]?.list(kind) ?? []
                spec.editEach(kind) { container in
                    guard let new = sent.first(where: { $0["name"] == container["name"] }) else { return }
                    container["resources"] = new["resources"]
                    container["resizePolicy"] = new["resizePolicy"]
                }
            }
        }
        return result
    }

    /// DaemonSets count their templates in an annotation, a remnant of an older API.
    private static func countTemplates(_ object: inout Value, _ old: Value) {
        let path = ["metadata", "annotations", "deprecated.daemonset.template.generation"]
        let before = Int64(old.value(at: path)?.stringValue ?? "") ?? 1
        let isChanged = object["spec"]?["template"] != old["spec"]?["template"]
        object.set(.string(String(isChanged ? before + 1 : before)), at: path)
    }

    private static func prepareJobUpdate(_ object: inout Value, _ old: Value) {
        guard let spec = old["spec"], object["spec"] != nil else { return }
        if object["spec"]?["selector"] == nil { object["spec"]?["selector"] = spec["selector"] }
    }

    private static func keepAddresses(_ object: inout Value, _ old: Value) {
        let type = object["spec"]?.text("type") ?? ""
        let oldType = old["spec"]?.text("type") ?? ""
        object.edit("spec") { spec in
            if type == "ExternalName" {
                for name in ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy"]
                where oldType != "ExternalName" {
                    if name != "clusterIP" || spec.text(name) == old["spec"]?.text(name) { spec[name] = nil }
                }
                return
            }
            if oldType != "ExternalName" {
                for name in ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"] where spec[name] == nil {
                    spec[name] = old["spec"]?[name]
                }
                if type == oldType || (type == "LoadBalancer" && oldType == "NodePort")
                    || (type == "NodePort" && oldType == "LoadBalancer")
                {
                    keepPorts(&spec, old)
                }
            }
        }
        if type == "ClusterIP" || type == "ExternalName", oldType == "NodePort" || oldType == "LoadBalancer" {
            dropPorts(&object, old)
        }
        prepareService(&object)
    }

    /// Node ports that nobody changed go with the type that needed them.
    private static func dropPorts(_ object: inout Value, _ old: Value) {
        let before = Set(ServiceAllocations.nodePorts(old))
        object.edit("spec") { spec in
            spec.editEach("ports") { port in
                if let number = port.number("nodePort"), before.contains(number) { port["nodePort"] = nil }
            }
            if spec["externalTrafficPolicy"] == old["spec"]?["externalTrafficPolicy"] {
                spec["externalTrafficPolicy"] = nil
            }
            if spec["allocateLoadBalancerNodePorts"] == old["spec"]?["allocateLoadBalancerNodePorts"] {
                spec["allocateLoadBalancerNodePorts"] = nil
            }
            spec["healthCheckNodePort"] = nil
        }
    }

    private static func keepPorts(_ spec: inout Value, _ old: Value) {
        let before = old["spec"]?.list("ports") ?? []
        spec.editEach("ports") { port in
            guard port["nodePort"] == nil else { return }
            let same = before.first { $0["port"] == port["port"] && $0["protocol"] == port["protocol"] }
            if let kept = same?["nodePort"] { port["nodePort"] = kept }
        }
        if spec["healthCheckNodePort"] == nil, let kept = old["spec"]?["healthCheckNodePort"] {
            spec["healthCheckNodePort"] = kept
        }
    }

    /// Whether a change raises the generation.
    static func generationChanges(_ object: Value, old: Value, _ definition: ResourceDefinition) -> Bool {
        guard case .object(let new) = object, case .object(let before) = old else { return false }
        if let custom = definition.custom {
            for key in Set(new.keys + before.keys) where key != "metadata" && !(key == "status" && custom.hasStatus) {
                if new[key] != before[key] { return true }
            }
            return false
        }
        switch definition.kind {
        case "Deployment":
            if new["metadata"]?["annotations"] != before["metadata"]?["annotations"] { return true }
            return new["spec"] != before["spec"]
        case "PodTemplate": return new["template"] != before["template"]
        case "EndpointSlice":
            return ["addressType", "endpoints", "ports"].contains { new[$0] != before[$0] }
                || new["metadata"]?["labels"] != before["metadata"]?["labels"]
        case "PriorityClass":
            return ["value", "description", "globalDefault", "preemptionPolicy"].contains { new[$0] != before[$0] }
        case "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration":
            return new["webhooks"] != before["webhooks"]
        default: return new["spec"] != before["spec"]
        }
    }

    /// Kinds whose updates must name the version that they change.
    static func requiresVersion(_ definition: ResourceDefinition) -> Bool {
        [
            "PodDisruptionBudget", "CustomResourceDefinition", "APIService", "Lease", "PriorityClass", "FlowSchema",
            "PriorityLevelConfiguration",
            "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "ValidatingAdmissionPolicy",
            "ValidatingAdmissionPolicyBinding", "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding",
        ]
        .contains(definition.kind)
            && ["PodDisruptionBudget", "CustomResourceDefinition", "APIService"].contains(definition.kind)
    }

    /// Kinds whose deletion answers with the object instead of a Status.
    static func answersWithObject(_ definition: ResourceDefinition) -> Bool {
        definition.custom == nil
            && [
                "Pod", "Service", "ServiceAccount", "PodTemplate", "ResourceQuota", "PersistentVolumeClaim",
                "PersistentVolume", "StorageClass", "CSIDriver",
            ].contains(definition.kind)
    }

    /// Kinds whose dependents stay unless the request says otherwise.
    static func orphansByDefault(_ definition: ResourceDefinition) -> Bool {
        definition.kind == "Job" || definition.kind == "ReplicationController"
    }

    /// How long an object that is deleted stays, in seconds.
    static func gracePeriod(
        _ object: Value, _ definition: ResourceDefinition, _ asked: Int64?, hasFinalizers: Bool
    ) -> Int64 {
        guard definition.storage == .pods, definition.custom == nil else { return 0 }
        let isBound = !(object["spec"]?.text("nodeName") ?? "").isEmpty
        let phase = object["status"]?.text("phase") ?? ""
        if !isBound || phase == "Succeeded" || phase == "Failed" || hasFinalizers { return 0 }
        let current = object["metadata"]?["deletionGracePeriodSeconds"]?.intValue
        var grace = asked ?? current ?? object["spec"]?.number("terminationGracePeriodSeconds") ?? 30
        if grace < 0 { grace = 1 }
        if let current { grace = min(grace, current) }
        return grace
    }

    /// Warnings that come with an object.
    static func warnings(_ object: Value, _ definition: ResourceDefinition, isNew: Bool) -> [String] {
        ObjectWarnings.warnings(object, definition) + (isNew ? ObjectWarnings.names(object, definition) : [])
    }
}

extension CustomDefinitions {
    /// The status after a change of the definition: stored versions and accepted names follow.
    static func updatedStatus(_ object: Value, old: Value, now: Timestamp) -> Value? {
        guard var status = old["status"] else { return nil }
        let storage = object["spec", "versions"]?.arrayValue?.first { $0["storage"]?.boolValue == true }?["name"]
        if let storage, !status.list("storedVersions").contains(storage) {
            status["storedVersions"] = .array(status.list("storedVersions") + [storage])
        }
        if let names = object["spec", "names"], isEstablished(old) { status["acceptedNames"] = names }
        return status
    }
}
