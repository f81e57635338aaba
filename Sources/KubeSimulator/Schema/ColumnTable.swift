/// The columns in which the server prints the built-in kinds.
struct ColumnTable: Sendable {
    /// A column of a Table.
    struct Column: Sendable {
        let name: String
        let type: String
        let format: String
        let priority: Int64
    }

    private let columns: [String: [Column]]

    /// The table as generated.
    static let builtin = ColumnTable(parsing: rare + "\n" + source)

    /// The columns of kinds of which no table was recorded, in the same form.
    private static let rare = """
        admissionregistration.k8s.io/v1|mutatingadmissionpolicies|Name~string~name~0|Mutations~integer~~0|ParamKind~string~~0|Age~string~~0
        admissionregistration.k8s.io/v1|mutatingadmissionpolicybindings|Name~string~name~0|PolicyName~string~~0|ParamRef~string~~0|Age~string~~0
        admissionregistration.k8s.io/v1|validatingadmissionpolicies|Name~string~name~0|Validations~integer~~0|ParamKind~string~~0|Age~string~~0
        admissionregistration.k8s.io/v1|validatingadmissionpolicybindings|Name~string~name~0|PolicyName~string~~0|ParamRef~string~~0|Age~string~~0
        autoscaling/v1|horizontalpodautoscalers|Name~string~name~0|Reference~string~~0|Targets~string~~0|MinPods~string~~0|MaxPods~string~~0|Replicas~string~~0|Age~string~~0
        certificates.k8s.io/v1|certificatesigningrequests|Name~string~name~0|Age~string~~0|SignerName~string~~0|Requestor~string~~0|RequestedDuration~string~~0|Condition~string~~0
        flowcontrol.apiserver.k8s.io/v1|prioritylevelconfigurations|Name~string~name~0|Type~string~~0|NominalConcurrencyShares~string~~0|Queues~string~~0|HandSize~string~~0|QueueLengthLimit~string~~0|Age~string~~0
        networking.k8s.io/v1|ipaddresses|Name~string~name~0|ParentRef~string~~0|Age~string~~0
        networking.k8s.io/v1|servicecidrs|Name~string~name~0|CIDRs~string~~0|Age~string~~0
        resource.k8s.io/v1|deviceclasses|Name~string~name~0|Age~string~~0
        resource.k8s.io/v1|resourceclaims|Name~string~name~0|State~string~~0|Age~string~~0
        resource.k8s.io/v1|resourceclaimtemplates|Name~string~name~0|Age~string~~0
        resource.k8s.io/v1|resourceslices|Name~string~name~0|Node~string~~0|Driver~string~~0|Pool~string~~0|Age~string~~0
        storage.k8s.io/v1|csinodes|Name~string~name~0|Drivers~integer~~0|Age~string~~0
        storage.k8s.io/v1|csistoragecapacities|Name~string~name~0|StorageClassName~string~~0|Capacity~string~~0
        storage.k8s.io/v1|volumeattachments|Name~string~name~0|Attacher~string~~0|PV~string~~0|Node~string~~0|Attached~boolean~~0|Age~string~~0
        storage.k8s.io/v1|volumeattributesclasses|Name~string~name~0|DriverName~string~~0|Age~string~~0
        """

    /// The columns of a resource, nil where only name and age are printed.
    func columns(group: String, version: String, resource: String) -> [Column]? {
        columns["\(group.isEmpty ? version : "\(group)/\(version)")|\(resource)"]
    }

    private init(parsing source: String) {
        var columns: [String: [Column]] = [:]
        for line in source.split(separator: "\n") {
            let parts = line.split(separator: "|")
            columns["\(parts[0])|\(parts[1])"] = parts.dropFirst(2).map { text in
                let fields = text.split(separator: "~", omittingEmptySubsequences: false).map(String.init)
                return Column(name: fields[0], type: fields[1], format: fields[2], priority: Int64(fields[3]) ?? 0)
            }
        }
        self.columns = columns
    }
}
