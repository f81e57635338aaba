public import Values

/// The values Kubernetes fills in where an object of a built-in kind leaves them out.
///
/// These are the defaults of the types themselves, as the server applies them to every version of a kind it reads; what
/// admission controllers and allocators add (service accounts, cluster addresses) is not among them.
///
/// ```swift
/// KindDefaults.apply(to: &deployment.value)
/// deployment.value["spec", "progressDeadlineSeconds"]   // 600
/// ```
public enum KindDefaults {
    /// Fills in the defaults of an object's kind; leaves objects of other kinds alone.
    public static func apply(to value: inout Value) {
        guard case .object(var object) = value, let kind = object["kind"]?.stringValue else { return }
        let version = GroupVersion(object["apiVersion"]?.stringValue ?? "")
        value = .null
        apply(to: &object, version: version, kind: kind)
        value = .object(object)
    }

    private static func apply(to object: inout Object, version: GroupVersion, kind: String) {
        switch version.group {
        case "": applyCore(to: &object, kind: kind)
        case "apps", "extensions": applyApps(to: &object, version: version, kind: kind)
        case "batch": applyBatch(to: &object, kind: kind)
        case "autoscaling": applyAutoscaling(to: &object, version: version.version, kind: kind)
        case "networking.k8s.io": applyNetworking(to: &object, version: version.version, kind: kind)
        case "rbac.authorization.k8s.io": applyAccess(to: &object, kind: kind)
        case "storage.k8s.io": applyStorage(to: &object, kind: kind)
        case "scheduling.k8s.io":
            if kind == "PriorityClass" { object.fill("preemptionPolicy", "PreemptLowerPriority") }
        case "admissionregistration.k8s.io": applyAdmission(to: &object, version: version.version, kind: kind)
        case "discovery.k8s.io":
            if kind == "EndpointSlice" {
                object.updateEach("ports") {
                    $0.fillAbsent("name", "")
                    $0.fill("protocol", "TCP")
                }
            }
        case "certificates.k8s.io": break
        default: break
        }
    }

    private static func applyCore(to object: inout Object, kind: String) {
        switch kind {
        case "Pod": pod(&object)
        case "PodTemplate": object.update("template", podTemplate)
        case "ReplicationController": replicationController(&object)
        case "Service": object.ensure("spec", service)
        case "Secret": object.fill("type", "Opaque")
        case "PersistentVolumeClaim": persistentVolumeClaim(&object)
        case "PersistentVolume":
            object.ensure("status") { $0.fill("phase", "Pending") }
            object.ensure("spec") {
                $0.fill("persistentVolumeReclaimPolicy", "Retain")
                $0.fillAbsent("volumeMode", "Filesystem")
                volumeSource(&$0)
            }
        case "Endpoints":
            object.updateEach("subsets") { $0.updateEach("ports") { $0.fill("protocol", "TCP") } }
        case "Namespace":
            object.ensure("status") { $0.fill("phase", "Active") }
            if let name = object["metadata"]?["name"] {
                object.update("metadata") { $0.ensure("labels") { $0["kubernetes.io/metadata.name"] = name } }
            }
        case "LimitRange":
            object.update("spec") { $0.updateEach("limits", limitRangeItem) }
        default: break
        }
    }

    private static func limitRangeItem(_ item: inout Object) {
        guard item["type"] == "Container" else { return }
        for (key, source) in [("default", "max"), ("defaultRequest", "default"), ("defaultRequest", "min")] {
            for member in item[source]?.objectValue ?? Object() {
                item.ensure(key) { $0.fill(member.key, member.value) }
            }
        }
    }

    static func persistentVolumeClaim(_ object: inout Object) {
        object.ensure("status") { $0.fill("phase", "Pending") }
        object.ensure("spec") { $0.fillAbsent("volumeMode", "Filesystem") }
    }

    private static func replicationController(_ object: inout Object) {
        let labels = object["spec"]?["template"]?["metadata"]?["labels"]?.objectValue ?? Object()
        if !labels.isEmpty {
            object.ensure("spec") { spec in
                if spec["selector"]?.objectValue?.isEmpty ?? true { spec["selector"] = .object(labels) }
            }
        }
        labelsFromTemplate(&object)
        object.ensure("spec") {
            $0.fillAbsent("replicas", 1)
            $0.update("template", podTemplate)
        }
    }

    /// Gives an object without labels those of its pod template.
    static func labelsFromTemplate(_ object: inout Object) {
        guard let labels = object["spec"]?["template"]?["metadata"]?["labels"]?.objectValue, !labels.isEmpty else {
            return
        }
        object.ensure("metadata") { metadata in
            if metadata["labels"]?.objectValue?.isEmpty ?? true { metadata["labels"] = .object(labels) }
        }
    }

    private static func service(_ spec: inout Object) {
        spec.fill("sessionAffinity", "None")
        if spec["sessionAffinity"] == "None" { spec["sessionAffinityConfig"] = nil }
        if spec["sessionAffinity"] == "ClientIP" {
            spec.ensure("sessionAffinityConfig") { $0.ensure("clientIP") { $0.fillAbsent("timeoutSeconds", 10800) } }
        }
        spec.fill("type", "ClusterIP")
        spec.updateEach("ports") { port in
            port.fill("protocol", "TCP")
            if port.lacks("targetPort") || port["targetPort"] == 0, let number = port["port"] {
                port["targetPort"] = number
            }
        }
        let type = spec["type"]?.stringValue
        if type == "NodePort" || type == "LoadBalancer" { spec.fill("externalTrafficPolicy", "Cluster") }
        if type == "NodePort" || type == "LoadBalancer" || type == "ClusterIP" {
            spec.fillAbsent("internalTrafficPolicy", "Cluster")
        }
        if type == "LoadBalancer" { spec.fillAbsent("allocateLoadBalancerNodePorts", true) }
    }
}
