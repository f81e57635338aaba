import KubeModel
import Values

extension ResourceID {
    static let budgets = ResourceID(group: "policy", resource: "poddisruptionbudgets")
    static let clusterRoles = ResourceID(group: "rbac.authorization.k8s.io", resource: "clusterroles")
    static let secrets = ResourceID(group: "", resource: "secrets")
    static let autoscalers = ResourceID(group: "autoscaling", resource: "horizontalpodautoscalers")
    static let revisions = ResourceID(group: "apps", resource: "controllerrevisions")
}

extension ControllerManager {
    /// Looks at what counts other objects when those change.
    mutating func noteCounted(_ change: ObjectChange, _ server: inout APIServer) {
        guard controllers.contains(.status) else { return }
        let namespace = change.change.namespace
        if change.change.new == nil, server.store.buckets[APIServer.quotas]?.objects[namespace] != nil {
            enqueueAll(APIServer.quotas, namespace, &server)
        }
        if change.resource == .pods, server.store.buckets[.budgets]?.objects[namespace] != nil {
            enqueueAll(.budgets, namespace, &server)
        }
        if change.resource == .clusterRoles { enqueueAll(.clusterRoles, "", &server) }
    }

    private mutating func enqueueAll(_ resource: ResourceID, _ namespace: String, _ server: inout APIServer) {
        for entry in server.store.list(resource, namespace: namespace) {
            enqueue(Place(resource: resource, namespace: entry.namespace, name: entry.name))
        }
    }

    /// Writes the status of what only has one; false for all other resources.
    mutating func reconcileStatus(_ place: Place, _ server: inout APIServer) -> Bool {
        switch place.resource {
        case APIServer.quotas: measureQuota(place, &server)
        case .budgets: DisruptionBudgets.reconcile(place, &server)
        case .clusterRoles: aggregate(place, &server)
        case .secrets: fillToken(place, &server)
        case .autoscalers: reconcileAutoscaler(place, &server)
        case .nodes: annotateNode(place, &server)
        default: return false
        }
        return true
    }

    private func measureQuota(_ place: Place, _ server: inout APIServer) {
        guard let quota = server.object(place.resource, place.namespace, place.name) else { return }
        let hard = quota["spec"]?["hard"] ?? [:]
        let used = server.measuredUse(quota, in: place.namespace)
        guard quota["status"]?["hard"] != hard || quota["status"]?["used"] != .object(used) else { return }
        server.systemUpdate(place.resource, place.namespace, place.name) {
            $0["status"] = ["hard": hard, "used": .object(used)]
        }
    }

    /// Gives an aggregated role the rules of the roles that it selects.
    private func aggregate(_ place: Place, _ server: inout APIServer) {
        guard let role = server.object(place.resource, "", place.name), let rule = role["aggregationRule"],
            let definition = server.registry.storageDefinition(.clusterRoles)
        else { return }
        var rules: [Value] = []
        for entry in server.store.list(.clusterRoles, namespace: nil) where entry.name != place.name {
            let labels = entry.object.value["metadata"]?["labels"]
            guard rule.list("clusterRoleSelectors").contains(where: { SelectorText.matches($0, labels) }) else {
                continue
            }
            for rule in entry.object.value.list("rules") where !rules.contains(rule) { rules.append(rule) }
        }
        guard role.list("rules") != rules else { return }
        var applied: Value = [
            "kind": "ClusterRole", "apiVersion": .string(definition.apiVersion),
            "metadata": ["name": .string(place.name)],
        ]
        if !rules.isEmpty { applied["rules"] = .array(rules) }
        server.systemApply(definition, place.name, applied, manager: "clusterrole-aggregation-controller")
    }

    /// Fills a Secret that asks for a service account's token.
    private func fillToken(_ place: Place, _ server: inout APIServer) {
        let key = "kubernetes.io/service-account"
        guard let secret = server.object(place.resource, place.namespace, place.name),
            secret.text("type") == "kubernetes.io/service-account-token", secret["data"]?["token"] == nil,
            let name = secret["metadata", "annotations", "\(key).name"]?.stringValue,
            let account = server.object(.serviceAccounts, place.namespace, name)
        else { return }
        let user = "system:serviceaccount:\(place.namespace):\(name)"
        let uid = account["metadata"]?.text("uid") ?? ""
        let token = "sim.\(server.random.uid()).\(server.random.suffix(20))"
        server.tokens[token] = (
            Requester(name: user, uid: uid, groups: Requester.serviceAccountGroups(user) + ["system:authenticated"]),
            Timestamp(seconds: Int64(Int32.max))
        )
        let certificate = server.configuration.rootCertificate
        server.systemUpdate(place.resource, place.namespace, place.name, subresource: "") {
            $0.set(.string(uid), at: ["metadata", "annotations", "\(key).uid"])
            $0["data"] = [
                "ca.crt": .string(Base64Text.encode(certificate.utf8)),
                "namespace": .string(Base64Text.encode(place.namespace.utf8)),
                "token": .string(Base64Text.encode(token.utf8)),
            ]
        }
    }

    private mutating func annotateNode(_ place: Place, _ server: inout APIServer) {
        guard let node = server.object(.nodes, "", place.name),
            let created = node["metadata"]?["creationTimestamp"]?.stringValue.flatMap({ Timestamp($0) })
        else { return }
        if PodQueries.isReady(node) {
            let taints = node["spec"]?.list("taints") ?? []
            let rest = taints.filter { $0.text("key") != "node.kubernetes.io/not-ready" }
            if rest.count < taints.count {
                server.systemUpdate(.nodes, "", place.name, subresource: "") {
                    $0["spec"]?["taints"] = rest.isEmpty ? nil : .array(rest)
                }
            }
        }
        let first = created.adding(seconds: 1)
        guard server.now >= first else { return enqueue(place, at: first) }
        server.systemUpdate(.nodes, "", place.name, subresource: "") {
            if $0["metadata"]?["annotations"]?["node.alpha.kubernetes.io/ttl"] == nil {
                $0.set("0", at: ["metadata", "annotations", "node.alpha.kubernetes.io/ttl"])
            }
        }
    }

    /// How long an autoscaler waits before it first looks at its target, in seconds.
    private static let autoscalerPeriod: Int64 = 15

    /// Tells where an autoscaler's target is missing; nothing is measured here, so nothing is scaled.
    private mutating func reconcileAutoscaler(_ place: Place, _ server: inout APIServer) {
        guard let scaler = server.object(place.resource, place.namespace, place.name),
            let created = scaler["metadata"]?["creationTimestamp"]?.stringValue.flatMap({ Timestamp($0) })
        else { return }
        let first = created.adding(seconds: ControllerManager.autoscalerPeriod)
        guard server.now >= first else { return enqueue(place, at: first) }
        let target = scaler["spec"]?["scaleTargetRef"] ?? .null
        let version = target.text("apiVersion")
        let group = version.contains("/") ? String(version.prefix { $0 != "/" }) : ""
        guard let definition = server.registry.definition(group: group, kind: target.text("kind")),
            server.object(definition.storage, place.namespace, target.text("name")) == nil,
            scaler["status"]?["conditions"] == nil
        else { return }
        let now = server.now
        server.systemUpdate(place.resource, place.namespace, place.name) {
            $0["status"]?["conditions"] = [
                [
                    "type": "AbleToScale", "status": "False", "lastTransitionTime": .string(now.text),
                    "reason": "FailedGetScale",
                    "message": .string(
                        "the HPA controller was unable to get the target's current scale: "
                            + "\(definition.qualifiedResource) \"\(target.text("name"))\" not found"),
                ]
            ]
        }
    }
}

/// How many pods of a PodDisruptionBudget may be evicted.
enum DisruptionBudgets {
    static func reconcile(_ place: OwnerIndex.Place, _ server: inout APIServer) {
        guard let budget = server.object(.budgets, place.namespace, place.name) else { return }
        let spec = budget["spec"] ?? .null
        let pods = server.store.list(.pods, namespace: place.namespace).map(\.object.value).filter {
            SelectorText.matches(spec["selector"], $0["metadata"]?["labels"]) && PodQueries.isActive($0)
        }
        let healthy = Int64(pods.count(where: PodQueries.isReady))
        let (expected, desired) = wanted(spec, pods, place, &server)
        let allowed = expected <= 0 ? 0 : max(0, healthy - desired)
        let now = server.now
        server.systemUpdate(.budgets, place.namespace, place.name) { budget in
            let generation = budget["metadata"]?["generation"] ?? 1
            budget["status"]?["observedGeneration"] = generation
            budget["status"]?["disruptedPods"] = nil
            budget["status"]?["disruptionsAllowed"] = .int(allowed)
            budget["status"]?["currentHealthy"] = .int(healthy)
            budget["status"]?["desiredHealthy"] = .int(desired)
            budget["status"]?["expectedPods"] = .int(expected)
            setCondition(&budget, isAllowed: allowed > 0, now: now)
        }
    }

    /// How many pods there should be, and how many of them healthy.
    private static func wanted(
        _ spec: Value, _ pods: [Value], _ place: OwnerIndex.Place, _ server: inout APIServer
    ) -> (expected: Int64, desired: Int64) {
        if case .int(let number)? = spec["minAvailable"] { return (Int64(pods.count), number) }
        let expected = scale(of: pods, place, &server)
        if let most = spec["maxUnavailable"] {
            return (expected, max(0, expected - DeploymentController.amount(most, expected, roundsUp: true)))
        }
        return (expected, DeploymentController.amount(spec["minAvailable"], expected, roundsUp: true))
    }

    /// The replicas of all controllers behind some pods.
    private static func scale(of pods: [Value], _ place: OwnerIndex.Place, _ server: inout APIServer) -> Int64 {
        var seen: Set<String> = []
        var total: Int64 = 0
        for pod in pods {
            var owner = controller(of: pod, place, &server)
            if let set = owner, let above = controller(of: set, place, &server) { owner = above }
            guard let owner, let uid = owner["metadata"]?.text("uid"), seen.insert(uid).inserted else { continue }
            total += owner["spec"]?.number("replicas") ?? 0
        }
        return total
    }

    private static func controller(
        of object: Value, _ place: OwnerIndex.Place, _ server: inout APIServer
    ) -> Value? {
        guard let reference = object["metadata"]?.list("ownerReferences").first(where: { $0.isTrue("controller") })
        else { return nil }
        let version = reference.text("apiVersion")
        let group = version.contains("/") ? String(version.prefix { $0 != "/" }) : ""
        guard let definition = server.registry.definition(group: group, kind: reference.text("kind")) else {
            return nil
        }
        return server.object(definition.storage, place.namespace, reference.text("name"))
    }

    static func setCondition(_ budget: inout Value, isAllowed: Bool, now: Timestamp) {
        let status: Value = isAllowed ? "True" : "False"
        var conditions = budget["status"]?.list("conditions") ?? []
        let position = conditions.firstIndex { $0.text("type") == "DisruptionAllowed" }
        let before = position.map { conditions[$0] }
        let condition: Value = [
            "type": "DisruptionAllowed", "status": status,
            "observedGeneration": budget["status"]?["observedGeneration"] ?? 1,
            "lastTransitionTime": before?["status"] == status
                ? before?["lastTransitionTime"] ?? .string(now.text) : .string(now.text),
            "reason": isAllowed ? "SufficientPods" : "InsufficientPods", "message": "",
        ]
        if let position { conditions[position] = condition } else { conditions.append(condition) }
        budget["status"]?["conditions"] = .array(conditions)
    }
}
