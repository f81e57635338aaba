import Values

/// The rules for what keeps pods running.
enum WorkloadValidation {
    static func template(_ template: Value?, _ path: String, _ findings: inout Findings) {
        findings.add(MetadataRules.labels(template?["metadata"]?["labels"], "\(path).labels"))
        findings.add(MetadataRules.annotations(template?["metadata"]?["annotations"], "\(path).annotations"))
        PodValidation.validate(template?["spec"] ?? .null, "\(path).spec", &findings, isPod: false)
    }

    static func validate(_ object: Value, _ kind: String, _ findings: inout Findings) {
        let spec = object["spec"] ?? .null
        switch kind {
        case "Deployment": deployment(spec, &findings)
        case "StatefulSet": statefulSet(spec, &findings)
        case "DaemonSet": daemonSet(spec, &findings)
        case "ReplicationController": replicationController(spec, &findings)
        default:
            findings.nonNegative(spec, "replicas", "spec")
            findings.nonNegative(spec, "minReadySeconds", "spec")
            selectedTemplate(spec, kind, &findings)
        }
    }

    private static func deployment(_ spec: Value, _ findings: inout Findings) {
        findings.nonNegative(spec, "replicas", "spec")
        selectedTemplate(spec, "Deployment", &findings)
        strategy(spec["strategy"] ?? .null, &findings)
        findings.nonNegative(spec, "minReadySeconds", "spec")
        findings.nonNegative(spec, "revisionHistoryLimit", "spec")
        guard let deadline = spec.number("progressDeadlineSeconds") else { return }
        findings.nonNegative(spec, "progressDeadlineSeconds", "spec")
        if deadline <= spec.number("minReadySeconds") ?? 0 {
            findings.invalid("spec.progressDeadlineSeconds", .int(deadline), "must be greater than minReadySeconds")
        }
    }

    private static func statefulSet(_ spec: Value, _ findings: inout Findings) {
        if case .string(let policy)? = spec["podManagementPolicy"], !["OrderedReady", "Parallel"].contains(policy) {
            findings.invalid(
                "spec.podManagementPolicy", .string(policy), "must be 'OrderedReady' or 'Parallel'")
        }
        let strategy = spec["updateStrategy"] ?? .null
        switch strategy.text("type") {
        case "OnDelete":
            if let update = strategy["rollingUpdate"] {
                findings.invalid(
                    "spec.updateStrategy.rollingUpdate",
                    ["Partition": update["partition"] ?? 0, "MaxUnavailable": update["maxUnavailable"] ?? .null],
                    "only allowed for updateStrategy 'RollingUpdate'")
            }
        case "RollingUpdate":
            let update = strategy["rollingUpdate"]
            findings.nonNegative(update, "partition", "spec.updateStrategy.rollingUpdate")
            AmountRules.numberOrPercent(
                update?["maxUnavailable"], "spec.updateStrategy.rollingUpdate.maxUnavailable", &findings)
        case let other:
            findings.invalid(
                "spec.updateStrategy", ["Type": .string(other), "RollingUpdate": strategy["rollingUpdate"] ?? .null],
                "must be 'RollingUpdate' or 'OnDelete'")
        }
        for name in ["whenDeleted", "whenScaled"] {
            findings.oneOf(
                spec["persistentVolumeClaimRetentionPolicy"]?[name],
                "spec.persistentVolumeClaimRetentionPolicy.\(name)", ["Delete", "Retain"])
        }
        findings.nonNegative(spec, "replicas", "spec")
        findings.nonNegative(spec, "minReadySeconds", "spec")
        findings.nonNegative(spec["ordinals"], "start", "spec.ordinals")
        findings.nonNegative(spec, "revisionHistoryLimit", "spec")
        selectedTemplate(spec, "StatefulSet", &findings)
    }

    private static func daemonSet(_ spec: Value, _ findings: inout Findings) {
        selectedTemplate(spec, "DaemonSet", &findings)
        findings.nonNegative(spec, "minReadySeconds", "spec")
        let strategy = spec["updateStrategy"] ?? .null
        let path = "spec.updateStrategy"
        switch strategy.text("type") {
        case "OnDelete": break
        case "RollingUpdate":
            let update = strategy["rollingUpdate"]
            let field = "\(path).rollingUpdate"
            AmountRules.numberOrPercent(update?["maxUnavailable"], "\(field).maxUnavailable", &findings)
            AmountRules.numberOrPercent(update?["maxSurge"], "\(field).maxSurge", &findings)
            let isUnavailable = !AmountRules.isZero(update?["maxUnavailable"])
            let isSurging = !AmountRules.isZero(update?["maxSurge"])
            if isUnavailable, isSurging {
                findings.invalid(
                    "\(field).maxSurge", update?["maxSurge"] ?? 0, "may not be set when maxUnavailable is non-zero")
            } else if !isUnavailable, !isSurging {
                findings.required("\(field).maxUnavailable", "cannot be 0 when maxSurge is 0")
            }
            AmountRules.atMostAll(update?["maxUnavailable"], "\(field).maxUnavailable", &findings)
            AmountRules.atMostAll(update?["maxSurge"], "\(field).maxSurge", &findings)
        case let other:
            findings.add(
                .notSupported(
                    path, ["Type": .string(other), "RollingUpdate": strategy["rollingUpdate"] ?? .null],
                    ["OnDelete", "RollingUpdate"]))
        }
        findings.nonNegative(spec, "revisionHistoryLimit", "spec")
    }

    private static func replicationController(_ spec: Value, _ findings: inout Findings) {
        findings.nonNegative(spec, "minReadySeconds", "spec")
        let selector = spec["selector"]?.objectValue ?? Object()
        if selector.isEmpty { findings.required("spec.selector") }
        findings.nonNegative(spec, "replicas", "spec")
        guard let podTemplate = spec["template"] else { return findings.required("spec.template") }
        if !selector.isEmpty,
            !SelectorText.matches(["matchLabels": .object(selector)], podTemplate["metadata"]?["labels"])
        {
            findings.invalid(
                "spec.template.metadata.labels", podTemplate["metadata"]?["labels"] ?? .null,
                "`selector` does not match template `labels`")
        }
        template(podTemplate, "spec.template", &findings)
        alwaysRunning(podTemplate["spec"], "ReplicationController", &findings)
    }

    // MARK: - Selectors and templates

    private static func selectedTemplate(_ spec: Value, _ kind: String, _ findings: inout Findings) {
        let isValid = selector(spec["selector"], kind, &findings)
        let isReadable = isValid || SelectorText.isReadable(spec["selector"])
        if isValid, !SelectorText.matches(spec["selector"], spec["template"]?["metadata"]?["labels"]) {
            findings.invalid(
                "spec.template.metadata.labels", spec["template"]?["metadata"]?["labels"] ?? .null,
                "`selector` does not match template `labels`")
        }
        // The template is looked at only where a selector can be made of what selects it.
        guard isReadable else { return }
        template(spec["template"], "spec.template", &findings)
        alwaysRunning(spec["template"]?["spec"], kind, &findings)
    }

    private static func alwaysRunning(_ podSpec: Value?, _ kind: String, _ findings: inout Findings) {
        guard let podSpec, !podSpec.list("containers").isEmpty else { return }
        let policy = podSpec.text("restartPolicy")
        if policy != "Always" {
            findings.add(.notSupported("spec.template.spec.restartPolicy", .string(policy), ["Always"]))
        }
        if podSpec["activeDeadlineSeconds"] != nil {
            let shown = kind == "Deployment" ? "ReplicaSet" : kind
            findings.forbidden(
                "spec.template.spec.activeDeadlineSeconds", "activeDeadlineSeconds in \(shown) is not Supported")
        }
    }

    private static func selector(_ selector: Value?, _ kind: String, _ findings: inout Findings) -> Bool {
        guard let selector else {
            findings.required("spec.selector")
            return true
        }
        var inner = Findings()
        inner.selector(selector, "spec.selector")
        findings.add(inner.errors)
        if (selector["matchLabels"]?.objectValue ?? Object()).isEmpty, selector.list("matchExpressions").isEmpty {
            findings.invalid("spec.selector", selector, "empty selector is invalid for \(kind.lowercased())")
            return false
        }
        if !inner.errors.isEmpty {
            findings.invalid("spec.selector", selector, "invalid label selector")
            return false
        }
        return true
    }

    private static func strategy(_ strategy: Value, _ findings: inout Findings) {
        let path = "spec.strategy"
        switch strategy.text("type") {
        case "Recreate":
            if strategy["rollingUpdate"] != nil {
                findings.forbidden(
                    "\(path).rollingUpdate", "may not be specified when strategy `type` is 'Recreate'")
            }
        case "RollingUpdate":
            let update = strategy["rollingUpdate"] ?? .null
            let field = "\(path).rollingUpdate"
            AmountRules.numberOrPercent(update["maxUnavailable"], "\(field).maxUnavailable", &findings)
            AmountRules.numberOrPercent(update["maxSurge"], "\(field).maxSurge", &findings)
            if AmountRules.isZero(update["maxUnavailable"]), AmountRules.isZero(update["maxSurge"]) {
                findings.invalid(
                    "\(field).maxUnavailable", update["maxUnavailable"] ?? 0, "may not be 0 when `maxSurge` is 0")
            }
            AmountRules.atMostAll(update["maxUnavailable"], "\(field).maxUnavailable", &findings)
        case let other:
            let shown: Value = ["Type": .string(other), "RollingUpdate": .null]
            findings.add(.notSupported(path, shown, ["Recreate", "RollingUpdate"]))
        }
    }
}
