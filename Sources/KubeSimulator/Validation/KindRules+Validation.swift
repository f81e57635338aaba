import Values

extension KindRules {
    /// What is wrong with a new object.
    static func validate(
        _ object: Value, _ definition: ResourceDefinition, old: Value?, server: APIServer
    ) -> [FieldError] {
        var findings = Findings()
        findings.add(MetadataRules.validate(object, definition))
        if let custom = definition.custom {
            findings.add(CustomValidation.validate(object, custom, old: nil))
        } else {
            validateKind(object, definition, &findings)
            if !server.configuration.allowsPrivileged { forbidPrivileged(object, definition, &findings) }
        }
        return findings.errors
    }

    /// Containers may not be privileged where the cluster does not allow it.
    private static func forbidPrivileged(_ object: Value, _ definition: ResourceDefinition, _ findings: inout Findings)
    {
        guard let (spec, path) = APIServer.podSpec(object, definition) else { return }
        for kind in ["containers", "initContainers"] {
            for (index, container) in spec.list(kind).enumerated()
            where container["securityContext"]?.isTrue("privileged") == true {
                findings.forbidden(
                    "\(path).\(kind)[\(index)].securityContext.privileged", "disallowed by cluster policy")
            }
        }
    }

    /// What is wrong with a changed object.
    static func validateUpdate(
        _ object: Value, old: Value, _ definition: ResourceDefinition, subresource: String, server: APIServer
    ) -> [FieldError] {
        var findings = Findings()
        // The server checks metadata for all kinds alike, and each kind checks it again.
        let full = MetadataRules.full(object)
        let again = MetadataRules.validateUpdate(object, old: old, definition, isClean: full.isEmpty)
        let metadata =
            full.isEmpty && again.isEmpty ? [] : full + again + again + (repeatsMetadata(definition) ? full : [])
        if let custom = definition.custom {
            findings.add(metadata)
            findings.add(CustomValidation.validate(object, custom, old: old, subresource: subresource))
            return findings.errors
        }
        if subresource == "resize" {
            findings.add(metadata)
            PodUpdateRules.validateResize(object, old: old, &findings)
            return findings.errors
        }
        if ["status", "approval", "finalize", "ephemeralcontainers", "resize"].contains(subresource) {
            return metadata
        }
        findings.add(metadata)
        // Kinds that check their immutable fields before and after everything else differ; this is the common order.
        if definition.storage == .definitions {
            DefinitionValidation.validateUpdate(object, old: old, &findings)
        } else if definition.kind == "Pod" {
            PodValidation.validate(object["spec"] ?? .null, "spec", &findings, isNew: false)
            PodUpdateRules.validate(object, old: old, &findings)
        } else if validatesBeforeImmutability(definition) {
            validateKind(object, definition, &findings)
            ImmutableFields.validate(object, old: old, definition, &findings)
        } else {
            ImmutableFields.validate(object, old: old, definition, &findings)
        }
        return findings.errors
    }

    private static func repeatsMetadata(_ definition: ResourceDefinition) -> Bool {
        ["ConfigMap", "Secret", "Service", "Lease", "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"]
            .contains(
                definition.kind) || definition.isCustom
    }

    private static func validatesBeforeImmutability(_ definition: ResourceDefinition) -> Bool {
        ![
            "ConfigMap", "Secret", "RoleBinding", "ClusterRoleBinding", "StorageClass", "Event", "ControllerRevision",
            "DaemonSet",
        ]
        .contains(definition.kind)
    }

    /// The rules of a built-in kind for a new object.
    static func validateKind(_ object: Value, _ definition: ResourceDefinition, _ findings: inout Findings) {
        let spec = object["spec"]
        switch definition.kind {
        case "Pod": PodValidation.validate(spec ?? .null, "spec", &findings)
        case "PodTemplate": WorkloadValidation.template(object["template"], "template", &findings)
        case "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "ReplicationController":
            WorkloadValidation.validate(object, definition.kind, &findings)
        case "Job":
            JobValidation.job(
                spec ?? .null, "spec", uid: object["metadata"]?.text("uid"), &findings)
        case "CronJob": JobValidation.cronJob(object, &findings)
        case "Service": ServiceValidation.validate(object, &findings)
        case "ConfigMap": ConfigValidation.configMap(object, &findings)
        case "Secret": ConfigValidation.secret(object, &findings)
        case "PersistentVolumeClaim": ClaimValidation.validate(spec ?? .null, "spec", &findings)
        case "Ingress": NetworkValidation.ingress(spec ?? .null, &findings)
        case "NetworkPolicy": NetworkValidation.policy(spec ?? .null, &findings)
        case "PodDisruptionBudget": ScalingValidation.budget(spec ?? .null, &findings)
        case "HorizontalPodAutoscaler": ScalingValidation.autoscaler(spec ?? .null, &findings)
        case "Role", "ClusterRole": OtherValidation.role(object, isNamespaced: definition.kind == "Role", &findings)
        case "RoleBinding", "ClusterRoleBinding": OtherValidation.binding(object, definition.kind, &findings)
        case "Lease": OtherValidation.lease(spec ?? .null, &findings)
        case "Endpoints": OtherValidation.endpoints(object, &findings)
        case "EndpointSlice": OtherValidation.slice(object, &findings)
        case "PriorityClass": OtherValidation.priorityClass(object, &findings)
        case "LimitRange": QuotaValidation.limitRange(spec ?? .null, &findings)
        case "ResourceQuota": QuotaValidation.quota(spec ?? .null, &findings)
        case "Event": OtherValidation.event(object, definition.group, &findings)
        case "CertificateSigningRequest": OtherValidation.signingRequest(spec ?? .null, &findings)
        case "Namespace": findings.add(PodSecurity.labelErrors(object))
        case "PersistentVolume": StorageValidation.volume(spec ?? .null, &findings)
        case "StorageClass": StorageValidation.storageClass(object, &findings)
        case "CSIDriver": StorageValidation.driver(spec ?? .null, &findings)
        case "IngressClass": NetworkValidation.ingressClass(spec ?? .null, &findings)
        case "Node": SchedulingValidation.taints(spec?.list("taints") ?? [], "metadata.taints", &findings)
        case "RuntimeClass": findings.name(object, "handler", "", NameRules.label)
        case "ValidatingWebhookConfiguration", "MutatingWebhookConfiguration":
            AdmissionValidation.webhooks(object, &findings)
        case "ValidatingAdmissionPolicy": AdmissionValidation.policy(object, &findings)
        case "ValidatingAdmissionPolicyBinding": AdmissionValidation.binding(object, &findings)
        case "CustomResourceDefinition": DefinitionValidation.validate(object, &findings)
        default: break
        }
    }
}

/// Fields that stay as they were created.
enum ImmutableFields {
    static func validate(_ object: Value, old: Value, _ definition: ResourceDefinition, _ findings: inout Findings) {
        switch definition.kind {
        case "Deployment", "ReplicaSet":
            findings.immutable("selector", object["spec"]?["selector"], old["spec"]?["selector"], "spec")
        case "DaemonSet":
            findings.immutable("selector", object["spec"]?["selector"], old["spec"]?["selector"], "spec")
            WorkloadValidation.validate(object, definition.kind, &findings)
        case "PersistentVolumeClaim": VolumeUpdateRules.claim(object, old, &findings)
        case "PersistentVolume": VolumeUpdateRules.volume(object, old, &findings)
        case "Node": VolumeUpdateRules.node(object, old, &findings)
        case "StatefulSet": statefulSet(object, old, &findings)
        case "Job": job(object, old, &findings)
        case "ConfigMap", "Secret": config(object, old, definition.kind, &findings)
        case "RoleBinding", "ClusterRoleBinding":
            OtherValidation.binding(object, definition.kind, &findings)
            if object["roleRef"] != old["roleRef"] {
                let role = object["roleRef"] ?? .null
                let shown: Value = [
                    "APIGroup": role["apiGroup"] ?? "", "Kind": role["kind"] ?? "", "Name": role["name"] ?? "",
                ]
                findings.add(.invalid("roleRef", shown, "cannot change roleRef"))
            }
        case "StorageClass":
            for name in ["parameters", "provisioner", "reclaimPolicy"] {
                findings.immutable(name, object[name], old[name])
            }
            findings.immutable("volumeBindingMode", object["volumeBindingMode"], old["volumeBindingMode"])
        case "PriorityClass":
            if object["value"] != old["value"] { findings.add(.forbidden("value", "may not be changed in an update.")) }
            if object["preemptionPolicy"] != old["preemptionPolicy"] {
                findings.add(.forbidden("preemptionPolicy", "may not be changed in an update."))
            }
        case "RuntimeClass": findings.immutable("handler", object["handler"], old["handler"])
        case "CSIDriver":
            for name in ["attachRequired", "volumeLifecycleModes"] {
                findings.immutable(name, object["spec"]?[name], old["spec"]?[name], "spec")
            }
        case "ResourceQuota":
            findings.immutable("scopes", object["spec"]?["scopes"], old["spec"]?["scopes"], "spec")
        case "EndpointSlice": findings.immutable("addressType", object["addressType"], old["addressType"])
        case "ControllerRevision": findings.immutable("data", object["data"], old["data"])
        case "Event":
            for name in ["message", "note", "reason", "involvedObject", "regarding"] where !definition.group.isEmpty {
                let shown = name == "note" ? "message" : name == "regarding" ? "involvedObject" : name
                findings.immutable(shown, object[name], old[name])
            }
        case "Service": service(object, old, &findings)
        default: break
        }
    }

    private static func statefulSet(_ object: Value, _ old: Value, _ findings: inout Findings) {
        let mutable = [
            "replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit",
            "persistentVolumeClaimRetentionPolicy", "minReadySeconds",
        ]
        var new = object["spec"]
        var before = old["spec"]
        for name in mutable {
            new?[name] = nil
            before?[name] = nil
        }
        if new != before {
            let list =
                "'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds'"
            findings.add(.forbidden("spec", "updates to statefulset spec for fields other than \(list) are forbidden"))
        }
    }

    private static func job(_ object: Value, _ old: Value, _ findings: inout Findings) {
        let spec = object["spec"]
        let before = old["spec"]
        // The selector is compared with the template once more.
        if let selector = spec?["selector"], !SelectorText.matches(selector, spec?["template"]?["metadata"]?["labels"])
        {
            findings.add(
                .invalid(
                    "spec.template.metadata.labels", spec?["template"]?["metadata"]?["labels"] ?? .null,
                    "`selector` does not match template `labels`"))
        }
        findings.immutable("selector", spec?["selector"], before?["selector"], "spec")
        if spec?["template"] != before?["template"] {
            findings.add(
                .invalid("spec.template", InternalForm.template(spec?["template"]), "field is immutable"))
        }
        findings.immutable("completionMode", spec?["completionMode"], before?["completionMode"], "spec")
        if before?["completionMode"] != "Indexed" {
            findings.immutable("completions", spec?["completions"], before?["completions"], "spec")
        }
    }

    private static func config(_ object: Value, _ old: Value, _ kind: String, _ findings: inout Findings) {
        if kind == "Secret" {
            findings.immutable("type", object["type"], old["type"])
        }
        if old.isTrue("immutable") {
            let why = "field is immutable when `immutable` is set"
            if !object.isTrue("immutable") { findings.add(.forbidden("immutable", why)) }
            if object["data"] != old["data"] { findings.add(.forbidden("data", why)) }
            if kind == "ConfigMap", object["binaryData"] != old["binaryData"] {
                findings.add(.forbidden("binaryData", why))
            }
        }
        if kind == "Secret" {
            ConfigValidation.secret(object, &findings)
        } else {
            ConfigValidation.configMap(object, &findings)
        }
    }

    private static func service(_ object: Value, _ old: Value, _ findings: inout Findings) {
        let type = object["spec"]?.text("type")
        let before = old["spec"]?.text("clusterIP") ?? ""
        let now = object["spec"]?.text("clusterIP") ?? ""
        if type != "ExternalName", old["spec"]?.text("type") != "ExternalName", !before.isEmpty, before != now {
            findings.add(
                .invalid(
                    "spec.clusterIPs[0]", [.string(now)],
                    "may not change once set"))
        }
    }
}
