import KubeModel
import Values

/// What objects take of a namespace's quotas.
enum QuotaUsage {
    private static let named: Set<String> = [
        "configmaps", "persistentvolumeclaims", "pods", "replicationcontrollers", "resourcequotas", "secrets",
        "services",
    ]

    /// What one object takes, by resource.
    static func of(_ object: Value, _ definition: ResourceDefinition) -> Object {
        var usage: Object = [:]
        let isCounted = definition.group.isEmpty && named.contains(definition.resource)
        switch definition.qualifiedResource {
        case "pods":
            let phase = object["status"]?.text("phase") ?? ""
            usage["count/pods"] = "1"
            if phase == "Succeeded" || phase == "Failed" { return usage }
            addPod(object, &usage)
        case "services":
            let type = object["spec"]?.text("type") ?? ""
            if type == "LoadBalancer" { usage["services.loadbalancers"] = "1" }
            let ports = object["spec"]?.list("ports").count ?? 0
            let hasPorts =
                type == "NodePort"
                || (type == "LoadBalancer" && object["spec"]?["allocateLoadBalancerNodePorts"] != false)
            if hasPorts { usage["services.nodeports"] = .string(String(ports)) }
        case "persistentvolumeclaims":
            let size = object["spec"]?["resources"]?["requests"]?["storage"]
            if let size { usage["requests.storage"] = size }
            if case .string(let name)? = object["spec"]?["storageClassName"], !name.isEmpty {
                let prefix = "\(name).storageclass.storage.k8s.io"
                usage["\(prefix)/persistentvolumeclaims"] = "1"
                if let size { usage["\(prefix)/requests.storage"] = size }
            }
        default: break
        }
        if isCounted { usage[definition.resource] = "1" }
        usage["count/\(definition.qualifiedResource)"] = "1"
        return usage
    }

    private static func addPod(_ pod: Value, _ usage: inout Object) {
        for (field, prefix) in [("requests", "requests."), ("limits", "limits.")] {
            for member in PodResources.total(pod, field) {
                usage[prefix + member.key] = member.value
                if field == "requests", ["cpu", "memory", "ephemeral-storage"].contains(member.key) {
                    usage[member.key] = member.value
                }
            }
        }
    }

    /// Whether a quota is about an object at all, by its scopes.
    static func concerns(_ quota: Value, _ object: Value, _ definition: ResourceDefinition) -> Bool {
        let spec = quota["spec"]
        let scopes = (spec?.list("scopes") ?? []).compactMap(\.stringValue)
        let selectors = spec?["scopeSelector"]?.list("matchExpressions") ?? []
        guard !scopes.isEmpty || !selectors.isEmpty else { return true }
        guard definition.storage == .pods else { return false }
        return scopes.allSatisfy { isIn($0, object, nil) }
            && selectors.allSatisfy { isIn($0.text("scopeName"), object, $0) }
    }

    private static func isIn(_ scope: String, _ pod: Value, _ selector: Value?) -> Bool {
        let isEndless = pod["spec"]?["activeDeadlineSeconds"] == nil
        let isBestEffort = pod["status"]?.text("qosClass") == "BestEffort"
        switch scope {
        case "Terminating": return !isEndless
        case "NotTerminating": return isEndless
        case "BestEffort": return isBestEffort
        case "NotBestEffort": return !isBestEffort
        case "PriorityClass":
            let name = pod["spec"]?.text("priorityClassName") ?? ""
            let values = (selector?.list("values") ?? []).compactMap(\.stringValue)
            switch selector?.text("operator") {
            case "In": return values.contains(name)
            case "NotIn": return !values.contains(name)
            case "DoesNotExist": return name.isEmpty
            default: return !name.isEmpty
            }
        default: return false
        }
    }
}

/// The resources of a pod as quotas and limits count them.
enum PodResources {
    /// The sum over containers; an init container counts where it alone takes more.
    static func total(_ pod: Value, _ field: String) -> Object {
        var sums = Object()
        for container in pod["spec"]?.list("containers") ?? [] {
            for member in container["resources"]?[field]?.objectValue ?? Object() {
                sums[member.key] = ResourceSums.add(sums[member.key], member.value)
            }
        }
        for container in pod["spec"]?.list("initContainers") ?? [] {
            for member in container["resources"]?[field]?.objectValue ?? Object()
            where sums[member.key] == nil || ResourceSums.isLess(sums[member.key], member.value) {
                sums[member.key] = member.value
            }
        }
        return sums
    }
}

extension APIServer {
    static let quotas = ResourceID(group: "", resource: "resourcequotas")

    /// Charges a new object to the quotas of its namespace.
    mutating func chargeQuotas(
        _ object: Value, _ context: RequestContext, _ name: String, isDryRun: Bool
    ) throws(APIError) {
        guard !context.namespace.isEmpty, store.buckets[APIServer.quotas] != nil else { return }
        let definition = context.definition
        let usage = QuotaUsage.of(object, definition)
        var charges: [(name: String, used: Object)] = []
        for entry in store.list(APIServer.quotas, namespace: context.namespace) {
            let quota = entry.object.value
            guard QuotaUsage.concerns(quota, object, definition) else { continue }
            // What nobody has measured yet is not enforced: limits count as the status repeats them.
            let hard = quota["status"]?["hard"]?.objectValue ?? Object()
            if definition.storage == .pods { try checkAsked(object, hard, definition, name, entry.name) }
            let wanted = hard.map(\.key).filter { usage[$0] != nil }
            guard !wanted.isEmpty else { continue }
            try charge(quota, usage, wanted.sorted(by: byBytes), definition, name, into: &charges, entry.name)
        }
        guard !isDryRun else { return }
        for (name, used) in charges {
            systemUpdate(APIServer.quotas, context.namespace, name, manager: "kube-apiserver") {
                $0["status"]?["used"] = .object(used)
            }
        }
    }

    /// Where a quota limits processors or memory, every container has to say how much it takes.
    private func checkAsked(
        _ pod: Value, _ hard: Object, _ definition: ResourceDefinition, _ name: String, _ quota: String
    ) throws(APIError) {
        let limited = ["cpu", "limits.cpu", "limits.memory", "memory", "requests.cpu", "requests.memory"].filter {
            hard[$0] != nil
        }
        let containers = (pod["spec"]?.list("containers") ?? []) + (pod["spec"]?.list("initContainers") ?? [])
        var missing: [String] = []
        for resource in limited {
            let kind = resource.hasPrefix("limits.") ? "limits" : "requests"
            let plain = resource.split(separator: ".").last.map(String.init) ?? resource
            let names = containers.filter { $0["resources"]?[kind]?[plain] == nil }.map { $0.text("name") }
            if !names.isEmpty { missing.append("\(resource) for: \(names.sorted().joined(separator: ","))") }
        }
        if missing.isEmpty { return }
        throw .forbidden(
            definition, name, "failed quota: \(quota): must specify \(missing.joined(separator: "; "))")
    }

    private func charge(
        _ quota: Value, _ usage: Object, _ wanted: [String], _ definition: ResourceDefinition, _ object: String,
        into charges: inout [(name: String, used: Object)], _ name: String
    ) throws(APIError) {
        let hard = quota["status"]?["hard"]
        let unknown = wanted.filter { quota["status"]?["used"]?[$0] == nil }
        if !unknown.isEmpty {
            throw .forbidden(
                definition, object, "status unknown for quota: \(name), resources: \(unknown.joined(separator: ","))")
        }
        var used = quota["status"]?["used"]?.objectValue ?? Object()
        let before = used
        for resource in wanted { used[resource] = ResourceSums.add(used[resource], usage[resource]) }
        let over = wanted.filter { ResourceSums.isLess(hard?[$0], used[$0]) }
        if !over.isEmpty {
            func list(_ value: (String) -> Value?) -> String {
                over.map { "\($0)=\(value($0)?.stringValue ?? "0")" }.joined(separator: ",")
            }
            throw .forbidden(
                definition, object,
                "exceeded quota: \(name), requested: \(list { usage[$0] }), used: \(list { before[$0] }), "
                    + "limited: \(list { hard?[$0] })")
        }
        charges.append((name, used))
    }

    /// What a namespace's objects take of a quota now.
    mutating func measuredUse(_ quota: Value, in namespace: String) -> Object {
        var used = Object()
        for member in quota["spec"]?["hard"]?.objectValue ?? Object() { used[member.key] = "0" }
        for definition in registry.storages where definition.isNamespaced {
            guard store.buckets[definition.storage]?.objects[namespace] != nil else { continue }
            for entry in store.list(definition.storage, namespace: namespace)
            where QuotaUsage.concerns(quota, entry.object.value, definition) {
                for member in QuotaUsage.of(entry.object.value, definition) where used[member.key] != nil {
                    used[member.key] = ResourceSums.add(used[member.key], member.value)
                }
            }
        }
        return used
    }
}
