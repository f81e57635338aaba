/// Which zero values vanish when the server writes an object, and which structs appear although nothing is in them.
///
/// The published schemas do not tell a pointer from a plain member; these are the facts that they leave out.
enum GoZeroValues {
    /// Optional texts that are pointers in the server's types, so that an empty text is kept.
    private static let keptStrings: Set<String> = [
        "storageClassName", "volumeAttributesClassName", "ingressClassName", "runtimeClassName", "localhostProfile",
        "internalTrafficPolicy", "holderIdentity", "timeZone", "preemptionPolicy", "apiGroup", "appProtocol",
        "service", "type@core.v1.HostPathVolumeSource", "name@discovery.v1.EndpointPort", "ipFamilyPolicy",
        "strategy@coordination.v1.LeaseSpec", "preferredHolder", "hostname@discovery.v1.Endpoint",
        "nodeName@discovery.v1.Endpoint",
        "zone", "value@core.v1.PodDNSConfigOption", "matchLabelKeys", "path@networking.v1.HTTPIngressPath",
        "description@apiextensions.v1.JSONSchemaProps",
    ]
    private static let omittedBools: Set<String> = [
        "hostNetwork", "hostPID", "hostIPC", "stdin", "stdinOnce", "tty", "readOnly", "paused",
        "publishNotReadyAddresses", "unschedulable", "globalDefault", "deprecated", "exclusiveMaximum",
        "exclusiveMinimum", "uniqueItems", "nullable", "x-kubernetes-embedded-resource", "x-kubernetes-int-or-string",
        "insecureSkipTLSVerify", "preserveUnknownFields", "autoRestart", "incomplete",
        "allowed@authorization.v1.SubjectAccessReviewStatus",
        "denied",
    ]
    private static let omittedInts: Set<String> = [
        "minReadySeconds", "nodePort", "hostPort", "healthCheckNodePort", "initialDelaySeconds", "periodSeconds",
        "successThreshold", "failureThreshold", "observedGeneration", "generation", "count", "currentReplicas",
        "updatedReplicas", "unavailableReplicas", "numberUnavailable", "numberAvailable", "updatedNumberScheduled",
        "readyReplicas", "availableReplicas", "fullyLabeledReplicas", "succeeded", "failed", "active",
    ]
    private static let ownedInts: Set<String> = [
        "replicas@autoscaling.v1.ScaleSpec", "replicas@apps.v1.DeploymentStatus", "timeoutSeconds@core.v1.Probe",
        "limit", "priority@apps.v1.X",
    ]

    /// Whether a zero value of an optional field vanishes.
    static func omitsZero(_ type: TypeTable.FieldType, field: String, of owner: String) -> Bool {
        switch type {
        case .string: !keptStrings.contains(field) && !keptStrings.contains("\(field)@\(owner)")
        case .bool: omittedBools.contains(field) || omittedBools.contains("\(field)@\(owner)")
        case .int32, .int64, .number:
            omittedInts.contains(field) || ownedInts.contains(field) || ownedInts.contains("\(field)@\(owner)")
        case .array, .map: owner != "rbac.v1.ClusterRole" && owner != "rbac.v1.Role"
        case .bytes: true
        default: false
        }
    }

    /// Structs that are written even when empty, by the type that holds them.
    static let structs: [String: [String]] = [
        "core.v1.Container": ["resources"], "core.v1.EphemeralContainer": ["resources"],
        "core.v1.PodTemplateSpec": ["metadata", "spec"], "batch.v1.JobTemplateSpec": ["metadata", "spec"],
        "core.v1.PersistentVolumeClaimTemplate": ["metadata"],
        "apps.v1.DeploymentSpec": ["strategy", "template"], "apps.v1.StatefulSetSpec": ["updateStrategy", "template"],
        "apps.v1.DaemonSetSpec": ["updateStrategy", "template"], "apps.v1.ReplicaSetSpec": ["template"],
        "batch.v1.CronJobSpec": ["jobTemplate"], "batch.v1.JobSpec": ["template"],
        "core.v1.PersistentVolumeClaimSpec": ["resources"], "core.v1.ServiceStatus": ["loadBalancer"],
        "networking.v1.IngressStatus": ["loadBalancer"], "core.v1.PodTemplate": ["template"],
        "networking.v1.NetworkPolicySpec": ["podSelector"], "core.v1.NodeStatus": ["daemonEndpoints", "nodeInfo"],
        "core.v1.NodeDaemonEndpoints": ["kubeletEndpoint"],
        "core.v1.Event": ["metadata", "involvedObject", "source"],
        "apps.v1.Deployment": ["spec", "status"], "apps.v1.ReplicaSet": ["spec", "status"],
        "apps.v1.StatefulSet": ["spec", "status"], "apps.v1.DaemonSet": ["spec", "status"],
        "batch.v1.Job": ["spec", "status"], "batch.v1.CronJob": ["spec", "status"],
        "core.v1.Pod": ["spec", "status"], "core.v1.Service": ["spec", "status"],
        "core.v1.Namespace": ["spec", "status"], "core.v1.Node": ["spec", "status"],
        "core.v1.PersistentVolume": ["spec", "status"], "core.v1.PersistentVolumeClaim": ["spec", "status"],
        "core.v1.ReplicationController": ["spec", "status"], "core.v1.ResourceQuota": ["spec", "status"],
        "core.v1.LimitRange": ["spec"], "networking.v1.Ingress": ["spec", "status"],
        "networking.v1.NetworkPolicy": ["spec"], "networking.v1.IngressClass": ["spec"],
        "policy.v1.PodDisruptionBudget": ["spec", "status"],
        "autoscaling.v1.HorizontalPodAutoscaler": ["spec", "status"],
        "autoscaling.v2.HorizontalPodAutoscaler": ["spec", "status"],
        "autoscaling.v1.Scale": ["spec", "status"], "coordination.v1.Lease": ["spec"],
        "certificates.v1.CertificateSigningRequest": ["spec", "status"],
        "apiregistration.v1.APIService": ["spec", "status"],
        "apiextensions.v1.CustomResourceDefinition": ["spec"],
        "flowcontrol.v1.FlowSchema": ["spec", "status"],
        "flowcontrol.v1.PriorityLevelConfiguration": ["spec", "status"],
        "storage.v1.CSIDriver": ["spec"], "storage.v1.CSINode": ["spec"],
        "storage.v1.VolumeAttachment": ["spec", "status"],
        "admissionregistration.v1.ValidatingAdmissionPolicy": ["spec", "status"],
        "admissionregistration.v1.ValidatingAdmissionPolicyBinding": ["spec"],
        "admissionregistration.v1.MutatingAdmissionPolicy": ["spec"],
        "authorization.v1.SelfSubjectAccessReview": ["spec"], "authorization.v1.SubjectAccessReview": ["spec"],
        "authentication.v1.TokenReview": ["spec"], "authentication.v1.TokenRequest": ["spec"],
    ]
}
