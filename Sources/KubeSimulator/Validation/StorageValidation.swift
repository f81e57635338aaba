import Values

/// The rules for claims.
enum ClaimValidation {
    static let accessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"]

    static func validate(_ spec: Value, _ path: String, _ findings: inout Findings) {
        if spec.list("accessModes").isEmpty {
            findings.required("\(path).accessModes", "at least 1 access mode is required")
        }
        if spec["selector"] != nil { findings.selector(spec["selector"], "\(path).selector") }
        modes(spec, path, &findings)
        let storage = spec["resources"]?["requests"]?["storage"]
        if let storage {
            AmountRules.quantity(storage, "\(path).resources[storage]", isCounted: false, &findings)
            AmountRules.positive(storage, "\(path).resources[storage]", &findings)
        } else {
            findings.required("\(path).resources[storage]")
        }
        findings.optionalName(spec, "storageClassName", path, NameRules.subdomain)
        findings.oneOf(spec["volumeMode"], "\(path).volumeMode", ["Block", "Filesystem"])
        source(spec["dataSource"], "\(path).dataSource", &findings)
        source(spec["dataSourceRef"], "\(path).dataSourceRef", &findings)
    }

    static func modes(_ spec: Value, _ path: String, _ findings: inout Findings) {
        let modes = spec.list("accessModes")
        for mode in modes { findings.oneOf(mode, "\(path).accessModes", accessModes) }
        if modes.contains("ReadWriteOncePod"), modes.count > 1 {
            findings.forbidden("\(path).accessModes", "may not use ReadWriteOncePod with other access modes")
        }
    }

    private static func source(_ source: Value?, _ path: String, _ findings: inout Findings) {
        guard let source else { return }
        if source.text("name").isEmpty { findings.required("\(path).name") }
        if source.text("kind").isEmpty { findings.required("\(path).kind") }
        if source.text("apiGroup").isEmpty, source.text("kind") != "PersistentVolumeClaim" {
            findings.invalid(
                path, source["kind"] ?? "", "must be 'PersistentVolumeClaim' when referencing the default apiGroup")
        }
    }
}

/// The rules for volumes, classes and drivers.
enum StorageValidation {
    private static let sources = [
        "hostPath", "gcePersistentDisk", "awsElasticBlockStore", "glusterfs", "nfs", "rbd", "quobyte", "cephfs",
        "iscsi", "cinder", "fc", "flexVolume", "flocker", "azureFile", "vsphereVolume", "azureDisk",
        "photonPersistentDisk",
        "portworxVolume", "scaleIO", "local", "storageos", "csi",
    ]

    static func volume(_ spec: Value, _ findings: inout Findings) {
        if spec.list("accessModes").isEmpty { findings.required("spec.accessModes") }
        ClaimValidation.modes(spec, "spec", &findings)
        let capacity = spec["capacity"]?.objectValue ?? Object()
        if capacity.isEmpty { findings.required("spec.capacity") }
        if capacity["storage"] == nil || capacity.count > 1 {
            findings.add(.notSupported("spec.capacity", .object(capacity), ["storage"]))
        }
        for member in capacity {
            AmountRules.quantity(member.value, "spec.capacity[\(member.key)]", isCounted: false, &findings)
            AmountRules.positive(member.value, "spec.capacity[\(member.key)]", &findings)
        }
        findings.oneOf(
            spec["persistentVolumeReclaimPolicy"], "spec.persistentVolumeReclaimPolicy",
            ["Delete", "Recycle", "Retain"])
        if let affinity = spec["nodeAffinity"] {
            if let selector = affinity["required"] {
                SchedulingValidation.nodeSelector(selector, "spec.nodeAffinity.required", &findings)
            } else {
                findings.required("spec.nodeAffinity.required", "must specify required node constraints")
            }
        }
        source(spec, &findings)
        findings.optionalName(spec, "storageClassName", "spec", NameRules.subdomain)
        findings.oneOf(spec["volumeMode"], "spec.volumeMode", ["Block", "Filesystem"])
    }

    private static func source(_ spec: Value, _ findings: inout Findings) {
        let found = sources.filter { spec[$0] != nil }
        guard let first = found.first else { return findings.required("spec", "must specify a volume type") }
        for extra in found.dropFirst() {
            findings.forbidden("spec.\(extra)", "may not specify more than 1 volume type")
        }
        let source = spec[first] ?? .null
        switch first {
        case "hostPath":
            VolumeValidation.hostPath(source, "spec.hostPath", &findings)
            if source.text("path") == "/", spec.text("persistentVolumeReclaimPolicy") == "Recycle" {
                findings.forbidden(
                    "spec.persistentVolumeReclaimPolicy", "may not be 'recycle' for a hostPath mount of '/'")
            }
        case "nfs":
            if source.text("server").isEmpty { findings.required("spec.nfs.server") }
            VolumeValidation.absolute(source, "path", "spec.nfs", &findings)
        case "csi":
            findings.name(source, "driver", "spec.csi", VolumeValidation.driverName)
            if source.text("volumeHandle").isEmpty { findings.required("spec.csi.volumeHandle") }
        case "local":
            if source.text("path").isEmpty { findings.required("spec.local.path") }
            if spec["nodeAffinity"]?["required"] == nil {
                findings.required("metadata.annotations", "Local volume requires node affinity")
            }
        default: break
        }
    }

    static func storageClass(_ object: Value, _ findings: inout Findings) {
        let provisioner = object.text("provisioner")
        if provisioner.isEmpty {
            findings.required("provisioner")
        } else {
            findings.invalid(
                "provisioner", .string(provisioner), NameRules.qualifiedName(provisioner.lowercased()))
        }
        let parameters = object["parameters"]?.objectValue ?? Object()
        if parameters.count > 512 { findings.add(.tooLong("parameters", 512)) }
        for member in parameters where member.key.isEmpty {
            findings.invalid("parameters", .string(member.key), "field can not be empty.")
        }
        findings.oneOf(object["reclaimPolicy"], "reclaimPolicy", ["Delete", "Retain"])
        findings.oneOf(
            object["volumeBindingMode"], "volumeBindingMode", ["Immediate", "WaitForFirstConsumer"], isRequired: true)
    }

    static func driver(_ spec: Value, _ findings: inout Findings) {
        for (index, mode) in spec.list("volumeLifecycleModes").enumerated() {
            _ = index
            findings.oneOf(mode, "spec.volumeLifecycleModes", ["Ephemeral", "Persistent"])
        }
        findings.oneOf(
            spec["fsGroupPolicy"], "spec.fsGroupPolicy", ["File", "None", "ReadWriteOnceWithFSType"])
    }
}
