import Values

extension ControllerManager {
    mutating func reconcileService(_ place: Place, _ server: inout APIServer) {
        guard let service = server.object(.services, place.namespace, place.name) else {
            if controllers.contains(.endpoints) { server.systemDelete(.endpoints, place.namespace, place.name) }
            return
        }
        if controllers.contains(.loadBalancers), service["spec"]?.text("type") == "LoadBalancer",
            (service["status", "loadBalancer"]?.list("ingress") ?? []).isEmpty
        {
            let address = loadBalancerAddress(service)
            server.systemUpdate(.services, place.namespace, place.name, manager: "cloud-controller-manager") {
                $0["status"] = ["loadBalancer": ["ingress": [["ip": address, "ipMode": "VIP"]]]]
            }
        }
        guard controllers.contains(.endpoints), service["spec"]?["selector"] != nil,
            service["spec"]?.text("type") != "ExternalName"
        else { return }
        writeEndpoints(service, place, &server)
        writeSlice(service, place, &server)
    }

    private func loadBalancerAddress(_ object: Value) -> Value {
        var hash: UInt32 = 2_166_136_261
        for byte in (object["metadata"]?.text("uid") ?? "").utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return .string("203.0.113.\(1 + hash % 254)")
    }

    mutating func reconcileIngress(_ place: Place, _ server: inout APIServer) {
        guard let ingress = server.object(.ingresses, place.namespace, place.name),
            (ingress["status", "loadBalancer"]?.list("ingress") ?? []).isEmpty
        else { return }
        let address = loadBalancerAddress(ingress)
        server.systemUpdate(.ingresses, place.namespace, place.name, manager: "ingress-controller") {
            $0["status"] = ["loadBalancer": ["ingress": [["ip": address]]]]
        }
    }

    private func backends(_ service: Value, _ place: Place, _ server: inout APIServer) -> [(pod: Value, isReady: Bool)]
    {
        let selector = service["spec"]?["selector"]?.objectValue ?? Object()
        return server.store.list(.pods, namespace: place.namespace).compactMap { entry in
            let pod = entry.object.value
            let labels = pod["metadata"]?["labels"]
            guard selector.allSatisfy({ labels?[$0.key] == $0.value }), pod["status"]?["podIP"] != nil,
                !(pod["spec"]?.text("nodeName") ?? "").isEmpty, pod["metadata"]?["deletionTimestamp"] == nil,
                !["Succeeded", "Failed"].contains(pod["status"]?.text("phase") ?? "")
            else { return nil }
            return (pod, PodQueries.isReady(pod))
        }
    }

    private func targetPort(_ port: Value, _ pod: Value?) -> Value {
        guard case .string(let name)? = port["targetPort"] else { return port["targetPort"] ?? port["port"] ?? 0 }
        for container in pod?["spec"]?.list("containers") ?? [] {
            if let found = container.list("ports").first(where: { $0.text("name") == name })?["containerPort"] {
                return found
            }
        }
        return 0
    }

    private func reference(_ pod: Value) -> Value {
        [
            "kind": "Pod", "namespace": pod["metadata", "namespace"] ?? "", "name": pod["metadata", "name"] ?? "",
            "uid": pod["metadata", "uid"] ?? "",
        ]
    }

    private func writeEndpoints(_ service: Value, _ place: Place, _ server: inout APIServer) {
        let backends = backends(service, place, &server)
        func addresses(_ ready: Bool) -> [Value] {
            backends.filter { $0.isReady == ready }.map {
                [
                    "ip": $0.pod["status", "podIP"] ?? "", "nodeName": $0.pod["spec", "nodeName"] ?? "",
                    "targetRef": reference($0.pod),
                ]
            }
        }
        var subset = Object()
        if !addresses(true).isEmpty { subset["addresses"] = .array(addresses(true)) }
        if !addresses(false).isEmpty { subset["notReadyAddresses"] = .array(addresses(false)) }
        let ports = (service["spec"]?.list("ports") ?? []).map { port -> Value in
            var members = Object()
            if let name = port["name"] { members["name"] = name }
            members["port"] = targetPort(port, backends.first?.pod)
            members["protocol"] = port["protocol"] ?? "TCP"
            return .object(members)
        }
        if !ports.isEmpty { subset["ports"] = .array(ports) }
        let subsets: Value? = backends.isEmpty ? nil : [.object(subset)]
        if server.object(.endpoints, place.namespace, place.name) == nil {
            var value: Value = [
                "kind": "Endpoints", "apiVersion": "v1",
                "metadata": [
                    "name": .string(place.name), "namespace": .string(place.namespace),
                    "labels": ["endpoints.kubernetes.io/managed-by": "endpoint-controller"],
                    "annotations": [
                        "endpoints.kubernetes.io/last-change-trigger-time": service["metadata", "creationTimestamp"]
                            ?? ""
                    ],
                ],
            ]
            if let subsets { value["subsets"] = subsets }
            server.systemCreate(.endpoints, value)
        } else {
            server.systemUpdate(.endpoints, place.namespace, place.name, subresource: "") { $0["subsets"] = subsets }
        }
    }

    private func writeSlice(_ service: Value, _ place: Place, _ server: inout APIServer) {
        let backends = backends(service, place, &server)
        let endpoints = backends.map { backend -> Value in
            [
                "addresses": [backend.pod["status", "podIP"] ?? ""],
                "conditions": [
                    "ready": .bool(backend.isReady), "serving": .bool(backend.isReady), "terminating": false,
                ],
                "nodeName": backend.pod["spec", "nodeName"] ?? "", "targetRef": reference(backend.pod),
            ]
        }
        let ports = (service["spec"]?.list("ports") ?? []).map { port -> Value in
            [
                "name": port["name"] ?? "", "port": targetPort(port, backends.first?.pod),
                "protocol": port["protocol"] ?? "TCP",
            ]
        }
        let uid = service["metadata"]?.text("uid") ?? ""
        let existing = server.owned(.endpointSlices, place.namespace, by: uid).first
        if let name = existing?["metadata"]?.text("name") {
            server.systemUpdate(.endpointSlices, place.namespace, name, subresource: "") {
                $0["endpoints"] = endpoints.isEmpty ? .null : .array(endpoints)
                $0["ports"] = endpoints.isEmpty ? .null : .array(ports)
            }
            return
        }
        server.systemCreate(
            .endpointSlices,
            [
                "kind": "EndpointSlice", "apiVersion": "discovery.k8s.io/v1",
                "metadata": [
                    "generateName": .string("\(place.name)-"), "namespace": .string(place.namespace),
                    "labels": [
                        "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
                        "kubernetes.io/service-name": .string(place.name),
                    ],
                    "annotations": [
                        "endpoints.kubernetes.io/last-change-trigger-time": service["metadata", "creationTimestamp"]
                            ?? ""
                    ], "ownerReferences": [APIServer.controllerReference(service)],
                ],
                "addressType": "IPv4", "endpoints": endpoints.isEmpty ? .null : .array(endpoints),
                "ports": endpoints.isEmpty ? .null : .array(ports),
            ])
    }

    // MARK: - Volumes

    mutating func reconcileClaim(_ place: Place, _ server: inout APIServer) {
        guard let claim = server.object(.claims, place.namespace, place.name),
            claim["metadata"]?["deletionTimestamp"] == nil,
            claim["status"]?.text("phase") != "Bound"
        else { return }
        let uid = claim["metadata"]?.text("uid") ?? ""
        let capacity = claim["spec", "resources", "requests", "storage"] ?? "1Gi"
        let modes = claim["spec"]?["accessModes"] ?? ["ReadWriteOnce"]
        var volume = claim["spec"]?.text("volumeName") ?? ""
        if volume.isEmpty, let fitting = fittingVolume(claim, &server) {
            return bind(claim, to: fitting, place, &server)
        }
        if volume.isEmpty, !controllers.contains(.provisioning) { return }
        if volume.isEmpty {
            volume = "pvc-\(uid)"
            let storageClass = claim["spec"]?["storageClassName"] ?? ""
            server.systemCreate(
                .volumes,
                [
                    "kind": "PersistentVolume", "apiVersion": "v1",
                    "metadata": [
                        "name": .string(volume), "annotations": ["pv.kubernetes.io/provisioned-by": "simulator"],
                    ],
                    "spec": [
                        "capacity": ["storage": capacity], "accessModes": modes,
                        "persistentVolumeReclaimPolicy": "Delete",
                        "storageClassName": storageClass, "hostPath": ["path": .string("/var/lib/simulator/\(volume)")],
                        "claimRef": [
                            "kind": "PersistentVolumeClaim", "apiVersion": "v1", "namespace": .string(place.namespace),
                            "name": .string(place.name), "uid": .string(uid),
                        ],
                    ],
                ])
        }
        server.systemUpdate(.volumes, "", volume) { $0["status"] = ["phase": "Bound"] }
        server.systemUpdate(.claims, place.namespace, place.name, subresource: "") {
            $0["spec"]?["volumeName"] = .string(volume)
            if $0["metadata"]?["annotations"] == nil { $0["metadata"]?["annotations"] = [:] }
            $0["metadata"]?["annotations"]?["pv.kubernetes.io/bind-completed"] = "yes"
        }
        server.systemUpdate(.claims, place.namespace, place.name) {
            $0["status"] = ["phase": "Bound", "accessModes": modes, "capacity": ["storage": capacity]]
        }
    }

    /// The smallest free volume that a claim can have.
    private func fittingVolume(_ claim: Value, _ server: inout APIServer) -> String? {
        let spec = claim["spec"] ?? .null
        let size = spec["resources", "requests", "storage"]
        var best: (name: String, capacity: Value?)?
        for entry in server.store.list(.volumes, namespace: nil) {
            let volume = entry.object.value["spec"] ?? .null
            let modes = volume.list("accessModes")
            let capacity = volume["capacity", "storage"]
            guard volume["claimRef"] == nil, entry.object.value["metadata"]?["deletionTimestamp"] == nil,
                volume.text("storageClassName") == spec.text("storageClassName"),
                volume.text("volumeMode") == spec.text("volumeMode"),
                spec.list("accessModes").allSatisfy(modes.contains), !ResourceSums.isLess(capacity, size),
                spec["selector"] == nil
                    || SelectorText.matches(spec["selector"], entry.object.value["metadata"]?["labels"])
            else { continue }
            if best == nil || ResourceSums.isLess(capacity, best?.capacity) { best = (entry.name, capacity) }
        }
        return best?.name
    }

    /// Binds a claim and a volume to each other.
    private func bind(_ claim: Value, to volume: String, _ place: Place, _ server: inout APIServer) {
        let metadata = claim["metadata"] ?? .null
        server.systemUpdate(.volumes, "", volume, subresource: "") {
            $0.set("yes", at: ["metadata", "annotations", "pv.kubernetes.io/bound-by-controller"])
            $0["spec"]?["claimRef"] = [
                "kind": "PersistentVolumeClaim", "namespace": .string(place.namespace), "name": .string(place.name),
                "uid": metadata["uid"] ?? "", "apiVersion": "v1", "resourceVersion": metadata["resourceVersion"] ?? "",
            ]
        }
        server.systemUpdate(.volumes, "", volume) { $0["status"]?["phase"] = "Bound" }
        server.systemUpdate(.claims, place.namespace, place.name, subresource: "") {
            $0["spec"]?["volumeName"] = .string(volume)
            $0.set("yes", at: ["metadata", "annotations", "pv.kubernetes.io/bind-completed"])
            $0.set("yes", at: ["metadata", "annotations", "pv.kubernetes.io/bound-by-controller"])
        }
        let spec = server.object(.volumes, "", volume)?["spec"]
        server.systemUpdate(.claims, place.namespace, place.name) {
            $0["status"] = [
                "phase": "Bound", "accessModes": spec?["accessModes"] ?? [],
                "capacity": spec?["capacity"] ?? [:],
            ]
        }
    }

    /// Removes a provisioned volume whose claim is gone.
    mutating func reconcileVolume(_ place: Place, _ server: inout APIServer) {
        guard let volume = server.object(.volumes, "", place.name), volume["metadata"]?["deletionTimestamp"] == nil
        else { return }
        guard let reference = volume["spec"]?["claimRef"] else {
            if volume["status"]?.text("phase") == "Pending" {
                server.systemUpdate(.volumes, "", place.name) { $0["status"]?["phase"] = "Available" }
            }
            return
        }
        let claim = server.object(.claims, reference.text("namespace"), reference.text("name"))
        if claim?["metadata"]?["uid"] == reference["uid"] { return }
        if volume["spec"]?.text("persistentVolumeReclaimPolicy") == "Delete" {
            server.systemDelete(.volumes, "", place.name)
        } else if volume["status"]?.text("phase") != "Released" {
            let time = Value.string(server.now.text)
            server.systemUpdate(.volumes, "", place.name) {
                $0["status"]?["phase"] = "Released"
                $0["status"]?["lastPhaseTransitionTime"] = time
            }
        }
    }
}

/// What controllers ask of pods.
enum PodQueries {
    static func isReady(_ pod: Value) -> Bool {
        (pod["status"]?.list("conditions") ?? []).contains { $0.text("type") == "Ready" && $0.text("status") == "True" }
    }

    static func isActive(_ pod: Value) -> Bool {
        let phase = pod["status"]?.text("phase") ?? ""
        return phase != "Succeeded" && phase != "Failed" && pod["metadata"]?["deletionTimestamp"] == nil
    }
}
