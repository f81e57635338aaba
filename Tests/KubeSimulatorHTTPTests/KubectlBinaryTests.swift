import Foundation
import TestSupport
import Testing

/// Commands of kubectl that send objects in binary form.
extension KubectlTests {
    /// A request for a certificate, whose content nobody looks at before it is signed.
    private static let request = """
        apiVersion: certificates.k8s.io/v1
        kind: CertificateSigningRequest
        metadata: {name: jane}
        spec:
          request: \(encoded)
          signerName: kubernetes.io/kube-apiserver-client
          usages: [client auth]
        """
    private static let encoded = Data(
        "-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----\n".utf8
    ).base64EncodedString()

    @Test func certificatesAreApproved() async throws {
        try await story([
            (["apply", "-f", "-"], Self.request, 0, ["jane created"]),
            (["get", "csr", "jane"], nil, 0, ["Pending"]),
            (
                ["certificate", "approve", "jane"], nil, 0,
                ["certificatesigningrequest.certificates.k8s.io/jane approved"]
            ),
            (["get", "csr", "jane"], nil, 0, ["Approved"]),
            (
                ["get", "csr", "jane", "-o", "jsonpath={.status.conditions[*].reason}{.spec.usages}"], nil, 0,
                ["KubectlApprove[\"client auth\"]"]
            ),
        ])
    }

    @Test func podsAreCopiedForDebugging() async throws {
        let pod = """
            apiVersion: v1
            kind: Pod
            metadata: {name: web}
            spec:
              containers:
              - {name: c, image: nginx, volumeMounts: [{name: v, mountPath: /v}, {name: s, mountPath: /s}]}
              volumes: [{name: v, emptyDir: {sizeLimit: 1Gi}}, {name: s, configMap: {name: cm, optional: true}}]
              tolerations: [{key: a, operator: Exists, effect: NoSchedule}]
            """
        try await story([
            (["apply", "-f", "-"], pod, 0, ["pod/web created"]),
            (
                ["debug", "web", "--copy-to=copy", "--image=busybox", "--container=dbg", "--attach=false"], nil, 0, []
            ),
            (
                ["get", "pod", "copy", "-o", "jsonpath={.spec.containers[*].name} {.spec.volumes[*].configMap.name}"],
                nil, 0, ["c dbg cm"]
            ),
            (
                [
                    "get", "pod", "copy", "-o",
                    "jsonpath={.spec.volumes[0].emptyDir.sizeLimit} {.spec.tolerations[0].key}",
                ],
                nil, 0, ["1Gi a"]
            ),
            (["debug", "web", "--image=busybox", "--container=eph", "--attach=false"], nil, 0, []),
            (["get", "pod", "web", "-o", "jsonpath={.spec.ephemeralContainers[*].name}"], nil, 0, ["eph"]),
            (
                ["logs", "web", "-c", "c", "--previous"], nil, 1,
                ["previous terminated container \"c\" in pod \"web\" not found"]
            ),
        ])
    }
}
