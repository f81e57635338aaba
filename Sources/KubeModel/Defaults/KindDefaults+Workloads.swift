import Values

extension KindDefaults {
    static func applyApps(to object: inout Object, version: GroupVersion, kind: String) {
        let isOldest = version.group == "extensions"
        let isOld = isOldest || version.version == "v1beta1"
        if kind == "Ingress" || kind == "NetworkPolicy" {
            return applyNetworking(to: &object, version: version.version, kind: kind)
        }
        guard ["Deployment", "DaemonSet", "StatefulSet", "ReplicaSet"].contains(kind) else { return }
        if isOld { selectorFromTemplate(&object) }
        object.ensure("spec") { spec in
            spec.ensure("template", podTemplate)
            switch kind {
            case "Deployment": deployment(&spec, isOldest: isOldest, isOld: isOld)
            case "DaemonSet": daemonSet(&spec, isOldest: isOldest)
            case "StatefulSet": statefulSet(&spec, version: version.version)
            default: spec.fillAbsent("replicas", 1)
            }
        }
    }

    /// What early versions did: labels and selector come from the pod template.
    private static func selectorFromTemplate(_ object: inout Object) {
        labelsFromTemplate(&object)
        guard let labels = object["spec"]?["template"]?["metadata"]?["labels"]?.objectValue, !labels.isEmpty else {
            return
        }
        object.update("spec") { $0.fillAbsent("selector", ["matchLabels": .object(labels)]) }
    }

    private static func deployment(_ spec: inout Object, isOldest: Bool, isOld: Bool) {
        let share: Value = isOldest ? 1 : "25%"
        spec.fillAbsent("replicas", 1)
        spec.ensure("strategy") { strategy in
            strategy.fill("type", "RollingUpdate")
            guard strategy["type"] == "RollingUpdate" else { return }
            strategy.ensure("rollingUpdate") {
                $0.fillAbsent("maxUnavailable", share)
                $0.fillAbsent("maxSurge", share)
            }
        }
        let unlimited = Value.int(Int64(Int32.max))
        spec.fillAbsent("revisionHistoryLimit", isOldest ? unlimited : (isOld ? 2 : 10))
        spec.fillAbsent("progressDeadlineSeconds", isOldest ? unlimited : 600)
    }

    private static func daemonSet(_ spec: inout Object, isOldest: Bool) {
        spec.ensure("updateStrategy") { strategy in
            strategy.fill("type", isOldest ? "OnDelete" : "RollingUpdate")
            guard strategy["type"] == "RollingUpdate" else { return }
            strategy.ensure("rollingUpdate") {
                $0.fillAbsent("maxUnavailable", 1)
                $0.fillAbsent("maxSurge", 0)
            }
        }
        spec.fillAbsent("revisionHistoryLimit", 10)
    }

    private static func statefulSet(_ spec: inout Object, version: String) {
        spec.fill("podManagementPolicy", "OrderedReady")
        spec.ensure("updateStrategy") { strategy in
            if strategy.lacks("type") {
                strategy["type"] = version == "v1beta1" ? "OnDelete" : "RollingUpdate"
                if version != "v1beta1" { strategy.ensure("rollingUpdate") { _ in } }
            }
            guard strategy["type"] == "RollingUpdate" else { return }
            strategy.update("rollingUpdate") { $0.fillAbsent("partition", 0) }
        }
        spec.ensure("persistentVolumeClaimRetentionPolicy") {
            $0.fill("whenDeleted", "Retain")
            $0.fill("whenScaled", "Retain")
        }
        spec.fillAbsent("replicas", 1)
        spec.fillAbsent("revisionHistoryLimit", 10)
        spec.updateEach("volumeClaimTemplates", persistentVolumeClaim)
    }

    static func applyBatch(to object: inout Object, kind: String) {
        if kind == "Job" {
            object.ensure("spec") { spec in
                jobTemplateSpec(&spec)
                if spec.lacks("completions") && spec.lacks("parallelism") { spec["completions"] = 1 }
                spec.fillAbsent("parallelism", 1)
                let isPerIndex = !spec.lacks("backoffLimitPerIndex")
                spec.fillAbsent("backoffLimit", isPerIndex ? .int(Int64(Int32.max)) : 6)
                spec.fillAbsent("completionMode", "NonIndexed")
                spec.fillAbsent("suspend", false)
                spec.fillAbsent("manualSelector", false)
                let policy: Value = spec.lacks("podFailurePolicy") ? "TerminatingOrFailed" : "Failed"
                spec.fillAbsent("podReplacementPolicy", policy)
            }
            labelsFromTemplate(&object)
        } else if kind == "CronJob" {
            object.ensure("spec") { spec in
                spec.fill("concurrencyPolicy", "Allow")
                spec.fillAbsent("suspend", false)
                spec.fillAbsent("successfulJobsHistoryLimit", 3)
                spec.fillAbsent("failedJobsHistoryLimit", 1)
                spec.update("jobTemplate") { $0.update("spec", jobTemplateSpec) }
            }
        }
    }

    private static func jobTemplateSpec(_ spec: inout Object) {
        spec.ensure("template", podTemplate)
        spec.update("podFailurePolicy") {
            $0.updateEach("rules") { $0.updateEach("onPodConditions") { $0.fill("status", "True") } }
        }
    }

    static func applyAutoscaling(to object: inout Object, version: String, kind: String) {
        guard kind == "HorizontalPodAutoscaler" else { return }
        object.ensure("spec") { spec in
            spec.fillAbsent("minReplicas", 1)
            guard version != "v1" else { return }
            if spec["metrics"]?.arrayValue?.isEmpty ?? true {
                let target: Value =
                    version == "v2beta1"
                    ? ["name": "cpu", "targetAverageUtilization": 80]
                    : ["name": "cpu", "target": ["type": "Utilization", "averageUtilization": 80]]
                spec["metrics"] = [["type": "Resource", "resource": target]]
            }
            spec.update("behavior", scalingBehavior)
        }
    }

    private static func scalingBehavior(_ behavior: inout Object) {
        behavior.ensure("scaleUp") { rules in
            rules.fillAbsent("stabilizationWindowSeconds", 0)
            rules.fillAbsent("selectPolicy", "Max")
            rules.fillAbsent(
                "policies",
                [
                    ["type": "Pods", "value": 4, "periodSeconds": 15],
                    ["type": "Percent", "value": 100, "periodSeconds": 15],
                ])
        }
        behavior.ensure("scaleDown") { rules in
            rules.fillAbsent("selectPolicy", "Max")
            rules.fillAbsent("policies", [["type": "Percent", "value": 100, "periodSeconds": 15]])
        }
    }
}
