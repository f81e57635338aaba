import Values

extension ControllerManager {
    static let nodeName = "node-1"

    /// Schedules a pod, runs it as its script says, and ends it.
    mutating func reconcilePod(_ place: Place, _ server: inout APIServer) {
        guard let pod = server.object(.pods, place.namespace, place.name) else { return }
        if pod["metadata"]?["deletionTimestamp"] != nil { return end(pod, place, &server) }
        let phase = pod["status"]?.text("phase") ?? "Pending"
        if phase == "Succeeded" || phase == "Failed" { return }
        let behaviour = scripts.behaviour(pod)
        if pod["spec"]?.text("nodeName").isEmpty ?? true {
            if behaviour == .unschedulable { return markUnschedulable(place, &server) }
            schedule(place, &server)
            return
        }
        run(pod, behaviour, place, &server)
    }

    private func end(_ pod: Value, _ place: Place, _ server: inout APIServer) {
        guard (pod["metadata"]?.list("finalizers") ?? []).isEmpty,
            let definition = server.registry.storageDefinition(.pods)
        else { return }
        server.erase(definition, place.namespace, place.name)
    }

    private func markUnschedulable(
        _ place: Place, _ server: inout APIServer,
        message: String = "0/1 nodes are available: 1 node(s) didn't match the pod's requirements."
    ) {
        let now = server.now
        server.systemUpdate(.pods, place.namespace, place.name, manager: "kube-scheduler") {
            PodStatus.setCondition(
                &$0, "PodScheduled", "False", reason: "Unschedulable", message: message, now: now)
        }
    }

    private func schedule(_ place: Place, _ server: inout APIServer) {
        let now = server.now
        guard let pod = server.object(.pods, place.namespace, place.name) else { return }
        if !pod["spec", "schedulingGates"].isNilOrEmpty { return }
        let wanted = DaemonPods.node(of: pod)
        let node: String
        if wanted.isEmpty {
            switch NodeChoice(pod).choose(server.store.list(.nodes, namespace: nil).map(\.object.value)) {
            case .node(let name): node = name
            case .anywhere: node = ControllerManager.nodeName
            case .nowhere(let why): return markUnschedulable(place, &server, message: why)
            }
        } else {
            node = wanted
        }
        server.systemUpdate(.pods, place.namespace, place.name, subresource: "binding", manager: "kube-scheduler") {
            $0["spec"]?["nodeName"] = .string(node)
            PodStatus.setCondition(&$0, "PodScheduled", "True", now: now)
        }
    }

    private mutating func run(_ pod: Value, _ behaviour: PodScript.Behaviour, _ place: Place, _ server: inout APIServer)
    {
        let now = server.now
        let start = pod["status"]?["startTime"]?.stringValue.flatMap { Timestamp($0) } ?? now
        func isDue(_ delay: Duration) -> Timestamp? {
            let at = Timestamp(microseconds: start.microseconds &+ delay.microseconds)
            return at <= now ? nil : at
        }
        switch behaviour {
        case .run(let delay):
            let later = isDue(delay)
            update(place, &server) { PodStates.running(&$0, isReady: later == nil, now: now) }
            if let later { enqueue(place, at: later) }
        case .succeed(let delay):
            if let later = isDue(delay) {
                update(place, &server) { PodStates.running(&$0, isReady: true, now: now) }
                enqueue(place, at: later)
            } else {
                update(place, &server) { PodStates.ended(&$0, phase: "Succeeded", exitCode: 0, now: now) }
            }
        case .fail(let delay, let code):
            if let later = isDue(delay) {
                update(place, &server) { PodStates.running(&$0, isReady: true, now: now) }
                enqueue(place, at: later)
            } else if pod["spec"]?.text("restartPolicy") == "Never" {
                update(place, &server) { PodStates.ended(&$0, phase: "Failed", exitCode: code, now: now) }
            } else {
                update(place, &server) {
                    PodStates.waiting(
                        &$0, reason: "CrashLoopBackOff", message: "back-off restarting failed container", restarts: 1,
                        exitCode: code, now: now)
                }
            }
        case .crashLoop:
            update(place, &server) {
                PodStates.waiting(
                    &$0, reason: "CrashLoopBackOff", message: "back-off 5m0s restarting failed container", restarts: 3,
                    exitCode: 1, now: now)
            }
        case .imagePullError:
            update(place, &server) {
                PodStates.waiting(
                    &$0, reason: "ImagePullBackOff", message: "Back-off pulling image", restarts: 0, exitCode: nil,
                    now: now)
            }
        case .unschedulable: break
        }
    }

    private func update(_ place: Place, _ server: inout APIServer, _ change: (inout Value) -> Void) {
        server.systemUpdate(.pods, place.namespace, place.name, manager: "kubelet", change)
    }
}

extension Duration {
    var microseconds: Int64 {
        let parts = components
        return parts.seconds.multipliedReportingOverflow(by: 1_000_000).partialValue &+ parts.attoseconds
            / 1_000_000_000_000
    }
}

/// Statuses as a kubelet writes them.
enum PodStates {
    private static func address(_ pod: Value) -> Value {
        var hash: UInt32 = 2_166_136_261
        for byte in (pod["metadata"]?.text("uid") ?? "").utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return .string("10.244.\(hash >> 8 & 255).\(1 + hash % 254)")
    }

    private static func begin(_ pod: inout Value, now: Timestamp) {
        if pod["status"] == nil { pod["status"] = [:] }
        if pod["status"]?["startTime"] == nil { pod["status"]?["startTime"] = .string(now.text) }
        if pod["status"]?["hostIP"] == nil {
            pod["status"]?["hostIP"] = "192.0.2.10"
            pod["status"]?["hostIPs"] = [["ip": "192.0.2.10"]]
        }
        PodStatus.setCondition(&pod, "PodReadyToStartContainers", "True", now: now)
        PodStatus.setCondition(&pod, "Initialized", "True", now: now)
    }

    private static func containers(
        _ pod: inout Value, now: Timestamp,
        _ state: (Value) -> (state: Value, last: Value?, isReady: Bool, restarts: Int64)
    ) {
        let old = pod["status"]?.list("containerStatuses") ?? []
        let statuses = (pod["spec"]?.list("containers") ?? []).map { container -> Value in
            let before = old.first { $0["name"] == container["name"] }
            var (state, last, isReady, restarts) = state(container)
            if let kept = before?["state"], keepsSince(kept, state) { state = kept }
            var members: Object = [
                "name": container["name"] ?? "", "state": state, "lastState": last ?? [:], "ready": .bool(isReady),
                "restartCount": .int(restarts), "image": container["image"] ?? "", "imageID": "",
                "started": .bool(isReady),
            ]
            if state["waiting"] == nil {
                members["containerID"] = .string(
                    "containerd://\(pod["metadata"]?.text("uid") ?? "")-\(container.text("name"))")
            }
            return .object(members)
        }
        pod["status"]?["containerStatuses"] = .array(statuses)
    }

    private static func keepsSince(_ old: Value, _ new: Value) -> Bool {
        for kind in ["running", "waiting", "terminated"] where old[kind] != nil && new[kind] != nil {
            return kind != "waiting" || old["waiting"]?["reason"] == new["waiting"]?["reason"]
        }
        return false
    }

    static func running(_ pod: inout Value, isReady: Bool, now: Timestamp) {
        begin(&pod, now: now)
        pod["status"]?["phase"] = "Running"
        let ip = address(pod)
        pod["status"]?["podIP"] = ip
        pod["status"]?["podIPs"] = [["ip": ip]]
        containers(&pod, now: now) { _ in (["running": ["startedAt": .string(now.text)]], nil, isReady, 0) }
        ready(&pod, isReady, isReady ? nil : "ContainersNotReady", now)
    }

    static func ended(_ pod: inout Value, phase: String, exitCode: Int64, now: Timestamp) {
        begin(&pod, now: now)
        let start = pod["status"]?["startTime"] ?? .string(now.text)
        pod["status"]?["phase"] = .string(phase)
        containers(&pod, now: now) { _ in
            (
                [
                    "terminated": [
                        "exitCode": .int(exitCode), "reason": .string(exitCode == 0 ? "Completed" : "Error"),
                        "startedAt": start,
                        "finishedAt": .string(now.text),
                    ]
                ], nil, false, 0
            )
        }
        ready(&pod, false, phase == "Succeeded" ? "PodCompleted" : "PodFailed", now)
    }

    static func waiting(
        _ pod: inout Value, reason: String, message: String, restarts: Int64, exitCode: Int64?, now: Timestamp
    ) {
        begin(&pod, now: now)
        pod["status"]?["phase"] = exitCode == nil ? "Pending" : "Running"
        containers(&pod, now: now) { _ in
            let last: Value? = exitCode.map {
                [
                    "terminated": [
                        "exitCode": .int($0), "reason": "Error", "startedAt": .string(now.text),
                        "finishedAt": .string(now.text),
                    ]
                ]
            }
            return (["waiting": ["reason": .string(reason), "message": .string(message)]], last, false, restarts)
        }
        ready(&pod, false, "ContainersNotReady", now)
    }

    private static func ready(_ pod: inout Value, _ isReady: Bool, _ reason: String?, _ now: Timestamp) {
        for type in ["Ready", "ContainersReady"] {
            PodStatus.setCondition(&pod, type, isReady ? "True" : "False", reason: isReady ? nil : reason, now: now)
        }
    }
}

extension Value? {
    fileprivate var isNilOrEmpty: Bool { self?.arrayValue?.isEmpty ?? true }
}
