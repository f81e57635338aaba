import Values

extension KindDefaults {
    static func pod(_ object: inout Object) {
        object.ensure("spec") { spec in
            podSpec(&spec)
            for key in ["containers", "initContainers"] { spec.updateEach(key, requestsFromLimits) }
            spec.fillAbsent("enableServiceLinks", true)
        }
    }

    private static func requestsFromLimits(_ container: inout Object) {
        container.update("resources") { resources in
            for limit in resources["limits"]?.objectValue ?? Object() {
                resources.ensure("requests") { $0.fillAbsent(limit.key, limit.value) }
            }
        }
    }

    static func podTemplate(_ template: inout Object) {
        template.ensure("spec", podSpec)
    }

    static func podSpec(_ spec: inout Object) {
        spec.updateEach("volumes", volume)
        for key in ["containers", "initContainers", "ephemeralContainers"] { spec.updateEach(key, container) }
        if spec["hostNetwork"] == true {
            for key in ["containers", "initContainers"] {
                spec.updateEach(key) { container in
                    container.updateEach("ports") { port in
                        if let number = port["containerPort"] { port.fillZero("hostPort", number) }
                    }
                }
            }
        }
        spec.fill("dnsPolicy", "ClusterFirst")
        spec.fill("restartPolicy", "Always")
        spec.fillAbsent("securityContext", [:])
        spec.fillAbsent("terminationGracePeriodSeconds", 30)
        spec.fill("schedulerName", "default-scheduler")
    }

    private static func container(_ container: inout Object) {
        container.updateEach("ports") { $0.fill("protocol", "TCP") }
        container.updateEach("env") { $0.update("valueFrom") { $0.update("fieldRef", fieldReference) } }
        let policy = pullPolicy(of: container["image"]?.stringValue ?? "")
        container.fill("imagePullPolicy", .string(policy))
        container.fill("terminationMessagePath", "/dev/termination-log")
        container.fill("terminationMessagePolicy", "File")
        for key in ["livenessProbe", "readinessProbe", "startupProbe"] { container.update(key, probe) }
        container.update("lifecycle") { lifecycle in
            for key in ["postStart", "preStop"] { lifecycle.update(key) { $0.update("httpGet", httpGet) } }
        }
    }

    private static func fieldReference(_ reference: inout Object) { reference.fill("apiVersion", "v1") }

    private static func httpGet(_ action: inout Object) {
        action.fill("path", "/")
        action.fill("scheme", "HTTP")
    }

    private static func probe(_ probe: inout Object) {
        probe.fillZero("timeoutSeconds", 1)
        probe.fillZero("periodSeconds", 10)
        probe.fillZero("successThreshold", 1)
        probe.fillZero("failureThreshold", 3)
        probe.update("httpGet", httpGet)
        probe.update("grpc") { $0.fillAbsent("service", "") }
    }

    /// `Always` for an image whose tag is `latest` or that names neither tag nor digest.
    static func pullPolicy(of image: String) -> String {
        let name = image.utf8.split(separator: UInt8(ascii: "@"), maxSplits: 1, omittingEmptySubsequences: false)
        let base = name.first ?? Substring().utf8[...]
        let last = base.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).last ?? base
        if let colon = last.lastIndex(of: UInt8(ascii: ":")) {
            return last[last.index(after: colon)...].elementsEqual("latest".utf8) ? "Always" : "IfNotPresent"
        }
        return name.count == 1 ? "Always" : "IfNotPresent"
    }

    private static func volume(_ volume: inout Object) {
        if volume.allSatisfy({ $0.key == "name" || $0.value.isNull }) { volume["emptyDir"] = [:] }
        volumeSource(&volume)
        for key in ["secret", "configMap"] { volume.update(key) { $0.fillAbsent("defaultMode", 420) } }
        volume.update("downwardAPI", downwardAPI)
        volume.update("projected") { projected in
            projected.fillAbsent("defaultMode", 420)
            projected.updateEach("sources") { source in
                source.update("serviceAccountToken") { $0.fillAbsent("expirationSeconds", 3600) }
                source.update("downwardAPI") { $0.updateEach("items") { $0.update("fieldRef", fieldReference) } }
            }
        }
        volume.update("ephemeral") {
            $0.update("volumeClaimTemplate") { $0.ensure("spec") { $0.fillAbsent("volumeMode", "Filesystem") } }
        }
        volume.update("image") { image in
            let policy = pullPolicy(of: image["reference"]?.stringValue ?? "")
            image.fill("pullPolicy", .string(policy))
        }
    }

    private static func downwardAPI(_ source: inout Object) {
        source.fillAbsent("defaultMode", 420)
        source.updateEach("items") { $0.update("fieldRef", fieldReference) }
    }

    /// Sources that volumes of pods and persistent volumes share.
    static func volumeSource(_ source: inout Object) {
        source.update("hostPath") { $0.fillAbsent("type", "") }
        source.update("iscsi") { $0.fill("iscsiInterface", "default") }
        source.update("rbd") {
            $0.fill("pool", "rbd")
            $0.fill("user", "admin")
            $0.fill("keyring", "/etc/ceph/keyring")
        }
        source.update("azureDisk") {
            $0.fillAbsent("cachingMode", "ReadWrite")
            $0.fillAbsent("kind", "Shared")
            $0.fillAbsent("fsType", "ext4")
            $0.fillAbsent("readOnly", false)
        }
        source.update("scaleIO") {
            $0.fill("storageMode", "ThinProvisioned")
            $0.fill("fsType", "xfs")
        }
    }
}
