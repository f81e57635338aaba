import Values

/// What of claims, volumes and nodes stays as it is once it is set.
enum VolumeUpdateRules {
    static func claim(_ object: Value, _ old: Value, _ findings: inout Findings) {
        var spec = object["spec"] ?? .null
        var before = old["spec"] ?? .null
        // The volume is named once.
        if before.text("volumeName").isEmpty { before["volumeName"] = spec["volumeName"] }
        if object["status"]?.text("phase") == "Bound", spec["resources"]?["requests"] != nil {
            spec["resources"]?["requests"]?["storage"] = before["resources"]?["requests"]?["storage"]
        }
        spec["volumeAttributesClassName"] = before["volumeAttributesClassName"]
        if spec != before {
            let type = "PersistentVolumeClaimSpec"
            let difference = LineDifference.text(
                InternalForm.structure(type, before), InternalForm.structure(type, spec))
            findings.add(
                .forbidden(
                    "spec",
                    "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n\(difference)"
                ))
        }
        let size = object["spec"]?["resources"]?["requests"]?["storage"]
        let capacity = old["status"]?["capacity"]?["storage"]
        if object["status"]?.text("phase") == "Bound", ResourceSums.isLess(size, capacity) {
            findings.add(
                .forbidden("spec.resources.requests.storage", "field can not be less than status.capacity"))
        }
        findings.immutable(
            "volumeMode", object["spec"]?["volumeMode"], old["spec"]?["volumeMode"], "spec")
    }

    static func volume(_ object: Value, _ old: Value, _ findings: inout Findings) {
        let spec = InternalForm.structure("PersistentVolumeSource", object["spec"])
        let before = InternalForm.structure("PersistentVolumeSource", old["spec"])
        if spec != before {
            findings.add(
                .forbidden(
                    "spec.persistentvolumesource",
                    "spec.persistentvolumesource is immutable after creation\n\(LineDifference.text(before, spec))"))
        }
        findings.immutable("volumeMode", object["spec"]?["volumeMode"], old["spec"]?["volumeMode"], "spec")
    }

    static func node(_ object: Value, _ old: Value, _ findings: inout Findings) {
        func ranges(_ node: Value) -> [Value] {
            let first = node["spec"]?.text("podCIDR") ?? ""
            let list = node["spec"]?.list("podCIDRs") ?? []
            return first.isEmpty || list.first == .string(first) ? list : [.string(first)]
        }
        if !ranges(old).isEmpty, ranges(object) != ranges(old) {
            findings.add(
                .forbidden(
                    "spec.podCIDRs", "node updates may not change podCIDR except from \"\" to valid"))
        }
        let provider = old["spec"]?.text("providerID") ?? ""
        if !provider.isEmpty, object["spec"]?.text("providerID") != provider {
            findings.add(
                .forbidden(
                    "spec.providerID", "node updates may not change providerID except from \"\" to valid"))
        }
    }
}
