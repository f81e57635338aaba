import Values

/// The rules for Jobs and CronJobs.
enum JobValidation {
    static func job(_ spec: Value, _ path: String, uid: String?, _ findings: inout Findings) {
        for field in ["parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished"]
        {
            findings.nonNegative(spec, field, path)
        }
        indexed(spec, path, &findings)
        failurePolicy(spec, "\(path).podFailurePolicy", &findings)
        if let uid, !spec.isTrue("manualSelector"), let selector = spec["selector"] {
            if selector != ["matchLabels": ["batch.kubernetes.io/controller-uid": .string(uid)]] {
                findings.invalid("\(path).selector", selector, "`selector` not auto-generated")
            }
            if !SelectorText.matches(selector, spec["template"]?["metadata"]?["labels"]) {
                findings.invalid(
                    "\(path).template.metadata.labels", spec["template"]?["metadata"]?["labels"] ?? .null,
                    "`selector` does not match template `labels`")
            }
        }
        WorkloadValidation.template(spec["template"], "\(path).template", &findings)
        guard let podSpec = spec["template"]?["spec"] else { return }
        let policy = podSpec.text("restartPolicy")
        if policy == "Always" || policy.isEmpty {
            findings.required("\(path).template.spec.restartPolicy", "valid values: \"OnFailure\", \"Never\"")
        } else if spec["podFailurePolicy"] != nil, policy != "Never" {
            findings.invalid(
                "\(path).template.spec.restartPolicy", .string(policy),
                "only \"Never\" is supported when podFailurePolicy is specified")
        }
    }

    private static func indexed(_ spec: Value, _ path: String, _ findings: inout Findings) {
        findings.nonNegative(spec, "backoffLimitPerIndex", path)
        findings.nonNegative(spec, "maxFailedIndexes", path)
        let mode = spec.text("completionMode")
        if !mode.isEmpty, mode != "NonIndexed", mode != "Indexed" {
            findings.add(.notSupported("\(path).completionMode", .string(mode), ["Indexed", "NonIndexed"]))
        }
        if mode == "Indexed" {
            if spec["completions"] == nil {
                findings.required("\(path).completions", "when completion mode is Indexed")
            }
            if let parallelism = spec.number("parallelism"), parallelism > 100_000 {
                findings.invalid(
                    "\(path).parallelism", .int(parallelism),
                    "must be less than or equal to 100000 when completion mode is Indexed")
            }
        } else if let limit = spec["backoffLimitPerIndex"] {
            findings.invalid("\(path).backoffLimitPerIndex", limit, "requires indexed completion mode")
        }
        if let failed = spec["maxFailedIndexes"], spec["backoffLimitPerIndex"] == nil {
            _ = failed
            findings.required("\(path).backoffLimitPerIndex", "when maxFailedIndexes is specified")
        }
        findings.oneOf(
            spec["podReplacementPolicy"], "\(path).podReplacementPolicy", ["Failed", "TerminatingOrFailed"])
    }

    private static func failurePolicy(_ spec: Value, _ path: String, _ findings: inout Findings) {
        guard let policy = spec["podFailurePolicy"] else { return }
        let names = Set(
            (spec["template"]?["spec"]?.list("containers") ?? []).map { $0.text("name") }
                + (spec["template"]?["spec"]?.list("initContainers") ?? []).map { $0.text("name") })
        for (index, rule) in policy.list("rules").enumerated() {
            let field = "\(path).rules[\(index)]"
            findings.oneOf(
                rule["action"], "\(field).action", ["Count", "FailIndex", "FailJob", "Ignore"], isRequired: true)
            let codes = rule["onExitCodes"]
            if let codes {
                findings.oneOf(codes["operator"], "\(field).onExitCodes.operator", ["In", "NotIn"], isRequired: true)
                if let name = codes["containerName"]?.stringValue, !names.contains(name) {
                    findings.invalid(
                        "\(field).onExitCodes.containerName", .string(name),
                        "must be one of the container or initContainer names in the pod template")
                }
                let values = codes.list("values")
                if values.isEmpty {
                    findings.invalid("\(field).onExitCodes.values", .array([]), "at least one value is required")
                }
                for (number, value) in values.enumerated() where value == 0 && codes.text("operator") == "In" {
                    findings.invalid(
                        "\(field).onExitCodes.values[\(number)]", 0, "must not be 0 for the In operator")
                }
            }
            let conditions = rule.list("onPodConditions")
            if codes != nil, !conditions.isEmpty {
                findings.invalid(field, .null, "specifying both OnExitCodes and OnPodConditions is not supported")
            }
            if codes == nil, conditions.isEmpty {
                findings.invalid(field, .null, "specifying one of OnExitCodes and OnPodConditions is required")
            }
        }
    }

    static func cronJob(_ object: Value, _ findings: inout Findings) {
        let spec = object["spec"] ?? .null
        let name = object["metadata"]?.text("name") ?? ""
        if name.utf8.count > 52 {
            findings.invalid("metadata.name", .string(name), "must be no more than 52 characters")
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
            findings.invalid(
                "spec.schedule", .string(text), "cannot use TZ or CRON_TZ in schedule, use timeZone field instead")
        } else if CronSchedule(text) == nil {
            let fields = text.split(separator: " ")
            let why =
                fields.count == 5
                ? "failed to parse: \(text)"
                : "expected exactly 5 fields, found \(fields.count): [\(fields.joined(separator: " "))]"
            findings.invalid("spec.schedule", .string(text), why)
        }
        guard case .string(let zone)? = spec["timeZone"] else { return }
        if zone.isEmpty {
            findings.invalid("spec.timeZone", "", "timeZone must be nil or non-empty string")
        } else if zone.lowercased() == "local" {
            findings.invalid(
                "spec.timeZone", .string(zone),
                "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones")
        } else if !TimeZoneNames.isKnown(zone) {
            findings.invalid("spec.timeZone", .string(zone), "unknown time zone \(zone)")
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
