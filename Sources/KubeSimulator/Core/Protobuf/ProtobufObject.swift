import Values

/// Objects in the binary form that kubectl's `create KIND` commands send.
enum ProtobufObject {
    /// The numbers of the fields of the kinds that kubectl makes, one type a line: `TYPE: NAME=NUMBER …`. A name with a
    /// plus is a type whose fields stand in a message of their own here, and among the others in JSON.
    private static let source = """
        meta.v1.ObjectMeta: name=1 generateName=2 namespace=3 selfLink=4 uid=5 resourceVersion=6 generation=7 creationTimestamp=8 deletionTimestamp=9 deletionGracePeriodSeconds=10 labels=11 annotations=12 ownerReferences=13 finalizers=14
        meta.v1.OwnerReference: kind=1 name=3 uid=4 apiVersion=5 controller=6 blockOwnerDeletion=7
        meta.v1.LabelSelector: matchLabels=1 matchExpressions=2
        meta.v1.LabelSelectorRequirement: key=1 operator=2 values=3
        meta.v1.DeleteOptions: gracePeriodSeconds=1 preconditions=2 orphanDependents=3 propagationPolicy=4 dryRun=5
        meta.v1.Preconditions: uid=1 resourceVersion=2
        core.v1.ConfigMap: metadata=1 data=2 binaryData=3 immutable=4
        core.v1.Secret: metadata=1 data=2 type=3 stringData=4 immutable=5
        core.v1.Namespace: metadata=1 spec=2 status=3
        core.v1.NamespaceSpec: finalizers=1
        core.v1.NamespaceStatus: phase=1
        core.v1.ServiceAccount: metadata=1 secrets=2 imagePullSecrets=3 automountServiceAccountToken=4
        core.v1.LocalObjectReference: name=1
        core.v1.ResourceQuota: metadata=1 spec=2 status=3
        core.v1.ResourceQuotaSpec: hard=1 scopes=2
        core.v1.Service: metadata=1 spec=2 status=3
        core.v1.ServiceSpec: ports=1 selector=2 clusterIP=3 type=4 externalIPs=5 sessionAffinity=7 loadBalancerIP=8 loadBalancerSourceRanges=9 externalName=10 externalTrafficPolicy=11 healthCheckNodePort=12 publishNotReadyAddresses=13
        core.v1.ServicePort: name=1 protocol=2 port=3 targetPort=4 nodePort=5 appProtocol=6
        core.v1.PodTemplateSpec: metadata=1 spec=2
        core.v1.PodSpec: volumes=1 containers=2 restartPolicy=3 terminationGracePeriodSeconds=4 activeDeadlineSeconds=5 dnsPolicy=6 nodeSelector=7 serviceAccountName=8 serviceAccount=9 nodeName=10 hostNetwork=11 hostPID=12 hostIPC=13 securityContext=14 imagePullSecrets=15 hostname=16 subdomain=17 schedulerName=19 initContainers=20 automountServiceAccountToken=21 tolerations=22 priorityClassName=24 priority=25 shareProcessNamespace=27 runtimeClassName=29 enableServiceLinks=30 preemptionPolicy=31
        core.v1.Container: name=1 image=2 command=3 args=4 workingDir=5 ports=6 env=7 resources=8 volumeMounts=9 terminationMessagePath=13 imagePullPolicy=14 securityContext=15 stdin=16 stdinOnce=17 tty=18 terminationMessagePolicy=20 restartPolicy=24
        core.v1.Pod: metadata=1 spec=2
        core.v1.PodSecurityContext: runAsUser=2 runAsNonRoot=3 supplementalGroups=4 fsGroup=5 runAsGroup=6 fsGroupChangePolicy=9 seccompProfile=10
        core.v1.SecurityContext: capabilities=1 privileged=2 runAsUser=4 runAsNonRoot=5 readOnlyRootFilesystem=6 allowPrivilegeEscalation=7 runAsGroup=8 procMount=9 seccompProfile=11
        core.v1.SeccompProfile: type=1 localhostProfile=2
        core.v1.Capabilities: add=1 drop=2
        core.v1.Toleration: key=1 operator=2 value=3 effect=4 tolerationSeconds=5
        core.v1.VolumeMount: name=1 readOnly=2 mountPath=3 subPath=4 mountPropagation=5 subPathExpr=6 recursiveReadOnly=7
        core.v1.Volume: name=1 +core.v1.VolumeSource=2
        core.v1.VolumeSource: hostPath=1 emptyDir=2 secret=6 persistentVolumeClaim=10 configMap=19
        core.v1.HostPathVolumeSource: path=1 type=2
        core.v1.EmptyDirVolumeSource: medium=1 sizeLimit=2
        core.v1.SecretVolumeSource: secretName=1 items=2 defaultMode=3 optional=4
        core.v1.ConfigMapVolumeSource: +core.v1.LocalObjectReference=1 items=2 defaultMode=3 optional=4
        core.v1.KeyToPath: key=1 path=2 mode=3
        core.v1.PersistentVolumeClaimVolumeSource: claimName=1 readOnly=2
        core.v1.ContainerPort: name=1 hostPort=2 containerPort=3 protocol=4 hostIP=5
        core.v1.EnvVar: name=1 value=2
        core.v1.ResourceRequirements: limits=1 requests=2
        apps.v1.Deployment: metadata=1 spec=2 status=3
        apps.v1.DeploymentSpec: replicas=1 selector=2 template=3 strategy=4 minReadySeconds=5 revisionHistoryLimit=6 paused=7 progressDeadlineSeconds=9
        apps.v1.DeploymentStrategy: type=1 rollingUpdate=2
        apps.v1.RollingUpdateDeployment: maxUnavailable=1 maxSurge=2
        batch.v1.Job: metadata=1 spec=2 status=3
        batch.v1.JobSpec: parallelism=1 completions=2 activeDeadlineSeconds=3 selector=4 manualSelector=5 template=6 backoffLimit=7 ttlSecondsAfterFinished=8 completionMode=9 suspend=10
        batch.v1.CronJob: metadata=1 spec=2 status=3
        batch.v1.CronJobSpec: schedule=1 startingDeadlineSeconds=2 concurrencyPolicy=3 suspend=4 jobTemplate=5 successfulJobsHistoryLimit=6 failedJobsHistoryLimit=7 timeZone=8
        batch.v1.JobTemplateSpec: metadata=1 spec=2
        rbac.v1.Role: metadata=1 rules=2
        rbac.v1.ClusterRole: metadata=1 rules=2 aggregationRule=3
        rbac.v1.AggregationRule: clusterRoleSelectors=1
        rbac.v1.PolicyRule: verbs=1 apiGroups=2 resources=3 resourceNames=4 nonResourceURLs=5
        rbac.v1.RoleBinding: metadata=1 subjects=2 roleRef=3
        rbac.v1.ClusterRoleBinding: metadata=1 subjects=2 roleRef=3
        rbac.v1.Subject: kind=1 apiGroup=2 name=3 namespace=4
        rbac.v1.RoleRef: apiGroup=1 kind=2 name=3
        authentication.v1.TokenRequest: metadata=1 spec=2 status=3
        authentication.v1.TokenRequestSpec: audiences=1 boundObjectRef=3 expirationSeconds=4
        authentication.v1.BoundObjectReference: kind=1 apiVersion=2 name=3 uid=4
        authentication.v1.SelfSubjectReview: metadata=1 status=2
        authorization.v1.SelfSubjectAccessReview: metadata=1 spec=2 status=3
        authorization.v1.SelfSubjectAccessReviewSpec: resourceAttributes=1 nonResourceAttributes=2
        authorization.v1.ResourceAttributes: namespace=1 verb=2 group=3 version=4 resource=5 subresource=6 name=7
        authorization.v1.NonResourceAttributes: path=1 verb=2
        authorization.v1.SelfSubjectRulesReview: metadata=1 spec=2 status=3
        authorization.v1.SelfSubjectRulesReviewSpec: namespace=1
        autoscaling.v1.Scale: metadata=1 spec=2 status=3
        autoscaling.v1.ScaleSpec: replicas=1
        autoscaling.v2.HorizontalPodAutoscaler: metadata=1 spec=2 status=3
        autoscaling.v2.HorizontalPodAutoscalerSpec: scaleTargetRef=1 minReplicas=2 maxReplicas=3 metrics=4
        autoscaling.v2.CrossVersionObjectReference: kind=1 name=2 apiVersion=3
        autoscaling.v2.MetricSpec: type=1 resource=4
        autoscaling.v2.ResourceMetricSource: name=1 target=2
        autoscaling.v2.MetricTarget: type=1 value=2 averageValue=3 averageUtilization=4
        networking.v1.Ingress: metadata=1 spec=2 status=3
        networking.v1.IngressSpec: defaultBackend=1 tls=2 rules=3 ingressClassName=4
        networking.v1.IngressRule: host=1 http=2.1
        networking.v1.HTTPIngressRuleValue: paths=1
        networking.v1.HTTPIngressPath: path=1 backend=2 pathType=3
        networking.v1.IngressBackend: service=4
        networking.v1.IngressServiceBackend: name=1 port=2
        networking.v1.ServiceBackendPort: name=1 number=2
        networking.v1.IngressTLS: hosts=1 secretName=2
        certificates.v1.CertificateSigningRequest: metadata=1 spec=2 status=3
        certificates.v1.CertificateSigningRequestSpec: request=1 username=2 uid=3 groups=4 usages=5 extra=6 signerName=7 expirationSeconds=8
        certificates.v1.CertificateSigningRequestStatus: conditions=1 certificate=2
        certificates.v1.CertificateSigningRequestCondition: type=1 reason=2 message=3 lastUpdateTime=4 lastTransitionTime=5 status=6
        policy.v1.PodDisruptionBudget: metadata=1 spec=2 status=3
        policy.v1.PodDisruptionBudgetSpec: minAvailable=1 selector=2 maxUnavailable=3
        policy.v1.Eviction: metadata=1 deleteOptions=2
        scheduling.v1.PriorityClass: metadata=1 value=2 globalDefault=3 description=4 preemptionPolicy=5
        """

    /// Names by number, by type; a negative number marks a field inside an inlined message.
    private static let numbers: [String: [Int: (name: String, isInlined: Bool)]] = {
        var result: [String: [Int: (name: String, isInlined: Bool)]] = [:]
        for line in source.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            var fields: [Int: (name: String, isInlined: Bool)] = [:]
            for field in parts[1].split(separator: " ") {
                let pair = field.split(separator: "=")
                let isInlined = pair[1].contains(".")
                fields[Int(pair[1].prefix { $0 != "." }) ?? 0] = (String(pair[0]), isInlined)
            }
            result[String(parts[0])] = fields
        }
        return result
    }()

    /// The object in a body; nil where it is no message of a known kind.
    static func decode(_ bytes: [UInt8]) -> Value? {
        guard bytes.starts(with: [0x6B, 0x38, 0x73, 0x00]) else { return nil }
        var apiVersion = ""
        var kind = ""
        var raw: ArraySlice<UInt8>?
        guard
            read(
                bytes[4...],
                { number, field in
                    switch (number, field) {
                    case (1, .bytes(let type)):
                        _ = read(type) { inner, text in
                            guard case .bytes(let bytes) = text else { return }
                            let value = String(decoding: bytes, as: UTF8.self)
                            if inner == 1 { apiVersion = value } else { kind = value }
                        }
                    case (2, .bytes(let bytes)): raw = bytes
                    default: break
                    }
                }), let raw
        else { return nil }
        let parts = apiVersion.split(separator: "/").map(String.init)
        let group = parts.count == 2 ? parts[0] : ""
        let version = parts.last ?? ""
        let type =
            kind == "DeleteOptions"
            ? TypeTable.builtin.index("meta.v1.DeleteOptions") : TypeTable.builtin.index(of: group, version, kind)
        guard let type, case .object(var members)? = message(raw, type, depth: 0) else { return nil }
        members["apiVersion"] = .string(apiVersion)
        members["kind"] = .string(kind)
        return .object(members)
    }

    private enum Field {
        case number(UInt64)
        case bytes(ArraySlice<UInt8>)
    }

    /// Walks through the fields of a message; false where it is malformed.
    private static func read(_ bytes: ArraySlice<UInt8>, _ visit: (Int, Field) -> Void) -> Bool {
        var rest = bytes
        func varint() -> UInt64? {
            var result: UInt64 = 0
            var shift: UInt64 = 0
            while let byte = rest.popFirst(), shift < 64 {
                result |= UInt64(byte & 0x7F) << shift
                if byte & 0x80 == 0 { return result }
                shift += 7
            }
            return nil
        }
        while !rest.isEmpty {
            guard let tag = varint(), let number = Int(exactly: tag >> 3) else { return false }
            switch tag & 7 {
            case 0:
                guard let value = varint() else { return false }
                visit(number, .number(value))
            case 2:
                guard let length = varint().flatMap({ Int(exactly: $0) }), length <= rest.count else { return false }
                visit(number, .bytes(rest.prefix(length)))
                rest = rest.dropFirst(length)
            case 1 where rest.count >= 8: rest = rest.dropFirst(8)
            case 5 where rest.count >= 4: rest = rest.dropFirst(4)
            default: return false
            }
        }
        return true
    }

    private static func message(_ bytes: ArraySlice<UInt8>, _ index: Int, depth: Int) -> Value? {
        let type = TypeTable.builtin.types[index]
        var members = Object()
        let isWhole = depth < 32 && collect(bytes, as: type.name, of: type, into: &members, depth: depth)
        return isWhole ? .object(members) : nil
    }

    /// Reads the fields of a message into an object of a type; false where it is malformed or of no known type.
    private static func collect(
        _ bytes: ArraySlice<UInt8>, as name: String, of type: TypeTable.ObjectType, into members: inout Object,
        depth: Int
    ) -> Bool {
        guard let names = numbers[name] else { return false }
        var found = members
        let isWhole = read(bytes) { number, field in
            guard let entry = names[number] else { return }
            if entry.name.hasPrefix("+"), case .bytes(let inner) = field {
                _ = collect(inner, as: String(entry.name.dropFirst()), of: type, into: &found, depth: depth)
            }
            guard let declared = type.field(entry.name) else { return }
            var content = field
            if entry.isInlined, case .bytes(let outer) = field {
                _ = read(outer) { inner, value in if inner == 1 { content = value } }
            }
            add(content, declared.type, entry.name, to: &found, depth: depth)
        }
        members = found
        return isWhole
    }

    private static func add(
        _ field: Field, _ type: TypeTable.FieldType, _ name: String, to members: inout Object, depth: Int
    ) {
        switch type {
        case .array(let element):
            guard let value = value(field, element, depth: depth) else { return }
            members[name] = .array((members[name]?.arrayValue ?? []) + [value])
        case .map(let element):
            guard case .bytes(let bytes) = field else { return }
            var key = ""
            var content: Value?
            _ = read(bytes) { number, part in
                if number == 1, case .bytes(let text) = part { key = String(decoding: text, as: UTF8.self) }
                if number == 2 { content = value(part, element, depth: depth) }
            }
            var map = members[name]?.objectValue ?? Object()
            map[key] = content ?? ""
            members[name] = .object(map)
        default: if let value = value(field, type, depth: depth) { members[name] = value }
        }
    }

    private static func value(_ field: Field, _ type: TypeTable.FieldType, depth: Int) -> Value? {
        switch (type, field) {
        case (.string, .bytes(let bytes)): return .string(String(decoding: bytes, as: UTF8.self))
        case (.bytes, .bytes(let bytes)): return .string(Base64Text.encode(bytes))
        case (.bool, .number(let number)): return .bool(number != 0)
        case (.int32, .number(let number)), (.int64, .number(let number)): return .int(Int64(bitPattern: number))
        case (.object(let index), .bytes(let bytes)): return message(bytes, index, depth: depth + 1)
        case (.quantity, .bytes(let bytes)): return part(bytes, 1).map { .string($0) }
        case (.intOrString, .bytes(let bytes)): return intOrString(bytes)
        case (.array(let element), .bytes(let bytes)):
            // A list that is the value of a map stands in a message of its own.
            var items: [Value] = []
            _ = read(bytes) { number, part in
                if number == 1, let item = value(part, element, depth: depth + 1) { items.append(item) }
            }
            return .array(items)
        case (.time, .bytes(let bytes)):
            var seconds: Int64?
            _ = read(bytes) { number, part in
                if number == 1, case .number(let value) = part { seconds = Int64(bitPattern: value) }
            }
            return seconds.map { .string(Timestamp(seconds: min(max($0, 0), 253_402_300_799)).text) }
        default: return nil
        }
    }

    private static func part(_ bytes: ArraySlice<UInt8>, _ wanted: Int) -> String? {
        var result: String?
        _ = read(bytes) { number, field in
            if number == wanted, case .bytes(let text) = field { result = String(decoding: text, as: UTF8.self) }
        }
        return result
    }

    private static func intOrString(_ bytes: ArraySlice<UInt8>) -> Value {
        var isText = false
        var number: Int64 = 0
        var text = ""
        _ = read(bytes) { index, field in
            switch (index, field) {
            case (1, .number(let kind)): isText = kind == 1
            case (2, .number(let value)): number = Int64(bitPattern: value)
            case (3, .bytes(let value)): text = String(decoding: value, as: UTF8.self)
            default: break
            }
        }
        return isText ? .string(text) : .int(number)
    }
}
