import Values

extension RowPrinter {
    func workload(_ definition: ResourceDefinition) -> [Value] {
        switch definition.kind {
        case "Pod": return pod()
        case "Node": return node()
        case "Deployment":
            return [
                name, .string("\(status.number("readyReplicas") ?? 0)/\(spec.number("replicas") ?? 0)"),
                int(status["updatedReplicas"]), int(status["availableReplicas"]), age, containerNames, images,
                selector(spec["selector"]),
            ]
        case "ReplicaSet", "ReplicationController":
            return [
                name, int(spec["replicas"]), int(status["replicas"]), int(status["readyReplicas"]), age, containerNames,
                images, definition.kind == "ReplicaSet" ? selector(spec["selector"]) : labels(spec["selector"]),
            ]
        case "StatefulSet":
            return [
                name, .string("\(status.number("readyReplicas") ?? 0)/\(spec.number("replicas") ?? 0)"), age,
                containerNames, images,
            ]
        case "DaemonSet":
            return [
                name, int(status["desiredNumberScheduled"]), int(status["currentNumberScheduled"]),
                int(status["numberReady"]),
                int(status["updatedNumberScheduled"]), int(status["numberAvailable"]),
                labels(spec["template", "spec", "nodeSelector"]), age, containerNames, images,
                selector(spec["selector"]),
            ]
        case "Job": return job()
        case "CronJob": return cronJob()
        case "PodTemplate":
            return [
                name, names(object["template", "spec"]), images(object["template", "spec"]),
                labels(object["template", "metadata", "labels"]),
            ]
        case "ControllerRevision":
            let owner = object["metadata"]?.list("ownerReferences").first { $0.isTrue("controller") }
            let version = owner?.text("apiVersion") ?? ""
            let group = version.split(separator: "/").count == 2 ? ".\(version.prefix { $0 != "/" })" : ""
            let text = owner.map { "\($0.text("kind").lowercased())\(group)/\($0.text("name"))" }
            return [name, .string(text ?? "<none>"), int(object["revision"]), age]
        case "HorizontalPodAutoscaler": return autoscaler(definition)
        default: return budget()
        }
    }

    private var containerNames: Value { names(spec["template", "spec"]) }
    private var images: Value { images(spec["template", "spec"]) }

    private func names(_ podSpec: Value?) -> Value {
        .string((podSpec?.list("containers") ?? []).map { $0.text("name") }.joined(separator: ","))
    }

    private func images(_ podSpec: Value?) -> Value {
        .string((podSpec?.list("containers") ?? []).map { $0.text("image") }.joined(separator: ","))
    }

    private func pod() -> [Value] {
        let statuses = status.list("containerStatuses")
        let total = spec.list("containers").count
        let ready = statuses.filter { $0.isTrue("ready") }.count
        let restarts = statuses.reduce(Int64(0)) { $0 &+ ($1.number("restartCount") ?? 0) }
        let gates = spec.list("readinessGates")
        let address = status.list("podIPs").first?.text("ip") ?? status.text("podIP")
        return [
            name, .string("\(ready)/\(total)"), .string(podReason(statuses)), .string(String(restarts)), age,
            .string(address.isEmpty ? "<none>" : address), text(spec["nodeName"]), text(status["nominatedNodeName"]),
            gates.isEmpty ? "<none>" : .string("0/\(gates.count)"),
        ]
    }

    private func podReason(_ statuses: [Value]) -> String {
        var reason = status.text("reason").isEmpty ? status.text("phase") : status.text("reason")
        var isRunning = false
        for container in statuses.reversed() {
            let waiting = container["state", "waiting"]?.text("reason") ?? ""
            let terminated = container["state", "terminated"]
            if !waiting.isEmpty {
                reason = waiting
            } else if let terminated {
                let why = terminated.text("reason")
                reason =
                    !why.isEmpty
                    ? why
                    : terminated.number("signal").map { $0 != 0 ? "Signal:\($0)" : "" }
                        ?? "ExitCode:\(terminated.number("exitCode") ?? 0)"
            } else if container.isTrue("ready"), container["state", "running"] != nil {
                isRunning = true
            }
        }
        if reason == "Completed", isRunning { reason = "Running" }
        if object["metadata"]?["deletionTimestamp"] != nil {
            reason = status.text("reason") == "NodeLost" ? "Unknown" : "Terminating"
        }
        return reason
    }

    private func node() -> [Value] {
        var states: [String] = []
        for condition in status.list("conditions") where condition.text("type") == "Ready" {
            states.append(condition.text("status") == "True" ? "Ready" : "NotReady")
        }
        if states.isEmpty { states.append("Unknown") }
        if spec.isTrue("unschedulable") { states.append("SchedulingDisabled") }
        let labels = object["metadata"]?["labels"]?.objectValue ?? Object()
        let roles = labels.filter { $0.key.hasPrefix("node-role.kubernetes.io/") }.map { String($0.key.dropFirst(24)) }
            .sorted()
        func address(_ type: String) -> Value {
            text(status.list("addresses").first { $0.text("type") == type }?["address"])
        }
        let info = status["nodeInfo"]
        return [
            name, .string(states.joined(separator: ",")), joined(roles), age,
            .string(info?.text("kubeletVersion") ?? ""),
            address("InternalIP"), address("ExternalIP"), text(info?["osImage"], or: "<unknown>"),
            text(info?["kernelVersion"], or: "<unknown>"), text(info?["containerRuntimeVersion"], or: "<unknown>"),
        ]
    }

    private func job() -> [Value] {
        let succeeded = status.number("succeeded") ?? 0
        let completions: String
        if let wanted = spec.number("completions") {
            completions = "\(succeeded)/\(wanted)"
        } else {
            let parallel = spec.number("parallelism") ?? 0
            completions = parallel > 1 ? "\(succeeded)/1 of \(parallel)" : "\(succeeded)/1"
        }
        var duration = ""
        if let start = status["startTime"]?.stringValue.flatMap({ Timestamp($0) }) {
            let end = status["completionTime"]?.stringValue.flatMap { Timestamp($0) } ?? now
            duration = Ages.short(end.seconds - start.seconds)
        }
        return [
            name, .string(jobState()), .string(completions), .string(duration), age, containerNames, images,
            selector(spec["selector"]),
        ]
    }

    private func jobState() -> String {
        func holds(_ type: String) -> Bool {
            status.list("conditions").contains { $0.text("type") == type && $0.text("status") == "True" }
        }
        if holds("Complete") { return "Complete" }
        if holds("Failed") { return "Failed" }
        if object["metadata"]?["deletionTimestamp"] != nil { return "Terminating" }
        if holds("Suspended") { return "Suspended" }
        if holds("FailureTarget") { return "FailureTarget" }
        if holds("SuccessCriteriaMet") { return "SuccessCriteriaMet" }
        return "Running"
    }

    private func cronJob() -> [Value] {
        let podSpec = spec["jobTemplate", "spec", "template", "spec"]
        return [
            name, spec["schedule"] ?? "", text(spec["timeZone"]), .string(spec.isTrue("suspend") ? "True" : "False"),
            .int(Int64(status.list("active").count)),
            status["lastScheduleTime"] == nil ? "<none>" : .string(Ages.since(status["lastScheduleTime"], now)), age,
            names(podSpec), images(podSpec), selector(spec["jobTemplate", "spec", "selector"]),
        ]
    }

    private func autoscaler(_ definition: ResourceDefinition) -> [Value] {
        let target = spec["scaleTargetRef"] ?? .null
        let metrics = definition.version == "v1" ? [Value.null] : spec.list("metrics")
        let texts = metrics.prefix(2).map { metric -> String in
            let wanted =
                definition.version == "v1"
                ? spec["targetCPUUtilizationPercentage"] : metric["resource", "target", "averageUtilization"]
            let resource = definition.version == "v1" ? "cpu" : metric["resource"]?.text("name") ?? ""
            if let wanted = wanted?.intValue { return "\(resource): <unknown>/\(wanted)%" }
            let average = metric["resource", "target", "averageValue"]?.stringValue
            return "\(resource): <unknown>/\(average ?? "<auto>")"
        }
        let more = metrics.count > 2 ? " + \(metrics.count - 2) more..." : ""
        return [
            name, .string("\(target.text("kind"))/\(target.text("name"))"),
            .string(texts.isEmpty ? "<none>" : texts.joined(separator: ", ") + more),
            .string(spec.number("minReplicas").map { String($0) } ?? "<unset>"), int(spec["maxReplicas"]),
            int(status["currentReplicas"]), age,
        ]
    }

    private func budget() -> [Value] {
        func amount(_ value: Value?) -> Value {
            switch value {
            case .int(let number): .string(String(number))
            case .string(let text): .string(text)
            default: "N/A"
            }
        }
        return [
            name, amount(spec["minAvailable"]), amount(spec["maxUnavailable"]), int(status["disruptionsAllowed"]), age,
        ]
    }
}
