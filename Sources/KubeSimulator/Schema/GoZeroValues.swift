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
        case .array, .map:
            !["rbac.v1.ClusterRole", "rbac.v1.Role", "discovery.v1.EndpointSlice"].contains(owner)
                && !(field == "managedFields" && owner == "meta.v1.ObjectMeta")
        case .bytes: true
        default: false
        }
    }

    /// Points in time that are no pointers, so that an absent one is written as null.
    private static let plainTimes: Set<String> = [
        "lastTransitionTime", "lastUpdateTime", "lastProbeTime", "lastHeartbeatTime", "startedAt", "finishedAt",
        "firstTimestamp", "lastTimestamp", "eventTime", "deprecatedFirstTimestamp", "deprecatedLastTimestamp",
        "lastObservedTime",
    ]

    /// Whether a field is written although nobody gave it.
    ///
    /// - Parameter isMarked: whether the published schema gives it an empty default.
    static func isAlwaysWritten(_ type: TypeTable.FieldType, field: String, of owner: String, isMarked: Bool) -> Bool {
        switch type {
        case .time, .microTime: return plainTimes.contains(field)
        case .object:
            // Metadata of kinds is always there by other means; Status and ListMeta are not objects of users.
            return isMarked
                && !(field == "metadata" && !owner.hasSuffix("TemplateSpec") && !owner.hasSuffix("Template"))
        default: return isMarked
        }
    }

    /// Whether a field vanishes although the published schema gives it an empty default.
    static func isUnmarked(_ field: String, of owner: String) -> Bool { unmarked.contains("\(field)@\(owner)") }

    private static let unmarked: Set<String> = [
        "protocol@core.v1.ContainerPort", "protocol@core.v1.ServicePort",
        "minReadySeconds@core.v1.ReplicationControllerSpec", "name@core.v1.LocalObjectReference",
        "name@core.v1.ConfigMapKeySelector", "name@core.v1.SecretKeySelector", "name@core.v1.ConfigMapEnvSource",
        "name@core.v1.SecretEnvSource", "name@core.v1.ConfigMapVolumeSource", "name@core.v1.SecretProjection",
        "name@core.v1.ConfigMapProjection",
    ]
}
