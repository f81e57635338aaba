internal import Values

/// The builtin `IAMPolicyGenerator`: the service account that a cloud's identity is bound to.
struct IAMPolicyGenerator: KustomizeGenerator {
    var cloud = ""
    var serviceName = ""
    var serviceNamespace = ""
    var accountName = ""
    var projectID = ""

    func generate() throws(RenderError) -> [KustomizeResource] {
        guard cloud == "gke" else {
            throw RenderError(.unsupported, "cloud provider \(cloud) not supported yet")
        }
        let account = "\(accountName)@\(projectID).iam.gserviceaccount.com"
        var metadata: Value = ["annotations": ["iam.gke.io/gcp-service-account": .string(account)]]
        metadata["name"] = .string(serviceName)
        if !serviceNamespace.isEmpty { metadata["namespace"] = .string(serviceNamespace) }
        return [KustomizeResource(["apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata])]
    }
}
