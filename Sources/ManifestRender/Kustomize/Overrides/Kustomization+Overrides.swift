internal import SourceTrees
internal import Values

extension Kustomization {
    /// Changes the root's kustomization as an Application asks for it.
    ///
    /// - Throws: `RenderError` where an override is not well-formed, or a label or annotation is there already.
    mutating func apply(_ overrides: KustomizeOverrides, loader: KustomizeLoader) throws(RenderError) {
        let environment = loader.session.context.environment
        if !overrides.namePrefix.isEmpty { namePrefix = overrides.namePrefix }
        if !overrides.nameSuffix.isEmpty { nameSuffix = overrides.nameSuffix }
        if !overrides.images.isEmpty {
            let rules = try overrides.images.map { (image) throws(RenderError) in
                try ImageOverride.rule(environment.substitute(in: image))
            }
            images = ImageOverride.merge(rules, into: images)
        }
        applyReplicas(overrides.replicas)
        try applyLabels(overrides, environment)
        try applyAnnotations(overrides, environment)
        if !overrides.namespace.isEmpty { namespace = overrides.namespace }
        patches += try overrides.patches.map { (patch) throws(RenderError) in
            var fields = try FieldDecoder(patch, type: "Patch", mode: .kustomization)
            return try KustomizePatch(&fields)
        }
        let pattern = ComponentPattern(loader.files)
        for component in overrides.components {
            // A pattern is no path either: where missing components are passed over, patterns are.
            if overrides.ignoreMissingComponents, !Kustomization.exists(component, loader) { continue }
            for path in pattern.paths(matching: component) where !components.contains(path) {
                components.append(path)
            }
        }
    }

    private mutating func applyReplicas(_ overrides: [KustomizeOverrides.Replica]) {
        guard !overrides.isEmpty else { return }
        var rules: [String: ReplicaRule] = [:]
        for rule in replicas { rules[rule.name] = rule }
        for replica in overrides { rules[replica.name] = ReplicaRule(name: replica.name, count: replica.count) }
        replicas = rules.values.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private mutating func applyLabels(
        _ overrides: KustomizeOverrides, _ environment: BuildEnvironment
    ) throws(RenderError) {
        guard !overrides.commonLabels.isEmpty else { return }
        let pairs = overrides.commonLabels.mapValues { environment.substitute(in: $0) }
        guard overrides.labelWithoutSelector else {
            guard !overrides.labelIncludeTemplates else {
                throw RenderError(
                    .invalidOptions,
                    "labelIncludeTemplates needs labelWithoutSelector: labels of selectors are in "
                        + "templates anyway")
            }
            var labels = commonLabels ?? [:]
            try Kustomization.add(pairs, to: &labels, kind: "label", force: overrides.forceCommonLabels)
            commonLabels = labels
            return
        }
        // An entry of its own: it comes last and so wins over the file's.
        labels.append(LabelRule(pairs: pairs, includesTemplates: overrides.labelIncludeTemplates))
    }

    private mutating func applyAnnotations(
        _ overrides: KustomizeOverrides, _ environment: BuildEnvironment
    ) throws(RenderError) {
        guard !overrides.commonAnnotations.isEmpty else { return }
        var pairs = overrides.commonAnnotations
        if overrides.commonAnnotationsEnvsubst { pairs = pairs.mapValues { environment.substitute(in: $0) } }
        var annotations = commonAnnotations ?? [:]
        try Kustomization.add(pairs, to: &annotations, kind: "annotation", force: overrides.forceCommonAnnotations)
        commonAnnotations = annotations
    }

    private static func add(
        _ pairs: [String: String], to existing: inout [String: String], kind: String, force: Bool
    ) throws(RenderError) {
        for (key, value) in pairs.sorted(by: { $0.key < $1.key }) {
            guard existing[key] == nil || force else {
                throw RenderError(
                    .invalidOptions,
                    "\(kind) \(key) already in kustomization file; force \(kind)s to replace it")
            }
            existing[key] = value
        }
    }

    private static func exists(_ component: String, _ loader: KustomizeLoader) -> Bool {
        guard let path = try? loader.root.appending(component) else { return false }
        return (try? loader.tree.resolve(path)) != nil
    }
}
