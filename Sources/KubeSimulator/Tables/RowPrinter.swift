import Values

/// The cells of one object's row, kind by kind.
struct RowPrinter {
    let object: Value
    let now: Timestamp

    var name: Value { object["metadata"]?["name"] ?? "" }
    var age: Value { .string(Ages.since(object["metadata"]?["creationTimestamp"], now)) }
    var spec: Value { object["spec"] ?? .null }
    var status: Value { object["status"] ?? .null }

    /// The cells; empty for kinds that have no printer of their own.
    func cells(_ definition: ResourceDefinition) -> [Value] {
        switch definition.kind {
        case "Pod", "Node", "Deployment", "ReplicaSet", "ReplicationController", "StatefulSet", "DaemonSet", "Job",
            "CronJob", "PodTemplate",
            "ControllerRevision", "HorizontalPodAutoscaler", "PodDisruptionBudget":
            return workload(definition)
        case "Service", "Endpoints", "EndpointSlice", "Ingress", "IngressClass", "NetworkPolicy":
            return network(definition)
        default: return other(definition)
        }
    }

    func int(_ value: Value?) -> Value { .int(value?.intValue ?? 0) }
    func text(_ value: Value?, or standard: String = "<none>") -> Value {
        guard let text = value?.stringValue, !text.isEmpty else { return .string(standard) }
        return .string(text)
    }
    func joined(_ texts: [String], or standard: String = "<none>") -> Value {
        texts.isEmpty ? .string(standard) : .string(texts.joined(separator: ","))
    }
    func labels(_ selector: Value?) -> Value {
        let text = SelectorText.format(selector, isPlainMap: true) ?? ""
        return .string(text.isEmpty ? "<none>" : text)
    }
    func selector(_ selector: Value?) -> Value {
        let text = SelectorText.format(selector, isPlainMap: false) ?? ""
        return .string(text.isEmpty ? "<none>" : text)
    }

    private func other(_ definition: ResourceDefinition) -> [Value] {
        switch definition.kind {
        case "ConfigMap":
            let count = (object["data"]?.objectValue?.count ?? 0) + (object["binaryData"]?.objectValue?.count ?? 0)
            return [name, .int(Int64(count)), age]
        case "Secret": return [name, object["type"] ?? "", .int(Int64(object["data"]?.objectValue?.count ?? 0)), age]
        case "Namespace": return [name, status["phase"] ?? "", age]
        case "ServiceAccount": return [name, .int(Int64(object.list("secrets").count)), age]
        case "PersistentVolumeClaim": return claim()
        case "PersistentVolume": return volume()
        case "StorageClass":
            let isDefault = object["metadata"]?["annotations"]?["storageclass.kubernetes.io/is-default-class"] == "true"
            return [
                .string((object["metadata"]?.text("name") ?? "") + (isDefault ? " (default)" : "")),
                object["provisioner"] ?? "",
                object["reclaimPolicy"] ?? "Delete", object["volumeBindingMode"] ?? "Immediate",
                .bool(object.isTrue("allowVolumeExpansion")), age,
            ]
        case "Role", "ClusterRole", "": return [name, object["metadata"]?["creationTimestamp"] ?? ""]
        case "RoleBinding", "ClusterRoleBinding": return binding()
        case "CustomResourceDefinition": return [name, object["metadata"]?["creationTimestamp"] ?? ""]
        case "Lease": return [name, spec["holderIdentity"] ?? "", age]
        case "Event": return event(definition)
        case "PriorityClass":
            return [
                name, int(object["value"]), .bool(object.isTrue("globalDefault")), age,
                object["preemptionPolicy"] ?? "",
            ]
        case "RuntimeClass": return [name, object["handler"] ?? "", age]
        case "ResourceQuota": return quota()
        case "LimitRange": return [name, object["metadata"]?["creationTimestamp"] ?? ""]
        case "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration":
            return [name, .int(Int64(object.list("webhooks").count)), age]
        case "APIService": return apiService()
        case "CSIDriver": return driver()
        case "FlowSchema": return flowSchema()
        default: return rare(definition)
        }
    }

    private func claim() -> [Value] {
        var phase = status.text("phase")
        if object["metadata"]?["deletionTimestamp"] != nil { phase = "Terminating" }
        let isBound = !spec.text("volumeName").isEmpty
        return [
            name, .string(phase), spec["volumeName"] ?? "", isBound ? status["capacity", "storage"] ?? "" : "",
            isBound ? .string(accessModes(status.list("accessModes"))) : "", spec["storageClassName"] ?? "",
            text(spec["volumeAttributesClassName"], or: "<unset>"), age, text(spec["volumeMode"], or: "Filesystem"),
        ]
    }

    private func accessModes(_ modes: [Value]) -> String {
        let short = ["ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX", "ReadWriteOncePod": "RWOP"]
        return modes.compactMap { short[$0.stringValue ?? ""] }.joined(separator: ",")
    }

    private func volume() -> [Value] {
        let reference = spec["claimRef"]
        let claim = reference.map { "\($0.text("namespace"))/\($0.text("name"))" } ?? ""
        var phase = status.text("phase")
        if object["metadata"]?["deletionTimestamp"] != nil { phase = "Terminating" }
        return [
            name, spec["capacity", "storage"] ?? "", .string(accessModes(spec.list("accessModes"))),
            spec["persistentVolumeReclaimPolicy"] ?? "", .string(phase), .string(claim), spec["storageClassName"] ?? "",
            text(spec["volumeAttributesClassName"], or: "<unset>"), status["reason"] ?? "", age,
            text(spec["volumeMode"], or: "Filesystem"),
        ]
    }

    private func binding() -> [Value] {
        let role = object["roleRef"] ?? .null
        func subjects(_ kind: String) -> Value {
            .string(
                object.list("subjects").filter { $0.text("kind") == kind }.map {
                    kind == "ServiceAccount" ? "\($0.text("namespace"))/\($0.text("name"))" : $0.text("name")
                }.joined(separator: ", "))
        }
        return [
            name, .string("\(role.text("kind"))/\(role.text("name"))"), age, subjects("User"), subjects("Group"),
            subjects("ServiceAccount"),
        ]
    }

    private func event(_ definition: ResourceDefinition) -> [Value] {
        let subject = object["involvedObject"] ?? object["regarding"] ?? .null
        let last = object["lastTimestamp"] ?? object["deprecatedLastTimestamp"]
        let first = object["firstTimestamp"] ?? object["deprecatedFirstTimestamp"]
        let series = object["series"]
        let seen = last?.stringValue != nil ? last : object["eventTime"]
        let time = series?["lastObservedTime"] ?? seen
        let path = subject.text("fieldPath")
        let kind = subject.text("kind").lowercased()
        let shown = kind.isEmpty && subject.text("name").isEmpty ? "" : "\(kind)/\(subject.text("name"))"
        let message = (object["message"] ?? object["note"])?.stringValue ?? ""
        return [
            .string(Ages.since(time, now)), object["type"] ?? "", object["reason"] ?? "",
            .string(shown), .string(path), .string(eventSource), .string(trimmed(message)),
            .string(Ages.since(first?.stringValue != nil ? first : object["eventTime"], now)),
            .int(series?.number("count") ?? max(1, (object["count"] ?? object["deprecatedCount"])?.intValue ?? 1)),
            name,
        ]
    }

    /// Who reported an event: component and host, or controller and instance.
    private var eventSource: String {
        let source = object["source"] ?? object["deprecatedSource"]
        let controller = (object["reportingComponent"] ?? object["reportingController"])?.stringValue ?? ""
        let component = source?.text("component") ?? ""
        let first = component.isEmpty ? controller : component
        let host = source?.text("host") ?? ""
        let second = host.isEmpty && component.isEmpty ? object.text("reportingInstance") : host
        return second.isEmpty ? first : "\(first), \(second)"
    }

    private func trimmed(_ text: String) -> String {
        var rest = Substring(text)
        while rest.last == "\n" || rest.last == " " { rest.removeLast() }
        return String(rest)
    }

    private func quota() -> [Value] {
        let hard = status["hard"]?.objectValue ?? Object()
        var requests: [String] = []
        var limits: [String] = []
        for member in hard.sorted(by: { byBytes($0.key, $1.key) }) {
            let used = status["used"]?[member.key]?.stringValue ?? "0"
            let text = "\(member.key): \(used)/\(member.value.stringValue ?? "0")"
            if member.key.hasPrefix("limits") { limits.append(text) } else { requests.append(text) }
        }
        return [name, .string(requests.joined(separator: ", ")), .string(limits.joined(separator: ", ")), age]
    }

    private func apiService() -> [Value] {
        let service = spec["service"].map { "\($0.text("namespace"))/\($0.text("name"))" } ?? "Local"
        let condition = status.list("conditions").first { $0.text("type") == "Available" }
        var available = condition?.text("status") ?? "Unknown"
        if let condition, available != "True", !condition.text("reason").isEmpty {
            available += " (\(condition.text("reason")))"
        }
        return [name, .string(service), .string(available), age]
    }

    private func driver() -> [Value] {
        let tokens = spec.list("tokenRequests").map { $0.text("audience") }
        return [
            name, .bool(spec["attachRequired"]?.boolValue ?? true), .bool(spec.isTrue("podInfoOnMount")),
            .bool(spec.isTrue("storageCapacity")), tokens.isEmpty ? "<unset>" : joined(tokens),
            .bool(spec.isTrue("requiresRepublish")),
            joined(spec.list("volumeLifecycleModes").compactMap(\.stringValue)), age,
        ]
    }

    private func flowSchema() -> [Value] {
        let condition = status.list("conditions").first { $0.text("type") == "Dangling" }
        return [
            name, spec["priorityLevelConfiguration", "name"] ?? "", int(spec["matchingPrecedence"]),
            text(spec["distinguisherMethod", "type"]), age, .string(condition?.text("status") ?? "?"),
        ]
    }
}
