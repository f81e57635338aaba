import KubeModel
import Values

/// What LimitRanges add to pods and claims, and what they refuse.
struct LimitRanges {
    let ranges: [Value]

    private var items: [Value] { ranges.flatMap { $0["spec"]?.list("limits") ?? [] } }

    // MARK: - Defaults

    /// Fills in requests and limits of containers.
    func applyDefaults(to pod: inout Value) {
        var limits = Object()
        var requests = Object()
        for item in items where item.text("type") == "Container" {
            for member in item["default"]?.objectValue ?? Object() { limits[member.key] = member.value }
            for member in item["defaultRequest"]?.objectValue ?? Object() { requests[member.key] = member.value }
        }
        guard !limits.isEmpty || !requests.isEmpty else { return }
        var notes: [String] = []
        for kind in ["initContainers", "containers"] {
            pod.edit("spec") { spec in
                spec.editEach(kind) { container in
                    let title = "\(kind == "initContainers" ? "init container" : "container") \(container.text("name"))"
                    notes += LimitRanges.fill(&container, "requests", requests, title)
                    notes += LimitRanges.fill(&container, "limits", limits, title)
                }
            }
        }
        guard !notes.isEmpty else { return }
        pod.set(
            .string("LimitRanger plugin set: \(notes.joined(separator: "; "))"),
            at: ["metadata", "annotations", "kubernetes.io/limit-ranger"])
    }

    private static func fill(_ container: inout Value, _ field: String, _ defaults: Object, _ title: String) -> [String]
    {
        var set: [String] = []
        for member in defaults.sorted(by: { byBytes($0.key, $1.key) })
        where container["resources"]?[field]?[member.key] == nil {
            container.set(member.value, at: ["resources", field, member.key])
            set.append(member.key)
        }
        return set.isEmpty ? [] : ["\(set.joined(separator: ", ")) \(field.dropLast()) for \(title)"]
    }

    // MARK: - Checks

    /// Why a pod is refused; empty where it is not.
    func failures(of pod: Value) -> [String] {
        var result: [String] = []
        let containers = pod["spec"]?.list("containers") ?? []
        let all = containers + (pod["spec"]?.list("initContainers") ?? [])
        for item in items {
            switch item.text("type") {
            case "Container": for container in all { result += check(item, container["resources"]) }
            case "Pod": result += check(item, LimitRanges.sum(containers))
            default: continue
            }
        }
        return result
    }

    /// Why a claim is refused; empty where it is not.
    func failures(ofClaim claim: Value) -> [String] {
        items.filter { $0.text("type") == "PersistentVolumeClaim" }.flatMap { item -> [String] in
            let requests = claim["spec"]?["resources"]?["requests"]
            return check(item, ["requests": requests ?? [:], "limits": requests ?? [:]])
        }
    }

    private static func sum(_ containers: [Value]) -> Value {
        var result: Object = ["requests": [:], "limits": [:]]
        for field in ["requests", "limits"] {
            var sums = Object()
            for container in containers {
                for member in container["resources"]?[field]?.objectValue ?? Object() {
                    sums[member.key] = ResourceSums.add(sums[member.key], member.value)
                }
            }
            result[field] = .object(sums)
        }
        return .object(result)
    }

    private func check(_ item: Value, _ resources: Value?) -> [String] {
        let type = item.text("type")
        var result: [String] = []
        func members(_ name: String) -> [Object.Member] {
            (item[name]?.objectValue ?? Object()).sorted { byBytes($0.key, $1.key) }
        }
        for member in members("min") {
            let why = "minimum \(member.key) usage per \(type) is \(member.value.stringValue ?? "")"
            let request = resources?["requests"]?[member.key]
            let limit = resources?["limits"]?[member.key]
            if request == nil {
                result.append("\(why).  No request is specified")
            } else if ResourceSums.isLess(request, member.value) {
                result.append("\(why), but request is \(request?.stringValue ?? "")")
            } else if limit != nil, ResourceSums.isLess(limit, member.value) {
                result.append("\(why), but limit is \(limit?.stringValue ?? "")")
            }
        }
        for member in members("max") {
            let why = "maximum \(member.key) usage per \(type) is \(member.value.stringValue ?? "")"
            let request = resources?["requests"]?[member.key]
            let limit = resources?["limits"]?[member.key]
            if limit == nil {
                result.append("\(why).  No limit is specified")
            } else if ResourceSums.isLess(member.value, limit) {
                result.append("\(why), but limit is \(limit?.stringValue ?? "")")
            } else if request != nil, ResourceSums.isLess(member.value, request) {
                result.append("\(why), but request is \(request?.stringValue ?? "")")
            }
        }
        return result + ratios(item, resources, type)
    }

    private func ratios(_ item: Value, _ resources: Value?, _ type: String) -> [String] {
        (item["maxLimitRequestRatio"]?.objectValue ?? Object()).sorted { byBytes($0.key, $1.key) }.compactMap {
            member in
            let why = "\(member.key) max limit to request ratio per \(type) is \(member.value.stringValue ?? "")"
            guard let request = ResourceSums.number(resources?["requests"]?[member.key]), request > 0 else {
                return "\(why), but no request is specified or request is 0"
            }
            guard let limit = ResourceSums.number(resources?["limits"]?[member.key]), limit > 0 else {
                return "\(why), but no limit is specified or limit is 0"
            }
            let ratio = limit / request
            guard ratio > (ResourceSums.number(member.value) ?? 0) else { return nil }
            let hundredths = Int64((ratio * 1_000_000).rounded())
            let digits = String(hundredths % 1_000_000)
            let fraction = String(repeating: "0", count: 6 - digits.utf8.count) + digits
            return "\(why), but provided ratio is \(hundredths / 1_000_000).\(fraction)"
        }
    }
}

/// Sums and comparisons of amounts as objects write them.
enum ResourceSums {
    static func quantity(_ value: Value?) -> Quantity? { value.flatMap { try? Quantity($0) } }

    static func number(_ value: Value?) -> Double? {
        quantity(value)?.thousandths.map { Double($0) / 1000 }
    }

    static func add(_ left: Value?, _ right: Value?) -> Value {
        guard let a = quantity(left) else { return right ?? "0" }
        guard let b = quantity(right) else { return left ?? "0" }
        return .string((a + b).description)
    }

    static func isLess(_ left: Value?, _ right: Value?) -> Bool {
        guard let a = quantity(left), let b = quantity(right) else { return false }
        return a < b
    }
}
