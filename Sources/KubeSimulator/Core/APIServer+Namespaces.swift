import KubeClient
import Values

extension APIServer {
    /// `PUT …/finalize`: a namespace without finalizers goes at once.
    mutating func finalize(
        _ object: Value, _ context: RequestContext, _ options: WriteOptions
    ) throws(APIError) -> KubeResponse {
        let live = try stored(context)
        var value = live.value
        let finalizers = object["spec"]?["finalizers"]
        if value["spec"] == nil { value["spec"] = .object(Object()) }
        value["spec"]?["finalizers"] = (finalizers?.arrayValue ?? []).isEmpty ? nil : finalizers
        if let version = object["metadata"]?["resourceVersion"]?.stringValue, !version.isEmpty,
            version != live.value["metadata"]?["resourceVersion"]?.stringValue
        {
            throw .modified(context.definition, context.name)
        }
        if options.isDryRun || FieldTimes.isEqual(value, live.value) { return respond(200, value, context.form) }
        let isGone =
            value["metadata"]?["deletionTimestamp"] != nil
            && (value["metadata"]?["finalizers"]?.arrayValue ?? []).isEmpty
            && value["spec"]?["finalizers"] == nil
        if isGone {
            erase(context.definition, "", context.name)
            return respond(200, value, context.form)
        }
        return respond(200, commit(value, context.definition, "", context.name), context.form)
    }

    /// The objects that a server has from the start.
    mutating func bootstrap() {
        guard let namespaces = registry.storageDefinition(.namespaces) else { return }
        for name in ["default", "kube-node-lease", "kube-public", "kube-system"] {
            let value: Value = [
                "kind": "Namespace", "apiVersion": "v1",
                "metadata": [
                    "name": .string(name), "uid": .string(random.uid()), "creationTimestamp": .string(now.text),
                    "labels": ["kubernetes.io/metadata.name": .string(name)],
                ],
                "spec": ["finalizers": ["kubernetes"]], "status": ["phase": "Active"],
            ]
            commit(value, namespaces, "", name)
        }
        bootstrapService()
        if configuration.hasOwnAPIServices { bootstrapAPIServices() }
        if configuration.administratorToken != nil { bootstrapRoles() }
    }

    private mutating func bootstrapService() {
        guard let services = registry.storageDefinition(.services) else { return }
        let address = allocations.first
        allocations.reserve(address)
        let value: Value = [
            "kind": "Service", "apiVersion": "v1",
            "metadata": [
                "name": "kubernetes", "namespace": "default", "uid": .string(random.uid()),
                "creationTimestamp": .string(now.text),
                "labels": ["component": "apiserver", "provider": "kubernetes"],
            ],
            "spec": [
                "ports": [["name": "https", "protocol": "TCP", "port": 443, "targetPort": 6443]],
                "clusterIP": .string(address), "clusterIPs": [.string(address)], "type": "ClusterIP",
                "sessionAffinity": "None", "ipFamilies": ["IPv4"], "ipFamilyPolicy": "SingleStack",
                "internalTrafficPolicy": "Cluster",
            ],
            "status": ["loadBalancer": [:]],
        ]
        commit(value, services, "default", "kubernetes")
    }
}
