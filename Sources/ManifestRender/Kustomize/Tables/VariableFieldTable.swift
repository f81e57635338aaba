/// The fields in which `$(NAME)` stands for a variable.
enum VariableFieldTable {
    static let standard: [FieldSpec] =
        podFields
        + [
            FieldSpec("spec/template/metadata/annotations", kind: "Deployment"),
            FieldSpec("spec/rules/host", kind: "Ingress"),
            FieldSpec("spec/tls/hosts", kind: "Ingress"),
            FieldSpec("spec/tls/secretName", kind: "Ingress"),
            FieldSpec("spec/ports/port", kind: "Service"),
            FieldSpec("spec/ports/targetPort", kind: "Service"),
            FieldSpec("spec/volumeClaimTemplates/spec/nfs/server", kind: "StatefulSet"),
            FieldSpec("spec/nfs/server", kind: "PersistentVolume"),
            FieldSpec("metadata/labels"),
            FieldSpec("metadata/annotations"),
        ]

    private static let podFields: [FieldSpec] = [
        ("CronJob", "spec/jobTemplate/spec/template/spec/"), ("DaemonSet", "spec/template/spec/"),
        ("Deployment", "spec/template/spec/"), ("Job", "spec/template/spec/"), ("Pod", "spec/"),
        ("ReplicaSet", "spec/template/spec/"), ("StatefulSet", "spec/template/spec/"),
    ].flatMap { kind, place in
        var fields: [FieldSpec] = []
        for containers in ["containers", "initContainers"] {
            for field in ["args", "command", "env/value", "volumeMounts/mountPath"] {
                fields.append(FieldSpec("\(place)\(containers)/\(field)", kind: kind))
            }
        }
        switch kind {
        case "StatefulSet": break
        // The tool's table lacks the last `spec` here, so these are not looked at.
        case "CronJob": fields.append(FieldSpec("spec/jobTemplate/spec/template/volumes/nfs/server", kind: kind))
        default: fields.append(FieldSpec("\(place)volumes/nfs/server", kind: kind))
        }
        return fields
    }
}
