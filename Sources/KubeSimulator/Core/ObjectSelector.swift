import Values

/// Which objects a list or a watch is about.
struct ObjectSelector: Sendable {
    /// One requirement on labels.
    struct LabelRequirement: Sendable, Equatable {
        enum Operation: Sendable, Equatable {
            case isIn
            case notIn
            case exists
            case doesNotExist
            case greater
            case less
        }
        var key: String
        var operation: Operation
        var values: [String] = []
    }

    /// One requirement on a field.
    struct FieldRequirement: Sendable, Equatable {
        var path: String
        var value: String
        var isEqual: Bool
    }

    var labels: [LabelRequirement] = []
    var fields: [FieldRequirement] = []

    var isEmpty: Bool { labels.isEmpty && fields.isEmpty }

    func matches(_ object: Value) -> Bool {
        if labels.isEmpty && fields.isEmpty { return true }
        if !labels.isEmpty {
            let members = object["metadata"]?["labels"]
            for requirement in labels where !requirement.matches(members) { return false }
        }
        for requirement in fields {
            if (FieldLabels.text(of: requirement.path, in: object) == requirement.value) != requirement.isEqual {
                return false
            }
        }
        return true
    }
}

extension ObjectSelector.LabelRequirement {
    fileprivate func matches(_ labels: Value?) -> Bool {
        let value = labels?[key]?.stringValue
        switch operation {
        case .isIn: return value.map(values.contains) ?? false
        case .notIn: return value.map { !values.contains($0) } ?? true
        case .exists: return value != nil
        case .doesNotExist: return value == nil
        case .greater, .less:
            guard let left = value.flatMap(Int64.init), let right = values.first.flatMap(Int64.init) else {
                return false
            }
            return operation == .greater ? left > right : left < right
        }
    }
}

/// What `events.k8s.io` calls the fields of an event that is stored as one of the core group.
enum EventLabels {
    static func core(_ path: String) -> String {
        if path.hasPrefix("regarding.") { return "involvedObject." + path.dropFirst("regarding.".count) }
        return path == "reportingController" ? "reportingComponent" : path
    }
}

/// The fields that field selectors may name.
enum FieldLabels {
    private static let extras: [String: [String]] = [
        "pods": [
            "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork",
            "status.phase", "status.podIP", "status.podIPs", "status.nominatedNodeName",
        ],
        "secrets": ["type"], "services": ["spec.clusterIP", "spec.type"], "nodes": ["spec.unschedulable"],
        "namespaces": ["status.phase", "name"], "jobs": ["status.successful"],
        "replicationcontrollers": ["status.replicas"],
        "certificatesigningrequests": ["spec.signerName"],
        "events": [
            "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid",
            "involvedObject.apiVersion", "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason",
            "reportingComponent", "source", "type",
        ],
    ]

    /// The failure for a field that the resource does not select by; nil where it does.
    static func failure(_ path: String, _ definition: ResourceDefinition) -> String? {
        if path == "metadata.name" || (path == "metadata.namespace") { return nil }
        if let custom = definition.custom {
            if custom.selectableFields.contains(where: { $0.drop { $0 == "." } == path }) { return nil }
            return "field label not supported: \(path)"
        }
        if let extras = extras[definition.resource], definition.group.isEmpty || definition.resource != "events" {
            if extras.contains(path) { return nil }
            return definition.resource == "pods" || definition.group != ""
                ? "field label not supported: \(path)" : "field label not supported: \(path)"
        }
        if definition.resource == "events" {
            return extras["events"]?.contains(EventLabels.core(path)) == true
                ? nil : "field label not supported: \(path)"
        }
        return "\"\(path)\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
    }

    static func text(of path: String, in object: Value) -> String {
        let path = EventLabels.core(path)
        switch path {
        case "metadata.name", "name": return object["metadata"]?["name"]?.stringValue ?? ""
        case "metadata.namespace": return object["metadata"]?["namespace"]?.stringValue ?? ""
        case "status.successful": return object["status"]?["succeeded"]?.intValue.map(String.init) ?? "0"
        case "source":
            return object["source", "component"]?.stringValue ?? object["reportingComponent"]?.stringValue ?? ""
        case "spec.hostNetwork", "spec.unschedulable":
            return object.value(at: path.split(separator: ".").map(String.init))?.boolValue == true ? "true" : "false"
        default:
            switch object.value(at: path.split(separator: ".").map(String.init)) {
            case .string(let text): return text
            case .bool(let flag): return flag ? "true" : "false"
            case .int(let number): return String(number)
            default: return ""
            }
        }
    }
}
