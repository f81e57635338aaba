import Values

/// The rules for probes and hooks.
enum HandlerValidation {
    static func hooks(_ container: Value, _ path: String, _ spec: Value, _ findings: inout Findings) {
        for hook in ["postStart", "preStop"] {
            if let value = container["lifecycle"]?[hook] {
                handler(
                    value, "\(path).lifecycle.\(hook)", ["exec", "httpGet", "tcpSocket", "sleep"], spec, &findings)
            }
        }
        for kind in ["livenessProbe", "readinessProbe", "startupProbe"] {
            guard let value = container[kind] else { continue }
            let field = "\(path).\(kind)"
            probe(value, field, spec, &findings)
            if kind == "readinessProbe" {
                if let seconds = value["terminationGracePeriodSeconds"] {
                    findings.invalid(
                        "\(field).terminationGracePeriodSeconds", seconds, "must not be set for readinessProbes")
                }
            } else if let count = value.number("successThreshold"), count != 1 {
                findings.invalid("\(field).successThreshold", .int(count), "must be 1")
            }
        }
    }

    private static func probe(_ probe: Value, _ path: String, _ spec: Value, _ findings: inout Findings) {
        handler(probe, path, ["exec", "httpGet", "tcpSocket", "grpc"], spec, &findings)
        for name in ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"] {
            findings.nonNegative(probe, name, path)
        }
        if let seconds = probe.number("terminationGracePeriodSeconds"), seconds <= 0 {
            findings.invalid("\(path).terminationGracePeriodSeconds", .int(seconds), "must be greater than 0")
        }
    }

    private static func handler(
        _ value: Value, _ path: String, _ kinds: [String], _ spec: Value, _ findings: inout Findings
    ) {
        let handlers = kinds.filter { value[$0] != nil }
        for (index, kind) in handlers.enumerated() {
            let field = "\(path).\(kind)"
            if index > 0 {
                findings.forbidden(field, "may not specify more than 1 handler type")
                continue
            }
            let action = value[kind] ?? .null
            switch kind {
            case "exec": if action.list("command").isEmpty { findings.required("\(field).command") }
            case "httpGet": request(action, field, &findings)
            case "sleep":
                let seconds = action.number("seconds") ?? 0
                let grace = spec.number("terminationGracePeriodSeconds") ?? 30
                if seconds < 0 || seconds > grace {
                    findings.invalid(
                        field, .int(seconds),
                        "must be non-negative and less than terminationGracePeriodSeconds (\(grace))")
                }
            default: findings.portOrName(action["port"], "\(field).port")
            }
        }
        if handlers.isEmpty { findings.required(path, "must specify a handler type") }
    }

    private static func request(_ action: Value, _ field: String, _ findings: inout Findings) {
        if action.text("path").isEmpty { findings.required("\(field).path") }
        findings.portOrName(action["port"], "\(field).port")
        findings.oneOf(action["scheme"], "\(field).scheme", ["HTTP", "HTTPS"])
        for header in action.list("httpHeaders") {
            let name = header.text("name")
            if name.isEmpty || !name.utf8.allSatisfy({ NameRules.isAlphanumeric($0) || $0 == 0x2D }) {
                findings.invalid(
                    "\(field).httpHeaders", .string(name),
                    "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')"
                )
            }
        }
    }
}
