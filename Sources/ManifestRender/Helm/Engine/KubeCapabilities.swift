internal import GoTemplate
internal import SemanticVersions

/// What templates see as `.Capabilities`.
final class KubeCapabilities: GoObject {
    let kubeVersion: KubeVersionValue
    private let apiVersions: GoList

    /// The capabilities of a cluster.
    ///
    /// - Parameters:
    ///   - version: as `1.33.0` or `v1.33.0-gke.1`.
    ///   - more: API versions beyond those that Kubernetes itself has.
    init(version: String, apiVersions more: [String]) throws(RenderError) {
        guard let parsed = try? SemanticVersion(version) else {
            throw RenderError(.invalidOptions, "invalid kube version '\(version)': invalid semantic version")
        }
        kubeVersion = KubeVersionValue(parsed)
        let all = KubeCapabilities.builtIn + more.flatMap { $0.split(separator: ",").map(String.init) }
        apiVersions = GoList(
            all.map { .string($0) }, type: GoList.ElementType(named: "common.VersionSet"),
            methods: { name in
                guard name == "Has" else { return nil }
                return TemplateFunction("Has", "s") { call in
                    let wanted = call.string(0)
                    return .bool(call.receiver.elements?.contains { $0.stringValue == wanted } ?? false)
                }
            })
    }

    var typeName: String { "*common.Capabilities" }
    var kindName: String { "ptr" }
    var fields: [(name: String, value: GoValue)] {
        [
            ("KubeVersion", .object(kubeVersion)), ("APIVersions", .list(apiVersions)),
            ("HelmVersion", .object(HelmVersionValue())),
        ]
    }
    var printedFields: [(name: String, value: GoValue)] {
        [("KubeVersion", .object(kubeVersion.passed))] + fields[1...]
    }
    var jsonFields: [(name: String, value: GoValue)] { printedFields }

    /// The newest version Helm's libraries know.
    static let defaultVersion = "v1.37.0"

    /// The group versions Helm knows without asking a cluster.
    private static let builtIn: [String] = {
        let groups: [(String, String)] = [
            ("admissionregistration.k8s.io", "v1 v1alpha1 v1beta1"), ("internal.apiserver.k8s.io", "v1alpha1"),
            ("apps", "v1 v1beta1 v1beta2"), ("authentication.k8s.io", "v1 v1alpha1 v1beta1"),
            ("authorization.k8s.io", "v1 v1beta1"), ("autoscaling", "v1 v2"), ("batch", "v1 v1beta1"),
            ("certificates.k8s.io", "v1 v1beta1 v1alpha1"), ("coordination.k8s.io", "v1alpha2 v1beta1 v1"),
            ("discovery.k8s.io", "v1 v1beta1"), ("events.k8s.io", "v1 v1beta1"), ("extensions", "v1beta1"),
            ("flowcontrol.apiserver.k8s.io", "v1 v1beta1 v1beta2 v1beta3"), ("lifecycle.k8s.io", "v1alpha1"),
            ("networking.k8s.io", "v1 v1beta1"), ("node.k8s.io", "v1 v1alpha1 v1beta1"), ("policy", "v1 v1beta1"),
            ("rbac.authorization.k8s.io", "v1 v1beta1 v1alpha1"), ("resource.k8s.io", "v1 v1beta2 v1beta1 v1alpha3"),
            ("scheduling.k8s.io", "v1alpha3 v1beta1 v1"), ("storage.k8s.io", "v1beta1 v1 v1alpha1"),
            ("storagemigration.k8s.io", "v1 v1beta1"), ("apiextensions.k8s.io", "v1beta1 v1"),
        ]
        return ["v1"] + groups.flatMap { group, versions in versions.split(separator: " ").map { "\(group)/\($0)" } }
    }()
}

/// `.Capabilities.KubeVersion`
final class KubeVersionValue: GoObject {
    let version: String
    private let major: String
    private let minor: String
    let normalized: String
    /// Methods belong to the pointer: a copy, as functions and maps hold one, has none of them.
    private let isCopy: Bool

    private init(copying other: KubeVersionValue) {
        version = other.version
        major = other.major
        minor = other.minor
        normalized = other.normalized
        isCopy = true
    }

    init(_ version: SemanticVersion) {
        isCopy = false
        self.version = "v\(version.description)"
        major = String(version.major)
        minor = String(version.minor)
        normalized = "v\(version.major).\(version.minor).\(version.patch)"
    }

    var typeName: String { "common.KubeVersion" }
    var kindName: String { "struct" }
    var text: String? { isCopy ? nil : normalized }
    var passed: any GoObject { isCopy ? self : KubeVersionValue(copying: self) }
    var fields: [(name: String, value: GoValue)] {
        [("Version", .string(version)), ("Major", .string(major)), ("Minor", .string(minor))]
    }
    var printedFields: [(name: String, value: GoValue)] {
        [
            ("Version", .string(version)), ("normalizedVersion", .string(normalized)), ("Major", .string(major)),
            ("Minor", .string(minor)),
        ]
    }

    func method(_ name: String) -> TemplateFunction? {
        guard !isCopy else { return nil }
        let (version, normalized) = (version, normalized)
        switch name {
        case "GitVersion": return TemplateFunction(name, "") { _ in .string(version) }
        case "String": return TemplateFunction(name, "") { _ in .string(normalized) }
        default: return nil
        }
    }
}

/// `.Capabilities.HelmVersion`: the version whose behaviour this renderer has.
final class HelmVersionValue: GoObject {
    var typeName: String { "version.BuildInfo" }
    var kindName: String { "struct" }
    var fields: [(name: String, value: GoValue)] {
        [
            ("Version", .string("v4.3.1")), ("GitCommit", .string("")), ("GitTreeState", .string("")),
            ("GoVersion", .string("go1.27.2")), ("KubeClientVersion", .string("v1.37")),
        ]
    }
    var jsonFields: [(name: String, value: GoValue)] {
        [
            ("version", .string("v4.3.1")), ("go_version", .string("go1.27.2")),
            ("kube_client_version", .string("v1.37")),
        ]
    }
}
