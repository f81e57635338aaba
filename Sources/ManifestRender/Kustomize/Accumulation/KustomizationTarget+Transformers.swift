internal import Values

extension KustomizationTarget {
    private struct Step {
        var transformer: any KustomizeTransformer
        var origin: ResourceOrigin?
        /// How many of the tool's transformers it stands for.
        var count = 1
    }

    /// Runs all transformers in the tool's order, whatever the order in the file. Each is set up before any runs.
    func runTransformers(_ accumulator: inout ResourceAccumulator) throws(RenderError) {
        var steps = try fields(accumulator.configuration).map {
            Step(transformer: $0.transformer, origin: origin?.builtin($0.kind, in: fileName), count: $0.count)
        }
        steps += try configured(kustomization.transformers)
        for step in steps {
            try step.transformer.transform(&accumulator.resources)
            guard let origin = step.origin else { continue }
            for _ in 0..<step.count { BuildMetadata.record(origin, in: &accumulator.resources) }
        }
    }

    private func configured(_ entries: [String]) throws(RenderError) -> [Step] {
        guard !entries.isEmpty else { return [] }
        var steps: [Step] = []
        for configuration in try plugins(entries) {
            steps.append(
                Step(
                    transformer: try BuiltinPlugins.transformer(configuration, loader: loader),
                    origin: configuration.origin?.configured(by: configuration)))
        }
        return steps
    }

    // MARK: - Fields

    private typealias FieldStep = (kind: String, transformer: any KustomizeTransformer, count: Int)

    private func fields(_ configuration: TransformerConfiguration) throws(RenderError) -> [FieldStep] {
        try patches() + renaming(configuration) + labelling(configuration) + changes(configuration)
    }

    private func patches() throws(RenderError) -> [FieldStep] {
        var steps: [FieldStep] = []
        if !kustomization.patchesStrategicMerge.isEmpty {
            steps.append(
                (
                    "PatchStrategicMergeTransformer",
                    try PatchStrategicMergeTransformer(kustomization.patchesStrategicMerge, loader: loader), 1
                ))
        }
        for patch in kustomization.patches {
            steps.append(("PatchTransformer", try PatchTransformer(patch, loader: loader), 1))
        }
        return steps
    }

    private func renaming(_ configuration: TransformerConfiguration) throws(RenderError) -> [FieldStep] {
        var steps: [FieldStep] = []
        if !kustomization.namespace.isEmpty {
            steps.append(
                (
                    "NamespaceTransformer",
                    NamespaceTransformer(
                        NamespaceEditor(kustomization.namespace, fieldSpecs: configuration.namespace),
                        schema: session.schema), 1
                ))
        }
        if !kustomization.namePrefix.isEmpty {
            steps.append(
                (
                    "PrefixTransformer",
                    PrefixTransformer(kustomization.namePrefix, fieldSpecs: configuration.namePrefix), 1
                ))
        }
        if !kustomization.nameSuffix.isEmpty {
            steps.append(
                (
                    "SuffixTransformer",
                    SuffixTransformer(kustomization.nameSuffix, fieldSpecs: configuration.nameSuffix), 1
                ))
        }
        return steps
    }

    private func labelling(_ configuration: TransformerConfiguration) throws(RenderError) -> [FieldStep] {
        var steps: [FieldStep] = []
        for rule in kustomization.labels {
            var fields = rule.fields
            try fields.merge(configuration.labels)
            if rule.includesSelectors {
                try fields.merge(configuration.commonLabels)
            } else if rule.includesTemplates {
                try fields.merge(configuration.templateLabels)
            }
            try fields.merge(FieldSpec("metadata/labels", create: true))
            steps.append(("LabelTransformer", LabelTransformer(sorted(rule.pairs), fieldSpecs: fields), 1))
        }
        // The tool applies the common labels, and records that, also where it has other labels only.
        let labels = kustomization.commonLabels ?? [:]
        if !labels.isEmpty || !kustomization.labels.isEmpty {
            steps.append(
                ("LabelTransformer", LabelTransformer(sorted(labels), fieldSpecs: configuration.commonLabels), 1))
        }
        if let annotations = kustomization.commonAnnotations, !annotations.isEmpty {
            steps.append(
                (
                    "AnnotationsTransformer",
                    AnnotationsTransformer(sorted(annotations), fieldSpecs: configuration.commonAnnotations), 1
                ))
        }
        return steps
    }

    private func changes(_ configuration: TransformerConfiguration) throws(RenderError) -> [FieldStep] {
        var steps: [FieldStep] = []
        for patch in kustomization.patchesJSON6902 {
            steps.append(("PatchJson6902Transformer", try PatchJSON6902Transformer(patch, loader: loader), 1))
        }
        for rule in kustomization.replicas {
            steps.append(
                ("ReplicaCountTransformer", ReplicaCountTransformer(rule, fieldSpecs: configuration.replicas), 1))
        }
        if !kustomization.images.isEmpty {
            // One after the other on each resource, which is searched for its images once.
            let images = try ImageTagTransformer(kustomization.images, fieldSpecs: configuration.images)
            steps.append(("ImageTagTransformer", images, kustomization.images.count))
        }
        if !kustomization.replacements.isEmpty {
            steps.append(
                ("ReplacementTransformer", try ReplacementTransformer(kustomization.replacements, loader: loader), 1))
        }
        return steps
    }

    private func sorted(_ pairs: [String: String]) -> [(key: String, value: String)] {
        pairs.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    // MARK: - Validators

    private static let validatedLabel = "validated-by"

    /// What a validator may not change: the object, and the tool's notes of what it was called.
    private struct Validated: Equatable {
        var value: Value
        var stored: Int
    }

    /// Runs the validators, which may look at resources but not change them.
    func runValidators(_ accumulator: inout ResourceAccumulator) throws(RenderError) {
        for step in try configured(kustomization.validators) {
            let before = accumulator.resources.resources.map { Validated(value: $0.value, stored: $0.storedCount) }
            try step.transformer.transform(&accumulator.resources)
            let after = accumulator.resources.resources.map {
                Validated(value: KustomizationTarget.withoutValidatedLabel($0.value), stored: $0.storedCount)
            }
            guard before == after else {
                throw RenderError(.evaluation, "validator shouldn't modify the resource map")
            }
        }
    }

    private static func withoutValidatedLabel(_ object: Value) -> Value {
        guard let labels = object["metadata"]?["labels"], labels[validatedLabel] != nil else { return object }
        var copy = object
        if labels.objectValue?.count == 1 {
            copy["metadata"]?["labels"] = nil
        } else {
            copy["metadata"]?["labels"]?[validatedLabel] = nil
        }
        return copy
    }
}
