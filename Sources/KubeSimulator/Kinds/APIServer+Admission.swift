import Values

extension APIServer {
    /// What admission plug-ins add to or refuse in a new object.
    mutating func admitCreate(_ object: inout Value, _ context: RequestContext) throws(APIError) {
        guard context.definition.custom == nil else { return }
        switch context.definition.kind {
        case "Pod": PodAdmission.apply(to: &object)
        case "Node":
            let taint: Value = ["key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"]
            let taints = object["spec"]?.list("taints") ?? []
            if !taints.contains(where: { $0.text("key") == "node.kubernetes.io/not-ready" }) {
                object["spec"]?["taints"] = .array(taints + [taint])
            }
        case "PersistentVolumeClaim":
            if object["metadata"]?["finalizers"] == nil {
                object["metadata"]?["finalizers"] = ["kubernetes.io/pvc-protection"]
            }
            defaultStorageClass(&object)
        case "PersistentVolume":
            if object["metadata"]?["finalizers"] == nil {
                object["metadata"]?["finalizers"] = ["kubernetes.io/pv-protection"]
            }
        default: break
        }
    }

    private mutating func defaultStorageClass(_ object: inout Value) {
        guard object["spec"]?["storageClassName"] == nil else { return }
        let classes = store.list(ResourceID(group: "storage.k8s.io", resource: "storageclasses"), namespace: nil)
        let standard = classes.first {
            $0.object.value["metadata"]?["annotations"]?["storageclass.kubernetes.io/is-default-class"] == "true"
        }
        if let standard { object["spec"]?["storageClassName"] = .string(standard.name) }
    }

    /// What admission plug-ins refuse in a changed object.
    mutating func admitUpdate(_ object: inout Value, old: Value, _ context: RequestContext) throws(APIError) {}
}
