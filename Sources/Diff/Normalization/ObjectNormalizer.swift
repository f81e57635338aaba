import KubeModel
import Values

/// Evens out what objects of certain kinds may say in several ways.
struct ObjectNormalizer {
    let ignoresAggregatedRoles: Bool

    func normalized(_ object: Value) -> Value {
        var result = object
        if result["metadata"]?["creationTimestamp"] != nil { result.set(nil, at: ["metadata", "creationTimestamp"]) }
        let kind = KubeObject(unchecked: object).gvk
        switch (kind.group, kind.kind) {
        case ("", "Secret"): return Self.normalizedSecret(result)
        case ("rbac.authorization.k8s.io", "Role"), ("rbac.authorization.k8s.io", "ClusterRole"):
            normalizeRole(&result)
            return result
        case ("", "Endpoints"): return Self.normalizedEndpoints(result)
        default: return result
        }
    }

    private func normalizeRole(_ role: inout Value) {
        if ignoresAggregatedRoles, case .object? = role["aggregationRule"] { role["rules"] = .null }
        if role["rules"]?.arrayValue?.isEmpty == true { role["rules"] = .null }
    }

    /// A secret with `stringData` moved to `data` and nulls made empty.
    static func normalizedSecret(_ secret: Value) -> Value {
        var result = secret
        if case .object(let texts)? = secret["stringData"] {
            var data = secret["data"]?.objectValue ?? Object()
            for member in texts {
                data[member.key] = member.value.stringValue.map { .string(Base64.encode($0.utf8)) } ?? member.value
            }
            result["data"] = .object(data)
            result["stringData"] = nil
        }
        guard case .object(let data)? = result["data"],
            let node = Schema.builtIn.node(for: GroupVersionKind(group: "", version: "v1", kind: "Secret")),
            (try? TypedForm(refusesUnknownFields: false).written(result, as: node)) != nil
        else { return result }
        result["data"] = data.isEmpty ? .null : .object(data.mapValues { $1.isNull ? "" : $1 })
        return result
    }

    /// Endpoints with protocols filled in and everything in order.
    private static func normalizedEndpoints(_ endpoints: Value) -> Value {
        guard case .array(let subsets)? = endpoints["subsets"] else { return endpoints }
        var result = endpoints
        result["subsets"] = .array(
            EndpointOrder.sorted(
                subsets.map { subset in
                    guard case .array(let ports)? = subset["ports"] else { return subset }
                    var subset = subset
                    subset["ports"] = .array(ports.map(withProtocol))
                    return subset
                }))
        return result
    }

    private static func withProtocol(_ port: Value) -> Value {
        guard port["protocol"]?.stringValue?.isEmpty ?? true else { return port }
        var port = port
        port["protocol"] = "TCP"
        return port
    }
}
