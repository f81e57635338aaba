internal import Values

/// The annotations in which the tool keeps what it has to remember about a resource. A file may hold them: what they
/// say counts, and none reaches the result.
enum InternalAnnotations {
    private static let domain = "internal.config.kubernetes.io/"

    private static let dropped: Set<String> = [
        "\(domain)previousKinds", "\(domain)previousNames", "\(domain)previousNamespaces", "\(domain)prefixes",
        "\(domain)suffixes", "\(domain)refBy", "\(domain)generatorBehavior", "\(domain)needsHashSuffix",
        "\(domain)allowNameChange", "\(domain)allowKindChange", "\(domain)path", "\(domain)index",
        "\(domain)seqindent", "\(domain)id", "\(domain)annotations-migration-resource-id",
        "config.kubernetes.io/path", "config.kubernetes.io/index", "config.k8s.io/id",
        "helm.kustomize.cattle.io/helm-generated",
    ]

    /// Moves what a file says in such annotations to where the build looks for it.
    static func take(from resource: inout KustomizeResource) {
        guard case .object(let annotations)? = resource.value["metadata"]?["annotations"],
            annotations.contains(where: { dropped.contains($0.key) })
        else { return }
        if annotations["\(domain)needsHashSuffix"]?.stringValue == "enabled" { resource.needsHash = true }
        if annotations["\(domain)allowNameChange"]?.stringValue == "enabled" { resource.allowsNameChange = true }
        if annotations["\(domain)allowKindChange"]?.stringValue == "enabled" { resource.allowsKindChange = true }
        if let behavior = annotations["\(domain)generatorBehavior"]?.stringValue {
            resource.behavior = KustomizeResource.Behavior(rawValue: behavior) ?? .unspecified
        }
        for prefix in parts(annotations["\(domain)prefixes"]) { resource.addNamePrefix(prefix) }
        for suffix in parts(annotations["\(domain)suffixes"]) { resource.addNameSuffix(suffix) }
        var kept = annotations
        kept.removeAll { dropped.contains($0.key) }
        resource.value["metadata"]?["annotations"] = .object(kept)
    }

    private static func parts(_ value: Value?) -> [String] {
        value?.stringValue?.split(separator: ",").map(String.init) ?? []
    }
}
