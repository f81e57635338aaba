import Values

/// The rules for what makes pods.
enum WorkloadValidation {
    static func template(_ template: Value?, _ path: String, _ findings: inout Findings) {
        findings.add(MetadataRules.labels(template?["metadata"]?["labels"], "\(path).labels"))
        findings.add(MetadataRules.annotations(template?["metadata"]?["annotations"], "\(path).annotations"))
        PodValidation.validate(template?["spec"] ?? .null, "\(path).spec", &findings, isPod: false)
    }

    static func validate(_ object: Value, _ kind: String, _ findings: inout Findings) {
        let spec = object["spec"] ?? .null
        findings.nonNegative(spec, "replicas", "spec")
        findings.nonNegative(spec, "minReadySeconds", "spec")
        findings.nonNegative(spec, "revisionHistoryLimit", "spec")
        if kind == "ReplicationController" {
            template(spec["template"], "spec.template", &findings)
            return
        }
        let isValid = selector(spec["selector"], kind, &findings)
        if kind == "Deployment" { strategy(spec["strategy"] ?? .null, &findings) }
        let isReadable = isValid || SelectorText.isReadable(spec["selector"])
        if isValid, !SelectorText.matches(spec["selector"], spec["template"]?["metadata"]?["labels"]) {
            findings.add(
                .invalid(
                    "spec.template.metadata.labels", spec["template"]?["metadata"]?["labels"] ?? .null,
                    "`selector` does not match template `labels`"))
        }
        // The template is looked at only where a selector can be made of what selects it.
        guard isReadable else { return }
        template(spec["template"], "spec.template", &findings)
        guard let podSpec = spec["template"]?["spec"], !podSpec.list("containers").isEmpty else { return }
        let policy = podSpec.text("restartPolicy")
        if ["OnFailure", "Never"].contains(policy) {
            findings.add(.notSupported("spec.template.spec.restartPolicy", .string(policy), ["Always"]))
        }
        if podSpec["activeDeadlineSeconds"] != nil {
            let shown = kind == "Deployment" ? "ReplicaSet" : kind
            findings.add(
                .forbidden(
                    "spec.template.spec.activeDeadlineSeconds", "activeDeadlineSeconds in \(shown) is not Supported"))
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
            findings.add(.invalid("spec.selector", selector, "empty selector is invalid for \(kind.lowercased())"))
            return false
        }
        if !inner.errors.isEmpty {
            findings.add(.invalid("spec.selector", selector, "invalid label selector"))
            return false
        }
        return true
    }

    private static func strategy(_ strategy: Value, _ findings: inout Findings) {
        let path = "spec.strategy"
        switch strategy.text("type") {
        case "Recreate":
            if strategy["rollingUpdate"] != nil {
                findings.add(
                    .forbidden("\(path).rollingUpdate", "may not be specified when strategy `type` is 'Recreate'"))
            }
        case "RollingUpdate":
            let update = strategy["rollingUpdate"] ?? .null
            amount(update["maxUnavailable"], "\(path).rollingUpdate.maxUnavailable", &findings)
            amount(update["maxSurge"], "\(path).rollingUpdate.maxSurge", &findings)
            if isZero(update["maxUnavailable"]), isZero(update["maxSurge"]) {
                findings.add(
                    .invalid(
                        "\(path).rollingUpdate.maxUnavailable", update["maxUnavailable"] ?? 0,
                        "may not be 0 when `maxSurge` is 0"))
            }
            if case .string(let text)? = update["maxUnavailable"], let percent = Int64(text.dropLast()), percent > 100,
                text.last == "%"
            {
                findings.add(
                    .invalid(
                        "\(path).rollingUpdate.maxUnavailable", .string(text), "must not be greater than 100%"))
            }
        case let other:
            let shown: Value = ["Type": .string(other), "RollingUpdate": .null]
            findings.add(.notSupported(path, shown, ["Recreate", "RollingUpdate"]))
        }
    }

    private static func isZero(_ value: Value?) -> Bool { value == 0 || value == "0%" }

    private static func amount(_ value: Value?, _ field: String, _ findings: inout Findings) {
        switch value {
        case .int(let number) where number < 0:
            findings.add(.invalid(field, .int(number), "must be greater than or equal to 0"))
        case .string(let text):
            guard text.last == "%", let percent = Int64(text.dropLast()), percent >= 0 else {
                return findings.add(
                    .invalid(
                        field, .string(text),
                        "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')"
                    ))
            }
        default: break
        }
    }

    static func job(_ spec: Value, _ path: String, uid: String?, _ findings: inout Findings) {
        for field in ["parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished"]
        {
            findings.nonNegative(spec, field, path)
        }
        if let uid, !spec.isTrue("manualSelector"), let selector = spec["selector"] {
            if selector != ["matchLabels": ["batch.kubernetes.io/controller-uid": .string(uid)]] {
                findings.add(.invalid("\(path).selector", selector, "`selector` not auto-generated"))
            }
            if !SelectorText.matches(selector, spec["template"]?["metadata"]?["labels"]) {
                findings.add(
                    .invalid(
                        "\(path).template.metadata.labels", spec["template"]?["metadata"]?["labels"] ?? .null,
                        "`selector` does not match template `labels`"))
            }
        }
        template(spec["template"], "\(path).template", &findings)
        guard let podSpec = spec["template"]?["spec"] else { return }
        let policy = podSpec.text("restartPolicy")
        if policy == "Always" || policy.isEmpty {
            findings.required("\(path).template.spec.restartPolicy", "valid values: \"OnFailure\", \"Never\"")
        }
    }

    static func cronJob(_ object: Value, _ findings: inout Findings) {
        let spec = object["spec"] ?? .null
        let name = object["metadata"]?.text("name") ?? ""
        if name.utf8.count > 52 {
            findings.add(.invalid("metadata.name", .string(name), "must be no more than 52 characters"))
        }
        schedule(spec.text("schedule"), spec, &findings)
        findings.nonNegative(spec, "startingDeadlineSeconds", "spec")
        findings.oneOf(
            spec["concurrencyPolicy"], "spec.concurrencyPolicy", ["Allow", "Forbid", "Replace"], isRequired: true)
        job(spec["jobTemplate"]?["spec"] ?? .null, "spec.jobTemplate.spec", uid: nil, &findings)
        findings.nonNegative(spec, "successfulJobsHistoryLimit", "spec")
        findings.nonNegative(spec, "failedJobsHistoryLimit", "spec")
    }

    private static func schedule(_ text: String, _ spec: Value, _ findings: inout Findings) {
        if text.isEmpty {
            findings.required("spec.schedule")
        } else if text.contains("TZ") {
            findings.add(
                .invalid(
                    "spec.schedule", .string(text), "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"))
        } else if CronSchedule(text) == nil {
            let fields = text.split(separator: " ")
            let why =
                fields.count == 5
                ? "failed to parse: \(text)"
                : "expected exactly 5 fields, found \(fields.count): [\(fields.joined(separator: " "))]"
            findings.add(.invalid("spec.schedule", .string(text), why))
        }
        if case .string(let zone)? = spec["timeZone"], !TimeZoneNames.isKnown(zone) {
            findings.add(.invalid("spec.timeZone", .string(zone), "unknown time zone \(zone)"))
        }
    }
}

/// Names of time zones, as far as their shape tells.
enum TimeZoneNames {
    private static let areas: Set<String> = [
        "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific",
        "Etc", "US",
    ]

    static func isKnown(_ name: String) -> Bool {
        if ["UTC", "GMT", "EST", "MST", "HST", "CET", "EET", "WET", "MET"].contains(name) { return true }
        return name.contains("/") && areas.contains(String(name.prefix { $0 != "/" }))
    }
}
