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
        result["subsets"] = .array(sorted(subsets.map(normalizedSubset)))
        return result
    }

    private static func normalizedSubset(_ subset: Value) -> Value {
        var result = subset
        for key in ["addresses", "notReadyAddresses"] {
            if case .array(let addresses)? = subset[key] {
                result[key] = .array(
                    addresses.sorted {
                        ($0["ip"]?.stringValue ?? "", $0["targetRef"]?["uid"]?.stringValue ?? "")
                            < ($1["ip"]?.stringValue ?? "", $1["targetRef"]?["uid"]?.stringValue ?? "")
                    })
            }
        }
        if case .array(let ports)? = subset["ports"] {
            result["ports"] = .array(
                sorted(
                    ports.map { port in
                        var port = port
                        if port["protocol"]?.stringValue?.isEmpty ?? true { port["protocol"] = "TCP" }
                        return port
                    }))
        }
        return result
    }

    private static func sorted(_ values: [Value]) -> [Value] {
        values.map { ($0.jsonText(sortedKeys: true), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
    }
}
