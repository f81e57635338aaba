import KubeModel
import Values

/// Puts the subsets of Endpoints, their addresses and their ports in the order in which the cluster keeps them.
///
/// Ports and subsets are ordered by the digest of a text that spells out each of their fields with its type.
enum EndpointOrder {
    static func sorted(_ subsets: [Value]) -> [Value] {
        let ordered = subsets.map { subset in
            var subset = subset
            for key in ["addresses", "notReadyAddresses"] {
                if case .array(let addresses)? = subset[key] { subset[key] = .array(sortedAddresses(addresses)) }
            }
            if case .array(let ports)? = subset["ports"] {
                subset["ports"] = .array(sorted(ports) { "(v1.EndpointPort)" + portText($0) })
            }
            return subset
        }
        return ordered.count > 1 ? sorted(ordered, by: subsetText) : ordered
    }

    private static func sorted(_ values: [Value], by text: (Value) -> String) -> [Value] {
        values.map { (MD5.digest(text($0)), $0) }.sorted { $0.0.lexicographicallyPrecedes($1.0) }.map(\.1)
    }

    private static func sortedAddresses(_ addresses: [Value]) -> [Value] {
        func key(_ address: Value) -> (String, String) {
            (address["ip"]?.stringValue ?? "", address["targetRef"]?["uid"]?.stringValue ?? "")
        }
        return addresses.sorted { key($0) < key($1) }
    }

    private static func text(_ value: Value?, _ type: String = "string") -> String {
        "(\(type))\(value?.stringValue ?? "")"
    }

    private static func pointer(_ value: Value?) -> String { "(*string)\(value?.stringValue ?? "<nil>")" }

    private static func portText(_ port: Value) -> String {
        let number = port["port"]?.intValue ?? 0
        return "{Name:\(text(port["name"])) Port:(int32)\(number) Protocol:\(text(port["protocol"], "v1.Protocol"))"
            + " AppProtocol:\(pointer(port["appProtocol"]))}"
    }

    private static func list(_ value: Value?, _ type: String, _ text: (Value) -> String) -> String {
        guard let items = value?.arrayValue else { return "([]v1.\(type))<nil>" }
        return "([]v1.\(type))[\(items.map(text).joined(separator: " "))]"
    }

    private static func addressText(_ address: Value) -> String {
        var target = "<nil>"
        if let reference = address["targetRef"] {
            let fields = [
                "Kind:\(text(reference["kind"]))", "Namespace:\(text(reference["namespace"]))",
                "Name:\(text(reference["name"]))", "UID:\(text(reference["uid"], "types.UID"))",
                "APIVersion:\(text(reference["apiVersion"]))", "ResourceVersion:\(text(reference["resourceVersion"]))",
                "FieldPath:\(text(reference["fieldPath"]))",
            ]
            target = "{\(fields.joined(separator: " "))}"
        }
        return
            "{IP:\(text(address["ip"])) Hostname:\(text(address["hostname"])) NodeName:\(pointer(address["nodeName"]))"
            + " TargetRef:(*v1.ObjectReference)\(target)}"
    }

    private static func subsetText(_ subset: Value) -> String {
        "(v1.EndpointSubset){Addresses:\(list(subset["addresses"], "EndpointAddress", addressText))"
            + " NotReadyAddresses:\(list(subset["notReadyAddresses"], "EndpointAddress", addressText))"
            + " Ports:\(list(subset["ports"], "EndpointPort", portText))}"
    }
}
