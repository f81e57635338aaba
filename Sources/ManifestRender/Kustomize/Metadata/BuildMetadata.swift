internal import Values

/// `buildMetadata`: what a build writes about itself into its resources.
enum BuildMetadata {
    static let originAnnotation = "config.kubernetes.io/origin"
    static let transformationsAnnotation = "alpha.config.kubernetes.io/transformations"
    private static let managedByLabel = "app.kubernetes.io/managed-by"
    /// The release whose ways are followed.
    private static let managedBy = "kustomize-v5.8.1"

    /// Notes that a transformer ran over all resources; one without an origin was made by it.
    static func record(_ transformer: ResourceOrigin, in resources: inout ResourceMap) {
        resources.updateEach { resource in
            if resource.origin == nil {
                resource.origin = transformer
            } else {
                resource.transformations.append(transformer)
            }
        }
    }

    /// Writes what was asked for, once everything else is done.
    static func write(_ kustomization: Kustomization, to resources: inout ResourceMap) {
        guard !kustomization.buildMetadata.isEmpty else { return }
        resources.updateEach { resource in
            if kustomization.recordsOrigins, let origin = resource.origin {
                resource.setAnnotation(originAnnotation, origin.value.yamlText())
            }
            if kustomization.recordsTransformations, !resource.transformations.isEmpty {
                let list = resource.transformations.map(\.value)
                resource.setAnnotation(transformationsAnnotation, Value.array(list).yamlText())
            }
            if kustomization.setsManagedByLabel {
                resource.value.set(.string(managedBy), at: ["metadata", "labels", managedByLabel])
            }
        }
    }
}
