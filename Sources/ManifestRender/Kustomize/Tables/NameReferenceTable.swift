/// Where objects of the built-in kinds are referred to by name.
enum NameReferenceTable {
    static let standard: [NameReferenceSpec] =
        scaled + [
            configMap, secret, service, role, clusterRole, serviceAccount, persistentVolumeClaim, persistentVolume,
            storageClass, priorityClass, ingressClass, admissionPolicy,
        ]

    /// Where kinds that make pods keep the pod's specification.
    private static let podSpecs: [String: String] = [
        "Pod": "spec", "PodTemplate": "template/spec", "Deployment": "spec/template/spec",
        "ReplicaSet": "spec/template/spec", "DaemonSet": "spec/template/spec", "StatefulSet": "spec/template/spec",
        "Job": "spec/template/spec", "CronJob": "spec/jobTemplate/spec/template/spec",
        "ReplicationController": "spec/template/spec",
    ]

    private static func podFields(_ paths: [String], of kinds: [String], podVersion: String = "") -> [FieldSpec] {
        kinds.flatMap { kind in
            paths.map {
                FieldSpec("\(podSpecs[kind] ?? "spec")/\($0)", version: kind == "Pod" ? podVersion : "", kind: kind)
            }
        }
    }

    /// Kinds whose pods take configuration from ConfigMaps and Secrets.
    private static let configured = [
        "Pod", "PodTemplate", "Deployment", "ReplicaSet", "DaemonSet", "StatefulSet", "Job", "CronJob",
    ]

    /// Kinds whose pods name accounts, claims and priorities.
    private static let scheduled = [
        "Pod", "StatefulSet", "Deployment", "ReplicationController", "CronJob", "Job", "DaemonSet",
    ]

    private static let scaled = ["Deployment", "ReplicationController", "ReplicaSet", "StatefulSet"].map {
        NameReferenceSpec(
            kind: $0, fields: [FieldSpec("spec/scaleTargetRef/name", kind: "HorizontalPodAutoscaler")])
    }

    private static let configMap = NameReferenceSpec(
        version: "v1", kind: "ConfigMap",
        fields: podFields(
            [
                "volumes/configMap/name", "containers/env/valueFrom/configMapKeyRef/name",
                "initContainers/env/valueFrom/configMapKeyRef/name", "containers/envFrom/configMapRef/name",
                "initContainers/envFrom/configMapRef/name", "volumes/projected/sources/configMap/name",
            ], of: configured, podVersion: "v1")
            + [
                FieldSpec("spec/configSource/configMap", kind: "Node"),
                FieldSpec("rules/resourceNames", kind: "Role"), FieldSpec("rules/resourceNames", kind: "ClusterRole"),
                FieldSpec(
                    "metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap", kind: "Ingress"),
            ])

    private static let secret = NameReferenceSpec(
        version: "v1", kind: "Secret",
        fields: podFields(
            [
                "volumes/secret/secretName", "containers/env/valueFrom/secretKeyRef/name",
                "initContainers/env/valueFrom/secretKeyRef/name", "containers/envFrom/secretRef/name",
                "initContainers/envFrom/secretRef/name", "imagePullSecrets/name",
                "volumes/projected/sources/secret/name",
            ], of: configured, podVersion: "v1")
            + [
                FieldSpec("spec/tls/secretName", kind: "Ingress"),
                FieldSpec("metadata/annotations/ingress.kubernetes.io\\/auth-secret", kind: "Ingress"),
                FieldSpec("metadata/annotations/nginx.ingress.kubernetes.io\\/auth-secret", kind: "Ingress"),
                FieldSpec("metadata/annotations/nginx.ingress.kubernetes.io\\/auth-tls-secret", kind: "Ingress"),
                FieldSpec("imagePullSecrets/name", kind: "ServiceAccount"),
                FieldSpec("parameters/secretName", kind: "StorageClass"),
                FieldSpec("parameters/adminSecretName", kind: "StorageClass"),
                FieldSpec("parameters/userSecretName", kind: "StorageClass"),
                FieldSpec("parameters/secretRef", kind: "StorageClass"),
                FieldSpec("rules/resourceNames", kind: "Role"), FieldSpec("rules/resourceNames", kind: "ClusterRole"),
                FieldSpec(
                    "spec/template/spec/containers/env/valueFrom/secretKeyRef/name", group: "serving.knative.dev",
                    version: "v1", kind: "Service"),
                FieldSpec("spec/azureFile/secretName", kind: "PersistentVolume"),
            ])

    private static let service = NameReferenceSpec(
        version: "v1", kind: "Service",
        fields: [
            FieldSpec("spec/serviceName", group: "apps", kind: "StatefulSet"),
            FieldSpec("spec/rules/http/paths/backend/serviceName", kind: "Ingress"),
            FieldSpec("spec/backend/serviceName", kind: "Ingress"),
            FieldSpec("spec/rules/http/paths/backend/service/name", kind: "Ingress"),
            FieldSpec("spec/defaultBackend/service/name", kind: "Ingress"),
            FieldSpec("spec/service/name", group: "apiregistration.k8s.io", kind: "APIService"),
            FieldSpec(
                "webhooks/clientConfig/service", group: "admissionregistration.k8s.io",
                kind: "ValidatingWebhookConfiguration"),
            FieldSpec(
                "webhooks/clientConfig/service", group: "admissionregistration.k8s.io",
                kind: "MutatingWebhookConfiguration"),
        ])

    private static let rbac = "rbac.authorization.k8s.io"

    private static let role = NameReferenceSpec(
        group: rbac, kind: "Role", fields: [FieldSpec("roleRef/name", group: rbac, kind: "RoleBinding")])

    private static let clusterRole = NameReferenceSpec(
        group: rbac, kind: "ClusterRole",
        fields: [
            FieldSpec("roleRef/name", group: rbac, kind: "RoleBinding"),
            FieldSpec("roleRef/name", group: rbac, kind: "ClusterRoleBinding"),
        ])

    private static let serviceAccount = NameReferenceSpec(
        version: "v1", kind: "ServiceAccount",
        fields: [
            FieldSpec("subjects", group: rbac, kind: "RoleBinding"),
            FieldSpec("subjects", group: rbac, kind: "ClusterRoleBinding"),
        ] + podFields(["serviceAccountName"], of: scheduled))

    private static let persistentVolumeClaim = NameReferenceSpec(
        version: "v1", kind: "PersistentVolumeClaim",
        fields: podFields(["volumes/persistentVolumeClaim/claimName"], of: scheduled))

    private static let persistentVolume = NameReferenceSpec(
        version: "v1", kind: "PersistentVolume",
        fields: [
            FieldSpec("spec/volumeName", kind: "PersistentVolumeClaim"),
            FieldSpec("rules/resourceNames", kind: "ClusterRole"),
        ])

    private static let storageClass = NameReferenceSpec(
        group: "storage.k8s.io", version: "v1", kind: "StorageClass",
        fields: [
            FieldSpec("spec/storageClassName", kind: "PersistentVolume"),
            FieldSpec("spec/storageClassName", kind: "PersistentVolumeClaim"),
            FieldSpec("spec/volumeClaimTemplates/spec/storageClassName", kind: "StatefulSet"),
        ])

    private static let priorityClass = NameReferenceSpec(
        group: "scheduling.k8s.io", version: "v1", kind: "PriorityClass",
        fields: podFields(["priorityClassName"], of: scheduled))

    /// The tool's table names a group that no object has, so these references are not followed.
    private static let ingressClass = NameReferenceSpec(
        group: "networking.k8s.io/v1", version: "v1", kind: "IngressClass",
        fields: [FieldSpec("spec/ingressClassName", kind: "Ingress")])

    private static let admission = "admissionregistration.k8s.io"

    private static let admissionPolicy = NameReferenceSpec(
        group: admission, kind: "ValidatingAdmissionPolicy",
        fields: [FieldSpec("spec/policyName", group: admission, kind: "ValidatingAdmissionPolicyBinding")])
}
