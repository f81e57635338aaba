#!/usr/bin/env python3
"""Derives the compact schema table of the built-in kinds from a recorded OpenAPI v3 description.

    generate-schema.py OPENAPI_V3_DIRECTORY RESOURCES_JSON OUTPUT_DIRECTORY

OPENAPI_V3_DIRECTORY holds one (gzipped) OpenAPI v3 document per group version, as a server answers them;
RESOURCES_JSON lists the resources (groupVersion, resource, kind, singular, namespaced, shortNames, verbs).
Writes SchemaText*.swift. The grammar of the text is described in SchemaText.swift's reader, `SchemaTextParser`.
"""
import gzip
import json
import os
import sys

# What an OpenAPI description does not tell: optional scalars that are pointers in the server, so that a zero value
# that was written is kept when the object is written out again. Booleans and texts named here are pointers, the
# others are not; whole numbers are pointers unless they are named here.
POINTERS = """
MutatingAdmissionPolicyBindingSpec.- CronJobSpec.suspend,timeZone JobSpec.manualSelector,suspend,completionMode,managedBy,podReplacementPolicy
CSIVolumeSource.readOnly,fsType ClusterTrustBundleProjection.optional,name,signerName ConfigMap.immutable
ConfigMapEnvSource.optional ConfigMapKeySelector.optional ConfigMapProjection.optional ConfigMapVolumeSource.optional
ContainerStatus.started,stopSignal NodeFeatures.supplementalGroupsPolicy
NodeRuntimeHandlerFeatures.recursiveReadOnlyMounts,userNamespaces
PodSecurityContext.runAsNonRoot,fsGroupChangePolicy,seLinuxChangePolicy,supplementalGroupsPolicy
PodSpec.automountServiceAccountToken,enableServiceLinks,hostUsers,setHostnameAsFQDN,shareProcessNamespace,hostnameOverride,preemptionPolicy,runtimeClassName
Secret.immutable SecretEnvSource.optional SecretKeySelector.optional SecretProjection.optional SecretVolumeSource.optional
SecurityContext.allowPrivilegeEscalation,privileged,readOnlyRootFilesystem,runAsNonRoot,procMount
ServiceAccount.automountServiceAccountToken
ServiceSpec.allocateLoadBalancerNodePorts,internalTrafficPolicy,ipFamilyPolicy,loadBalancerClass,trafficDistribution
WindowsSecurityContextOptions.hostProcess,gmsaCredentialSpec,gmsaCredentialSpecName,runAsUserName
EndpointConditions.ready,serving,terminating StorageClass.allowVolumeExpansion,reclaimPolicy,volumeBindingMode
CSIDriverSpec.attachRequired,podInfoOnMount,preventPodSchedulingIfMissing,requiresRepublish,seLinuxMount,serviceAccountTokenInSecrets,storageCapacity,fsGroupPolicy
ValidationRule.optionalOldSelf,reason JSONSchemaProps.x-kubernetes-preserve-unknown-fields,x-kubernetes-list-type,x-kubernetes-map-type,$ref
OwnerReference.blockOwnerDeletion,controller MatchResources.matchPolicy MutatingAdmissionPolicySpec.failurePolicy
MutatingWebhook.failurePolicy,matchPolicy,reinvocationPolicy,sideEffects NamedRuleWithOperations.scope
ParamRef.parameterNotFoundAction RuleWithOperations.scope ServiceReference.path
ValidatingAdmissionPolicySpec.failurePolicy ValidatingWebhook.failurePolicy,matchPolicy,sideEffects Validation.reason
WebhookClientConfig.url HPAScalingRules.selectPolicy JobStatus.failedIndexes
PodFailurePolicyOnExitCodesRequirement.containerName SuccessPolicyRule.succeededIndexes
LeaseSpec.holderIdentity,preferredHolder,strategy AppArmorProfile.localhostProfile
AzureFilePersistentVolumeSource.secretNamespace Container.restartPolicy EphemeralContainer.restartPolicy
EndpointAddress.nodeName EndpointPort.appProtocol,discovery:name,discovery:protocol GlusterfsPersistentVolumeSource.endpointsNamespace
HostPathVolumeSource.type ISCSIVolumeSource.initiatorName ISCSIPersistentVolumeSource.initiatorName
Lifecycle.stopSignal LoadBalancerIngress.ipMode LocalVolumeSource.fsType ModifyVolumeStatus.-
PersistentVolumeClaimSpec.storageClassName,volumeAttributesClassName,volumeMode
PersistentVolumeClaimStatus.currentVolumeAttributesClassName PersistentVolumeSpec.volumeAttributesClassName,volumeMode
PodDNSConfigOption.value PodResourceClaim.resourceClaimName,resourceClaimTemplateName PodResourceClaimStatus.resourceClaimName
PodSchedulingGroup.podGroupName PortStatus.error IngressPortStatus.error SeccompProfile.localhostProfile
ServicePort.appProtocol TopologySpreadConstraint.nodeAffinityPolicy,nodeTaintsPolicy TypedLocalObjectReference.apiGroup
TypedObjectReference.apiGroup,namespace VolumeMount.mountPropagation,recursiveReadOnly VolumeMountStatus.recursiveReadOnly
Endpoint.hostname,nodeName,zone HTTPIngressPath.pathType IngressClassParametersReference.apiGroup,namespace,scope
IngressSpec.ingressClassName NetworkPolicyPort.protocol PodDisruptionBudgetSpec.unhealthyPodEvictionPolicy
VolumeAttachmentSource.persistentVolumeName CustomResourceDefinitionVersion.deprecationWarning
CustomResourceSubresourceScale.labelSelectorPath
"""
PLAIN_NUMBERS = """
DaemonSetSpec.minReadySeconds DaemonSetStatus.numberAvailable,numberUnavailable,observedGeneration,updatedNumberScheduled
DeploymentSpec.minReadySeconds DeploymentStatus.availableReplicas,observedGeneration,readyReplicas,replicas,unavailableReplicas,updatedReplicas
ReplicaSetSpec.minReadySeconds ReplicaSetStatus.availableReplicas,fullyLabeledReplicas,observedGeneration,readyReplicas
StatefulSetSpec.minReadySeconds StatefulSetStatus.currentReplicas,observedGeneration,readyReplicas,updatedReplicas
JobStatus.active,failed,succeeded AWSElasticBlockStoreVolumeSource.partition ContainerImage.sizeBytes ContainerPort.hostPort
ContainerStateTerminated.signal Event.count,deprecatedCount EventSeries.count GCEPersistentDiskVolumeSource.partition
PodCondition.observedGeneration PodStatus.observedGeneration
Probe.failureThreshold,initialDelaySeconds,periodSeconds,successThreshold,timeoutSeconds
ReplicationControllerStatus.availableReplicas,fullyLabeledReplicas,observedGeneration,readyReplicas
ServicePort.nodePort ServiceSpec.healthCheckNodePort ServiceBackendPort.number PodDisruptionBudgetStatus.observedGeneration
ValidatingAdmissionPolicyStatus.observedGeneration CustomResourceColumnDefinition.priority Condition.observedGeneration
CustomResourceDefinitionCondition.observedGeneration CustomResourceDefinitionStatus.observedGeneration
ObjectMeta.generation Status.code StatusDetails.retryAfterSeconds HorizontalPodAutoscalerStatus.v2:currentReplicas
"""

# Optional lists that the server writes as null where there is nothing in them.
WRITTEN_LISTS = """
Role.rules ClusterRole.rules
"""

# Required lists that vanish all the same where there is nothing in them.
VANISHING_LISTS = """
ValidatingAdmissionPolicyBindingSpec.validationActions
"""

# Fields whose members are owned one by one although their type is atomic.
GRANULAR = """
PersistentVolumeSpec.claimRef
"""

# Types of groups that the recorded description leaves out.
UNPUBLISHED = """
flowcontrol.v1.ExemptPriorityLevelConfiguration lendablePercent:i~z nominalConcurrencyShares:i~z
flowcontrol.v1.FlowDistinguisherMethod type:s~w~!
flowcontrol.v1.FlowSchema apiVersion:s kind:s metadata:@meta.v1.ObjectMeta~w spec:@flowcontrol.v1.FlowSchemaSpec~w status:@flowcontrol.v1.FlowSchemaStatus~w
flowcontrol.v1.FlowSchemaCondition lastTransitionTime:t~w message:s reason:s status:s type:s
flowcontrol.v1.FlowSchemaSpec distinguisherMethod:@flowcontrol.v1.FlowDistinguisherMethod matchingPrecedence:i~w priorityLevelConfiguration:@flowcontrol.v1.PriorityLevelConfigurationReference~w~! rules:[@flowcontrol.v1.PolicyRulesWithSubjects
flowcontrol.v1.FlowSchemaStatus conditions:[@flowcontrol.v1.FlowSchemaCondition~mtype~p~ktype
flowcontrol.v1.GroupSubject name:s~w~!
flowcontrol.v1.LimitResponse queuing:@flowcontrol.v1.QueuingConfiguration type:s~w~!
flowcontrol.v1.LimitedPriorityLevelConfiguration borrowingLimitPercent:i~z lendablePercent:i~z limitResponse:@flowcontrol.v1.LimitResponse~w nominalConcurrencyShares:i~z
flowcontrol.v1.NonResourcePolicyRule nonResourceURLs:[s~s~! verbs:[s~s~!
flowcontrol.v1.PolicyRulesWithSubjects nonResourceRules:[@flowcontrol.v1.NonResourcePolicyRule resourceRules:[@flowcontrol.v1.ResourcePolicyRule subjects:[@flowcontrol.v1.Subject~!
flowcontrol.v1.PriorityLevelConfiguration apiVersion:s kind:s metadata:@meta.v1.ObjectMeta~w spec:@flowcontrol.v1.PriorityLevelConfigurationSpec~w status:@flowcontrol.v1.PriorityLevelConfigurationStatus~w
flowcontrol.v1.PriorityLevelConfigurationCondition lastTransitionTime:t~w message:s reason:s status:s type:s
flowcontrol.v1.PriorityLevelConfigurationReference name:s~w~!
flowcontrol.v1.PriorityLevelConfigurationSpec exempt:@flowcontrol.v1.ExemptPriorityLevelConfiguration limited:@flowcontrol.v1.LimitedPriorityLevelConfiguration type:s~w~!
flowcontrol.v1.PriorityLevelConfigurationStatus conditions:[@flowcontrol.v1.PriorityLevelConfigurationCondition~mtype~p~ktype
flowcontrol.v1.QueuingConfiguration handSize:i~w queueLengthLimit:i~w queues:i~w
flowcontrol.v1.ResourcePolicyRule apiGroups:[s~s~! clusterScope:b namespaces:[s~s resources:[s~s~! verbs:[s~s~!
flowcontrol.v1.ServiceAccountSubject name:s~w~! namespace:s~w~!
flowcontrol.v1.Subject group:@flowcontrol.v1.GroupSubject kind:s~w~! serviceAccount:@flowcontrol.v1.ServiceAccountSubject user:@flowcontrol.v1.UserSubject
flowcontrol.v1.UserSubject name:s~w~!
"""

PREFIXES = [
    ("io.k8s.apimachinery.pkg.apis.meta.", "meta."),
    ("io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.", "apiextensions."),
    ("io.k8s.kube-aggregator.pkg.apis.apiregistration.", "apiregistration."),
    ("io.k8s.api.", ""),
]
SPECIAL = {
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "o",
    "io.k8s.apimachinery.pkg.api.resource.Quantity": "q",
    "io.k8s.apimachinery.pkg.apis.meta.v1.Time": "t",
    "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": "u",
    "io.k8s.apimachinery.pkg.apis.meta.v1.Duration": "d",
    "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1": "*",
    "io.k8s.apimachinery.pkg.runtime.RawExtension": "*",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON": "*",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray": "*",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool": "*",
    "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray": "*",
}


def members(text):
    result = set()
    for word in text.split():
        owner, names = word.split(".", 1)
        for name in names.split(","):
            result.add((owner, name))
    return result


POINTER_SET, PLAIN_SET, WRITTEN_SET = members(POINTERS), members(PLAIN_NUMBERS), members(WRITTEN_LISTS)
VANISHING_SET, GRANULAR_SET = members(VANISHING_LISTS), members(GRANULAR)


def short(name):
    for prefix, replacement in PREFIXES:
        if name.startswith(prefix):
            return replacement + name[len(prefix):]
    return name


def reference(schema):
    if "$ref" in schema:
        return schema["$ref"].rsplit("/", 1)[1]
    if len(schema.get("allOf", [])) == 1:
        return reference(schema["allOf"][0])
    return None


class Table:
    def __init__(self, definitions):
        self.definitions = definitions
        self.lines = {}

    def shape(self, schema):
        target = reference(schema)
        if target is not None:
            if target in SPECIAL:
                return SPECIAL[target]
            self.add(target)
            return "@" + short(target)
        kind = schema.get("type")
        if kind == "array":
            return "[" + self.shape(schema["items"])
        if kind == "object" and "additionalProperties" in schema:
            return "{" + self.shape(schema["additionalProperties"])
        if kind == "string":
            return {"byte": "y", "date-time": "t", "int-or-string": "o"}.get(schema.get("format"), "s")
        if kind in ("integer", "number", "boolean"):
            return {"integer": "i", "number": "n", "boolean": "b"}[kind]
        return "*"

    def marks(self, owner, name, schema, required):
        marks = []
        list_type = schema.get("x-kubernetes-list-type")
        if list_type == "map":
            keys = schema["x-kubernetes-list-map-keys"]
            marks.append("m" + ",".join(keys))
        elif list_type == "set":
            marks.append("s")
        if schema.get("x-kubernetes-map-type") == "atomic" or (reference(schema) or "").endswith(".RawExtension"):
            marks.append("a")
        if (owner.rsplit(".", 1)[1], name) in GRANULAR_SET:
            marks.append("g")
        strategies = schema.get("x-kubernetes-patch-strategy", "").split(",")
        marks += [{"merge": "p", "replace": "x", "retainKeys": "r"}[s] for s in strategies if s]
        if "x-kubernetes-patch-merge-key" in schema:
            marks.append("k" + schema["x-kubernetes-patch-merge-key"])
        default = schema.get("default")
        if default is not None and (default in ("", 0, False) or default == {}):
            marks.append("w")
        else:
            if default is not None:
                marks.append("d" + json.dumps(default))
            kind, base, group = schema.get("type"), owner.rsplit(".", 1)[1], owner.split(".")[-3:]
            names = {name} | {part + ":" + name for part in group}
            named = any((base, n) in (PLAIN_SET if kind == "integer" else POINTER_SET) for n in names)
            if kind in ("integer", "number") and not named or kind in ("boolean", "string") and named:
                marks.append("z")
        member = (owner.rsplit(".", 1)[1], name)
        if name in required and member not in VANISHING_SET or member in WRITTEN_SET:
            marks.append("!")
        return "".join("~" + mark for mark in marks)

    def add(self, name):
        key = short(name)
        if key in self.lines:
            return
        self.lines[key] = ""
        schema = self.definitions[name]
        required = set(schema.get("required", []))
        head = key + ("~a" if schema.get("x-kubernetes-map-type") == "atomic" else "")
        fields = []
        for field in sorted(schema.get("properties", {})):
            value = schema["properties"][field]
            fields.append("%s:%s%s" % (field, self.shape(value), self.marks(name, field, value, required)))
        self.lines[key] = head + " " + " ".join(fields)


def load(directory):
    definitions = {}
    for file in sorted(os.listdir(directory)):
        opener = gzip.open if file.endswith(".gz") else open
        with opener(os.path.join(directory, file), "rt") as stream:
            document = json.load(stream)
        definitions.update(document.get("components", {}).get("schemas", {}))
    return definitions


def write(path, name, summary, lines):
    with open(path, "w") as out:
        out.write("// swift-format-ignore-file\n// Generated by generate-schema.py; do not edit.\n\n")
        out.write("extension SchemaText {\n    /// %s\n    static let %s = #\"\"\"\n" % (summary, name))
        for line in lines:
            out.write("        " + line + "\n")
        out.write("        \"\"\"#\n}\n")


def main():
    definitions = load(sys.argv[1])
    resources = json.load(open(sys.argv[2]))
    table = Table(definitions)
    table.lines.update((line.split(" ", 1)[0], line) for line in UNPUBLISHED.strip().split("\n"))
    kinds = []
    by_kind = {}
    for name, schema in definitions.items():
        for gvk in schema.get("x-kubernetes-group-version-kind", []):
            by_kind.setdefault((gvk["group"], gvk["version"], gvk["kind"]), name)
    for resource in resources:
        group, _, version = resource["groupVersion"].rpartition("/")
        name = by_kind.get((group, version, resource["kind"]))
        root = "-"
        if name is not None:
            table.add(name)
            root = short(name)
        elif group.split(".")[0] + "." + version + "." + resource["kind"] in table.lines:
            root = group.split(".")[0] + "." + version + "." + resource["kind"]
        kinds.append(" ".join([
            resource["groupVersion"], resource["kind"], resource["resource"], resource["singular"] or "-",
            "n" if resource["namespaced"] else "c", ",".join(resource.get("shortNames", [])) or "-",
            ",".join(resource.get("categories", [])) or "-", ",".join(sorted(resource.get("subresources", {}))) or "-",
            ",".join(resource["verbs"]), root]))
    output = sys.argv[3]
    write(os.path.join(output, "SchemaText+Kinds.swift"), "kinds",
          "One built-in kind a line: apiVersion kind plural singular scope short-names categories subresources verbs type.", kinds)
    lines = [table.lines[key] for key in sorted(table.lines)]
    half = next(i for i, line in enumerate(lines) if line.startswith("core.v1.P"))
    write(os.path.join(output, "SchemaText+TypesA.swift"), "typesA", "The types before `core.v1.P`.", lines[:half])
    write(os.path.join(output, "SchemaText+TypesB.swift"), "typesB", "The types from `core.v1.P` on.", lines[half:])


main()
