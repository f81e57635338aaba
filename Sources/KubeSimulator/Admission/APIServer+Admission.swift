import Values

extension APIServer {
    static let limitRanges = ResourceID(group: "", resource: "limitranges")
    static let priorityClasses = ResourceID(group: "scheduling.k8s.io", resource: "priorityclasses")

    /// What admission plug-ins add to a new object.
    mutating func admitCreate(_ object: inout Value, _ context: RequestContext) throws(APIError) {
        guard context.definition.custom == nil else { return }
        switch context.definition.kind {
        case "Pod":
            limits(in: context.namespace)?.applyDefaults(to: &object)
            try setPriority(&object, context)
            PodAdmission.apply(to: &object)
        case "Node":
            let taint: Value = ["key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"]
            let taints = object["spec"]?.list("taints") ?? []
            if !taints.contains(where: { $0.text("key") == "node.kubernetes.io/not-ready" }) {
                object["spec"]?["taints"] = .array(taints + [taint])
            }
        case "PersistentVolumeClaim":
            if object["metadata"]?["finalizers"] == nil {
                object["metadata"]?["finalizers"] = ["kubernetes.io/pvc-protection"]
            }
            defaultStorageClass(&object)
        case "PersistentVolume":
            if object["metadata"]?["finalizers"] == nil {
                object["metadata"]?["finalizers"] = ["kubernetes.io/pv-protection"]
            }
        default: break
        }
    }

    /// What admission plug-ins and storage refuse in a new object that is well-formed.
    mutating func checkCreate(
        _ object: Value, _ context: RequestContext, _ name: String, isDryRun: Bool
    ) throws(APIError) {
        let definition = context.definition
        if definition.custom == nil {
            if let ranges = limits(in: context.namespace) {
                let isPod = definition.kind == "Pod"
                let isClaim = definition.kind == "PersistentVolumeClaim"
                let failures = isPod ? ranges.failures(of: object) : isClaim ? ranges.failures(ofClaim: object) : []
                if !failures.isEmpty {
                    let text = failures.count == 1 ? failures[0] : "[\(failures.joined(separator: ", "))]"
                    throw .forbidden(definition, name, text)
                }
            }
            try checkPodSecurity(object, context, name)
            try checkEscalation(object, context, name)
        }
        try checkAdmission(
            AdmittedOperation(name: "CREATE", object: object, objectName: name, isDryRun: isDryRun), context)
        try chargeQuotas(object, context, name, isDryRun: isDryRun)
    }

    /// What admission plug-ins and storage refuse in a changed object, and what they warn of.
    mutating func checkUpdate(
        _ object: Value, old: Value, _ context: RequestContext, isDryRun: Bool
    ) throws(APIError) {
        try checkAdmission(
            AdmittedOperation(
                name: "UPDATE", object: object, old: old, objectName: context.name, isDryRun: isDryRun), context)
        guard context.definition.custom == nil, context.subresource.isEmpty else { return }
        if context.definition.storage == .namespaces { warnOfPods(in: object, old: old) }
        if object["rules"] != old["rules"] || object["roleRef"] != old["roleRef"]
            || object["subjects"] != old["subjects"]
        {
            try checkEscalation(object, context, context.name)
        }
    }

    /// Asks the cluster's own policies and webhooks.
    mutating func checkAdmission(_ operation: AdmittedOperation, _ context: RequestContext) throws(APIError) {
        try checkPolicies(operation, context)
        try reviewValidating(operation, context)
    }

    private mutating func limits(in namespace: String) -> LimitRanges? {
        guard !namespace.isEmpty, store.buckets[APIServer.limitRanges]?.objects[namespace] != nil else { return nil }
        return LimitRanges(ranges: store.list(APIServer.limitRanges, namespace: namespace).map(\.object.value))
    }

    /// Notes in a signing request who asks.
    func signRequester(into request: inout Value) {
        var spec = request["spec"]?.objectValue ?? Object()
        spec["username"] = .string(requester.name)
        if !requester.uid.isEmpty { spec["uid"] = .string(requester.uid) }
        if !requester.groups.isEmpty { spec["groups"] = .array(requester.groups.map(Value.string)) }
        request["spec"] = .object(spec)
    }

    // MARK: - Priority

    private static let systemPriorities: [String: Int64] = [
        "system-cluster-critical": 2_000_000_000, "system-node-critical": 2_000_001_000,
    ]

    private mutating func setPriority(_ pod: inout Value, _ context: RequestContext) throws(APIError) {
        var name = pod["spec"]?.text("priorityClassName") ?? ""
        var found: Value?
        if name.isEmpty {
            found = store.list(APIServer.priorityClasses, namespace: nil).map(\.object.value).first {
                $0.isTrue("globalDefault")
            }
            name = found?["metadata"]?.text("name") ?? ""
            if !name.isEmpty { pod["spec"]?["priorityClassName"] = .string(name) }
        } else {
            found = object(APIServer.priorityClasses, "", name)
        }
        let podName = pod["metadata"]?.text("name") ?? ""
        guard name.isEmpty || found != nil || APIServer.systemPriorities[name] != nil else {
            throw .forbidden(context.definition, podName, "no PriorityClass with name \(name) was found")
        }
        let value = found?.number("value") ?? APIServer.systemPriorities[name] ?? 0
        if let given = pod["spec"]?.number("priority"), given != value {
            throw .forbidden(
                context.definition, podName,
                "the integer value of priority (\(given)) must not be provided in pod spec; priority admission controller "
                    + "computed \(value) from the given PriorityClass name")
        }
        pod["spec"]?["priority"] = .int(value)
        if let policy = found?["preemptionPolicy"] { pod["spec"]?.setDefault("preemptionPolicy", policy) }
    }

    private mutating func defaultStorageClass(_ object: inout Value) {
        guard object["spec"]?["storageClassName"] == nil else { return }
        let classes = store.list(ResourceID(group: "storage.k8s.io", resource: "storageclasses"), namespace: nil)
        let standard = classes.first {
            $0.object.value["metadata"]?["annotations"]?["storageclass.kubernetes.io/is-default-class"] == "true"
        }
        if let standard { object["spec"]?["storageClassName"] = .string(standard.name) }
    }

    // MARK: - Pod security

    /// The spec of the pods that an object describes, and where it stands.
    static func podSpec(_ object: Value, _ definition: ResourceDefinition) -> (spec: Value, path: String)? {
        let path: [String]
        switch definition.kind {
        case "Pod": path = ["spec"]
        case "PodTemplate": path = ["template", "spec"]
        case "CronJob": path = ["spec", "jobTemplate", "spec", "template", "spec"]
        case "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "ReplicationController":
            path = ["spec", "template", "spec"]
        default: return nil
        }
        return object.value(at: path).map { ($0, path.joined(separator: ".")) }
    }

    private mutating func checkPodSecurity(
        _ object: Value, _ context: RequestContext, _ name: String
    ) throws(APIError) {
        guard let spec = APIServer.podSpec(object, context.definition)?.spec,
            let namespace = self.object(.namespaces, "", context.namespace)
        else { return }
        if context.definition.kind == "Pod" {
            let (level, version) = PodSecurity.level(namespace, "enforce")
            let violations = PodSecurity.violations(spec, level)
            if !violations.isEmpty {
                let list = violations.map(\.text).joined(separator: ", ")
                throw .forbidden(
                    context.definition, name, "violates PodSecurity \"\(level.rawValue):\(version)\": \(list)")
            }
        }
        let (level, version) = PodSecurity.level(namespace, "warn")
        let violations = PodSecurity.violations(spec, level)
        if violations.isEmpty { return }
        let list = violations.map(\.text).joined(separator: ", ")
        warnings.append("would violate PodSecurity \"\(level.rawValue):\(version)\": \(list)")
    }

    /// Tells which pods would not be let in any more.
    private mutating func warnOfPods(in namespace: Value, old: Value) {
        let (level, version) = PodSecurity.level(namespace, "enforce")
        guard level != PodSecurity.level(old, "enforce").level, level != .privileged else { return }
        let name = namespace["metadata"]?.text("name") ?? ""
        var groups: [(reasons: String, first: String, count: Int)] = []
        for entry in store.list(.pods, namespace: name) {
            let reasons = PodSecurity.violations(entry.object.value["spec"] ?? .null, level).map(\.reason)
            guard !reasons.isEmpty else { continue }
            let text = reasons.joined(separator: ", ")
            if let index = groups.firstIndex(where: { $0.reasons == text }) {
                groups[index].count += 1
            } else {
                groups.append((text, entry.name, 1))
            }
        }
        guard !groups.isEmpty else { return }
        warnings.append(
            "existing pods in namespace \"\(name)\" violate the new PodSecurity enforce level \"\(level.rawValue):\(version)\""
        )
        for group in groups {
            let others = group.count - 1
            let more = others == 0 ? "" : others == 1 ? " (and 1 other pod)" : " (and \(others) other pods)"
            warnings.append("\(group.first)\(more): \(group.reasons)")
        }
    }
}
