extension TransformerConfiguration {
    /// What kustomize knows without being told.
    static let standard = TransformerConfiguration(
        namePrefix: [FieldSpec("metadata/name")], nameSuffix: [FieldSpec("metadata/name")],
        namespace: namespaceFields, commonLabels: selectorFields + labelFields, templateLabels: labelFields,
        commonAnnotations: annotationFields, nameReference: NameReferenceTable.standard,
        varReference: VariableFieldTable.standard, images: imageFields, replicas: replicaFields)

    private static let namespaceFields = [
        FieldSpec("metadata/name", kind: "Namespace", create: true),
        FieldSpec("spec/service/namespace", group: "apiregistration.k8s.io", kind: "APIService", create: true),
        FieldSpec(
            "spec/conversion/webhook/clientConfig/service/namespace", group: "apiextensions.k8s.io",
            kind: "CustomResourceDefinition"),
    ]

    private static let imageFields = [
        "spec/containers[]/image", "spec/initContainers[]/image", "spec/volumes[]/image/reference",
        "spec/template/spec/containers[]/image", "spec/template/spec/initContainers[]/image",
        "spec/template/spec/volumes[]/image/reference",
    ].map { FieldSpec($0, create: true) }

    private static let replicaFields = ["Deployment", "ReplicationController", "ReplicaSet", "StatefulSet"].map {
        FieldSpec("spec/replicas", kind: $0, create: true)
    }

    /// Where the labels of objects and of the pods they make stand.
    private static let labelFields =
        [FieldSpec("metadata/labels", create: true)] + templateFields("labels")
        + [FieldSpec("spec/volumeClaimTemplates[]/metadata/labels", group: "apps", kind: "StatefulSet", create: true)]

    private static let annotationFields =
        [FieldSpec("metadata/annotations", create: true)] + templateFields("annotations")

    private static func templateFields(_ name: String) -> [FieldSpec] {
        let template = "spec/template/metadata/\(name)"
        return [
            FieldSpec(template, version: "v1", kind: "ReplicationController", create: true),
            FieldSpec(template, kind: "Deployment", create: true),
            FieldSpec(template, kind: "ReplicaSet", create: true),
            FieldSpec(template, kind: "DaemonSet", create: true),
            FieldSpec(template, group: name == "labels" ? "apps" : "", kind: "StatefulSet", create: true),
            FieldSpec(template, group: "batch", kind: "Job", create: true),
            FieldSpec("spec/jobTemplate/metadata/\(name)", group: "batch", kind: "CronJob", create: true),
            FieldSpec("spec/jobTemplate/\(template)", group: "batch", kind: "CronJob", create: true),
        ]
    }

    /// Where pods are chosen by their labels.
    private static let selectorFields: [FieldSpec] = {
        var fields = [
            FieldSpec("spec/selector", version: "v1", kind: "Service", create: true),
            FieldSpec("spec/selector", version: "v1", kind: "ReplicationController", create: true),
        ]
        for kind in ["Deployment", "ReplicaSet", "DaemonSet"] {
            fields.append(FieldSpec("spec/selector/matchLabels", kind: kind, create: true))
        }
        fields.append(FieldSpec("spec/selector/matchLabels", group: "apps", kind: "StatefulSet", create: true))
        for kind in ["Deployment", "StatefulSet"] {
            fields += schedulingSelectors.map { FieldSpec("spec/template/spec/\($0)", group: "apps", kind: kind) }
        }
        return fields + [
            FieldSpec("spec/selector/matchLabels", group: "batch", kind: "Job"),
            FieldSpec("spec/jobTemplate/spec/selector/matchLabels", group: "batch", kind: "CronJob"),
            FieldSpec("spec/selector/matchLabels", group: "policy", kind: "PodDisruptionBudget"),
            FieldSpec("spec/podSelector/matchLabels", group: "networking.k8s.io", kind: "NetworkPolicy"),
            FieldSpec("spec/ingress/from/podSelector/matchLabels", group: "networking.k8s.io", kind: "NetworkPolicy"),
            FieldSpec("spec/egress/to/podSelector/matchLabels", group: "networking.k8s.io", kind: "NetworkPolicy"),
        ]
    }()

    private static let schedulingSelectors =
        ["podAffinity", "podAntiAffinity"].flatMap { affinity in
            [
                "affinity/\(affinity)/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels",
                "affinity/\(affinity)/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels",
            ]
        } + ["topologySpreadConstraints/labelSelector/matchLabels"]
}
