internal import Values

/// Where a resource or a transformer came from, as `buildMetadata` writes it into annotations.
struct ResourceOrigin: Hashable, Sendable {
    /// The plugin's configuration that made or changed a resource.
    struct Configuration: Hashable, Sendable {
        var apiVersion = ""
        var kind = ""
        var name = ""
        var namespace = ""
    }

    var repo = ""
    var ref = ""
    /// Path from the root kustomization.
    var path = ""
    /// The file the plugin is configured in.
    var configuredIn = ""
    var configuredBy = Configuration()
}
