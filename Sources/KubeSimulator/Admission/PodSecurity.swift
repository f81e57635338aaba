import Values

/// The Pod Security Standards: what a namespace's labels demand of its pods.
enum PodSecurity {
    enum Level: String, CaseIterable {
        case privileged
        case baseline
        case restricted
    }

    /// What a pod does that its level forbids.
    struct Violation {
        let reason: String
        let detail: String

        var text: String { detail.isEmpty ? reason : "\(reason) (\(detail))" }
    }

    static let prefix = "pod-security.kubernetes.io/"

    /// The level that a namespace sets for a mode, and the version of the standards.
    static func level(_ namespace: Value?, _ mode: String) -> (level: Level, version: String) {
        let labels = namespace?["metadata"]?["labels"]
        let level = Level(rawValue: labels?.text(prefix + mode) ?? "") ?? .privileged
        let version = labels?.text("\(prefix)\(mode)-version") ?? ""
        return (level, version.isEmpty ? "latest" : version)
    }

    /// What is wrong with the labels of a namespace.
    static func labelErrors(_ namespace: Value) -> [FieldError] {
        ["enforce", "audit", "warn"].flatMap { mode -> [FieldError] in
            let key = prefix + mode
            guard let text = namespace["metadata"]?["labels"]?[key]?.stringValue, Level(rawValue: text) == nil else {
                return []
            }
            return [
                .invalid(
                    "metadata.labels[\(key)]", .string(text), "must be one of privileged, baseline, restricted")
            ]
        }
    }

    /// Everything in which a pod goes beyond a level.
    static func violations(_ spec: Value, _ level: Level) -> [Violation] {
        guard level != .privileged else { return [] }
        let pod = PodSecurityChecks(spec: spec)
        let isRestricted = level == .restricted
        var result: [Violation?] = [
            pod.appArmor, isRestricted ? nil : pod.capabilities, pod.hostNamespaces, pod.hostPaths, pod.hostPorts,
            pod.privileged, pod.procMount, pod.seLinux, isRestricted ? nil : pod.seccomp, pod.sysctls, pod.hostProcess,
        ]
        if isRestricted {
            result += [
                pod.privilegeEscalation, pod.restrictedCapabilities, pod.volumeTypes, pod.nonRoot, pod.user,
                pod.restrictedSeccomp,
            ]
        }
        return result.compactMap { $0 }
    }
}

/// The single checks of the standards.
struct PodSecurityChecks {
    typealias Violation = PodSecurity.Violation

    let spec: Value

    private var containers: [Value] {
        spec.list("initContainers") + spec.list("containers") + spec.list("ephemeralContainers")
    }

    private func names(_ kind: String, _ names: [String]) -> String {
        "\(kind)\(names.count == 1 ? "" : "s") \(names.map { "\"\($0)\"" }.joined(separator: ", "))"
    }

    private func bad(_ isBad: (Value) -> Bool) -> [String] { containers.filter(isBad).map { $0.text("name") } }

    private func violation(_ reason: String, _ bad: [String], _ detail: (String) -> String) -> Violation? {
        bad.isEmpty ? nil : Violation(reason: reason, detail: detail(names("container", bad)))
    }

    // MARK: - Baseline

    private static let allowedCapabilities: Set<String> = [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP",
        "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    ]

    private func added(_ container: Value) -> [String] {
        (container["securityContext"]?["capabilities"]?.list("add") ?? []).compactMap(\.stringValue)
    }

    var capabilities: Violation? {
        let isBad = { (name: String) in !PodSecurityChecks.allowedCapabilities.contains(name) }
        let bad = containers.filter { added($0).contains(where: isBad) }
        let list = Set(bad.flatMap(added).filter(isBad)).sorted().map { "\"\($0)\"" }.joined(separator: ", ")
        return violation("non-default capabilities", bad.map { $0.text("name") }) {
            "\($0) must not include \(list) in securityContext.capabilities.add"
        }
    }

    var hostNamespaces: Violation? {
        let bad = ["hostNetwork", "hostPID", "hostIPC"].filter { spec.isTrue($0) }
        return bad.isEmpty
            ? nil : Violation(reason: "host namespaces", detail: bad.map { "\($0)=true" }.joined(separator: ", "))
    }

    var hostPaths: Violation? {
        let bad = spec.list("volumes").filter { $0["hostPath"] != nil }.map { $0.text("name") }
        return bad.isEmpty ? nil : Violation(reason: "hostPath volumes", detail: names("volume", bad))
    }

    var hostPorts: Violation? {
        func ports(_ container: Value) -> [Int64] {
            container.list("ports").compactMap { $0.number("hostPort") }.filter { $0 != 0 }
        }
        let list = Set(containers.flatMap(ports)).sorted().map(String.init)
        return violation("hostPort", bad { !ports($0).isEmpty }) {
            "\($0) uses hostPort\(list.count == 1 ? "" : "s") \(list.joined(separator: ", "))"
        }
    }

    var privileged: Violation? {
        violation("privileged", bad { $0["securityContext"]?.isTrue("privileged") == true }) {
            "\($0) must not set securityContext.privileged=true"
        }
    }

    var procMount: Violation? {
        violation("procMount", bad { ($0["securityContext"]?.text("procMount") ?? "Default") == "Unmasked" }) {
            "\($0) must not set securityContext.procMount to \"Unmasked\""
        }
    }

    /// Whoever sets a part of the security context in a forbidden way, the pod or containers.
    private func setters(_ isBad: (Value) -> Bool) -> String? {
        var who: [String] = []
        if let context = spec["securityContext"], isBad(context) { who.append("pod") }
        let list = bad { $0["securityContext"].map(isBad) ?? false }
        if !list.isEmpty { who.append(names("container", list)) }
        return who.isEmpty ? nil : who.joined(separator: " and ")
    }

    var appArmor: Violation? {
        let who = setters { $0["appArmorProfile"]?.text("type") == "Unconfined" }
        return who.map {
            Violation(
                reason: "forbidden AppArmor profile",
                detail: "\($0) must not set AppArmor profile type to \"Unconfined\"")
        }
    }

    var seLinux: Violation? {
        let allowed: Set<String> = ["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"]
        let contexts = [spec["securityContext"]] + containers.map { $0["securityContext"] }
        let options = contexts.compactMap { $0?["seLinuxOptions"] }
        let types = Set(options.map { $0.text("type") }.filter { !allowed.contains($0) }).sorted()
        var details: [String] = []
        if !types.isEmpty {
            let list = types.map { "\"\($0)\"" }.joined(separator: ", ")
            details.append("type\(types.count == 1 ? "" : "s") \(list)")
        }
        if options.contains(where: { !$0.text("user").isEmpty }) { details.append("user may not be set") }
        if options.contains(where: { !$0.text("role").isEmpty }) { details.append("role may not be set") }
        let who = setters { context in
            guard let options = context["seLinuxOptions"] else { return false }
            return !allowed.contains(options.text("type")) || !options.text("user").isEmpty
                || !options.text("role").isEmpty
        }
        return who.map {
            Violation(
                reason: "seLinuxOptions",
                detail: "\($0) set forbidden securityContext.seLinuxOptions: \(details.joined(separator: "; "))")
        }
    }

    var seccomp: Violation? {
        setters { $0["seccompProfile"]?.text("type") == "Unconfined" }.map {
            Violation(
                reason: "seccompProfile",
                detail: "\($0) must not set securityContext.seccompProfile.type to \"Unconfined\"")
        }
    }

    private static let safeSysctls: Set<String> = [
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies",
        "net.ipv4.ping_group_range", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem",
    ]

    var sysctls: Violation? {
        let bad = (spec["securityContext"]?.list("sysctls") ?? []).map { $0.text("name") }.filter {
            !PodSecurityChecks.safeSysctls.contains($0)
        }
        return bad.isEmpty ? nil : Violation(reason: "forbidden sysctls", detail: bad.joined(separator: ", "))
    }

    var hostProcess: Violation? {
        setters { $0["windowsOptions"]?.isTrue("hostProcess") == true }.map {
            Violation(
                reason: "hostProcess", detail: "\($0) must not set securityContext.windowsOptions.hostProcess=true")
        }
    }

    // MARK: - Restricted

    var privilegeEscalation: Violation? {
        violation(
            "allowPrivilegeEscalation != false",
            bad { $0["securityContext"]?["allowPrivilegeEscalation"] != false }
        ) { "\($0) must set securityContext.allowPrivilegeEscalation=false" }
    }

    var restrictedCapabilities: Violation? {
        let undropped = bad {
            !($0["securityContext"]?["capabilities"]?.list("drop") ?? []).contains("ALL")
        }
        let adding = containers.filter { added($0).contains { $0 != "NET_BIND_SERVICE" } }
        var details: [String] = []
        if !undropped.isEmpty {
            details.append(
                "\(names("container", undropped)) must set securityContext.capabilities.drop=[\"ALL\"]")
        }
        if !adding.isEmpty {
            let list = Set(adding.flatMap(added).filter { $0 != "NET_BIND_SERVICE" }).sorted()
            details.append(
                "\(names("container", adding.map { $0.text("name") })) must not include "
                    + "\(list.map { "\"\($0)\"" }.joined(separator: ", ")) in securityContext.capabilities.add")
        }
        return details.isEmpty
            ? nil : Violation(reason: "unrestricted capabilities", detail: details.joined(separator: "; "))
    }

    private static let allowedVolumes: Set<String> = [
        "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected",
        "secret",
    ]

    var volumeTypes: Violation? {
        var bad: [(name: String, type: String)] = []
        for volume in spec.list("volumes") {
            let types = (volume.objectValue ?? Object()).map(\.key).filter { $0 != "name" }
            for type in types where !PodSecurityChecks.allowedVolumes.contains(type) {
                bad.append((volume.text("name"), type))
            }
        }
        guard !bad.isEmpty else { return nil }
        let types = Set(bad.map(\.type)).sorted()
        let list = types.map { "\"\($0)\"" }.joined(separator: ", ")
        return Violation(
            reason: "restricted volume types",
            detail: "\(names("volume", bad.map(\.name))) \(bad.count == 1 ? "uses" : "use") restricted volume "
                + "type\(types.count == 1 ? "" : "s") \(list)")
    }

    var nonRoot: Violation? {
        let pod = spec["securityContext"]?["runAsNonRoot"]
        let denying = bad { $0["securityContext"]?["runAsNonRoot"] == false }
        if !denying.isEmpty {
            return Violation(
                reason: "runAsNonRoot != true",
                detail: "\(names("container", denying)) must not set securityContext.runAsNonRoot=false")
        }
        if pod == true { return nil }
        let silent = bad { $0["securityContext"]?["runAsNonRoot"] == nil }
        if pod == false, !silent.isEmpty {
            return Violation(
                reason: "runAsNonRoot != true", detail: "pod must not set securityContext.runAsNonRoot=false")
        }
        return violation("runAsNonRoot != true", silent) {
            "pod or \($0) must set securityContext.runAsNonRoot=true"
        }
    }

    var user: Violation? {
        setters { $0["runAsUser"] == 0 }.map {
            Violation(reason: "runAsUser=0", detail: "\($0) must not set runAsUser=0")
        }
    }

    var restrictedSeccomp: Violation? {
        let allowed: Set<String> = ["RuntimeDefault", "Localhost"]
        func type(_ context: Value?) -> String { context?["seccompProfile"]?.text("type") ?? "" }
        let wrong = bad { !type($0["securityContext"]).isEmpty && !allowed.contains(type($0["securityContext"])) }
        if !wrong.isEmpty {
            return Violation(
                reason: "seccompProfile",
                detail:
                    "\(names("container", wrong)) must not set securityContext.seccompProfile.type to \"Unconfined\"")
        }
        if allowed.contains(type(spec["securityContext"])) { return nil }
        return violation("seccompProfile", bad { type($0["securityContext"]).isEmpty }) {
            "pod or \($0) must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\""
        }
    }
}
