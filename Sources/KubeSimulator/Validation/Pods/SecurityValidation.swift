import Values

/// The rules for security contexts.
enum SecurityValidation {
    private static let range = "must be between 0 and 2147483647, inclusive"

    private static func identifier(_ context: Value?, _ name: String, _ path: String, _ findings: inout Findings) {
        guard let number = context?.number(name), !(0...2_147_483_647).contains(number) else { return }
        findings.invalid("\(path).\(name)", .int(number), range)
    }

    static func pod(_ spec: Value, _ path: String, _ findings: inout Findings) {
        let context = spec["securityContext"]
        let field = "\(path).securityContext"
        for name in ["fsGroup", "runAsUser", "runAsGroup"] { identifier(context, name, field, &findings) }
        for (index, group) in (context?.list("supplementalGroups") ?? []).enumerated() {
            guard let number = group.intValue, !(0...2_147_483_647).contains(number) else { continue }
            findings.invalid("\(field).supplementalGroups[\(index)]", group, range)
        }
        if spec.isTrue("shareProcessNamespace"), spec.isTrue("hostPID") {
            findings.invalid(
                "\(field).shareProcessNamespace", true, "ShareProcessNamespace and HostPID cannot both be enabled")
        }
        sysctls(context?.list("sysctls") ?? [], "\(field).sysctls", &findings)
        findings.oneOf(
            context?["fsGroupChangePolicy"], "\(field).fsGroupChangePolicy", ["Always", "OnRootMismatch"])
        profile(context?["seccompProfile"], "\(field).seccompProfile", "seccomp", "seccompProfile", &findings)
        profile(context?["appArmorProfile"], "\(field).appArmorProfile", "AppArmor", "appArmorProfile", &findings)
        findings.oneOf(
            context?["supplementalGroupsPolicy"], "\(field).supplementalGroupsPolicy", ["Merge", "Strict"])
        findings.oneOf(
            context?["seLinuxChangePolicy"], "\(field).seLinuxChangePolicy", ["MountOption", "Recursive"])
    }

    private static func sysctls(_ sysctls: [Value], _ path: String, _ findings: inout Findings) {
        var seen: Set<String> = []
        for (index, sysctl) in sysctls.enumerated() {
            let name = sysctl.text("name")
            let field = "\(path)[\(index)].name"
            if name.isEmpty {
                findings.required(field)
            } else if !isSysctl(name) {
                findings.invalid(
                    field, .string(name),
                    "must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$"
                )
            } else if seen.contains(name) {
                findings.duplicate(field, .string(name))
            }
            seen.insert(name)
        }
    }

    private static func isSysctl(_ name: String) -> Bool {
        name.utf8.count <= 253
            && name.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "." || $0 == "/" }).allSatisfy {
                guard let first = $0.utf8.first, let last = $0.utf8.last else { return false }
                return NameRules.isLower(first) && NameRules.isLower(last)
                    && $0.utf8.allSatisfy { NameRules.isLower($0) || $0 == 0x2D || $0 == 0x5F }
            }
    }

    private static func profile(
        _ profile: Value?, _ field: String, _ kind: String, _ name: String, _ findings: inout Findings
    ) {
        guard let profile else { return }
        let type = profile.text("type")
        if type.isEmpty {
            findings.required("\(field).type", "type is required when \(name) is set")
        } else {
            findings.oneOf(profile["type"], "\(field).type", ["Localhost", "RuntimeDefault", "Unconfined"])
        }
        if type == "Localhost" {
            if profile.text("localhostProfile").isEmpty {
                findings.required("\(field).localhostProfile", "must be set when \(kind) type is Localhost")
            } else if kind == "seccomp" {
                VolumeValidation.descending(
                    profile.text("localhostProfile"), "\(field).localhostProfile", &findings)
            }
        } else if let local = profile["localhostProfile"] {
            let shown: Value =
                kind == "seccomp" ? ["Type": .string(type), "LocalhostProfile": local] : local
            findings.invalid(
                "\(field).localhostProfile", shown, "can only be set when \(kind) type is Localhost")
        }
    }

    static func container(_ context: Value?, _ path: String, _ findings: inout Findings) {
        guard let context else { return }
        for name in ["runAsUser", "runAsGroup"] { identifier(context, name, path, &findings) }
        if let mount = context["procMount"]?.stringValue, !["Default", "Unmasked"].contains(mount) {
            findings.add(.notSupported("\(path).procMount", .string(mount), ["Default", "Unmasked"]))
        }
        profile(context["seccompProfile"], "\(path).seccompProfile", "seccomp", "seccompProfile", &findings)
        if context["allowPrivilegeEscalation"]?.boolValue == false {
            if context.isTrue("privileged") {
                findings.invalid(
                    path, InternalForm.structure("SecurityContext", context),
                    "cannot set `allowPrivilegeEscalation` to false and `privileged` to true")
            }
            let added = context["capabilities"]?.list("add") ?? []
            if added.contains("SYS_ADMIN") || added.contains("CAP_SYS_ADMIN") {
                findings.invalid(
                    path, InternalForm.structure("SecurityContext", context),
                    "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN")
            }
        }
        profile(context["appArmorProfile"], "\(path).appArmorProfile", "AppArmor", "appArmorProfile", &findings)
    }
}
