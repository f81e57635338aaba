import Values

/// What the server fills into pods and pod templates.
enum PodDefaults {
    /// Fills in a pod spec; pods themselves get more than templates.
    static func apply(to spec: inout Value, isPod: Bool) {
        spec.setDefault("dnsPolicy", "ClusterFirst")
        spec.setDefault("restartPolicy", "Always")
        if spec.isTrue("hostNetwork") { copyHostPorts(&spec) }
        spec.setDefault("securityContext", [:])
        spec.setDefault("terminationGracePeriodSeconds", 30)
        if isPod, let seconds = spec.number("terminationGracePeriodSeconds"), seconds < 0 {
            spec["terminationGracePeriodSeconds"] = 1
        }
        spec.setDefault("schedulerName", "default-scheduler")
        if isPod { spec.setDefault("enableServiceLinks", true) }
        if case .string(let account)? = spec["serviceAccountName"] ?? spec["serviceAccount"], !account.isEmpty {
            spec["serviceAccountName"] = .string(account)
            spec["serviceAccount"] = .string(account)
        }
        for name in ["containers", "initContainers", "ephemeralContainers"] {
            spec.editEach(name) { container(&$0, isPod: isPod) }
        }
        spec.editEach("volumes", volume)
        spec.editEach("topologySpreadConstraints") { _ in }
    }

    private static func copyHostPorts(_ spec: inout Value) {
        for name in ["containers", "initContainers"] {
            spec.editEach(name) { container in
                container.editEach("ports") { port in
                    if port["hostPort"] == nil { port["hostPort"] = port["containerPort"] }
                }
            }
        }
    }

    private static func container(_ container: inout Value, isPod: Bool) {
        container.setDefault("terminationMessagePath", "/dev/termination-log")
        container.setDefault("terminationMessagePolicy", "File")
        if container["imagePullPolicy"] == nil {
            container["imagePullPolicy"] = .string(pullPolicy(container.text("image")))
        }
        container.editEach("ports") { $0.setDefault("protocol", "TCP") }
        container.editEach("env") { variable in
            variable.edit("valueFrom") { source in
                source.edit("fieldRef") { $0.setDefault("apiVersion", "v1") }
                source.edit("resourceFieldRef") { $0.setDefault("divisor", "0") }
            }
        }
        for name in ["livenessProbe", "readinessProbe", "startupProbe"] { container.edit(name, probe) }
        container.edit("lifecycle") { hooks in
            for name in ["postStart", "preStop"] {
                hooks.edit(name) {
                    $0.edit("httpGet") {
                        $0.setDefault("scheme", "HTTP")
                        $0.setDefault("path", "/")
                    }
                }
            }
        }
        if isPod {
            container.edit("resources") { resources in
                guard let limits = resources["limits"]?.objectValue else { return }
                var requests = resources["requests"]?.objectValue ?? Object()
                for limit in limits where requests[limit.key] == nil { requests[limit.key] = limit.value }
                resources["requests"] = .object(requests)
            }
        }
        container.setDefault("resources", [:])
    }

    private static func probe(_ probe: inout Value) {
        probe.setDefault("timeoutSeconds", 1)
        probe.setDefault("periodSeconds", 10)
        probe.setDefault("successThreshold", 1)
        probe.setDefault("failureThreshold", 3)
        probe.edit("httpGet") {
            $0.setDefault("path", "/")
            $0.setDefault("scheme", "HTTP")
        }
        probe.edit("grpc") { $0.setDefault("service", "") }
    }

    /// Always for images without a tag or with `latest`, IfNotPresent for all others.
    static func pullPolicy(_ image: String) -> String {
        if image.contains("@") { return "IfNotPresent" }
        let last = image.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        guard let colon = last.lastIndex(of: ":") else { return "Always" }
        return last[last.index(after: colon)...] == "latest" ? "Always" : "IfNotPresent"
    }

    private static let sources: Set<String> = [
        "emptyDir", "hostPath", "secret", "configMap", "persistentVolumeClaim", "projected", "downwardAPI", "csi",
        "nfs",
        "ephemeral", "image", "iscsi", "gcePersistentDisk", "awsElasticBlockStore", "azureDisk", "azureFile", "cephfs",
        "cinder", "fc", "flexVolume", "flocker", "gitRepo", "glusterfs", "photonPersistentDisk", "portworxVolume",
        "quobyte", "rbd", "scaleIO", "storageos", "vsphereVolume",
    ]

    static func volume(_ volume: inout Value) {
        if case .object(let members) = volume, !members.contains(where: { sources.contains($0.key) }) {
            volume["emptyDir"] = [:]
        }
        for name in ["secret", "configMap", "downwardAPI", "projected"] {
            volume.edit(name) { $0.setDefault("defaultMode", 420) }
        }
        volume.edit("hostPath") { $0.setDefault("type", "") }
        volume.edit("downwardAPI") {
            $0.editEach("items") {
                $0.edit("fieldRef") { $0.setDefault("apiVersion", "v1") }
                $0.edit("resourceFieldRef") { $0.setDefault("divisor", "0") }
            }
        }
        volume.edit("projected") { projected in
            projected.editEach("sources") { source in
                source.edit("serviceAccountToken") { $0.setDefault("expirationSeconds", 3600) }
                source.edit("downwardAPI") {
                    $0.editEach("items") {
                        $0.edit("fieldRef") { $0.setDefault("apiVersion", "v1") }
                        $0.edit("resourceFieldRef") { $0.setDefault("divisor", "0") }
                    }
                }
            }
        }
        volume.edit("iscsi") { $0.setDefault("iscsiInterface", "default") }
        volume.edit("rbd") {
            $0.setDefault("pool", "rbd")
            $0.setDefault("user", "admin")
            $0.setDefault("keyring", "/etc/ceph/keyring")
        }
        volume.edit("azureDisk") {
            $0.setDefault("cachingMode", "ReadWrite")
            $0.setDefault("fsType", "ext4")
            $0.setDefault("kind", "Shared")
            $0.setDefault("readOnly", false)
        }
        volume.edit("ephemeral") {
            $0.edit("volumeClaimTemplate") { $0.edit("spec") { $0.setDefault("volumeMode", "Filesystem") } }
        }
    }

    /// The quality-of-service class that resources give a pod.
    static func qualityClass(_ spec: Value) -> String {
        var hasAny = false
        var isGuaranteed = true
        for container in spec.list("initContainers") + spec.list("containers") {
            let requests = container["resources", "requests"]
            let limits = container["resources", "limits"]
            for name in ["cpu", "memory"] {
                let request = requests?[name]?.stringValue
                let limit = limits?[name]?.stringValue
                if request != nil || limit != nil { hasAny = true }
                if limit == nil || (request ?? limit) != limit { isGuaranteed = false }
            }
        }
        return !hasAny ? "BestEffort" : isGuaranteed ? "Guaranteed" : "Burstable"
    }
}
