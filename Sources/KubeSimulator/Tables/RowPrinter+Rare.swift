import Values

extension RowPrinter {
    /// The cells of kinds that are seldom printed; empty for others.
    func rare(_ definition: ResourceDefinition) -> [Value] {
        switch definition.kind {
        case "ValidatingAdmissionPolicy": return policy(spec.list("validations").count)
        case "MutatingAdmissionPolicy": return policy(spec.list("mutations").count)
        case "ValidatingAdmissionPolicyBinding", "MutatingAdmissionPolicyBinding": return policyBinding()
        case "CertificateSigningRequest": return signingRequest()
        case "PriorityLevelConfiguration": return priorityLevel()
        case "IPAddress":
            let parent = spec["parentRef"]
            let group = parent?.text("group") ?? ""
            let kind = [parent?.text("resource") ?? "", group].filter { !$0.isEmpty }.joined(separator: ".")
            let place = [parent?.text("namespace") ?? "", parent?.text("name") ?? ""].filter { !$0.isEmpty }
            return [name, .string("\(kind)/\(place.joined(separator: "/"))"), age]
        case "ServiceCIDR": return [name, joined(spec.list("cidrs").compactMap(\.stringValue), or: ""), age]
        case "DeviceClass", "ResourceClaimTemplate": return [name, age]
        case "ResourceClaim": return [name, .string(claimState), age]
        case "ResourceSlice":
            return [
                name, text(spec["nodeName"], or: ""), text(spec["driver"], or: ""), text(spec["pool", "name"], or: ""),
                age,
            ]
        case "CSINode": return [name, .int(Int64(spec.list("drivers").count)), age]
        case "CSIStorageCapacity":
            return [name, object["storageClassName"] ?? "", text(object["capacity"], or: "<unset>")]
        case "VolumeAttachment":
            return [
                name, spec["attacher"] ?? "", text(spec["source", "persistentVolumeName"], or: ""),
                spec["nodeName"] ?? "", .bool(status.isTrue("attached")), age,
            ]
        case "VolumeAttributesClass":
            let isDefault = object["metadata"]?["annotations"]?["storageclass.kubernetes.io/is-default-class"] == "true"
            let title = (object["metadata"]?.text("name") ?? "") + (isDefault ? " (default)" : "")
            return [.string(title), object["driverName"] ?? "", age]
        default: return []
        }
    }

    private func policy(_ count: Int) -> [Value] {
        let kind = spec["paramKind"]
        let shown = kind.map { "\($0.text("apiVersion"))/\($0.text("kind"))" } ?? "<unset>"
        return [name, .int(Int64(count)), .string(shown), age]
    }

    private func policyBinding() -> [Value] {
        var parameter = "<unset>"
        if let reference = spec["paramRef"] {
            let namespace = reference.text("namespace")
            if let selector = reference["selector"] {
                parameter = SelectorText.format(selector, isPlainMap: false) ?? ""
            } else {
                parameter = "\(namespace.isEmpty ? "*" : namespace)/\(reference.text("name"))"
            }
        }
        return [name, spec["policyName"] ?? "", .string(parameter), age]
    }

    private func signingRequest() -> [Value] {
        let types = status.list("conditions").map { $0.text("type") }
        var state = ["Approved", "Denied"].filter(types.contains).first ?? "Pending"
        if types.contains("Failed") { state += ",Failed" }
        if !status.text("certificate").isEmpty { state += ",Issued" }
        let seconds = spec.number("expirationSeconds")
        return [
            name, age, spec["signerName"] ?? "", spec["username"] ?? "",
            .string(seconds.map { Ages.short($0) } ?? "<none>"), .string(state),
        ]
    }

    private func priorityLevel() -> [Value] {
        let limited = spec["limited"]
        let queuing = limited?["limitResponse", "queuing"]
        func number(_ value: Value?) -> Value { .string(value?.intValue.map { "\($0)" } ?? "<none>") }
        let shares = limited?["nominalConcurrencyShares"] ?? spec["exempt", "nominalConcurrencyShares"]
        return [
            name, spec["type"] ?? "", number(shares), number(queuing?["queues"]), number(queuing?["handSize"]),
            number(queuing?["queueLengthLimit"]), age,
        ]
    }

    private var claimState: String {
        var states: [String] = []
        if object["metadata"]?["deletionTimestamp"] != nil { states.append("deleted") }
        if status["allocation"] == nil {
            if object["metadata"]?["deletionTimestamp"] == nil { states.append("pending") }
        } else {
            states.append("allocated")
            states.append(status.list("reservedFor").isEmpty ? "" : "reserved")
        }
        return states.filter { !$0.isEmpty }.joined(separator: ",")
    }
}
