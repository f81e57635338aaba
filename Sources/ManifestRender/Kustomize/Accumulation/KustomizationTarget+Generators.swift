internal import Values

extension KustomizationTarget {
    private struct Step {
        var generator: any KustomizeGenerator
        var origin: ResourceOrigin?
    }

    /// Runs all generators and takes in what they make.
    func runGenerators(_ accumulator: inout ResourceAccumulator) throws(RenderError) {
        for step in try builtinGenerators() + configuredGenerators() {
            var made = ResourceMap()
            for resource in try step.generator.generate() { try made.append(resource) }
            for var resource in made.resources {
                if resource.origin == nil { resource.origin = step.origin }
                do throws(RenderError) {
                    try accumulator.absorb(resource)
                } catch { throw error.wrapped("merging from generator") }
            }
        }
    }

    private func builtinGenerators() throws(RenderError) -> [Step] {
        var steps: [Step] = []
        for arguments in kustomization.configMapGenerator {
            steps.append(
                Step(
                    generator: ConfigMapGenerator(
                        .configMap, arguments, globals: kustomization.generatorOptions, loader: loader),
                    origin: origin?.builtin("ConfigMapGenerator", in: fileName)))
        }
        for arguments in kustomization.secretGenerator {
            steps.append(
                Step(
                    generator: ConfigMapGenerator(
                        .secret, arguments, globals: kustomization.generatorOptions, loader: loader),
                    origin: origin?.builtin("SecretGenerator", in: fileName)))
        }
        for chart in kustomization.helmCharts {
            steps.append(
                Step(
                    generator: try HelmChartGenerator(
                        chart, globals: kustomization.helmGlobals, namespace: namespace, loader: loader),
                    origin: origin?.builtin("HelmChartInflationGenerator", in: fileName)))
        }
        return steps
    }

    private func configuredGenerators() throws(RenderError) -> [Step] {
        guard !kustomization.generators.isEmpty else { return [] }
        let configurations: [KustomizeResource]
        do throws(RenderError) {
            configurations = try plugins(kustomization.generators)
        } catch { throw error.wrapped("loading generator plugins: configuring external generator") }
        var steps: [Step] = []
        for configuration in configurations {
            steps.append(
                Step(
                    generator: try BuiltinPlugins.generator(configuration, loader: loader),
                    origin: configuration.origin?.configured(by: configuration)))
        }
        return steps
    }

    /// The configurations of plugins: written out in the kustomization, or in files and folders that it names.
    func plugins(_ entries: [String]) throws(RenderError) -> [KustomizeResource] {
        var accumulator = ResourceAccumulator()
        var paths: [String] = []
        for entry in entries {
            guard let inline = inlinePlugins(entry) else {
                paths.append(entry)
                continue
            }
            for resource in inline { try accumulator.resources.append(resource) }
        }
        try add(paths, to: &accumulator)
        return accumulator.resources.resources
    }

    /// The resources an entry holds itself; nil where it is a path.
    private func inlinePlugins(_ entry: String) -> [KustomizeResource]? {
        guard var resources = try? ResourceReader.resources(Array(entry.utf8), file: loader.name(of: fileName))
        else { return nil }
        session.schema.noteKinds(of: resources)
        if let origin = origin?.appending(fileName) {
            for position in resources.indices { resources[position].origin = origin }
        }
        return resources
    }
}
