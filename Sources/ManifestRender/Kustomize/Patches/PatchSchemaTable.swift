internal import Values

/// The built-in schema in short: every type through which a merging list is reached, and every kind.
struct PatchSchemaTable {
    /// A kind and the type that describes it.
    struct KindEntry {
        var apiVersion: String
        var kind: String
        var type: String
    }

    private(set) var definitions = Object()
    private(set) var kinds: [KindEntry] = []

    init() {
        for line in PatchSchemaTable.types.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            guard let name = words.first else { continue }
            definitions[name] = .object(["properties": .object(PatchSchemaTable.properties(words.dropFirst()))])
        }
        for (name, type) in PatchSchemaTable.fullNames {
            definitions[name] = ["$ref": .string("#/definitions/\(type)")]
        }
        for line in PatchSchemaTable.kindLines.split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            for word in words.dropFirst() {
                let parts = word.split(separator: ":").map(String.init)
                let type = parts.count > 1 ? parts[1] : "Object"
                kinds.append(KindEntry(apiVersion: words[0], kind: parts[0], type: type))
            }
        }
    }

    /// `FIELD:TYPE` is an object, `FIELD:TYPE*KEY,KEY` a list that merges by keys, `FIELD:*` one of plain values.
    private static func properties(_ words: ArraySlice<String>) -> Object {
        var properties = Object()
        for word in words {
            let parts = word.split(separator: ":", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { continue }
            let halves = parts[1].split(separator: "*", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let reference: Value = ["$ref": .string("#/definitions/\(halves[0])")]
            guard halves.count == 2 else {
                properties[parts[0]] = reference
                continue
            }
            var list: Object = ["type": "array", "x-kubernetes-patch-strategy": "merge"]
            if !halves[0].isEmpty { list["items"] = reference }
            let keys = halves[1].split(separator: ",").map { Value.string(String($0)) }
            if !keys.isEmpty { list["x-kubernetes-list-map-keys"] = .array(keys) }
            properties[parts[0]] = .object(list)
        }
        return properties
    }

    /// What the types are called in Kubernetes' own document, which other schemas refer to.
    private static let fullNames: [(name: String, type: String)] =
        ["Container", "EphemeralContainer", "PodSpec", "PodStatus", "ServiceSpec", "Volume"].map {
            ("io.k8s.api.core.v1.\($0)", $0)
        } + [
            ("io.k8s.api.core.v1.PodTemplateSpec", "Template"),
            ("io.k8s.api.core.v1.PersistentVolumeClaim", "WithConditions"),
            ("io.k8s.api.batch.v1.JobTemplateSpec", "JobTemplate"),
            ("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta", "Meta"),
        ]

    private static let types = """
        Empty
        Object metadata:Meta
        Meta finalizers:* ownerReferences:Empty*uid
        Conditioned conditions:Empty*type
        WithConditions metadata:Meta status:Conditioned
        Container env:Empty*name ports:Empty*containerPort,protocol volumeDevices:Empty*devicePath \
        volumeMounts:Empty*mountPath
        EphemeralContainer env:Empty*name volumeDevices:Empty*devicePath volumeMounts:Empty*mountPath
        Volume ephemeral:EphemeralVolume
        EphemeralVolume volumeClaimTemplate:Object
        PodSpec containers:Container*name ephemeralContainers:EphemeralContainer*name hostAliases:Empty*ip \
        imagePullSecrets:Empty*name initContainers:Container*name \
        topologySpreadConstraints:Empty*topologyKey,whenUnsatisfiable volumes:Volume*name
        PodStatus conditions:Empty*type podIPs:Empty*ip
        Pod metadata:Meta spec:PodSpec status:PodStatus
        Template metadata:Meta spec:PodSpec
        PodTemplate metadata:Meta template:Template
        Templated template:Template
        Workload metadata:Meta spec:Templated status:Conditioned
        JobTemplate metadata:Meta spec:Templated
        CronJobSpec jobTemplate:JobTemplate
        CronJob metadata:Meta spec:CronJobSpec
        ServiceSpec ports:Empty*port,protocol
        Service metadata:Meta spec:ServiceSpec status:Conditioned
        ServiceAccount metadata:Meta secrets:Empty*name
        NodeSpec podCIDRs:*
        NodeStatus addresses:Empty*type conditions:Empty*type
        Node metadata:Meta spec:NodeSpec status:NodeStatus
        ComponentStatus metadata:Meta conditions:Empty*type
        CSINodeSpec drivers:Empty*name
        CSINode metadata:Meta spec:CSINodeSpec
        Webhooks metadata:Meta webhooks:Empty*name
        VolumeAttachment metadata:Meta
        """

    private static let kindLines = """
        admissionregistration.k8s.io/v1 MutatingWebhookConfiguration:Webhooks ValidatingWebhookConfiguration:Webhooks
        admissionregistration.k8s.io/v1beta1 MutatingWebhookConfiguration:Webhooks ValidatingWebhookConfiguration:Webhooks
        apiextensions.k8s.io/v1 CustomResourceDefinition
        apiextensions.k8s.io/v1beta1 CustomResourceDefinition
        apiregistration.k8s.io/v1 APIService:WithConditions
        apiregistration.k8s.io/v1beta1 APIService:WithConditions
        apps/v1 ControllerRevision DaemonSet:Workload Deployment:Workload ReplicaSet:Workload StatefulSet:Workload
        authentication.k8s.io/v1 TokenReview
        authentication.k8s.io/v1beta1 TokenReview
        authorization.k8s.io/v1 LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview
        authorization.k8s.io/v1beta1 LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview \
        SubjectAccessReview
        autoscaling/v1 HorizontalPodAutoscaler Scale
        autoscaling/v2beta1 HorizontalPodAutoscaler
        autoscaling/v2beta2 HorizontalPodAutoscaler
        batch/v1 CronJob:CronJob Job:Workload
        batch/v1beta1 CronJob:CronJob
        certificates.k8s.io/v1 CertificateSigningRequest
        certificates.k8s.io/v1beta1 CertificateSigningRequest
        coordination.k8s.io/v1 Lease
        coordination.k8s.io/v1beta1 Lease
        v1 Binding ComponentStatus:ComponentStatus ConfigMap Endpoints Event LimitRange Namespace:WithConditions Node:Node \
        PersistentVolume PersistentVolumeClaim:WithConditions Pod:Pod PodTemplate:PodTemplate \
        ReplicationController:Workload ResourceQuota Secret Service:Service ServiceAccount:ServiceAccount
        discovery.k8s.io/v1 EndpointSlice
        discovery.k8s.io/v1beta1 EndpointSlice
        events.k8s.io/v1 Event
        events.k8s.io/v1beta1 Event
        extensions/v1beta1 Ingress
        flowcontrol.apiserver.k8s.io/v1beta1 FlowSchema PriorityLevelConfiguration
        internal.apiserver.k8s.io/v1alpha1 StorageVersion
        networking.k8s.io/v1 Ingress IngressClass NetworkPolicy
        networking.k8s.io/v1beta1 Ingress IngressClass
        node.k8s.io/v1 RuntimeClass
        node.k8s.io/v1alpha1 RuntimeClass
        node.k8s.io/v1beta1 RuntimeClass
        policy/v1 PodDisruptionBudget:WithConditions
        policy/v1beta1 Eviction PodDisruptionBudget:WithConditions PodSecurityPolicy
        rbac.authorization.k8s.io/v1 ClusterRole ClusterRoleBinding Role RoleBinding
        rbac.authorization.k8s.io/v1alpha1 ClusterRole ClusterRoleBinding Role RoleBinding
        rbac.authorization.k8s.io/v1beta1 ClusterRole ClusterRoleBinding Role RoleBinding
        scheduling.k8s.io/v1 PriorityClass
        scheduling.k8s.io/v1alpha1 PriorityClass
        scheduling.k8s.io/v1beta1 PriorityClass
        storage.k8s.io/v1 CSIDriver CSINode:CSINode StorageClass VolumeAttachment
        storage.k8s.io/v1alpha1 CSIStorageCapacity VolumeAttachment
        storage.k8s.io/v1beta1 CSIDriver CSINode:CSINode CSIStorageCapacity StorageClass VolumeAttachment
        """
}
