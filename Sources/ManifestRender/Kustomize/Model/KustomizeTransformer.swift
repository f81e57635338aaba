/// Changes the resources of a layer: each field of a kustomization that transforms, and each builtin plugin.
protocol KustomizeTransformer {
    func transform(_ resources: inout ResourceMap) throws(RenderError)
}

/// Makes resources: each generating field of a kustomization, and each builtin plugin.
protocol KustomizeGenerator {
    func generate() throws(RenderError) -> [KustomizeResource]
}
