internal import Values

/// Orders the result by kind: what others need comes first.
struct SortOrderTransformer: KustomizeTransformer {
    private let options: SortOptions

    init(_ options: SortOptions) { self.options = options }

    /// The order without `sortOptions`.
    static let standard = SortOrderTransformer(SortOptions(order: "legacy"))

    private static let first = [
        "Namespace", "ResourceQuota", "StorageClass", "CustomResourceDefinition", "ServiceAccount",
        "PodSecurityPolicy", "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "ConfigMap", "Secret",
        "Endpoints", "Service", "LimitRange", "PriorityClass", "PersistentVolume", "PersistentVolumeClaim",
        "Deployment", "StatefulSet", "CronJob", "PodDisruptionBudget",
    ]

    private static let last = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]

    /// Where a kind stands in the order without `sortOptions`; kinds that are not listed stand at zero.
    static func rank(of kind: String) -> Int { standardRanks[kind] ?? 0 }

    private static let standardRanks = standard.ranks

    func transform(_ resources: inout ResourceMap) throws(RenderError) {
        guard options.order == "legacy" || options.order == "fifo" else {
            throw RenderError(.invalidOptions, "the field 'sortOptions.order' must be one of [fifo, legacy]")
        }
        guard options.order == "legacy" else {
            guard options.legacy == nil else {
                throw RenderError(
                    .invalidOptions,
                    "the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not "
                        + "'legacy'")
            }
            return
        }
        resources.reorder(SortedResources(resources, ranks: ranks).positions)
    }

    private var ranks: [String: Int] {
        let first = options.legacy?.orderFirst ?? SortOrderTransformer.first
        let last = options.legacy?.orderLast ?? SortOrderTransformer.last
        var ranks: [String: Int] = [:]
        for (position, kind) in first.enumerated() { ranks[kind] = position - first.count }
        for (position, kind) in last.enumerated() { ranks[kind] = position + 1 }
        return ranks
    }
}
