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

    private struct Key {
        var rank: Int
        var kind: [UInt8]
        var id: [UInt8]
    }

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
        let ranks = ranks
        let keyed = resources.resources.map { resource in (key: key(resource.id, ranks), resource: resource) }
        let sorted = keyed.indices.sorted { precedes(keyed[$0].key, keyed[$1].key) }
        resources.replaceAll(with: sorted.map { keyed[$0].resource })
    }

    private var ranks: [String: Int] {
        let first = options.legacy?.orderFirst ?? SortOrderTransformer.first
        let last = options.legacy?.orderLast ?? SortOrderTransformer.last
        var ranks: [String: Int] = [:]
        for (position, kind) in first.enumerated() { ranks[kind] = position - first.count }
        for (position, kind) in last.enumerated() { ranks[kind] = position + 1 }
        return ranks
    }

    private func key(_ id: ResourceID, _ ranks: [String: Int]) -> Key {
        func text(_ text: String, or none: String) -> String { text.isEmpty ? none : text }
        let kind = text(id.kind, or: "~K")
        let group = text(id.group, or: "~G")
        let version = text(id.version, or: "~V")
        return Key(
            rank: ranks[id.kind] ?? 0, kind: Array("\(group)_\(version)_\(kind)".utf8),
            id: Array("\(id.kindText)|\(text(id.namespace, or: "~X"))|\(text(id.name, or: "~N"))".utf8))
    }

    private func precedes(_ left: Key, _ right: Key) -> Bool {
        if left.rank != right.rank { return left.rank < right.rank }
        if left.kind != right.kind { return left.kind.lexicographicallyPrecedes(right.kind) }
        return left.id.lexicographicallyPrecedes(right.id)
    }
}
