/// How the server's own types for pods are laid out: the order of fields, their names in Go and their types.
///
/// A line is `TYPE FIELD:TYPE[=JSON] …`. Types: `s` text, `s.NAME` named text, `b` truth value, `i` and `I` whole numbers of
/// 32 and 64 bits, `x` int-or-string, `q` quantity, `M` map of texts, `R` resource list, `O` object metadata, `@NAME`
/// struct; before them `*` for a pointer and `[` for a list. A field `~NAME` is an embedded struct.
struct GoShapeTable: Sendable {
    /// The type of a field.
    indirect enum FieldType: Sendable {
        case text(named: String?)
        case truth
        case int32
        case int64
        case intOrString
        case quantity
        case texts
        case resources
        case metadata
        case structure(String)
        case pointer(FieldType)
        case list(FieldType)
    }

    struct Field: Sendable {
        let name: String
        let json: String
        let type: FieldType
        let isEmbedded: Bool
    }

    private let types: [String: [Field]]

    /// The layout of the published types.
    static let versioned = GoShapeTable(pods)
    /// The layout of the types with which the server works inside.
    static let internalTypes = GoShapeTable(pods + "\n" + internalPods)

    subscript(type: String) -> [Field] { types[type] ?? [] }

    private init(_ text: String) {
        var types: [String: [Field]] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            types[String(words[0])] = words.dropFirst().map(GoShapeTable.field)
        }
        self.types = types
    }

    private static func field(_ word: Substring) -> Field {
        if word.first == "~" {
            let name = String(word.dropFirst())
            return Field(name: name, json: "", type: .structure(name), isEmbedded: true)
        }
        let parts = word.split(separator: ":")
        let rest = parts[1].split(separator: "=")
        let name = String(parts[0])
        return Field(
            name: name, json: rest.count > 1 ? String(rest[1]) : jsonName(name), type: type(rest[0]), isEmbedded: false)
    }

    private static func type(_ code: Substring) -> FieldType {
        let rest = code.dropFirst()
        switch code.first {
        case "*": return .pointer(type(rest))
        case "[": return .list(type(rest))
        case "@": return .structure(String(rest))
        case "b": return .truth
        case "i": return .int32
        case "I": return .int64
        case "x": return .intOrString
        case "q": return .quantity
        case "M": return .texts
        case "R": return .resources
        case "O": return .metadata
        default: return .text(named: rest.isEmpty ? nil : String(rest.dropFirst()))
        }
    }

    /// The usual name of a Go field in JSON: a leading run of capitals becomes small but for the start of the next word.
    private static func jsonName(_ name: String) -> String {
        let run = name.prefix { $0.isUppercase }.count
        let count = run == name.count || run == 1 ? run : run - 1
        return name.prefix(count).lowercased() + name.dropFirst(count)
    }
}

extension GoShapeTable {
    private static let pods = """
        PodTemplateSpec ObjectMeta:O=metadata Spec:@PodSpec
        PodSpec Volumes:[@Volume InitContainers:[@Container Containers:[@Container EphemeralContainers:[@EphemeralContainer RestartPolicy:s.RestartPolicy TerminationGracePeriodSeconds:*I ActiveDeadlineSeconds:*I DNSPolicy:s.DNSPolicy NodeSelector:M ServiceAccountName:s DeprecatedServiceAccount:s=serviceAccount AutomountServiceAccountToken:*b NodeName:s HostNetwork:b HostPID:b HostIPC:b ShareProcessNamespace:*b SecurityContext:*@PodSecurityContext ImagePullSecrets:[@LocalObjectReference Hostname:s Subdomain:s Affinity:*@Affinity SchedulerName:s Tolerations:[@Toleration HostAliases:[@HostAlias PriorityClassName:s Priority:*i DNSConfig:*@PodDNSConfig ReadinessGates:[@PodReadinessGate RuntimeClassName:*s EnableServiceLinks:*b PreemptionPolicy:*s.PreemptionPolicy Overhead:R TopologySpreadConstraints:[@TopologySpreadConstraint SetHostnameAsFQDN:*b OS:*@PodOS HostUsers:*b SchedulingGates:[@PodSchedulingGate ResourceClaims:[@PodResourceClaim Resources:*@ResourceRequirements HostnameOverride:*s SchedulingGroup:*@PodSchedulingGroup
        Container Name:s Image:s Command:[s Args:[s WorkingDir:s Ports:[@ContainerPort EnvFrom:[@EnvFromSource Env:[@EnvVar Resources:@ResourceRequirements ResizePolicy:[@ContainerResizePolicy RestartPolicy:*s.ContainerRestartPolicy RestartPolicyRules:[@ContainerRestartRule VolumeMounts:[@VolumeMount VolumeDevices:[@VolumeDevice LivenessProbe:*@Probe ReadinessProbe:*@Probe StartupProbe:*@Probe Lifecycle:*@Lifecycle TerminationMessagePath:s TerminationMessagePolicy:s.TerminationMessagePolicy ImagePullPolicy:s.PullPolicy SecurityContext:*@SecurityContext Stdin:b StdinOnce:b TTY:b
        EphemeralContainer ~EphemeralContainerCommon TargetContainerName:s
        EphemeralContainerCommon Name:s Image:s Command:[s Args:[s WorkingDir:s Ports:[@ContainerPort EnvFrom:[@EnvFromSource Env:[@EnvVar Resources:@ResourceRequirements ResizePolicy:[@ContainerResizePolicy RestartPolicy:*s.ContainerRestartPolicy RestartPolicyRules:[@ContainerRestartRule VolumeMounts:[@VolumeMount VolumeDevices:[@VolumeDevice LivenessProbe:*@Probe ReadinessProbe:*@Probe StartupProbe:*@Probe Lifecycle:*@Lifecycle TerminationMessagePath:s TerminationMessagePolicy:s.TerminationMessagePolicy ImagePullPolicy:s.PullPolicy SecurityContext:*@SecurityContext Stdin:b StdinOnce:b TTY:b
        ContainerPort Name:s HostPort:i ContainerPort:i Protocol:s.Protocol HostIP:s
        EnvFromSource Prefix:s ConfigMapRef:*@ConfigMapEnvSource SecretRef:*@SecretEnvSource
        ConfigMapEnvSource ~LocalObjectReference Optional:*b
        SecretEnvSource ~LocalObjectReference Optional:*b
        LocalObjectReference Name:s
        EnvVar Name:s Value:s ValueFrom:*@EnvVarSource
        EnvVarSource FieldRef:*@ObjectFieldSelector ResourceFieldRef:*@ResourceFieldSelector ConfigMapKeyRef:*@ConfigMapKeySelector SecretKeyRef:*@SecretKeySelector FileKeyRef:*@FileKeySelector
        ObjectFieldSelector APIVersion:s FieldPath:s
        ResourceFieldSelector ContainerName:s Resource:s Divisor:q
        ConfigMapKeySelector ~LocalObjectReference Key:s Optional:*b
        SecretKeySelector ~LocalObjectReference Key:s Optional:*b
        FileKeySelector VolumeName:s Path:s Key:s Optional:*b
        ResourceRequirements Limits:R Requests:R Claims:[@ResourceClaim
        ResourceClaim Name:s Request:s
        ContainerResizePolicy ResourceName:s.ResourceName RestartPolicy:s.ResourceResizeRestartPolicy
        ContainerRestartRule Action:s.ContainerRestartRuleAction ExitCodes:*@ContainerRestartRuleOnExitCodes
        ContainerRestartRuleOnExitCodes Operator:s.ContainerRestartRuleOnExitCodesOperator Values:[i
        VolumeMount Name:s ReadOnly:b RecursiveReadOnly:*s.RecursiveReadOnlyMode MountPath:s SubPath:s MountPropagation:*s.MountPropagationMode SubPathExpr:s
        VolumeDevice Name:s DevicePath:s
        Probe ~ProbeHandler InitialDelaySeconds:i TimeoutSeconds:i PeriodSeconds:i SuccessThreshold:i FailureThreshold:i TerminationGracePeriodSeconds:*I
        ProbeHandler Exec:*@ExecAction HTTPGet:*@HTTPGetAction TCPSocket:*@TCPSocketAction GRPC:*@GRPCAction
        ExecAction Command:[s
        HTTPGetAction Path:s Port:x Host:s Scheme:s.URIScheme HTTPHeaders:[@HTTPHeader
        HTTPHeader Name:s Value:s
        TCPSocketAction Port:x Host:s
        GRPCAction Port:i Service:*s
        SleepAction Seconds:I
        Lifecycle PostStart:*@LifecycleHandler PreStop:*@LifecycleHandler StopSignal:*s.Signal
        LifecycleHandler Exec:*@ExecAction HTTPGet:*@HTTPGetAction TCPSocket:*@TCPSocketAction Sleep:*@SleepAction
        SecurityContext Capabilities:*@Capabilities Privileged:*b SELinuxOptions:*@SELinuxOptions WindowsOptions:*@WindowsSecurityContextOptions RunAsUser:*I RunAsGroup:*I RunAsNonRoot:*b ReadOnlyRootFilesystem:*b AllowPrivilegeEscalation:*b ProcMount:*s.ProcMountType SeccompProfile:*@SeccompProfile AppArmorProfile:*@AppArmorProfile
        Capabilities Add:[s.Capability Drop:[s.Capability
        SELinuxOptions User:s Role:s Type:s Level:s
        WindowsSecurityContextOptions GMSACredentialSpecName:*s GMSACredentialSpec:*s RunAsUserName:*s HostProcess:*b
        SeccompProfile Type:s.SeccompProfileType LocalhostProfile:*s
        AppArmorProfile Type:s.AppArmorProfileType LocalhostProfile:*s
        PodSecurityContext SELinuxOptions:*@SELinuxOptions WindowsOptions:*@WindowsSecurityContextOptions RunAsUser:*I RunAsGroup:*I RunAsNonRoot:*b SupplementalGroups:[I SupplementalGroupsPolicy:*s.SupplementalGroupsPolicy FSGroup:*I Sysctls:[@Sysctl FSGroupChangePolicy:*s.PodFSGroupChangePolicy SeccompProfile:*@SeccompProfile AppArmorProfile:*@AppArmorProfile SELinuxChangePolicy:*s.PodSELinuxChangePolicy
        Sysctl Name:s Value:s
        Affinity NodeAffinity:*@NodeAffinity PodAffinity:*@PodAffinity PodAntiAffinity:*@PodAntiAffinity
        NodeAffinity RequiredDuringSchedulingIgnoredDuringExecution:*@NodeSelector PreferredDuringSchedulingIgnoredDuringExecution:[@PreferredSchedulingTerm
        NodeSelector NodeSelectorTerms:[@NodeSelectorTerm
        NodeSelectorTerm MatchExpressions:[@NodeSelectorRequirement MatchFields:[@NodeSelectorRequirement
        NodeSelectorRequirement Key:s Operator:s.NodeSelectorOperator Values:[s
        PreferredSchedulingTerm Weight:i Preference:@NodeSelectorTerm
        PodAffinity RequiredDuringSchedulingIgnoredDuringExecution:[@PodAffinityTerm PreferredDuringSchedulingIgnoredDuringExecution:[@WeightedPodAffinityTerm
        PodAntiAffinity RequiredDuringSchedulingIgnoredDuringExecution:[@PodAffinityTerm PreferredDuringSchedulingIgnoredDuringExecution:[@WeightedPodAffinityTerm
        PodAffinityTerm LabelSelector:*@LabelSelector Namespaces:[s TopologyKey:s NamespaceSelector:*@LabelSelector MatchLabelKeys:[s MismatchLabelKeys:[s
        WeightedPodAffinityTerm Weight:i PodAffinityTerm:@PodAffinityTerm
        LabelSelector MatchLabels:M MatchExpressions:[@LabelSelectorRequirement
        LabelSelectorRequirement Key:s Operator:s.LabelSelectorOperator Values:[s
        Toleration Key:s Operator:s.TolerationOperator Value:s Effect:s.TaintEffect TolerationSeconds:*I
        HostAlias IP:s Hostnames:[s
        PodDNSConfig Nameservers:[s Searches:[s Options:[@PodDNSConfigOption
        PodDNSConfigOption Name:s Value:*s
        PodReadinessGate ConditionType:s.PodConditionType
        TopologySpreadConstraint MaxSkew:i TopologyKey:s WhenUnsatisfiable:s.UnsatisfiableConstraintAction LabelSelector:*@LabelSelector MinDomains:*i NodeAffinityPolicy:*s.NodeInclusionPolicy NodeTaintsPolicy:*s.NodeInclusionPolicy MatchLabelKeys:[s
        PodOS Name:s.OSName
        PodSchedulingGate Name:s
        PodResourceClaim Name:s ResourceClaimName:*s ResourceClaimTemplateName:*s
        PodSchedulingGroup PodGroupName:*s
        Volume Name:s ~VolumeSource
        VolumeSource HostPath:*@HostPathVolumeSource EmptyDir:*@EmptyDirVolumeSource GCEPersistentDisk:*@GCEPersistentDiskVolumeSource AWSElasticBlockStore:*@AWSElasticBlockStoreVolumeSource GitRepo:*@GitRepoVolumeSource Secret:*@SecretVolumeSource NFS:*@NFSVolumeSource ISCSI:*@ISCSIVolumeSource Glusterfs:*@GlusterfsVolumeSource PersistentVolumeClaim:*@PersistentVolumeClaimVolumeSource RBD:*@RBDVolumeSource FlexVolume:*@FlexVolumeSource Cinder:*@CinderVolumeSource CephFS:*@CephFSVolumeSource=cephfs Flocker:*@FlockerVolumeSource DownwardAPI:*@DownwardAPIVolumeSource FC:*@FCVolumeSource AzureFile:*@AzureFileVolumeSource ConfigMap:*@ConfigMapVolumeSource VsphereVolume:*@VsphereVirtualDiskVolumeSource Quobyte:*@QuobyteVolumeSource AzureDisk:*@AzureDiskVolumeSource PhotonPersistentDisk:*@PhotonPersistentDiskVolumeSource Projected:*@ProjectedVolumeSource PortworxVolume:*@PortworxVolumeSource ScaleIO:*@ScaleIOVolumeSource StorageOS:*@StorageOSVolumeSource=storageos CSI:*@CSIVolumeSource Ephemeral:*@EphemeralVolumeSource Image:*@ImageVolumeSource
        HostPathVolumeSource Path:s Type:*s.HostPathType
        EmptyDirVolumeSource Medium:s.StorageMedium SizeLimit:*q
        GCEPersistentDiskVolumeSource PDName:s FSType:s Partition:i ReadOnly:b
        AWSElasticBlockStoreVolumeSource VolumeID:s FSType:s Partition:i ReadOnly:b
        GitRepoVolumeSource Repository:s Revision:s Directory:s
        SecretVolumeSource SecretName:s Items:[@KeyToPath DefaultMode:*i Optional:*b
        KeyToPath Key:s Path:s Mode:*i
        NFSVolumeSource Server:s Path:s ReadOnly:b
        ISCSIVolumeSource TargetPortal:s IQN:s Lun:i ISCSIInterface:s FSType:s ReadOnly:b Portals:[s DiscoveryCHAPAuth:b=chapAuthDiscovery SessionCHAPAuth:b=chapAuthSession SecretRef:*@LocalObjectReference InitiatorName:*s
        GlusterfsVolumeSource EndpointsName:s=endpoints Path:s ReadOnly:b
        PersistentVolumeClaimVolumeSource ClaimName:s ReadOnly:b
        RBDVolumeSource CephMonitors:[s=monitors RBDImage:s=image FSType:s RBDPool:s=pool RadosUser:s=user Keyring:s SecretRef:*@LocalObjectReference ReadOnly:b
        FlexVolumeSource Driver:s FSType:s SecretRef:*@LocalObjectReference ReadOnly:b Options:M
        CinderVolumeSource VolumeID:s FSType:s ReadOnly:b SecretRef:*@LocalObjectReference
        CephFSVolumeSource Monitors:[s Path:s User:s SecretFile:s SecretRef:*@LocalObjectReference ReadOnly:b
        FlockerVolumeSource DatasetName:s DatasetUUID:s
        DownwardAPIVolumeSource Items:[@DownwardAPIVolumeFile DefaultMode:*i
        DownwardAPIVolumeFile Path:s FieldRef:*@ObjectFieldSelector ResourceFieldRef:*@ResourceFieldSelector Mode:*i
        FCVolumeSource TargetWWNs:[s Lun:*i FSType:s ReadOnly:b WWIDs:[s=wwids
        AzureFileVolumeSource SecretName:s ShareName:s ReadOnly:b
        ConfigMapVolumeSource ~LocalObjectReference Items:[@KeyToPath DefaultMode:*i Optional:*b
        VsphereVirtualDiskVolumeSource VolumePath:s FSType:s StoragePolicyName:s StoragePolicyID:s
        QuobyteVolumeSource Registry:s Volume:s ReadOnly:b User:s Group:s Tenant:s
        AzureDiskVolumeSource DiskName:s DataDiskURI:s=diskURI CachingMode:*s.AzureDataDiskCachingMode FSType:*s ReadOnly:*b Kind:*s.AzureDataDiskKind
        PhotonPersistentDiskVolumeSource PdID:s FSType:s
        ProjectedVolumeSource Sources:[@VolumeProjection DefaultMode:*i
        VolumeProjection Secret:*@SecretProjection DownwardAPI:*@DownwardAPIProjection ConfigMap:*@ConfigMapProjection ServiceAccountToken:*@ServiceAccountTokenProjection ClusterTrustBundle:*@ClusterTrustBundleProjection PodCertificate:*@PodCertificateProjection
        SecretProjection ~LocalObjectReference Items:[@KeyToPath Optional:*b
        DownwardAPIProjection Items:[@DownwardAPIVolumeFile
        ConfigMapProjection ~LocalObjectReference Items:[@KeyToPath Optional:*b
        ServiceAccountTokenProjection Audience:s ExpirationSeconds:*I Path:s
        ClusterTrustBundleProjection Name:*s SignerName:*s LabelSelector:*@LabelSelector Optional:*b Path:s
        PodCertificateProjection SignerName:s KeyType:s MaxExpirationSeconds:*i CredentialBundlePath:s KeyPath:s CertificateChainPath:s UserAnnotations:M
        PortworxVolumeSource VolumeID:s FSType:s ReadOnly:b
        ScaleIOVolumeSource Gateway:s System:s SecretRef:*@LocalObjectReference SSLEnabled:b ProtectionDomain:s StoragePool:s StorageMode:s VolumeName:s FSType:s ReadOnly:b
        StorageOSVolumeSource VolumeName:s VolumeNamespace:s FSType:s ReadOnly:b SecretRef:*@LocalObjectReference
        CSIVolumeSource Driver:s ReadOnly:*b FSType:*s VolumeAttributes:M NodePublishSecretRef:*@LocalObjectReference
        EphemeralVolumeSource VolumeClaimTemplate:*@PersistentVolumeClaimTemplate
        PersistentVolumeClaimTemplate ObjectMeta:O=metadata Spec:@PersistentVolumeClaimSpec
        PersistentVolumeClaimSpec AccessModes:[s.PersistentVolumeAccessMode Selector:*@LabelSelector Resources:@VolumeResourceRequirements VolumeName:s StorageClassName:*s VolumeMode:*s.PersistentVolumeMode DataSource:*@TypedLocalObjectReference DataSourceRef:*@TypedObjectReference VolumeAttributesClassName:*s
        VolumeResourceRequirements Limits:R Requests:R
        TypedLocalObjectReference APIGroup:*s Kind:s Name:s
        TypedObjectReference APIGroup:*s Kind:s Name:s Namespace:*s
        ImageVolumeSource Reference:s PullPolicy:s.PullPolicy
        ServicePort Name:s Protocol:s.Protocol AppProtocol:*s Port:i TargetPort:x NodePort:i
        PersistentVolumeSource GCEPersistentDisk:*@GCEPersistentDiskVolumeSource AWSElasticBlockStore:*@AWSElasticBlockStoreVolumeSource HostPath:*@HostPathVolumeSource Glusterfs:*@GlusterfsPersistentVolumeSource NFS:*@NFSVolumeSource RBD:*@RBDPersistentVolumeSource Quobyte:*@QuobyteVolumeSource ISCSI:*@ISCSIPersistentVolumeSource FlexVolume:*@FlexPersistentVolumeSource Cinder:*@CinderPersistentVolumeSource CephFS:*@CephFSPersistentVolumeSource=cephfs FC:*@FCVolumeSource Flocker:*@FlockerVolumeSource AzureFile:*@AzureFilePersistentVolumeSource VsphereVolume:*@VsphereVirtualDiskVolumeSource AzureDisk:*@AzureDiskVolumeSource PhotonPersistentDisk:*@PhotonPersistentDiskVolumeSource PortworxVolume:*@PortworxVolumeSource ScaleIO:*@ScaleIOPersistentVolumeSource Local:*@LocalVolumeSource StorageOS:*@StorageOSPersistentVolumeSource=storageos CSI:*@CSIPersistentVolumeSource
        GlusterfsPersistentVolumeSource EndpointsName:s=endpoints Path:s ReadOnly:b EndpointsNamespace:*s
        SecretReference Name:s Namespace:s
        RBDPersistentVolumeSource CephMonitors:[s=monitors RBDImage:s=image FSType:s RBDPool:s=pool RadosUser:s=user Keyring:s SecretRef:*@SecretReference ReadOnly:b
        ISCSIPersistentVolumeSource TargetPortal:s IQN:s Lun:i ISCSIInterface:s FSType:s ReadOnly:b Portals:[s DiscoveryCHAPAuth:b=chapAuthDiscovery SessionCHAPAuth:b=chapAuthSession SecretRef:*@SecretReference InitiatorName:*s
        FlexPersistentVolumeSource Driver:s FSType:s SecretRef:*@SecretReference ReadOnly:b Options:M
        CinderPersistentVolumeSource VolumeID:s FSType:s ReadOnly:b SecretRef:*@SecretReference
        CephFSPersistentVolumeSource Monitors:[s Path:s User:s SecretFile:s SecretRef:*@SecretReference ReadOnly:b
        AzureFilePersistentVolumeSource SecretName:s ShareName:s ReadOnly:b SecretNamespace:*s
        ScaleIOPersistentVolumeSource Gateway:s System:s SecretRef:*@SecretReference SSLEnabled:b ProtectionDomain:s StoragePool:s StorageMode:s VolumeName:s FSType:s ReadOnly:b
        LocalVolumeSource Path:s FSType:*s
        StorageOSPersistentVolumeSource VolumeName:s VolumeNamespace:s FSType:s ReadOnly:b SecretRef:*@SecretReference
        CSIPersistentVolumeSource Driver:s VolumeHandle:s ReadOnly:b FSType:s VolumeAttributes:M ControllerPublishSecretRef:*@SecretReference NodeStageSecretRef:*@SecretReference NodePublishSecretRef:*@SecretReference ControllerExpandSecretRef:*@SecretReference NodeExpandSecretRef:*@SecretReference
        """

    /// Inside, the flags of a pod's namespaces belong to its security context, and some fields stand elsewhere.
    private static let internalPods = """
        PodSpec Volumes:[@Volume InitContainers:[@Container Containers:[@Container EphemeralContainers:[@EphemeralContainer RestartPolicy:s TerminationGracePeriodSeconds:*I ActiveDeadlineSeconds:*I DNSPolicy:s NodeSelector:M ServiceAccountName:s AutomountServiceAccountToken:*b NodeName:s SecurityContext:*@PodSecurityContext ImagePullSecrets:[@LocalObjectReference Hostname:s Subdomain:s SetHostnameAsFQDN:*b Affinity:*@Affinity SchedulerName:s Tolerations:[@Toleration HostAliases:[@HostAlias PriorityClassName:s Priority:*i PreemptionPolicy:*s DNSConfig:*@PodDNSConfig ReadinessGates:[@PodReadinessGate RuntimeClassName:*s Overhead:R EnableServiceLinks:*b TopologySpreadConstraints:[@TopologySpreadConstraint OS:*@PodOS SchedulingGates:[@PodSchedulingGate ResourceClaims:[@PodResourceClaim Resources:*@ResourceRequirements HostnameOverride:*s SchedulingGroup:*@PodSchedulingGroup
        PodSecurityContext HostNetwork:b HostPID:b HostIPC:b ShareProcessNamespace:*b HostUsers:*b SELinuxOptions:*@SELinuxOptions WindowsOptions:*@WindowsSecurityContextOptions RunAsUser:*I RunAsGroup:*I RunAsNonRoot:*b SupplementalGroups:[I SupplementalGroupsPolicy:*s FSGroup:*I FSGroupChangePolicy:*s Sysctls:[@Sysctl SeccompProfile:*@SeccompProfile AppArmorProfile:*@AppArmorProfile SELinuxChangePolicy:*s
        """
}
