import Values

/// Finds a node for a pod, as far as taints, selectors and cordons go.
struct NodeChoice {
    enum Outcome {
        case node(String)
        /// There are no nodes to choose from.
        case anywhere
        case nowhere(String)
    }

    private let pod: Value

    init(_ pod: Value) { self.pod = pod }

    func choose(_ nodes: [Value]) -> Outcome {
        guard !nodes.isEmpty else { return .anywhere }
        var reasons: [String: Int] = [:]
        for node in nodes {
            guard let reason = obstacle(node) else { return .node(node["metadata"]?.text("name") ?? "") }
            reasons[reason, default: 0] += 1
        }
        let list = reasons.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        let count = nodes.count
        return .nowhere(
            "0/\(count) nodes are available: \(list). preemption: 0/\(count) nodes are available: \(count) Preemption is "
                + "not helpful for scheduling.")
    }

    /// Why a pod cannot run on a node.
    private func obstacle(_ node: Value) -> String? {
        if node["spec"]?.isTrue("unschedulable") == true,
            !tolerates(["key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"])
        {
            return "node(s) were unschedulable"
        }
        // Taints that only a kubelet or a node controller takes away again do not keep pods away here.
        for taint in node["spec"]?.list("taints") ?? []
        where taint.text("effect") != "PreferNoSchedule" && !taint.text("key").hasPrefix("node.kubernetes.io/")
            && !tolerates(taint)
        {
            return "node(s) had untolerated taint {\(taint.text("key")): \(taint.text("value"))}"
        }
        let labels = node["metadata"]?["labels"]
        for member in pod["spec"]?["nodeSelector"]?.objectValue ?? Object() where labels?[member.key] != member.value {
            return "node(s) didn't match Pod's node affinity/selector"
        }
        let required = pod["spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"]
        if let required, !required.list("nodeSelectorTerms").contains(where: { matches($0, node) }) {
            return "node(s) didn't match Pod's node affinity/selector"
        }
        return nil
    }

    private func tolerates(_ taint: Value) -> Bool {
        (pod["spec"]?.list("tolerations") ?? []).contains { toleration in
            let effect = toleration.text("effect")
            guard effect.isEmpty || effect == taint.text("effect") else { return false }
            let key = toleration.text("key")
            let exists = toleration.text("operator") == "Exists"
            if key.isEmpty { return exists }
            return key == taint.text("key") && (exists || toleration.text("value") == taint.text("value"))
        }
    }

    private func matches(_ term: Value, _ node: Value) -> Bool {
        let expressions = term.list("matchExpressions")
        let fields = term.list("matchFields")
        if expressions.isEmpty, fields.isEmpty { return false }
        let name = node["metadata"]?["name"] ?? ""
        return expressions.allSatisfy { holds($0, node["metadata"]?["labels"]?[$0.text("key")]) }
            && fields.allSatisfy { holds($0, name) }
    }

    private func holds(_ expression: Value, _ value: Value?) -> Bool {
        let values = expression.list("values")
        switch expression.text("operator") {
        case "In": return value.map(values.contains) ?? false
        case "NotIn": return !(value.map(values.contains) ?? false)
        case "Exists": return value != nil
        case "DoesNotExist": return value == nil
        case "Gt", "Lt":
            guard let number = value?.stringValue.flatMap({ Int64($0) }),
                let limit = values.first?.stringValue.flatMap({ Int64($0) })
            else { return false }
            return expression.text("operator") == "Gt" ? number > limit : number < limit
        default: return false
        }
    }
}
