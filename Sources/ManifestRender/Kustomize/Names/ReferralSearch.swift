internal import Values

/// Finds what a name in one resource refers to, and writes the new name.
final class ReferralSearch {
    private let index: ReferralIndex
    let referrer: Referrer

    init(index: ReferralIndex, referrer: Referrer) {
        self.index = index
        self.referrer = referrer
    }

    /// Updates a field that holds a name, an object with a name and perhaps a namespace, or a list of either.
    func update(
        _ node: inout Value, target: NameReferenceSpec, isRoleReference: Bool
    ) throws(RenderError) {
        switch node {
        case .null: return
        case .object: try updateObject(&node, target, isRoleReference)
        case .array:
            guard var elements = node.takeElements() else { return }
            defer { node = .array(elements) }
            for position in elements.indices {
                switch elements[position] {
                case .object: try updateObject(&elements[position], target, isRoleReference)
                case .array: throw RenderError(.malformed, "a list of names must not hold lists")
                default: try updateScalar(&elements[position], target, isRoleReference)
                }
            }
        default: try updateScalar(&node, target, isRoleReference)
        }
    }

    private func updateScalar(
        _ node: inout Value, _ target: NameReferenceSpec, _ isRoleReference: Bool
    ) throws(RenderError) {
        guard let name = ScalarText.text(of: node), index.knows(name) else { return }
        let found = index.candidates(named: name, for: referrer)
        guard let referral = try select(name, found, target, isRoleReference, withNamespace: false) else { return }
        if referral.name != name { node = ScalarText.settingUntyped(referral.name, styledAs: node) }
    }

    private func updateObject(
        _ node: inout Value, _ target: NameReferenceSpec, _ isRoleReference: Bool
    ) throws(RenderError) {
        guard let nameNode = node["name"], let name = ScalarText.text(of: nameNode) else {
            throw RenderError(.malformed, "path config error; no 'name' field in node")
        }
        guard index.knows(name) else { return }
        let found =
            if let namespace = node["namespace"], let text = ScalarText.text(of: namespace) {
                index.candidates(named: name, in: text, for: referrer)
            } else {
                index.candidates(named: name, for: referrer)
            }
        guard let referral = try select(name, found, target, isRoleReference, withNamespace: true) else { return }
        if referral.name != name { node["name"] = ScalarText.settingUntyped(referral.name, styledAs: nameNode) }
        // An empty namespace stands for any, not for `default`.
        if !referral.namespace.isEmpty { node["namespace"] = .string(referral.namespace) }
    }

    /// The one resource that is meant: by kind first, then by what was done to both names.
    private func select(
        _ name: String, _ found: [Int], _ target: NameReferenceSpec, _ isRoleReference: Bool, withNamespace: Bool
    ) throws(RenderError) -> ResourceID? {
        var candidates = found.filter { position in
            index[position].previousIDs.contains { $0.name == name }
                && index[position].previousIDs.contains { isKind($0, target.group, target.version, target.kind) }
        }
        if isRoleReference, let role = referrer.role {
            candidates = candidates.filter { position in
                index[position].previousIDs.contains { isKind($0, role.group, "", role.kind) }
            }
        }
        for allowingNone in [true, false] where candidates.count > 1 {
            candidates = candidates.filter { referrer.hasSameAffixes(as: index[$0], allowingNone: allowingNone) }
        }
        guard let first = candidates.first.map({ index[$0].id }) else { return nil }
        guard
            candidates.allSatisfy({
                index[$0].id.name == first.name && (!withNamespace || index[$0].id.namespace == first.namespace)
            })
        else {
            let ids = candidates.prefix(10).map { index[$0].id.description }
            throw RenderError(
                .malformed,
                "found multiple possible referrals: \(ids.joined(separator: ", ")); tell them apart by name or "
                    + "namespace")
        }
        return first
    }

    private func isKind(_ id: ResourceID, _ group: String, _ version: String, _ kind: String) -> Bool {
        (kind.isEmpty || kind == id.kind) && (group.isEmpty || group == id.group)
            && (version.isEmpty || version == id.version)
    }
}
