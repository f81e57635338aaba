import Values

extension KindDefaults {
    static func applyNetworking(to object: inout Object, version: String, kind: String) {
        switch kind {
        case "NetworkPolicy": object.ensure("spec", networkPolicy)
        case "Ingress" where version != "v1":
            object.update("spec") {
                $0.updateEach("rules") {
                    $0.update("http") { $0.updateEach("paths") { $0.fillAbsent("pathType", "ImplementationSpecific") } }
                }
            }
        case "IngressClass":
            object.update("spec") { $0.update("parameters") { $0.fillAbsent("scope", "Cluster") } }
        default: break
        }
    }

    private static func networkPolicy(_ spec: inout Object) {
        for key in ["ingress", "egress"] {
            spec.updateEach(key) { $0.updateEach("ports") { $0.fillAbsent("protocol", "TCP") } }
        }
        if spec["policyTypes"]?.arrayValue?.isEmpty ?? true {
            let hasEgress = !(spec["egress"]?.arrayValue?.isEmpty ?? true)
            spec["policyTypes"] = hasEgress ? ["Ingress", "Egress"] : ["Ingress"]
        }
    }

    static func applyAccess(to object: inout Object, kind: String) {
        guard kind == "RoleBinding" || kind == "ClusterRoleBinding" else { return }
        let group: Value = "rbac.authorization.k8s.io"
        object.update("roleRef") { $0.fill("apiGroup", group) }
        object.updateEach("subjects") { subject in
            if subject["kind"] == "User" || subject["kind"] == "Group" { subject.fill("apiGroup", group) }
        }
    }

    static func applyStorage(to object: inout Object, kind: String) {
        switch kind {
        case "StorageClass":
            object.fillAbsent("reclaimPolicy", "Delete")
            object.fillAbsent("volumeBindingMode", "Immediate")
        case "CSIDriver":
            object.ensure("spec") { spec in
                spec.fillAbsent("attachRequired", true)
                spec.fillAbsent("podInfoOnMount", false)
                spec.fillAbsent("storageCapacity", false)
                spec.fillAbsent("fsGroupPolicy", "ReadWriteOnceWithFSType")
                if spec["volumeLifecycleModes"]?.arrayValue?.isEmpty ?? true {
                    spec["volumeLifecycleModes"] = ["Persistent"]
                }
                spec.fillAbsent("requiresRepublish", false)
                spec.fillAbsent("seLinuxMount", false)
            }
        default: break
        }
    }

    static func applyAdmission(to object: inout Object, version: String, kind: String) {
        switch kind {
        case "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration":
            object.updateEach("webhooks") { webhook(&$0, version: version, isMutating: kind.hasPrefix("M")) }
        case "ValidatingAdmissionPolicy", "MutatingAdmissionPolicy":
            object.ensure("spec") { spec in
                spec.fillAbsent("failurePolicy", "Fail")
                spec.update("matchConstraints", matchResources)
            }
        case "ValidatingAdmissionPolicyBinding", "MutatingAdmissionPolicyBinding":
            object.update("spec") { $0.update("matchResources", matchResources) }
        default: break
        }
    }

    private static func webhook(_ webhook: inout Object, version: String, isMutating: Bool) {
        let isOld = version != "v1"
        webhook.fillAbsent("failurePolicy", isOld ? "Ignore" : "Fail")
        webhook.fillAbsent("matchPolicy", isOld ? "Exact" : "Equivalent")
        webhook.fillAbsent("namespaceSelector", [:])
        webhook.fillAbsent("objectSelector", [:])
        webhook.fillAbsent("timeoutSeconds", isOld ? 30 : 10)
        if isMutating { webhook.fillAbsent("reinvocationPolicy", "Never") }
        webhook.updateEach("rules") { $0.fillAbsent("scope", "*") }
        webhook.update("clientConfig") { $0.update("service") { $0.fillAbsent("port", 443) } }
    }

    private static func matchResources(_ resources: inout Object) {
        resources.fillAbsent("matchPolicy", "Equivalent")
        resources.fillAbsent("namespaceSelector", [:])
        resources.fillAbsent("objectSelector", [:])
        for key in ["resourceRules", "excludeResourceRules"] {
            resources.updateEach(key) { $0.fillAbsent("scope", "*") }
        }
    }
}
